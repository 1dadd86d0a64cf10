package faq

import (
	"context"
	"fmt"
)

// Explain says why the best n entries rank where they do for a message, and what is decided.
func (ix *Index) Explain(ctx context.Context, query string, n int, scope Scope) (Explanation, error) {
	d, err := ix.Decide(ctx, query, scope)
	if err != nil {
		return Explanation{}, fmt.Errorf("explain: %w", err)
	}
	q, found := ix.ranker.rank(ctx, query, scope)
	x := ix.ranker.explain(q, found, n)
	x.Query, x.Decision = query, d
	return x, nil
}
