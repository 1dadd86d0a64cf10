package choose

import (
	"context"
	"fmt"

	"madoguchi/faq"
	"madoguchi/llm"
)

// A Model answers questions. *llm.Client is one.
type Model interface {
	Ask(ctx context.Context, q llm.Question) (llm.Answer, llm.Outcome, error)
}

// An Index decides as a turn does that waits for a model: for measuring, where nobody else waits.
type Index struct {
	faq.Index
	Model Model

	asked    int
	outcomes map[llm.Outcome]int
}

// Decide implements [faq.Index].
func (x *Index) Decide(ctx context.Context, query string, scope faq.Scope) (faq.Decision, error) {
	d, err := x.Index.Decide(ctx, query, scope)
	if err != nil {
		return d, err
	}
	d.Query = query
	q, ok := Question(&d)
	if !ok {
		return d, nil
	}
	a, outcome, _ := x.Model.Ask(ctx, q) // the outcome says it all: our own decision stands
	if x.outcomes == nil {
		x.outcomes = map[llm.Outcome]int{}
	}
	x.asked++
	x.outcomes[outcome]++
	if ctx.Err() != nil {
		return d, fmt.Errorf("decide with a model: %w", context.Cause(ctx))
	}
	return Apply(d, a), nil
}

// Outcomes says how often the model was asked and how that ended.
func (x *Index) Outcomes() (asked int, ended map[llm.Outcome]int) { return x.asked, x.outcomes }
