package member

import (
	"context"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

func (dg *Dialogue) pressAnswer(ctx context.Context, t *turn.Turn, ref string) error {
	e, ok := dg.Entry(ref)
	if !ok {
		t.SayText(words.EntryGone, dg.menu()...)
		return nil
	}
	query := t.LastQuery()
	t.Answered = append(t.Answered, turn.Answered{Query: query, Verdict: "chosen", Ref: ref, Version: e.Version})
	dg.learnChosen(t, e)
	dg.giveAnswer(t, e, query, 0)
	return nil
}

// pressProgramme takes the member's choice of programme, remembers it, and answers what was asked.
func (dg *Dialogue) pressProgramme(ctx context.Context, t *turn.Turn, id string) error {
	s := &t.Conversation.State
	query := s.Pending
	s.Pending = ""
	if id == "-" {
		return dg.eachProgramme(ctx, t, query)
	}
	if !dg.Knows(id) {
		return dg.staleButton(ctx, t, "")
	}
	t.Conversation.Programme = id
	if query == "" {
		t.SayText(words.ProgrammeSet(dg.ProgrammeName(id)))
		return nil
	}
	return dg.within(ctx, t, query, id)
}

func (dg *Dialogue) pressSolved(_ context.Context, t *turn.Turn, ref string) error {
	dg.feedback(t, "yes")
	return nil
}

// feedback keeps whether the last answer helped.
func (dg *Dialogue) feedback(t *turn.Turn, useful string) {
	if last := t.Conversation.State.Last; last != nil {
		t.Answered = append(t.Answered, turn.Answered{Query: last.Query, Verdict: "feedback", Ref: last.Ref, Version: last.Version, P: last.P, Useful: useful})
		dg.learnUseful(t, last, useful)
	}
	if useful == "yes" {
		t.Conversation.State.Last, t.Conversation.State.Missed = nil, nil
		t.Greet(words.Glad)
	}
}

func (dg *Dialogue) pressUnsolved(ctx context.Context, t *turn.Turn, of string) error {
	if of == "none" { // none of what was suggested: it says nothing of the answer before
		dg.learnOf(t, t.Conversation.State.Missed, turn.EndedNone)
		return dg.leadOn(ctx, t)
	}
	return dg.notHelped(ctx, t)
}

// notHelped leads on from an answer that did not help.
func (dg *Dialogue) notHelped(ctx context.Context, t *turn.Turn) error {
	dg.feedback(t, "no")
	if s := &t.Conversation.State; s.Last != nil && s.Missed == nil { // it is what a person is asked then, with what they say next
		s.Missed = ptr(dg.traceOfLast(t, string(faq.Answer), "not_helped"))
	}
	return dg.leadOn(ctx, t)
}

// leadOn offers the nearest other entries, other words, a person.
func (dg *Dialogue) leadOn(ctx context.Context, t *turn.Turn) error {
	s := &t.Conversation.State
	var choices []chat.Choice
	shown := ""
	if s.Last != nil {
		shown = s.Last.Ref
		if e, ok := dg.Entry(shown); ok && (e.Form == string(ticket.Change) || e.Form == string(ticket.Consultation)) {
			choices = append(choices, chat.Choice{Label: words.StartLabel(e.Form), Data: turn.Data("start", e.Form, e.Collection)})
		}
	}
	if query := t.LastQuery(); query != "" && !listed(s.Offer) && dg.Library.Current() != nil {
		hits, err := dg.Library.Current().Search(ctx, query, 4, faq.Scope{Programme: t.Conversation.Programme})
		if err != nil {
			return err
		}
		for _, h := range hits {
			if h.Entry.Ref() != shown && h.P >= ticket.NearEnough && len(choices) < 3 {
				choices = append(choices, chat.Choice{Label: h.Entry.Question, Data: turn.Data("answer", h.Entry.Ref())})
			}
		}
	}
	choices = append(choices,
		chat.Choice{Label: words.LabelRephrase, Data: turn.Data("other", "none")},
		chat.Choice{Label: words.LabelAskOffice, Data: turn.Data("start", string(ticket.Inquiry), "")})
	t.SayText(words.NotHelped, choices...)
	return nil
}

func (dg *Dialogue) pressOther(_ context.Context, t *turn.Turn, arg string) error {
	if arg == "no" {
		t.SayText(words.GoAhead)
		return nil
	}
	t.SayText(words.AskAway)
	return nil
}

// pressStart opens a form: "change:alibaba".
func (dg *Dialogue) pressStart(ctx context.Context, t *turn.Turn, arg string) error {
	kind, programme, _ := strings.Cut(arg, ":")
	if dg.Office.Form(kind) == nil || programme != "" && !dg.Knows(programme) {
		return dg.staleButton(ctx, t, "")
	}
	s := &t.Conversation.State
	trace := dg.traceOfLast(t, "chosen", "")
	if s.Missed != nil {
		trace = *s.Missed
	}
	dg.startForm(t, ticket.Kind(kind), programme, trace.Query, trace)
	return nil
}

// pressPerson hands over with the entry that was shown in the trace.
func (dg *Dialogue) pressPerson(ctx context.Context, t *turn.Turn, ref string) error {
	return dg.pressStart(ctx, t, string(ticket.Inquiry)+":"+dg.programmeOf(ref))
}

func (dg *Dialogue) pressStatus(_ context.Context, t *turn.Turn, _ string) error {
	dg.listTickets(t)
	return nil
}

// menu is what can always be done.
func (dg *Dialogue) menu() []chat.Choice {
	return []chat.Choice{
		{Label: ticket.Inquiry.Label(), Data: turn.Data("start", string(ticket.Inquiry), "")},
		{Label: ticket.Change.Label(), Data: turn.Data("start", string(ticket.Change), "")},
		{Label: ticket.Consultation.Label(), Data: turn.Data("start", string(ticket.Consultation), "")},
		{Label: words.LabelStatus, Data: turn.Data("status", "")},
	}
}
