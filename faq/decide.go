package faq

import (
	"context"
	"fmt"
)

// Decide says what to do with a message: the action rules first, then the search. It only fails
// when ctx or its own time has ended.
func (ix *Index) Decide(ctx context.Context, query string, scope Scope) (Decision, error) {
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return Decision{}, fmt.Errorf("decide: %w", err)
	}
	q, found := ix.ranker.rank(ctx, query, scope)
	d := ix.decide(query, q, found)
	if f, ok := ix.followUp(ctx, query, q, d, scope); ok {
		d = f
	} else if d.Verdict != Form && !d.Human {
		if parts := ix.parts(ctx, q, scope); parts != nil {
			d = joinParts(d, parts)
		}
	}
	if err := ctx.Err(); err != nil {
		return Decision{}, fmt.Errorf("decide: %w", err)
	}
	return d, nil
}

// decide is the decision for one question.
func (ix *Index) decide(query string, q *question, found []candidate) Decision {
	d := Decision{Query: query, Hits: ix.hits(found, 5)}
	if len(found) > 0 {
		d.P = found[0].p
	}
	if a, ok := ix.actionOf(q.reading); ok {
		d.Verdict, d.Form, d.Human, d.Reason = Form, a.form, a.human, a.reason
		if a.human {
			d.Verdict = Handoff
		}
		return d
	}
	rival, close := ix.ranker.rival(q, found)
	close = close && d.P >= worthAsking
	switch {
	case d.P < thresholds.Suggest:
		d.Verdict, d.Form, d.Reason = Handoff, FormInquiry, "below_threshold"
	case close && ix.ranker.docs[found[0].doc].collection != ix.ranker.docs[found[rival].doc].collection && found[rival].explainsLike(&found[0]):
		d.Verdict, d.Reason = Choices, "programmes_differ"
		d.Programmes = []string{ix.ranker.entries[found[0].doc].Collection, ix.ranker.entries[found[rival].doc].Collection}
	case close && d.P >= thresholds.Answer:
		d.Verdict, d.Reason = Suggest, severalEntries
	case d.P >= thresholds.Answer:
		d.Verdict, d.Form, d.Reason = Answer, found[0].form(ix), "confident"
	default:
		d.Verdict, d.Reason = Suggest, "unsure"
	}
	return d
}

// worthAsking is how likely the first entry must be for asking which of two is meant: below, the
// suggestions show both among others.
const worthAsking = .15

// severalEntries is why a message that several entries meet alike is asked back about.
const severalEntries = "several_entries"

// form is the form that an entry leads to.
func (c *candidate) form(ix *Index) string { return ix.ranker.entries[c.doc].Form }

// joinParts makes one decision of a message's several questions: its answers stand first.
func joinParts(whole Decision, parts []Decision) Decision {
	d := Decision{Query: whole.Query, Verdict: Answer, Parts: parts, P: 1, Reason: "several_questions"}
	seen := map[string]bool{}
	add := func(h Hit) {
		if ref := h.Entry.Ref(); !seen[ref] && len(d.Hits) < 5 {
			seen[ref] = true
			d.Hits = append(d.Hits, h)
		}
	}
	for i := range parts {
		add(parts[i].Hits[0])
		d.P = min(d.P, parts[i].P)
	}
	for _, h := range whole.Hits {
		add(h)
	}
	return d
}
