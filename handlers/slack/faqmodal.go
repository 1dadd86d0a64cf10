package slack

import (
	"context"
	"errors"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/staff"
)

// The inputs of the modals about entries.
const (
	faqQuestion = "question"
	faqAliases  = "aliases"
	faqSection  = "section"
	faqThen     = "then"
	faqReviewer = "reviewer"
	faqDeadline = "deadline"
)

// What becomes of a draft, as the modal's choice says.
const (
	thenPublish = "publish"
	thenAsk     = "ask"
	thenKeep    = "keep"
	thenApprove = "approve"
	thenReturn  = "return"
)

func faqTitle(act string) string { return say(catalogue.Key("slack.faq.title." + act)) }

// textInput is an input for words, filled.
func textInput(block, label, value string, most int, lines, optional bool) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(nil, "value").WithMultiline(lines).WithMaxLength(most)
	element.InitialValue = chars.Cut(value, most)
	in := slack.NewInputBlock(block, plain(label), nil, element)
	in.Optional = optional
	return in
}

// choice is an input to choose one of, the first of them to begin with.
func choice(block, label string, pairs ...[2]string) *slack.InputBlock {
	element := options(say("slack.choose"), pairs...)
	if len(element.Options) > 0 {
		element.InitialOption = element.Options[0]
	}
	return slack.NewInputBlock(block, plain(label), nil, element)
}

// faqModal is the modal of an act on an entry.
func (s *Service) faqModal(ctx context.Context, m faqMemo) (slack.ModalViewRequest, error) {
	e, err := s.cfg.Editor.Entry(ctx, m.Ref)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	switch m.Act {
	case faqAlias:
		return s.faqView(m, say("slack.faq.add"), small(m.Ref), boldText(chars.Cut(e.Question, 500)), textInput(inputBlock, say("slack.faq.wording"), m.Text, longestAsked, false, false)), nil
	case faqWithdraw:
		return s.faqView(m, say("slack.faq.withdraw"), small(m.Ref), boldText(chars.Cut(e.Question, 500)), textInput(inputBlock, say("slack.faq.why"), "", 200, false, true)), nil
	case faqReview:
		return s.reviewModal(m, &e)
	}
	return s.editModal(m, &e)
}

func (s *Service) faqView(m faqMemo, submit string, blocks ...slack.Block) slack.ModalViewRequest {
	full := modal(faqTitle(m.Act), faqPrefix+m.Act, submit, blocks...)
	full.PrivateMetadata = m.String()
	return full
}

// editModal is the form of an entry. What does not fit into Slack's fields is changed at the desk.
func (s *Service) editModal(m faqMemo, e *Entry) (slack.ModalViewRequest, error) {
	aliases := strings.Join(e.Aliases, "\n")
	if chars.Units(e.Question) > maxInput || chars.Units(aliases) > maxInput || chars.Units(e.Section) > maxInput {
		return slack.ModalViewRequest{}, Refusal(say("slack.faq.too_long", "url", s.cfg.DeskURL+"/desk/edit/"+e.Ref))
	}
	m.Version, m.Base = e.Version, e.Base
	blocks := []slack.Block{small(e.Ref)}
	if e.State != "" {
		blocks = append(blocks, paragraph(e.State))
	}
	blocks = append(blocks, textInput(faqQuestion, say("slack.teach.question"), e.Question, maxInput, false, false))
	if e.Locked != "" {
		blocks = append(blocks, paragraph(e.Locked+"\n"+s.cfg.DeskURL+"/desk/edit/"+e.Ref))
	} else {
		blocks = append(blocks, textInput(inputBlock, say("slack.teach.answer"), e.Answer, maxInput, true, false))
	}
	blocks = append(blocks, textInput(faqAliases, say("slack.teach.aliases"), aliases, maxInput, true, true), textInput(faqSection, say("slack.faq.section"), e.Section, 200, false, true))
	return s.faqView(m, say("slack.faq.save"), blocks...), nil
}

// nextModal asks what becomes of a draft that was saved, below what it would do.
func (s *Service) nextModal(m faqMemo, e *Entry, v verdict, warning string) slack.ModalViewRequest {
	m.Act, m.Version, m.Base = faqNext, e.Version, e.Base
	blocks := []slack.Block{small(e.Ref), paragraph(say("slack.faq.saved"))}
	if e.Change != "" {
		blocks = append(blocks, richText(chars.Cut(e.Change, maxRich)))
	}
	if e.Effect != "" {
		blocks = append(blocks, paragraph(e.Effect))
	}
	if warning != "" {
		blocks = append(blocks, paragraph("⚠️ "+warning))
	}
	var then [][2]string
	switch {
	case e.Waits && !e.Approved:
		then = append(then, [2]string{thenAsk, say("slack.faq.then.ask")})
	case v.has(staff.Approve):
		then = append(then, [2]string{thenPublish, say("slack.faq.then.publish")})
	}
	then = append(then, [2]string{thenKeep, say("slack.faq.then.keep")})
	blocks = append(blocks, choice(faqThen, say("slack.faq.then.label"), then...))
	if e.Waits && !e.Approved {
		anybody := choice(faqReviewer, say("slack.faq.reviewer"), append([][2]string{{"anybody", say("slack.faq.anybody")}}, e.Reviewers...)...)
		deadline := slack.NewInputBlock(faqDeadline, plain(say("slack.faq.deadline")), nil, slack.NewDatePickerBlockElement("value"))
		deadline.Optional = true
		blocks = append(blocks, anybody, deadline)
	}
	return s.faqView(m, say("slack.submit"), blocks...)
}

