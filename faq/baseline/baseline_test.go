package baseline

import (
	"context"
	"fmt"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

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

// underRace is set where the race detector is on.
var underRace bool

// TestTable measures our index beside ready-made engines, on the same queries in one run. Its
// output is the README's table: go test -v -run TestTable ./faq/baseline
func TestTable(t *testing.T) {
	if underRace {
		t.Skip("takes minutes under the race detector: it has a run of its own")
	}
	cs, entries, queries := samples(t)
	index, err := search.NewIndex(t.Context(), cs, search.Options{})
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

func newBleve(t *testing.T, entries []*faq.Entry, analyzer string) Engine {
	t.Helper()
	e, err := NewBleve(entries, analyzer)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

type nothing struct{}

func (nothing) Search(context.Context, string, int) ([]int, error) { return nil, nil }

type broken struct{}

func (broken) Search(context.Context, string, int) ([]int, error) { return nil, fmt.Errorf("no disk") }

func TestAskerDecides(t *testing.T) {
	d, err := New(nil, nothing{}).Decide(t.Context(), "質問", faq.Scope{})
	if err != nil || d.Verdict != faq.Handoff {
		t.Errorf("nothing found: verdict %q, err %v; want handoff", d.Verdict, err)
	}
	if _, err := New(nil, broken{}).Search(t.Context(), "質問", 3, faq.Scope{}); err == nil {
		t.Error("a broken engine gave no error")
	}
}
