package member

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// answer lets the FAQ decide a question.
func (dg *Dialogue) answer(ctx context.Context, t *turn.Turn, text string) error {
	d, err := dg.consult(ctx, t, text)
	if err != nil {
		return err
	}
	if len(d.Parts) > 1 {
		for i, part := range d.Parts {
			dg.carryOut(t, part)
			if last := len(t.Said) - 1; i < len(d.Parts)-1 && part.Verdict == faq.Answer && last >= 0 {
				t.Said[last].Choices = nil // one set of buttons, below the last answer
			}
		}
		return nil
	}
	dg.carryOut(t, d)
	return nil
}

// consult asks the index. A search that fails is an error of the turn: it is tried again, for an
// apology is no answer.
func (dg *Dialogue) consult(ctx context.Context, t *turn.Turn, text string) (faq.Decision, error) {
	ix := dg.Library.Current()
	if ix == nil {
		return faq.Decision{Query: text, Verdict: faq.Handoff, Form: string(ticket.Inquiry), Reason: "no_index"}, nil
	}
	s := &t.Conversation.State
	scope := faq.Scope{Programme: t.Conversation.Programme}
	if s.Last != nil && t.Now.Sub(s.Last.At) < turn.FollowUp {
		scope.Last = s.Last.Ref
	}
	d, err := ix.Decide(ctx, text, scope)
	if err != nil {
		return d, fmt.Errorf("decide on a message of %d bytes: %w", len(text), err)
	}
	d.Query = text
	return d, nil
}

// carryOut turns a decision into words.
func (dg *Dialogue) carryOut(t *turn.Turn, d faq.Decision) {
	t.Answered = append(t.Answered, answered(d))
	switch {
	case d.Human:
		dg.humanFor(t, d.Query)
	case d.Verdict == faq.Answer && len(d.Hits) > 0 && len(d.Hits[0].Entry.Answer) > 0:
		dg.giveAnswer(t, d.Hits[0].Entry, d.Query, d.Hits[0].P, dg.beside(d.Hits)...)
	case d.Verdict == faq.Suggest && len(d.Hits) > 0:
		dg.suggest(t, d)
	case d.Verdict == faq.Choices && len(d.Programmes) > 1:
		dg.askProgramme(t, d)
	case d.Verdict == faq.Form:
		dg.offerForm(t, d)
	default:
		dg.admit(t, d)
	}
}

// humanFor hands over a message that asks for a person and may say what for.
func (dg *Dialogue) humanFor(t *turn.Turn, text string) {
	trace := dg.traceOfLast(t, "human", "human_word")
	question := dg.unanswered(t)
	if len([]rune(text)) > bareWish {
		question = strings.TrimSpace(question + "\n" + text)
	}
	trace.Query = cmp.Or(trace.Query, text)
	dg.handOver(t, question, trace)
}

// bareWish is the length in characters up to which a wish for a person says nothing of the matter:
// 「担当の方とお話ししたいです」.
const bareWish = 13

func traceOf(d faq.Decision) ticket.Trace {
	trace := ticket.Trace{Query: d.Query, Decision: string(d.Verdict), Reason: d.Reason}
	for _, h := range d.Hits[:min(3, len(d.Hits))] {
		trace.Hits = append(trace.Hits, ticket.TracedHit{Ref: h.Entry.Ref(), Question: h.Entry.Question, P: h.P, Version: h.Entry.Version})
	}
	return trace
}

func answered(d faq.Decision) turn.Answered {
	a := turn.Answered{Query: d.Query, Verdict: string(d.Verdict), P: d.P}
	if len(d.Hits) > 0 {
		a.Ref, a.Version = d.Hits[0].Entry.Ref(), d.Hits[0].Entry.Version
	}
	return a
}

// unanswered is what the member asked and was not answered: the matter of a ticket they ask for
// next. What has been answered is not; then they are asked what it is about.
func (dg *Dialogue) unanswered(t *turn.Turn) string {
	if missed := t.Conversation.State.Missed; missed != nil {
		return missed.Query
	}
	return ""
}

// giveAnswer shows an entry, with what may follow.
func (dg *Dialogue) giveAnswer(t *turn.Turn, e *faq.Entry, query string, p float64, more ...chat.Choice) {
	m := dg.show(t, e, query, p)
	if e.Kind == faq.KindForm && dg.running(t, e) {
		t.Say(m)
		dg.offerStart(t, e, query, more)
		return
	}
	m.Choices = append(dg.followUps(t, e), more...)
	t.Say(m)
}

// show is an entry as a message, remembered as the last one answered with.
func (dg *Dialogue) show(t *turn.Turn, e *faq.Entry, query string, p float64) chat.Message {
	s := &t.Conversation.State
	s.Last = &turn.Last{Ref: e.Ref(), Version: e.Version, Query: query, P: p, At: t.Now}
	s.Missed = nil
	return dg.Show(t.Now, e)
}

// askProgramme asks which of several programmes a question is about.
func (dg *Dialogue) askProgramme(t *turn.Turn, d faq.Decision) {
	t.Conversation.State.Pending = d.Query
	t.Conversation.State.Missed = ptr(traceOf(d))
	var choices []chat.Choice
	for _, id := range d.Programmes {
		choices = append(choices, chat.Choice{Label: dg.ProgrammeName(id), Data: turn.Data("programme", id)})
	}
	choices = append(choices, chat.Choice{Label: words.LabelDontKnow, Data: turn.Data("programme", "-")})
	t.SayText(words.WhichProgramme, choices...)
}

func ptr[T any](v T) *T { return &v }
