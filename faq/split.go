package faq

import (
	"context"
)

// maxParts is how many questions of one message are answered.
const maxParts = 3

// parts decides the questions of a message one by one. It gives nil unless there are at least two
// that are answered, by different entries.
func (ix *Index) parts(ctx context.Context, q *question, scope Scope) []Decision {
	sentences := questionsIn(q.reading.text)
	if len(sentences) < 2 {
		return nil
	}
	var out []Decision
	seen := map[*Entry]bool{}
	for _, s := range sentences {
		part, found := ix.ranker.rank(ctx, s, scope)
		if len(part.atoms) == 0 || len(found) == 0 {
			continue
		}
		d := ix.decide(s, part, found)
		if d.Reason == severalEntries && d.P >= thresholds.Answer { // short beside others is not vague
			d.Verdict, d.Form = Answer, found[0].form(ix)
		}
		if d.Verdict != Answer || seen[d.Hits[0].Entry] {
			continue
		}
		seen[d.Hits[0].Entry] = true
		if out = append(out, d); len(out) == maxParts {
			break
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
