package bot

import (
	"context"
	"strings"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

func (b *Bot) pressAnswer(ctx context.Context, t *Turn, ref string) error {
	e, ok := b.entry(ref)
	if !ok {
		t.sayText(words.EntryGone, b.menu()...)
		return nil
	}
	query := b.lastQuery(t)
	t.Answered = append(t.Answered, Answered{Query: query, Verdict: "chosen", Ref: ref, Version: e.Version})
	b.giveAnswer(t, e, query, 0)
	return nil
}

func (b *Bot) entry(ref string) (*faq.Entry, bool) {
	ix := b.Library.Current()
	if ix == nil {
		return nil, false
	}
	return ix.Entry(ref)
}

// pressProgramme takes the member's choice of programme, remembers it, and answers what was asked.
func (b *Bot) pressProgramme(ctx context.Context, t *Turn, id string) error {
	s := &t.Conversation.State
	query := s.Pending
	s.Pending = ""
	if id == "-" {
		return b.eachProgramme(ctx, t, query)
	}
	if !b.knows(id) {
		return b.staleButton(ctx, t, "")
	}
	t.Conversation.Programme = id
	if query == "" {
		t.sayText(words.programmeSet(b.programmeName(id)))
		return nil
	}
	return b.answer(ctx, t, query)
}

// eachProgramme shows somebody who cannot tell the programmes apart the nearest entry of each.
func (b *Bot) eachProgramme(ctx context.Context, t *Turn, query string) error {
	ix := b.Library.Current()
	var choices []chat.Choice
	if ix != nil && query != "" {
		for _, c := range ix.Collections() {
			hits, err := ix.Search(ctx, query, 1, faq.Scope{Programme: c.ID})
			if err != nil {
				return err
			}
			if len(hits) > 0 {
				choices = append(choices, chat.Choice{Label: b.programmeName(c.ID) + "：" + hits[0].Entry.Question, Data: data("answer", hits[0].Entry.Ref())})
			}
		}
	}
	choices = append(choices, chat.Choice{Label: words.LabelAskOffice, Data: data("start", string(ticket.Inquiry), "")})
	t.sayText(words.EitherProgramme, choices...)
	return nil
}

func (b *Bot) pressSolved(_ context.Context, t *Turn, ref string) error {
	b.feedback(t, "yes")
	return nil
}

// feedback keeps whether the last answer helped.
func (b *Bot) feedback(t *Turn, useful string) {
	if last := t.Conversation.State.Last; last != nil {
		t.Answered = append(t.Answered, Answered{Query: last.Query, Verdict: "feedback", Ref: last.Ref, Version: last.Version, P: last.P, Useful: useful})
	}
	if useful == "yes" {
		t.Conversation.State.Last, t.Conversation.State.Missed = nil, nil
		t.greet(words.Glad)
	}
}

func (b *Bot) pressUnsolved(ctx context.Context, t *Turn, _ string) error { return b.notHelped(ctx, t) }

// notHelped leads on from an answer that did not help: the nearest others, other words, a person.
func (b *Bot) notHelped(ctx context.Context, t *Turn) error {
	b.feedback(t, "no")
	s := &t.Conversation.State
	var choices []chat.Choice
	shown := ""
	if s.Last != nil {
		shown = s.Last.Ref
		if e, ok := b.entry(shown); ok && (e.Form == string(ticket.Change) || e.Form == string(ticket.Consultation)) {
			choices = append(choices, chat.Choice{Label: words.startLabel(e.Form), Data: data("start", e.Form, e.Collection)})
		}
	}
	if query := b.lastQuery(t); query != "" && b.Library.Current() != nil {
		hits, err := b.Library.Current().Search(ctx, query, 4, faq.Scope{Programme: t.Conversation.Programme})
		if err != nil {
			return err
		}
		for _, h := range hits {
			if h.Entry.Ref() != shown && h.P >= nearEnough && len(choices) < 3 && !wasOffered(s.Offer, h.Entry.Ref()) {
				choices = append(choices, chat.Choice{Label: h.Entry.Question, Data: data("answer", h.Entry.Ref())})
			}
		}
	}
	choices = append(choices,
		chat.Choice{Label: words.LabelRephrase, Data: data("other", "none")},
		chat.Choice{Label: words.LabelAskOffice, Data: data("start", string(ticket.Inquiry), "")})
	t.sayText(words.NotHelped, choices...)
	return nil
}

func wasOffered(offer []chat.Choice, ref string) bool {
	for _, c := range offer {
		if c.Data == data("answer", ref) {
			return true
		}
	}
	return false
}

func (b *Bot) pressOther(_ context.Context, t *Turn, arg string) error {
	if arg == "no" {
		t.sayText(words.GoAhead)
		return nil
	}
	t.sayText(words.AskAway)
	return nil
}

// pressStart opens a form: "change:alibaba".
func (b *Bot) pressStart(ctx context.Context, t *Turn, arg string) error {
	kind, programme, _ := strings.Cut(arg, ":")
	if b.Office.Form(kind) == nil || programme != "" && !b.knows(programme) {
		return b.staleButton(ctx, t, "")
	}
	s := &t.Conversation.State
	trace := b.traceOfLast(t, "chosen", "")
	if s.Missed != nil {
		trace = *s.Missed
	}
	b.startForm(t, ticket.Kind(kind), programme, trace.Query, trace)
	return nil
}

// pressPerson hands over with the entry that was shown in the trace.
func (b *Bot) pressPerson(ctx context.Context, t *Turn, ref string) error {
	return b.pressStart(ctx, t, string(ticket.Inquiry)+":"+b.programmeOf(ref))
}

func (b *Bot) pressStatus(_ context.Context, t *Turn, _ string) error {
	b.listTickets(t)
	return nil
}

func (b *Bot) knows(programme string) bool {
	if ix := b.Library.Current(); ix != nil {
		for _, c := range ix.Collections() {
			if c.ID == programme {
				return true
			}
		}
	}
	return b.Office.Programme(programme) != nil
}

// programmeName is what members call a programme.
func (b *Bot) programmeName(id string) string {
	if p := b.Office.Programme(id); p != nil && p.Name != "" {
		return p.Name
	}
	if c := b.collection(id); c.Title != "" {
		return c.Title
	}
	return id
}

// menu is what can always be done.
func (b *Bot) menu() []chat.Choice {
	return []chat.Choice{
		{Label: ticket.Inquiry.Label(), Data: data("start", string(ticket.Inquiry), "")},
		{Label: ticket.Change.Label(), Data: data("start", string(ticket.Change), "")},
		{Label: ticket.Consultation.Label(), Data: data("start", string(ticket.Consultation), "")},
		{Label: words.LabelStatus, Data: data("status", "")},
	}
}
