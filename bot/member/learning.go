package member

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"madoguchi/bot/turn"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What the FAQ did not answer by itself is noted for the office to learn from: a question that ended with a
// person, in 「どれでもない」, in an answer that did not help, or in a choice among suggestions. Who asked is
// taken out before it leaves the dialogue.

// learnOf notes how the question of a trace ended.
func (dg *Dialogue) learnOf(t *turn.Turn, trace *ticket.Trace, how turn.How) {
	if trace == nil || trace.Query == "" || reading.OnlyWishes(trace.Query) {
		return
	}
	u := turn.Unanswered{Wording: reading.Anonymous(trace.Query), How: how}
	if len(trace.Hits) > 0 {
		u.Ref, u.Version = trace.Hits[0].Ref, trace.Hits[0].Version
	}
	u.Programme = cmp.Or(dg.programme(t), dg.programmeOf(u.Ref))
	t.Learn(u)
}

// learnHandedOver notes a question that a person is to answer now. One that asks for a person and for nothing
// else is none.
func (dg *Dialogue) learnHandedOver(t *turn.Turn, kind ticket.Kind, trace *ticket.Trace) {
	bare := trace.Query == strings.TrimSpace(t.Event.Text) && utf8.RuneCountInString(trace.Query) <= bareWish
	switch {
	case kind != ticket.Inquiry, trace.Reason == ticket.LoginFailure, trace.Decision == string(faq.Form), trace.Decision == "opinion",
		trace.Reason == "human_word" && bare:
		return
	}
	dg.learnOf(t, trace, turn.EndedHandoff)
}

// learnChosen notes that a member has chosen an entry for a question that had no sure answer.
func (dg *Dialogue) learnChosen(t *turn.Turn, e *faq.Entry) {
	missed := t.Conversation.State.Missed
	if missed == nil {
		return
	}
	chosen := *missed
	chosen.Hits = []ticket.TracedHit{{Ref: e.Ref(), Version: e.Version}}
	dg.learnOf(t, &chosen, turn.EndedChosen)
}

// learnUseful notes what a member says of the answer last shown: that it did not help, or that one which
// they had to choose did.
func (dg *Dialogue) learnUseful(t *turn.Turn, last *turn.Last, useful string) {
	trace := ticket.Trace{Query: last.Query, Hits: []ticket.TracedHit{{Ref: last.Ref, Version: last.Version}}}
	switch {
	case useful == "no":
		dg.learnOf(t, &trace, turn.EndedUnsolved)
	case last.P == 0: // see pressAnswer
		dg.learnOf(t, &trace, turn.EndedSolved)
	}
}

// learnTicket leads from a question to the ticket that came of it, where its member was told that it may be
// learnt from.
func (dg *Dialogue) learnTicket(t *turn.Turn, tk *ticket.Ticket, form *ticket.Form) {
	if tk.Kind != ticket.Inquiry && tk.Kind != ticket.Consultation || !tk.Teaches() {
		return
	}
	question := cmp.Or(form.Get(ticket.RoleQuestion, tk.Fields), tk.Trace.Query)
	if question == "" || reading.OnlyWishes(question) || tk.Kind == ticket.Consultation && tk.Trace.Query == "" {
		return
	}
	u := turn.Unanswered{Wording: reading.Anonymous(question), How: turn.EndedHandoff, Programme: tk.Programme, Ticket: tk.Number}
	if len(tk.Trace.Hits) > 0 {
		u.Ref, u.Version = tk.Trace.Hits[0].Ref, tk.Trace.Hits[0].Version
	}
	t.Learn(u)
}
