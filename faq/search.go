package faq

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// A Scope is what the conversation already knows when a question comes in.
type Scope struct {
	Programme string // collection ID to answer from first; "" is all alike
	Last      string // reference of the entry last answered, for follow-ups; "" is none
}

// A Hit is one entry found for a query.
type Hit struct {
	Entry *Entry
	Score float64 // orders the hits of one query; not comparable between queries
	P     float64 // calibrated probability that this entry answers the query
}

// searchTime bounds every search and decision, whatever deadline its caller has: a message of the most
// characters that are read takes some milliseconds.
const searchTime = 2 * time.Second

// Search ranks the entries for a query and returns the best n. It reads nothing but the index, and
// only fails when ctx or its own time has ended.
func (ix *Index) Search(ctx context.Context, query string, n int, scope Scope) ([]Hit, error) {
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	_, found := ix.rank(ctx, query, scope)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return ix.hits(found, n), nil
}

func (ix *Index) hits(found []candidate, n int) []Hit {
	out := make([]Hit, 0, min(max(n, 0), len(found)))
	for i := range found[:min(max(n, 0), len(found))] {
		out = append(out, Hit{Entry: ix.entries[found[i].doc], Score: found[i].score, P: found[i].p})
	}
	return out
}

// Suggest finds entries for what has been typed so far.
func (ix *Index) Suggest(ctx context.Context, prefix string, n int) ([]Hit, error) {
	return ix.Search(ctx, prefix, n, Scope{})
}

// rank reads a query and orders the entries that have anything to do with it.
func (ix *Index) rank(ctx context.Context, query string, scope Scope) (*question, []candidate) {
	s := ix.scratch.Get().(*scratch)
	defer ix.scratch.Put(s)
	q := ix.ask(query, scope)
	ix.gather(q, s)
	found := ix.candidates(ctx, q, s)
	sims := ix.vectors.similarities(ctx, query, found)
	n := len(q.atoms)
	speaks := make([]float32, 2*n*len(found))
	for i := range found {
		c := &found[i]
		c.spoken, c.held, speaks = speaks[:n:n], speaks[n:2*n:2*n], speaks[2*n:]
		ix.measure(q, s, c)
		if sims != nil {
			c.features[featVector] = sims[i]
		}
		c.score = rankScore(&c.features)
	}
	s.clear()
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
	})
	ix.believe(q, found)
	return q, found
}
