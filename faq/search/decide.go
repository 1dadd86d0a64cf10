package search

import (
	"context"
	"fmt"

	"madoguchi/faq"
	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/rank"
	"madoguchi/reading"
)

// Decide says what to do with a message: the action rules first, then the search. It only fails
// when ctx or its own time has ended.
func (ix *Index) Decide(ctx context.Context, query string, scope faq.Scope) (faq.Decision, error) {
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return faq.Decision{}, fmt.Errorf("decide: %w", err)
	}
	q, found := ix.ranker.Rank(ctx, query, scope)
	d := ix.decide(query, q, found)
	if f, ok := ix.followUp(ctx, query, q, d, scope); ok {
		d = f
	} else if d.Verdict != faq.Form && !d.Human {
		answered, open := ix.parts(ctx, q, scope)
		d = wholeOf(d, answered, open)
	}
	if err := ctx.Err(); err != nil {
		return faq.Decision{}, fmt.Errorf("decide: %w", err)
	}
	if d.Verdict == faq.Answer && reading.NotWanted(query) { // it asks for nothing
		d.Verdict, d.Form, d.Reason = faq.Suggest, "", "not_wanted"
	}
	return d, nil
}

// decide is the decision for one question.
func (ix *Index) decide(query string, q *rank.Question, found []rank.Candidate) faq.Decision {
	d := faq.Decision{Query: query, Hits: ix.hits(found, 5)}
	if len(found) > 0 {
		d.P = found[0].P
	}
	if a, ok := ix.actionOf(q.Reading); ok {
		d.Verdict, d.Form, d.Human, d.Reason = faq.Form, a.form, a.human, a.reason
		if a.human {
			d.Verdict = faq.Handoff
		}
		return d
	}
	rival, close := ix.ranker.Rival(q, found)
	close = close && d.P >= worthAsking
	switch {
	case d.P < fitted.Thresholds.Suggest:
		d.Verdict, d.Form, d.Reason = faq.Handoff, faq.FormInquiry, "below_threshold"
	case close && ix.ranker.Docs[found[0].Doc].Collection != ix.ranker.Docs[found[rival].Doc].Collection && found[rival].ExplainsLike(&found[0]):
		d.Verdict, d.Reason = faq.Choices, "programmes_differ"
		d.Programmes = []string{ix.ranker.Entries[found[0].Doc].Collection, ix.ranker.Entries[found[rival].Doc].Collection}
	case close && d.P >= fitted.Thresholds.Answer && ix.several(q, found, rival):
		d.Verdict, d.Reason = faq.Suggest, severalEntries
	case d.P >= fitted.Thresholds.Answer && reading.AsksWhoPays(query) && !ix.ranker.SpeaksOfMoney(found[0].Doc):
		d.Verdict, d.Reason = faq.Suggest, "fact_not_held"
	case d.P >= fitted.Thresholds.Answer:
		d.Verdict, d.Form, d.Reason = faq.Answer, ix.form(&found[0]), "confident"
	default:
		d.Verdict, d.Reason = faq.Suggest, "unsure"
	}
	return d
}

// several reports whether an entry that answers by itself is held back for a rival. Between programmes the
// question is quickly put and a wrong answer costly; within one the rival stands below the answer as a
// button, so the doubt has to be greater.
func (ix *Index) several(q *rank.Question, found []rank.Candidate, rival int) bool {
	return found[rival].P >= fitted.Thresholds.Rival || ix.ranker.Doubt(q, found, rival) >= fitted.Thresholds.Several
}

// worthAsking is how likely the first entry must be for asking which of two is meant: below, the
// suggestions show both among others.
const worthAsking = .15

// severalEntries is why a message that several entries meet alike is asked back about.
const severalEntries = "several_entries"

// form is the form that an entry leads to.
func (ix *Index) form(c *rank.Candidate) string { return ix.ranker.Entries[c.Doc].Form }

// joinParts makes one decision of a message's several questions: its answers stand first.
func joinParts(whole faq.Decision, parts []faq.Decision) faq.Decision {
	d := faq.Decision{Query: whole.Query, Verdict: faq.Answer, Parts: parts, P: 1, Reason: "several_questions"}
	seen := map[string]bool{}
	add := func(h faq.Hit) {
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
