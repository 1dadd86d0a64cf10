package faq

import "context"

// A follow-up is short, and the entry that was answered last speaks of what it asks.
const (
	followAtoms   = 3
	followExplain = .5
)

// followUp reads a message that means little alone (税込だと？) as a further question about the entry
// answered last. It stands back when the message has an answer of its own.
func (ix *Index) followUp(ctx context.Context, query string, q *question, d Decision, scope Scope) (Decision, bool) {
	if q.last < 0 || len(q.atoms) == 0 || len(q.atoms) > followAtoms || d.Verdict == Answer || d.Verdict == Form || d.Human {
		return d, false
	}
	last := ix.ranker.entries[q.last]
	if ix.ranker.explainedBy(q, q.last) < followExplain {
		return d, false
	}
	_, found := ix.ranker.rank(ctx, last.Question+"\n"+query, Scope{Programme: last.Collection, Last: scope.Last})
	if len(found) == 0 || found[0].doc != q.last || found[0].p < thresholds.Answer {
		return d, false
	}
	return Decision{Query: query, Verdict: Answer, Form: last.Form, Hits: ix.hits(found, 5), P: found[0].p, Reason: "follow_up"}, true
}
