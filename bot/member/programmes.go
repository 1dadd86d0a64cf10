package member

import (
	"context"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// otherProgramme is the button to the same question in another programme, where that has written
// something on it as well.
func (dg *Dialogue) otherProgramme(hits []faq.Hit) []chat.Choice {
	for _, h := range hits[1:] {
		first, e := hits[0].Entry, h.Entry
		if e.Collection != first.Collection && (h.P >= ticket.NearEnough || sameWish(e, first)) {
			return []chat.Choice{{Label: words.Rather(dg.ProgrammeName(e.Collection)), Data: turn.Data("instead", e.Collection)}}
		}
	}
	return nil
}

// sameWish reports whether two entries lead to the same request: found for one question, the two
// are its answers in two programmes however sure the search is of the second.
func sameWish(a, b *faq.Entry) bool {
	return a.Form == b.Form && (a.Form == string(ticket.Change) || a.Form == string(ticket.Consultation))
}

// alsoThere is the least probability at which another programme's entry counts as an answer to a
// question whose own answer has already been shown.
const alsoThere = .04

// switchTo takes up a programme that the member named, and answers what they last asked for it.
func (dg *Dialogue) switchTo(ctx context.Context, t *turn.Turn, id string) error {
	if t.Conversation.State.Pending != "" || t.LastQuery() == "" {
		return dg.pressProgramme(ctx, t, id)
	}
	return dg.pressInstead(ctx, t, id)
}

// pressInstead answers the last question again, for the programme id alone.
func (dg *Dialogue) pressInstead(ctx context.Context, t *turn.Turn, id string) error {
	if !dg.Knows(id) {
		return dg.staleButton(ctx, t, "")
	}
	t.Conversation.Programme = id
	query, ix := t.LastQuery(), dg.Library.Current()
	if query == "" || ix == nil {
		t.SayText(words.ProgrammeSet(dg.ProgrammeName(id)))
		return nil
	}
	hits, err := ix.Search(ctx, query, 10, faq.Scope{Programme: id})
	if err != nil {
		return err
	}
	var shown faq.Entry
	if last := t.Conversation.State.Last; last != nil && t.Now.Sub(last.At) < turn.FollowUp {
		if e, ok := dg.Entry(last.Ref); ok {
			shown = *e
		}
	}
	for _, h := range ofProgramme(hits, id) {
		if sameWish(h.Entry, &shown) {
			t.Answered = append(t.Answered, turn.Answered{Query: query, Verdict: "chosen", Ref: h.Entry.Ref(), Version: h.Entry.Version, P: h.P})
			dg.giveAnswer(t, h.Entry, query, h.P)
			return nil
		}
	}
	return dg.within(ctx, t, query, id)
}
