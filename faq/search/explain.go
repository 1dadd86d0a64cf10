package search

import (
	"context"
	"fmt"

	"madoguchi/faq"
)

// Explain says why the best n entries rank where they do for a message, and what is decided.
func (ix *Index) Explain(ctx context.Context, query string, n int, scope faq.Scope) (faq.Explanation, error) {
	d, err := ix.Decide(ctx, query, scope)
	if err != nil {
		return faq.Explanation{}, fmt.Errorf("explain: %w", err)
	}
	q, found := ix.ranker.Rank(ctx, query, scope)
	x := ix.ranker.Explain(q, found, n)
	x.Query, x.Decision = query, d
	return x, nil
}
