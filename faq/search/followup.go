package search

import (
	"context"

	"madoguchi/faq"
	"madoguchi/faq/search/rank"
)

// A follow-up is short, and the entry that was answered last speaks of what it asks.
const (
	followAtoms   = 3
	followExplain = .5
	followMore    = .1 // how much more another entry must speak of it to be meant instead
)

// followUp reads a message that means little alone (税込だと？) as a further question about the entry
// answered last. It stands back when the message has an answer of its own.
func (ix *Index) followUp(ctx context.Context, query string, q *rank.Question, d faq.Decision, scope faq.Scope) (faq.Decision, bool) {
	if q.Last < 0 || len(q.Atoms) == 0 || len(q.Atoms) > followAtoms || d.Verdict == faq.Answer || d.Verdict == faq.Form || d.Human {
		return d, false
	}
	last := ix.ranker.Entries[q.Last]
	explained := ix.ranker.ExplainedBy(q, q.Last)
	if explained < followExplain {
		return d, false
	}
	for _, h := range d.Hits { // another entry speaks of more of it: it is about something else
		if h.Entry != last && h.Said > float64(explained)+followMore {
			return d, false
		}
	}
	_, found := ix.ranker.Rank(ctx, last.Question+"\n"+query, faq.Scope{Programme: last.Collection, Last: scope.Last})
	if len(found) == 0 || found[0].Doc != q.Last || found[0].P < ix.answerFrom {
		return d, false
	}
	return faq.Decision{Query: query, Verdict: faq.Answer, Form: last.Form, Hits: ix.hits(found, 5), P: found[0].P, Reason: "follow_up"}, true
}
