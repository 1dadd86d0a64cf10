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
	last := ix.entries[q.last]
	if ix.explainedBy(q, q.last) < followExplain {
		return d, false
	}
	_, found := ix.rank(ctx, last.Question+"\n"+query, Scope{Programme: last.Collection, Last: scope.Last})
	if len(found) == 0 || found[0].doc != q.last || found[0].p < thresholds.Answer {
		return d, false
	}
	return Decision{Query: query, Verdict: Answer, Form: last.Form, Hits: ix.hits(found, 5), P: found[0].p, Reason: "follow_up"}, true
}

// explainedBy is the share of a message that an entry's question and answer explain.
func (ix *Index) explainedBy(q *question, doc int32) float32 {
	sum := float32(0)
	for i := range q.atoms {
		best := float32(0)
		for _, t := range q.atoms[i].terms {
			for _, p := range ix.terms.postings[t.id] {
				if p.doc == doc {
					best = max(best, t.strength*max(p.question, p.answer))
				}
			}
		}
		sum += q.atoms[i].weight * best
	}
	return share(sum, q.mass)
}
