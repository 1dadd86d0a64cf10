package faq

import (
	"context"
	"fmt"
	"slices"
	"time"
)

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
	_, found := ix.ranker.rank(ctx, query, scope)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return ix.hits(found, n), nil
}

func (ix *Index) hits(found []candidate, n int) []Hit {
	out := make([]Hit, 0, min(max(n, 0), len(found)))
	for i := range found[:min(max(n, 0), len(found))] {
		out = append(out, Hit{Entry: ix.ranker.entries[found[i].doc], Score: found[i].score, P: found[i].p})
	}
	return out
}

// Suggest finds entries for what has been typed so far.
func (ix *Index) Suggest(ctx context.Context, prefix string, n int) ([]Hit, error) {
	return ix.Search(ctx, prefix, n, Scope{})
}

// An Index finds entries. It never changes once built, and many goroutines may search it at once.
type Index struct {
	ranker  *ranker
	intents *intentModel
}

// Options are what an index is built with besides the entries themselves.
type Options struct {
	Synonyms []*Dictionary // an office's own dictionaries, over the built-in one; later ones win
	Embedder Embedder      // a vector model for one more ranking feature; nil is off
}

// NewIndex builds an index over the collections. It fails when two entries have one reference,
// when a dictionary contradicts itself, and when ctx ends.
func NewIndex(ctx context.Context, cs []Collection, opt Options) (*Index, error) {
	lex, err := builtinLexicon()
	if len(opt.Synonyms) > 0 {
		lex, err = compileLexicon(opt.Synonyms)
	}
	if err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	tables, err := newTables(ctx, cs, lex)
	if err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	ranker, err := newRanker(ctx, tables, opt.Embedder)
	if err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	return &Index{ranker: ranker, intents: sharedIntents()}, nil
}

// Entry is the entry with this reference.
func (ix *Index) Entry(ref string) (*Entry, bool) {
	i, ok := ix.ranker.byRef[ref]
	if !ok {
		return nil, false
	}
	return ix.ranker.entries[i], true
}

// Collections are the collections the index was built over, with their entries.
func (ix *Index) Collections() []Collection { return slices.Clone(ix.ranker.collections) }
