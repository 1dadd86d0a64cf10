package member

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// answer lets the FAQ decide a question.
func (dg *Dialogue) answer(ctx context.Context, t *turn.Turn, text string) error {
	if reading.NotWanted(text) {
		t.SayText(words.GoAhead)
		return nil
	}
	if done, err := dg.whetherOpen(ctx, t, text); done || err != nil {
		return err
	}
	dg.noteProgramme(t, text)
	d, err := dg.consult(ctx, t, text)
	if err != nil {
		return err
	}
	if d, err = dg.withMissed(ctx, t, d); err != nil {
		return err
	}
	parts := d.Parts
	if len(parts) < 2 {
		if done, err := dg.eachQuestion(ctx, t, d, reading.Questions(d.Query)); done || err != nil {
			return err
		}
		if err := dg.besideIt(ctx, t, d); err != nil {
			return err
		}
		var done bool
		if d, done, err = dg.understood(ctx, t, d); done || err != nil {
			return err
		}
		parts = []faq.Decision{d}
	}
	for i, part := range parts {
		if err := dg.carryOut(ctx, t, part); err != nil {
			return err
		}
		if last := len(t.Said) - 1; (i < len(parts)-1 || len(d.Left) > 0) && part.Verdict == faq.Answer && last >= 0 {
			t.Said[last].Choices = nil // one set of buttons, below the last answer
		}
	}
	return dg.comeBackTo(ctx, t, d.Left)
}

// noteProgramme remembers the one programme that a question names: what follows is about it, too.
func (dg *Dialogue) noteProgramme(t *turn.Turn, text string) {
	if ids, _ := dg.mentioned(t, text); len(ids) == 1 {
		t.Conversation.Programme = ids[0]
	}
}

// programme is the one the conversation is about: the last one named or chosen, else that of the only
// matter which is open.
func (dg *Dialogue) programme(t *turn.Turn) string {
	if t.Conversation.Programme != "" {
		return t.Conversation.Programme
	}
	found := ""
	for _, tk := range t.StillOpen() {
		if tk.Programme != "" && found != "" && tk.Programme != found {
			return ""
		}
		found = cmp.Or(tk.Programme, found)
	}
	return found
}

// consult asks the index. A search that fails is an error of the turn: it is tried again, for an
// apology is no answer.
func (dg *Dialogue) consult(ctx context.Context, t *turn.Turn, text string) (faq.Decision, error) {
	ix := dg.Library.Current()
	if ix == nil {
		return faq.Decision{Query: text, Verdict: faq.Handoff, Form: string(ticket.Inquiry), Reason: "no_index"}, nil
	}
	s := &t.Conversation.State
	scope := faq.Scope{Programme: dg.programme(t)}
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
func (dg *Dialogue) carryOut(ctx context.Context, t *turn.Turn, d faq.Decision) error {
	t.Answered = append(t.Answered, answered(d))
	switch {
	case d.Human:
		dg.humanFor(t, d.Query)
	case dg.leftToOffice(d):
		dg.startForm(t, ticket.Kind(d.Hits[0].Entry.Form), t.Conversation.Programme, d.Query, traceOf(d))
	case d.Act && d.Verdict != faq.Choices:
		dg.offerForm(t, d)
	case d.Verdict == faq.Answer && len(d.Hits) > 0 && (d.Reason != "follow_up" || !asksItself(d.Query)) && dg.justShown(t, d.Hits[0].Entry):
		dg.sameEntry(t, d)
	case d.Verdict == faq.Answer && len(d.Hits) > 0 && len(d.Hits[0].Entry.Answer) > 0:
		dg.giveAnswer(t, d.Hits[0].Entry, d.Query, measured(d), dg.beside(d.Hits)...)
	case (d.Verdict == faq.Suggest || d.Verdict == faq.Handoff) && dg.wantsAdvice(t, d):
		dg.offerAdvice(t, d)
	case d.Verdict == faq.Suggest && len(d.Hits) > 0:
		dg.suggest(t, d)
	case d.Verdict == faq.Choices && len(d.Programmes) > 1:
		return dg.askProgramme(ctx, t, d)
	case d.Verdict == faq.Form:
		dg.offerForm(t, d)
	default:
		dg.admit(t, d)
	}
	return nil
}

// leftToOffice reports whether a message asks the office to do what an entry says, for which there is a form: they need not
// read how to do it themselves.
func (dg *Dialogue) leftToOffice(d faq.Decision) bool {
	if d.Verdict != faq.Answer || len(d.Hits) == 0 || !reading.LeavesToOffice(d.Query) {
		return false
	}
	kind := d.Hits[0].Entry.Form
	return (kind == string(ticket.Change) || kind == string(ticket.Consultation)) && dg.Office.Form(kind) != nil
}

// justShown reports whether the last reply was this entry's words.
func (dg *Dialogue) justShown(t *turn.Turn, e *faq.Entry) bool {
	s := &t.Conversation.State
	return s.Last != nil && s.Last.Ref == e.Ref() && t.Now.Sub(s.Last.At).Abs() < turn.FollowUp &&
		(offersFor(s.Offer, "solved", e.Ref()) || offersFor(s.Offer, "person", e.Ref()))
}

func offersFor(offer []chat.Choice, verb, ref string) bool {
	return slices.ContainsFunc(offer, func(c chat.Choice) bool { return c.Data == turn.Data(verb, ref) })
}

// sameEntry answers who asks on and would read the very words that stand above: all that is written has been said, so that a
// person is offered.
func (dg *Dialogue) sameEntry(t *turn.Turn, d faq.Decision) {
	e, s := d.Hits[0].Entry, &t.Conversation.State
	if hasVerb(s.Offer, "start") && !asksItself(d.Query) && dg.running(t, e) { // they tell more of what they want done
		s.Last.Query, s.Last.At = s.Last.Query+"\n"+d.Query, t.Now
		dg.offerStart(t, e, s.Last.Query, nil)
		return
	}
	trace := traceOf(d)
	if last := t.LastQuery(); last != "" && last != d.Query {
		trace.Query = last + "\n" + d.Query
	}
	s.Missed = &trace
	choices := []chat.Choice{{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), e.Collection)}}
	if e.Form == string(ticket.Change) || e.Form == string(ticket.Consultation) {
		choices = append(choices, chat.Choice{Label: words.StartLabel(e.Form), Data: turn.Data("start", e.Form, e.Collection)})
	}
	t.SayText(words.SaidAbove, append(choices, dg.beside(d.Hits)...)...)
}

