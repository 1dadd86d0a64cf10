package search

import (
	"context"

	"madoguchi/faq"
	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/rank"
	"madoguchi/faq/search/sentence"
)

// maxParts is how many questions of one message are answered.
const maxParts = 3

// parts decides the questions of a message one by one. It gives nil unless there are at least two
// that are answered, by different entries.
func (ix *Index) parts(ctx context.Context, q *rank.Question, scope faq.Scope) []faq.Decision {
	sentences := sentence.Questions(q.Reading.Text)
	if len(sentences) < 2 {
		return nil
	}
	var out []faq.Decision
	seen := map[*faq.Entry]bool{}
	for _, s := range sentences {
		part, found := ix.ranker.Rank(ctx, s, scope)
		if len(part.Atoms) == 0 || len(found) == 0 {
			continue
		}
		d := ix.decide(s, part, found)
		if d.Reason == severalEntries && d.P >= fitted.Thresholds.Answer { // short beside others is not vague
			d.Verdict, d.Form = faq.Answer, ix.form(&found[0])
		}
		if d.Verdict != faq.Answer || seen[d.Hits[0].Entry] {
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