// reviewModal shows what a draft changes to who may approve it.
func (s *Service) reviewModal(m faqMemo, e *Entry) (slack.ModalViewRequest, error) {
	if e.Version == 0 || m.Version != 0 && m.Version != e.Version {
		return slack.ModalViewRequest{}, Refusal(say("slack.faq.stale"))
	}
	m.Version, m.Base = e.Version, e.Base
	blocks := []slack.Block{small(e.Ref), boldText(chars.Cut(e.Question, 500))}
	for _, text := range []string{e.State, e.Effect} {
		if text != "" {
			blocks = append(blocks, paragraph(text))
		}
	}
	if e.Change != "" {
		blocks = append(blocks, richText(chars.Cut(e.Change, maxRich)))
	}
	if !e.Asked {
		return modal(faqTitle(m.Act), viewLook, "", blocks...), nil
	}
	blocks = append(blocks,
		choice(faqThen, say("slack.faq.then.label"), [2]string{thenApprove, say("slack.faq.then.approve")}, [2]string{thenReturn, say("slack.faq.then.return")}),
		textInput(inputBlock, say("slack.faq.reason"), "", longestAsked, true, true))
	return s.faqView(m, say("slack.submit"), blocks...), nil
}

// faqAnswered takes a submitted modal about an entry.
func (s *Service) faqAnswered(ctx context.Context, in interaction, m faqMemo) answer {
	m.Act = strings.TrimPrefix(in.View.CallbackID, faqPrefix)
	v, found := s.soon(ctx, in.User.ID, fresh)
	refusal := say("slack.try_again")
	if found {
		refusal = s.allowedFAQ(in, v, m.Act)
	}
	if refusal != "" || s.cfg.Editor == nil {
		return s.faqSays(m, refusal)
	}
	typed := func(block string) string { return strings.TrimSpace(chars.Clean(in.View.input(block))) }
	switch m.Act {
	case faqEdit:
		return s.keepEntry(ctx, in, m, v)
	case faqNext:
		return s.decideDraft(ctx, in, m, v, typed)
	case faqReview:
		approve, reason := typed(faqThen) == thenApprove, typed(inputBlock)
		if !approve && reason == "" {
			return refuseInput(inputBlock, say("slack.faq.no_reason"))
		}
		return s.faqDone(ctx, in, m, func(ctx context.Context) (string, error) {
			return s.cfg.Editor.Judge(ctx, m.Ref, m.Version, approve, reason, v.person)
		})
	case faqAlias:
		wording := typed(inputBlock)
		if wording == "" {
			return refuseInput(inputBlock, say("slack.empty"))
		}
		return s.faqPatiently(ctx, in, m, func(ctx context.Context) result { return s.addWording(ctx, m, wording, v) })
	case faqWithdraw:
		return s.faqDone(ctx, in, m, func(ctx context.Context) (string, error) {
			return s.cfg.Editor.Withdraw(ctx, m.Ref, typed(inputBlock), v.person)
		})
	}
	return ok
}

// faqSays puts words in the place of a modal.
func (s *Service) faqSays(m faqMemo, text string) answer { return updated(s.faqWords(m, text)) }

func (s *Service) faqWords(m faqMemo, text string) slack.ModalViewRequest {
	return modal(faqTitle(m.Act), viewLook, "", paragraph(text))
}

func updated(full slack.ModalViewRequest) answer {
	return answer{status: 200, body: slack.NewUpdateViewSubmissionResponse(&full)}
}

// faqPatiently does what may take its time with an entry: a change is tried on the whole FAQ.
func (s *Service) faqPatiently(ctx context.Context, in interaction, m faqMemo, work func(context.Context) result) answer {
	a, begun := s.patiently(ctx, in, "change an entry of the FAQ", s.faqWords(m, say("slack.faq.working")), work)
	if !begun {
		return s.faqSays(m, say("slack.try_again"))
	}
	return a
}

// faqDone does something and says in the modal's place what came of it.
func (s *Service) faqDone(ctx context.Context, in interaction, m faqMemo, do func(context.Context) (string, error)) answer {
	return s.faqPatiently(ctx, in, m, func(ctx context.Context) result { return s.faqResult(m)(do(ctx)) })
}

