package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/learn"
)

// A Teacher puts what came in with tickets into the FAQ, by the same road as the desk, and says in words what came of
// it. What it refuses is a Refusal.
type Teacher interface {
	// Choices are what may become of a ticket's question.
	Choices(ctx context.Context, number string) (learn.Choices, error)
	// Lesson is the entry that a ticket may become, and what that would change. wording is the question as somebody
	// has put it, "" as the member did.
	Lesson(ctx context.Context, number, wording string) (learn.Lesson, error)
	// Teach makes an entry of it in somebody's name. Not sure, it is a TakesAway where that would take a direct answer
	// from another entry.
	Teach(ctx context.Context, number string, e learn.NewEntry, sure bool, who chat.Person) (string, error)
	// Reword makes its question another wording of an entry. Not sure, it is a TakesAway where that would take a
	// direct answer from another entry.
	Reword(ctx context.Context, number, ref, wording string, sure bool, who chat.Person) (string, error)
	// SetOff notes that its question is none for the FAQ.
	SetOff(ctx context.Context, number string, who chat.Person) (string, error)
}

// viewTeach names the modal in which an entry is made of a ticket.
const viewTeach = "teach"

// The modal's inputs. The answer's is that by which refusals are shown.
const (
	teachProgramme = "programme"
	teachQuestion  = "question"
	teachAliases   = "aliases"
)

// longestAsked is the longest question or wording of an entry, in characters.
const longestAsked = 300

// entryModal is the form for an entry, filled with the ticket's question, as it may have been put since, and the
// staff's reply, neither with whom it was from.
func (s *Service) entryModal(ctx context.Context, m memo, wording string) (slack.ModalViewRequest, error) {
	l, err := s.cfg.Teacher.Lesson(ctx, m.Ticket, wording)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("read what %s teaches: %w", m.Ticket, err)
	}
	if l.Refused != "" {
		return modal(title(m.Act), viewLook, "", paragraph(l.Refused)), nil
	}
	return teachForm(m, l, ""), nil
}

// teachForm is the form, filled; a complaint, where there is one, stands on top.
func teachForm(m memo, l learn.Lesson, complaint string) slack.ModalViewRequest {
	programmes := options(say("slack.choose"), l.Programmes...)
	for _, o := range programmes.Options {
		if o.Value == l.Programme {
			programmes.InitialOption = o
		}
	}
	text := func(block, label, value string, most int, lines bool) *slack.InputBlock {
		element := slack.NewPlainTextInputBlockElement(nil, "value").WithMultiline(lines).WithMaxLength(most)
		element.InitialValue = chars.Cut(value, most)
		return slack.NewInputBlock(block, plain(label), nil, element)
	}
	aliases := text(teachAliases, say("slack.teach.aliases"), strings.Join(l.Aliases, "\n"), maxInput, true)
	aliases.Optional = true
	blocks := []slack.Block{
		small(say("slack.teach.about", "number", m.Ticket)),
		slack.NewInputBlock(teachProgramme, plain(say("slack.programme")), nil, programmes),
		text(teachQuestion, say("slack.teach.question"), l.Question, longestAsked, false),
		aliases,
		text(inputBlock, say("slack.teach.answer"), l.Answer, maxInput, true),
	}
	if complaint != "" {
		blocks = slices.Insert(blocks, 0, slack.Block(paragraph("⚠️ "+complaint)))
	}
	if l.Effect != "" {
		blocks = append(blocks, small(l.Effect))
	}
	submit := say("slack.teach.publish")
	if l.Waits {
		submit = say("slack.teach.ask")
	}
	full := modal(title(m.Act), viewTeach, submit, blocks...)
	full.PrivateMetadata = m.String()
	return full
}

// teachAnswered makes the entry, and says in the modal's place what came of it.
func (s *Service) teachAnswered(ctx context.Context, in interaction, m memo, who chat.Person) answer {
	typed := func(block string) string { return strings.TrimSpace(chars.Clean(in.View.input(block))) }
	e := learn.NewEntry{Programme: typed(teachProgramme), Question: typed(teachQuestion), Answer: typed(inputBlock)}
	for line := range strings.SplitSeq(typed(teachAliases), "\n") {
		if line = strings.TrimSpace(line); line != "" && line != e.Question {
			e.Aliases = append(e.Aliases, chars.Cut(line, longestAsked))
		}
	}
	switch {
	case s.cfg.Teacher == nil, e.Programme == "":
		return refuseInput(teachProgramme, say("slack.choose"))
	case e.Question == "":
		return refuseInput(teachQuestion, say("slack.empty"))
	case e.Answer == "":
		return refuseInput(inputBlock, say("slack.empty"))
	}
	waiting := modal(title(m.Act), viewLook, "", paragraph(say("slack.faq.working")))
	a, begun := s.patiently(ctx, in, "make an entry of a ticket", waiting, func(ctx context.Context) result { return s.teach(ctx, m, e, who) })
	if !begun {
		return refuseInput(inputBlock, say("slack.try_again"))
	}
	return a
}

// teach makes an entry. Where that fails all that was written is still there; so it is where other entries would lose
// by it: who sends the same once more is sure.
func (s *Service) teach(ctx context.Context, m memo, e learn.NewEntry, who chat.Person) result {
	written := checksum(strings.Join(append([]string{e.Programme, e.Question, e.Answer}, e.Aliases...), "\x00"))
	text, err := s.cfg.Teacher.Teach(ctx, m.Ticket, e, m.Sum == written, who)
	var takes TakesAway
	switch {
	case err == nil:
		return inPlace(modal(title(m.Act), viewLook, "", paragraph(text)))
	case errors.As(err, &takes):
		m.Sum = written
		return inPlace(s.teachAgain(ctx, m, e, string(takes)+"\n"+say("slack.teach.once_more")))
	}
	s.log.Error("slack: make an entry of a ticket", "ticket", m.Ticket, "err", err)
	return result{refuseInput(inputBlock, failure(err)), func(ctx context.Context) *slack.ModalViewRequest {
		full := s.teachAgain(ctx, m, e, failure(err))
		return &full
	}}
}

// teachAgain is the form with what was written.
func (s *Service) teachAgain(ctx context.Context, m memo, e learn.NewEntry, complaint string) slack.ModalViewRequest {
	l, err := s.cfg.Teacher.Lesson(ctx, m.Ticket, "")
	if err != nil { // the programmes are not known: the one that was chosen is offered
		l = learn.Lesson{Programmes: [][2]string{{e.Programme, e.Programme}}}
	}
	l.NewEntry, l.Effect = e, ""
	return teachForm(m, l, complaint)
}
