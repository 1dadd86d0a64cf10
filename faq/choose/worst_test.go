package choose_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/choose"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
	"madoguchi/llm"
)

// word is a model's best word on a message, or its worst: the entry that the search finds most probable of those
// that do, or do not, answer it.
func word(q llm.Question, targets []string, right bool) llm.Answer {
	for _, c := range q.Candidates {
		if slices.Contains(targets, c.ID) == right {
			return llm.Answer{Choice: c.ID}
		}
	}
	return llm.Answer{Choice: llm.None}
}

// A tally counts direct answers to messages that have one, and those to near-misses, which have none.
type tally struct{ answerable, direct, right, near, nearAnswered float64 }

func (c *tally) count(q *fit.LabelledQuery, d *faq.Decision) {
	answered := d.Verdict == faq.Answer && !d.Act
	switch {
	case q.Want == fit.WantAnswer:
		c.answerable++
		if answered {
			c.direct++
			if slices.Contains(q.Targets, d.Hits[0].Entry.Ref()) {
				c.right++
			}
		}
	case q.Style == fit.NearStyle || q.Style == fit.NearMiss:
		c.near++
		if answered {
			c.nearAnswered++
		}
	}
}

// TestWorstChooser holds what the floor promises, over the samples and the other subjects together: with a model that
// chooses the worst it can, on every message, no fewer than choose.Promised of the direct answers are right. One that
// chooses the best is worth the trouble.
func TestWorstChooser(t *testing.T) {
	var alone, worst, best tally
	measure := func(cs []faq.Collection, queries []fit.LabelledQuery) {
		ix, err := search.NewIndex(t.Context(), cs, search.Options{Limit: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		for i := range queries {
			q := &queries[i]
			if q.Want != fit.WantAnswer && q.Style != fit.NearStyle && q.Style != fit.NearMiss {
				continue
			}
			d, err := ix.Decide(t.Context(), q.Query, faq.Scope{})
			if err != nil {
				t.Fatal(err)
			}
			d.Query = q.Query
			ill, well := d, d
			if asked, ok := choose.Question(&d); ok {
				ill, well = choose.Apply(d, word(asked, q.Targets, false)), choose.Apply(d, word(asked, q.Targets, true))
			}
			alone.count(q, &d)
			worst.count(q, &ill)
			best.count(q, &well)
		}
	}
	measure(faqtest.Samples(t), faqtest.Queries(t))
	for _, s := range faqtest.Subjects(t) {
		measure([]faq.Collection{s.Collection}, s.Queries)
	}
	for name, c := range map[string]tally{"alone": alone, "worst": worst, "best": best} {
		t.Logf("%-5s answered directly %.3f of %v, right of them %.3f, near-misses answered %.3f of %v", name, c.direct/c.answerable, c.answerable, c.right/c.direct, c.nearAnswered/c.near, c.near)
	}
	if share := worst.right / worst.direct; share < choose.Promised {
		t.Errorf("with a model that always chooses wrongly %.3f of the direct answers are right, promised are %.3f", share, choose.Promised)
	}
	if best.direct < 1.1*alone.direct || best.right/best.direct < alone.right/alone.direct || best.nearAnswered > alone.nearAnswered {
		t.Errorf("a model that chooses rightly makes of %+v only %+v", alone, best)
	}
}