// faqResult says in the modal's place what came of something.
func (s *Service) faqResult(m faqMemo) func(text string, err error) result {
	return func(text string, err error) result {
		if err != nil {
			s.logFAQ(m, err)
			text = faqFailure(err)
		}
		return inPlace(s.faqWords(m, text))
	}
}

// logFAQ logs what is a fault of ours.
func (s *Service) logFAQ(m faqMemo, err error) {
	if refusedIsNone(err) != nil {
		s.log.Error("slack: change an entry of the FAQ", "ref", m.Ref, "act", m.Act, "err", err)
	}
}

// keepEntry saves what was written as the entry's draft, and goes on to what becomes of it. What is refused stands
// beside the question, with all that was written still there.
func (s *Service) keepEntry(ctx context.Context, in interaction, m faqMemo, v verdict) answer {
	e := entryOf(in.View, m)
	if e.Question == "" {
		return refuseInput(faqQuestion, say("slack.empty"))
	}
	if _, has := in.View.State.Values[inputBlock]; has && e.Answer == "" {
		return refuseInput(inputBlock, say("slack.empty"))
	} else if !has {
		e.Locked = say("slack.faq.locked")
	}
	return s.faqPatiently(ctx, in, m, func(ctx context.Context) result {
		kept, err := s.cfg.Editor.Keep(ctx, e, v.person)
		if err != nil {
			s.logFAQ(m, err)
			return result{refuseInput(faqQuestion, faqFailure(err)), func(context.Context) *slack.ModalViewRequest { return s.writtenModal(m, e, faqFailure(err)) }}
		}
		return inPlace(s.nextModal(m, &kept, v, ""))
	})
}

// writtenModal is the form of an entry once more, with all that was written in it below why it was refused.
func (s *Service) writtenModal(m faqMemo, e Entry, complaint string) *slack.ModalViewRequest {
	e.State = "⚠️ " + complaint
	full, err := s.editModal(m, &e)
	if err != nil {
		full = s.faqWords(m, complaint)
	}
	return &full
}

// entryOf reads what was written.
func entryOf(v view, m faqMemo) Entry {
	typed := func(block string) string { return strings.TrimSpace(chars.Clean(v.input(block))) }
	e := Entry{Ref: m.Ref, Version: m.Version, Base: m.Base, Question: typed(faqQuestion), Answer: typed(inputBlock), Section: typed(faqSection), Aliases: []string{}}
	for line := range strings.SplitSeq(typed(faqAliases), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			e.Aliases = append(e.Aliases, chars.Cut(line, longestAsked))
		}
	}
	return e
}

// decideDraft does with a draft what was chosen. What would take something away is asked about once.
func (s *Service) decideDraft(ctx context.Context, in interaction, m faqMemo, v verdict, typed func(string) string) answer {
	switch typed(faqThen) {
	case thenKeep:
		return s.faqSays(m, say("slack.faq.kept"))
	case thenAsk:
		reviewer := typed(faqReviewer)
		if reviewer == "anybody" {
			reviewer = ""
		}
		return s.faqDone(ctx, in, m, func(ctx context.Context) (string, error) {
			return s.cfg.Editor.Ask(ctx, m.Ref, m.Version, reviewer, typed(faqDeadline), v.person)
		})
	case thenPublish:
	default:
		return refuseInput(faqThen, say("slack.choose"))
	}
	if !v.has(staff.Approve) {
		return s.faqSays(m, say("staff.refused.right"))
	}
	return s.faqPatiently(ctx, in, m, func(ctx context.Context) result { return s.publishDraft(ctx, m, v) })
}

// addWording lets an entry be found by a wording. What that takes from others is asked about: who sends the same once
// more is sure.
func (s *Service) addWording(ctx context.Context, m faqMemo, wording string, v verdict) result {
	text, err := s.cfg.Editor.AddWording(ctx, m.Ref, wording, m.Sure && m.Text == wording, v.person)
	var takes TakesAway
	if !errors.As(err, &takes) {
		return s.faqResult(m)(text, err)
	}
	m.Sure, m.Text = true, wording
	return inPlace(s.faqView(m, say("slack.faq.sure"), small(m.Ref), paragraph("⚠️ "+string(takes)), textInput(inputBlock, say("slack.faq.wording"), wording, longestAsked, false, false)))
}

func (s *Service) publishDraft(ctx context.Context, m faqMemo, v verdict) result {
	text, err := s.cfg.Editor.Publish(ctx, m.Ref, m.Version, m.Sure, v.person)
	var takes TakesAway
	if !errors.As(err, &takes) {
		return s.faqResult(m)(text, err)
	}
	e, err := s.cfg.Editor.Entry(ctx, m.Ref)
	if err != nil {
		return s.faqResult(m)("", err)
	}
	m.Sure = true
	return inPlace(s.nextModal(m, &e, v, string(takes)))
}

// ReviewData is the Data of a choice that opens a draft for whoever may approve it.
func ReviewData(ref string, version int) string { return chat.ReviewFAQ + faqValue(ref, version, "") }
