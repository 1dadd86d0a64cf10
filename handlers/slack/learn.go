package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/learn"
)

// The modals in which is chosen what becomes of a ticket's question, and in which who takes something from another
// entry is asked first. The form for an entry of its own is viewTeach.
const (
	viewLearn = "learn"
	viewSure  = "sure"
)

// learnWhat is the choice: a new entry, nothing, or, by its place among the nearest, an entry.
const (
	learnWhat = "what"
	learnNew  = "new"
	learnOff  = "off"
)

// nearAnswer is how much of an answer is shown of an entry that may be chosen, in characters.
const nearAnswer = 200

// teachModal asks what becomes of a ticket's question. Where there is nothing to choose it is the form for an entry.
func (s *Service) teachModal(ctx context.Context, m memo) (slack.ModalViewRequest, error) {
	if s.cfg.Teacher == nil {
		return modal(title(m.Act), viewLook, "", paragraph(say("slack.teach.off"))), nil
	}
	c, err := s.cfg.Teacher.Choices(ctx, m.Ticket)
	switch {
	case err != nil:
		return slack.ModalViewRequest{}, fmt.Errorf("read what %s teaches: %w", m.Ticket, err)
	case c.Refused != "":
		return modal(title(m.Act), viewLook, "", paragraph(c.Refused)), nil
	case len(c.Near) == 0 && !c.Off:
		return s.entryModal(ctx, m, "")
	}
	return learnForm(m, c, ""), nil
}

// learnForm asks what becomes of a question; a complaint, where there is one, stands on top.
func learnForm(m memo, c learn.Choices, complaint string) slack.ModalViewRequest {
	blocks := []slack.Block{small(say("slack.teach.question_about", "number", m.Ticket))}
	if complaint != "" {
		blocks = slices.Insert(blocks, 0, slack.Block(paragraph("⚠️ "+complaint)))
	}
	if c.Decided != "" {
		blocks = append(blocks, small(c.Decided))
	}
	blocks = append(blocks, textInput(inputBlock, say("slack.faq.wording"), chars.Line(c.Wording), longestAsked, false, false))
	m.Refs, m.Text = nil, ""
	for i, n := range c.Near {
		m.Refs = append(m.Refs, n.Ref)
		if i == 0 {
			blocks = append(blocks, slack.NewDividerBlock(), small(say("console.unanswered.near")))
		}
		blocks = append(blocks, boldText(numbered(i, chars.Cut(n.Question, 500))))
		if answer := strings.TrimSpace(n.Answer); answer != "" {
			blocks = append(blocks, richText(chars.Cut(answer, nearAnswer)))
		}
		if n.Effect != "" {
			blocks = append(blocks, small(n.Effect))
		}
	}
	full := modal(title(m.Act), viewLearn, say("slack.submit"), append(blocks, learnChoice(c))...)
	full.PrivateMetadata = m.String()
	return full
}

func numbered(i int, text string) string { return strconv.Itoa(i+1) + ". " + text }

// learnChoice is the choice of what becomes of a question.
func learnChoice(c learn.Choices) slack.Block {
	option := func(value, label, about string) *slack.OptionBlockObject {
		return slack.NewOptionBlockObject(value, oneLine(label, 75), oneLine(about, 75))
	}
	all := []*slack.OptionBlockObject{option(learnNew, say("console.unanswered.new"), say("slack.teach.new_about"))}
	for i, n := range c.Near {
		all = append(all, option(strconv.Itoa(i), say("console.unanswered.alias"), numbered(i, n.Question)))
	}
	if c.Off {
		all = append(all, option(learnOff, say("console.unanswered.set_off"), say("slack.teach.off_about")))
	}
	radio := slack.NewRadioButtonsBlockElement("value", all...)
	radio.InitialOption = all[0]
	return slack.NewInputBlock(learnWhat, plain(say("console.unanswered.acts")), nil, radio)
}

