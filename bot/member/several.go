package member

import (
	"context"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/reading"
)

// One message may hold several questions, and one question may take several messages.

// eachQuestion decides the questions of a message one by one that as a whole is not answered: what one of them is answered
// with is shown, and the others are come back to. It reports false where none is.
func (dg *Dialogue) eachQuestion(ctx context.Context, t *turn.Turn, d faq.Decision, questions []string) (bool, error) {
	if len(questions) < 2 || d.Human || d.Act || d.Verdict == faq.Answer {
		return false, nil
	}
	var open []string
	said := len(t.Said)
	for _, q := range questions {
		part, err := dg.consult(ctx, t, q)
		if err != nil {
			return false, err
		}
		if part.Verdict != faq.Answer || part.Act || len(part.Parts) > 1 || part.P < partSure {
			open = append(open, q)
			continue
		}
		if err := dg.carryOut(ctx, t, part); err != nil {
			return false, err
		}
	}
	if len(t.Said) == said {
		return false, nil
	}
	t.Said[len(t.Said)-1].Choices = nil // the next question's come below
	return true, dg.comeBackTo(ctx, t, open)
}

// besideIt answers the other of two matters that a message joins, where the whole is taken for one of them: none vanishes.
func (dg *Dialogue) besideIt(ctx context.Context, t *turn.Turn, d faq.Decision) error {
	if d.Human || len(d.Hits) == 0 || !d.Act && d.Verdict != faq.Answer {
		return nil
	}
	for _, matter := range reading.Joined(d.Query) {
		part, err := dg.consult(ctx, t, matter)
		if err != nil {
			return err
		}
		if part.Verdict != faq.Answer || part.Act || part.Human || len(part.Parts) > 1 || part.Hits[0].Entry == d.Hits[0].Entry {
			continue
		}
		t.Answered = append(t.Answered, answered(part))
		t.Say(dg.Show(t.Now, part.Hits[0].Entry)) // its buttons would stand above the other's
	}
	return nil
}

// partSure is how sure the search must be of one question of a message that as a whole it is not sure of: what stands beside
// it may change what it means.
const partSure = .9

// withMissed reads a message together with the one before, where neither is answered alone: who gets no answer
// says the rest of what they mean.
func (dg *Dialogue) withMissed(ctx context.Context, t *turn.Turn, d faq.Decision) (faq.Decision, error) {
	missed := t.Conversation.State.Missed
	if missed == nil || missed.Query == "" || d.Human || d.Act || asksItself(d.Query) && !listed(t.Conversation.State.Offer) || d.Verdict != faq.Suggest && d.Verdict != faq.Handoff {
		return d, nil
	}
	both, err := dg.consult(ctx, t, missed.Query+"\n"+d.Query)
	switch {
	case err != nil:
		return d, err
	case asksItself(d.Query) && !dg.suggestedAgain(t, d, both):
		return d, nil
	case both.Verdict == faq.Answer && len(both.Parts) < 2 && len(d.Hits) > 0 && d.P >= ownShare && d.Hits[0].Entry == both.Hits[0].Entry:
		return both, nil
	case dg.suggestedAgain(t, d, both):
		both.Verdict, both.Reason = faq.Answer, "suggested_again"
		return both, nil
	case reading.Question(chars.FoldCase(d.Query)) != reading.Stating:
	case t.Conversation.State.Misses > 0 || d.Verdict == faq.Handoff: // nothing is written on it, and they tell more of it
		d.Query, d.Verdict, d.Reason = both.Query, faq.Handoff, "tells_more"
	}
	return d, nil
}

// suggestedAgain reports whether two messages together lead to an entry that the first alone had suggested, and to no other as
// much. Who passes a suggestion over with more of the same has told the search what it lacked; what says that something else is
// meant, or has nothing to do with the entry, has not.
func (dg *Dialogue) suggestedAgain(t *turn.Turn, d, both faq.Decision) bool {
	offer := t.Conversation.State.Offer
	if !listed(offer) || len(both.Hits) == 0 || both.Act || both.Human || reading.MeansElse(d.Query) {
		return false
	}
	first, own := both.Hits[0], 0.
	for _, h := range d.Hits {
		if h.Entry == first.Entry {
			own = h.P
		}
	}
	if len(first.Entry.Answer) == 0 || first.P < likely || both.Verdict != faq.Answer && own < suggestedShare {
		return false
	}
	for _, h := range both.Hits[1:] {
		if first.P < twice*h.P {
			return false
		}
	}
	return offersFor(offer, "answer", first.Entry.Ref())
}

// suggestedShare is how likely such an entry must be for the second message alone, where even both together are not sure of it.
const suggestedShare = .03

// asksItself reports whether a message is a question by itself, wherever in it that stands.
func asksItself(text string) bool {
	return reading.Asks(text) || reading.Question(chars.FoldCase(text)) == reading.Asking
}

// ownShare is how likely an entry must be for the second of two messages alone, to be their answer together: what follows
// says more of the matter, and is not only behind it.
const ownShare = .1

// comeBackTo takes up the questions of a message that its answers have left open: none vanishes.
func (dg *Dialogue) comeBackTo(ctx context.Context, t *turn.Turn, questions []string) error {
	for i, question := range questions {
		d, err := dg.consult(ctx, t, question)
		if err != nil {
			return err
		}
		before := len(t.Said)
		if err := dg.carryOut(ctx, t, d); err != nil {
			return err
		}
		if len(t.Said) > before {
			t.Said[before].Text = words.AlsoAsked(question) + "\n" + t.Said[before].Text
		}
		if last := len(t.Said) - 1; i < len(questions)-1 {
			t.Said[last].Choices = nil
		}
	}
	return nil
}
