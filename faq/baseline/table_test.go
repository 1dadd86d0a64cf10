//go:build slow

package baseline

import (
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

// TestTable measures our index beside ready-made engines, on the same queries in one run. Its
// output is the table of docs/search.md: go test -tags slow -v -run TestTable ./faq/baseline
func TestTable(t *testing.T) {
	cs, entries, queries := samples(t)
	index, err := search.NewIndex(t.Context(), cs, search.Options{Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	engines := []struct {
		name string
		ask  fit.Asker
	}{
		{"Madoguchi", index},
		{"bleve cjk", New(entries, newBleve(t, entries, "cjk"))},
		{"bleve standard", New(entries, newBleve(t, entries, "standard"))},
		{"SQLite FTS5 trigram", New(entries, newFTS(t, entries))},
	}
	t.Logf("| engine | first | first three | first five | MRR | unanswerable answered | search |")
	t.Logf("|---|---|---|---|---|---|---|")
	best := 0.0
	for i, e := range engines {
		out, err := fit.Run(t.Context(), e.ask, queries, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := fit.Summarise(out)
		t.Logf("| %s | %.3f | %.3f | %.3f | %.3f | %.3f | %.2f ms |", e.name, r.R1.Value, r.R3.Value, r.R5.Value, r.MRR.Value, r.OutAnswer.Value, r.Latency.Mean/1e3)
		if i == 0 {
			best = r.R1.Value
		} else if r.R1.Value >= best {
			t.Errorf("%s puts the right entry first for %.3f of the queries, we for %.3f", e.name, r.R1.Value, best)
		}
	}
}

func samples(t *testing.T) ([]faq.Collection, []*faq.Entry, []fit.LabelledQuery) {
	t.Helper()
	cs := faqtest.Samples(t)
	var entries []*faq.Entry
	for i := range cs {
		for j := range cs[i].Entries {
			entries = append(entries, &cs[i].Entries[j])
		}
	}
	return cs, entries, faqtest.QueriesIn(t, "queries*.jsonl")
}

func newBleve(t *testing.T, entries []*faq.Entry, analyzer string) Engine {
	t.Helper()
	e, err := NewBleve(entries, analyzer)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