// taught takes what was submitted about a question.
func (s *Service) taught(ctx context.Context, in interaction, m memo, who chat.Person) answer {
	switch {
	case s.cfg.Teacher == nil:
		return s.refuseView(in.View, m, say("slack.teach.off"))
	case in.View.CallbackID == viewTeach:
		return s.teachAnswered(ctx, in, m, who)
	case in.View.CallbackID == viewLearn:
		return s.learnAnswered(ctx, in, m, who)
	case len(m.Refs) != 1:
		return ok // none of ours
	}
	return s.learnPatiently(ctx, in, m, say("slack.faq.working"), func(ctx context.Context) result { return s.reword(ctx, in.View, m, true, who) })
}

// learnAnswered does what was chosen of a question, or goes on to the form for an entry.
func (s *Service) learnAnswered(ctx context.Context, in interaction, m memo, who chat.Person) answer {
	m.Text = strings.TrimSpace(chars.Line(in.View.input(inputBlock)))
	switch what := in.View.input(learnWhat); what {
	case learnNew:
		return s.learnPatiently(ctx, in, m, say("slack.loading"), func(ctx context.Context) result { return s.toEntry(ctx, in.View, m) })
	case learnOff:
		return s.learnPatiently(ctx, in, m, say("slack.faq.working"), func(ctx context.Context) result {
			text, err := s.cfg.Teacher.SetOff(ctx, m.Ticket, who)
			return s.learnt(in.View, m, text, err)
		})
	default:
		at, err := strconv.Atoi(what)
		switch {
		case err != nil || at < 0 || at >= len(m.Refs):
			return refuseInput(learnWhat, say("slack.choose"))
		case m.Text == "":
			return refuseInput(inputBlock, say("slack.empty"))
		}
		m.Refs = m.Refs[at : at+1]
		return s.learnPatiently(ctx, in, m, say("slack.faq.working"), func(ctx context.Context) result { return s.reword(ctx, in.View, m, false, who) })
	}
}

// learnPatiently does what may take its time: a change is tried on the whole FAQ.
func (s *Service) learnPatiently(ctx context.Context, in interaction, m memo, waiting string, work func(context.Context) result) answer {
	a, begun := s.patiently(ctx, in, "learn of a ticket", modal(title(m.Act), viewLook, "", paragraph(waiting)), work)
	if !begun {
		return s.refuseView(in.View, m, say("slack.try_again"))
	}
	return a
}

// toEntry goes on to the form for an entry, with the question as it was put.
func (s *Service) toEntry(ctx context.Context, v view, m memo) result {
	full, err := s.entryModal(ctx, memo{Act: m.Act, Ticket: m.Ticket, Version: m.Version, Channel: m.Channel, Thread: m.Thread}, m.Text)
	if err != nil {
		return s.learnt(v, m, "", err)
	}
	return inPlace(full)
}

// reword makes a question another wording of the entry that was chosen; what that takes from another is asked
// first.
func (s *Service) reword(ctx context.Context, v view, m memo, sure bool, who chat.Person) result {
	text, err := s.cfg.Teacher.Reword(ctx, m.Ticket, m.Refs[0], m.Text, sure, who)
	var takes TakesAway
	if !errors.As(err, &takes) {
		return s.learnt(v, m, text, err)
	}
	full := modal(title(m.Act), viewSure, say("slack.teach.sure"), small(m.Refs[0]), boldText(m.Text), paragraph("⚠️ "+string(takes)))
	full.PrivateMetadata = m.String()
	return inPlace(full)
}

// learnt says in the modal's place what came of something. Where it failed the question can be taken up again there,
// as it was put.
func (s *Service) learnt(v view, m memo, text string, err error) result {
	if err == nil {
		return inPlace(modal(title(m.Act), viewLook, "", paragraph(text)))
	}
	if refusedIsNone(err) != nil {
		s.log.Error("slack: learn of a ticket", "ticket", m.Ticket, "err", err)
	}
	again := func(ctx context.Context) *slack.ModalViewRequest {
		full := modal(title(m.Act), viewLook, "", paragraph(faqFailure(err)))
		if c, unread := s.cfg.Teacher.Choices(ctx, m.Ticket); unread == nil && c.Refused == "" {
			c.Wording = m.Text
			full = learnForm(m, c, faqFailure(err))
		}
		return &full
	}
	return result{s.refuseView(v, m, faqFailure(err)), again}
}
