// Package baseline puts ready-made search engines behind the same door as the FAQ index, so that one
// run measures them all on the same queries. It is for measuring only: nothing of it, nor of the
// engines, is linked into the program.
//
//	e, err := baseline.NewBleve(entries, "cjk")
//	outcomes, err := fit.Run(ctx, baseline.New(entries, e), queries, nil)
//
// The table of docs/search.md is what TestTable prints: go test -tags slow -v -run TestTable ./faq/baseline
package baseline

import (
	"context"
	"fmt"

	"madoguchi/faq"
	"madoguchi/faq/fit"
)

// An Engine ranks documents for a query and returns their numbers, best first.
type Engine interface {
	Search(ctx context.Context, query string, n int) ([]int, error)
}

// An asker makes an Engine answer like an index: a ready-made engine answers whatever it finds.
type asker struct {
	entries []*faq.Entry
	engine  Engine
}

// New wraps an engine over entries for [fit.Run].
func New(entries []*faq.Entry, e Engine) fit.Asker { return &asker{entries, e} }

// Search implements [fit.Asker].
func (a *asker) Search(ctx context.Context, query string, n int, _ faq.Scope) ([]faq.Hit, error) {
	found, err := a.engine.Search(ctx, query, n)
	if err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	hits := make([]faq.Hit, 0, len(found))
	for i, d := range found {
		hits = append(hits, faq.Hit{Entry: a.entries[d], Score: 1 / float64(i+1)})
	}
	return hits, nil
}

// Decide implements [fit.Asker]: whatever is found is the answer.
func (a *asker) Decide(ctx context.Context, query string, scope faq.Scope) (faq.Decision, error) {
	hits, err := a.Search(ctx, query, 5, scope)
	d := faq.Decision{Query: query, Verdict: faq.Handoff, Hits: hits}
	if len(hits) > 0 {
		d.Verdict = faq.Answer
	}
	return d, err
}

// text is what the engines index of an entry: its questions and its answer.
func text(e *faq.Entry) (question, answer string) {
	question = e.Question
	for _, a := range e.Aliases {
		question += "\n" + a
	}
	return question, e.AnswerText()
}
