package search

import (
	"context"
	"slices"

	"madoguchi/faq"
	"madoguchi/faq/search/rank"
)

// A follow-up is short, and the entry that was answered last speaks of what it asks.
const (
	followAtoms   = 3
	followExplain = .5
	followMore    = .1 // how much more another entry must speak of it to be meant instead
	followOwn     = .3 // or how probable it must be of the message alone
	followOdds    = 4  // and how many times more than the last one
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
	if asksAnother(d.Hits, last, float64(explained)) {
		return d, false
	}
	_, found := ix.ranker.Rank(ctx, last.Question+"\n"+query, faq.Scope{Programme: last.Collection, Last: scope.Last})
	if len(found) == 0 || found[0].Doc != q.Last || found[0].P < ix.answerFrom {
		return d, false
	}
	return faq.Decision{Query: query, Verdict: faq.Answer, Form: last.Form, Hits: ix.hits(found, 5), P: found[0].P, Reason: "follow_up"}, true
}

// asksAnother reports whether another entry than the last one speaks of more of a message, or is what it means by itself: it
// is about something else then. 「カードは使えますか」 is no further question about the day on which fees are charged to it.
func asksAnother(hits []faq.Hit, last *faq.Entry, explained float64) bool {
	alone := 0.
	for _, h := range hits {
		if h.Entry == last {
			alone = h.P
		}
	}
	return slices.ContainsFunc(hits, func(h faq.Hit) bool {
		return h.Entry != last && (h.Said > explained+followMore || h.P >= followOwn && h.P >= followOdds*alone)
	})
}