// wantsAdvice reports whether a message wants to talk something over that a consultation is for: it says so,
// and names a country or a product, of which the FAQ knows nothing.
func (dg *Dialogue) wantsAdvice(t *turn.Turn, d faq.Decision) bool {
	form := dg.Office.Form(string(ticket.Consultation))
	if form == nil || !reading.WantsAdvice(d.Query) {
		return false
	}
	values := form.Extract(d.Query, t.Now)
	return len(form.All(ticket.RoleCountries, values))+len(form.All(ticket.RoleCategory, values)) > 0
}

// offerAdvice shows what the office has written on its consultations, however little of it the message says,
// and offers the form below.
func (dg *Dialogue) offerAdvice(t *turn.Turn, d faq.Decision) {
	for _, h := range d.Hits {
		if e := h.Entry; e.Form == string(ticket.Consultation) && len(e.Answer) > 0 && dg.running(t, e) {
			t.Say(dg.show(t, e, d.Query, h.P))
			dg.offerStart(t, e, d.Query, nil)
			return
		}
	}
	dg.startForm(t, ticket.Consultation, dg.programme(t), d.Query, traceOf(d))
}

// humanFor hands over a message that asks for a person and may say what for.
func (dg *Dialogue) humanFor(t *turn.Turn, text string) {
	if dg.onItsWay(t) {
		return
	}
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
	a := turn.Answered{Query: d.Query, Verdict: string(d.Verdict), P: measured(d)}
	if len(d.Hits) > 0 {
		a.Ref, a.Version = d.Hits[0].Entry.Ref(), d.Hits[0].Entry.Version
	}
	return a
}

// unanswered is what the member asked and was not answered: the matter of a ticket they ask for
// next. What has been answered is not; then they are asked what it is about.
func (dg *Dialogue) unanswered(t *turn.Turn) string {
	if missed := t.Conversation.State.Missed; missed != nil && !reading.IsCompany(missed.Query) { // who said who they are has not said what it is about
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
	s.Missed, s.Misses = nil, 0
	return dg.Show(t.Now, e)
}

// askProgramme asks which of several programmes a question is about, once: who has just been asked is
// shown what each has written.
func (dg *Dialogue) askProgramme(ctx context.Context, t *turn.Turn, d faq.Decision) error {
	s := &t.Conversation.State
	if id := cmp.Or(dg.programme(t), dg.lastProgramme(t)); slices.Contains(d.Programmes, id) { // it is known already
		return dg.within(ctx, t, d.Query, id)
	}
	s.Missed = ptr(traceOf(d))
	if t.Now.Sub(s.Which) < turn.FollowUp && (s.Pending == d.Query || hasVerb(s.Offer, "programme")) {
		s.Pending = ""
		return dg.eachProgramme(ctx, t, d.Query)
	}
	s.Pending, s.Which = d.Query, t.Now
	var choices []chat.Choice
	for _, id := range d.Programmes {
		choices = append(choices, chat.Choice{Label: dg.ProgrammeName(id), Data: turn.Data("programme", id)})
	}
	choices = append(choices, chat.Choice{Label: words.LabelDontKnow, Data: turn.Data("programme", "-")})
	t.SayText(words.WhichProgramme, choices...)
	return nil
}

// lastProgramme is the programme whose entry was shown last, while the talk goes on about it.
func (dg *Dialogue) lastProgramme(t *turn.Turn) string {
	last := t.Conversation.State.Last
	if last == nil || t.Now.Sub(last.At) >= turn.FollowUp {
		return ""
	}
	return dg.programmeOf(last.Ref)
}

func ptr[T any](v T) *T { return &v }
