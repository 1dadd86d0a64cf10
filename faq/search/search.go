// Package search finds the entries of an FAQ for a member's message, and decides what to do with it.
//
// A message goes through rooms that know only those before them:
//
//	kana, sentence   letters, sounds and sentences of Japanese
//	morph            a text becomes words: dictionary form, reading, part of speech
//	lexicon          words become what is said: concepts of the dictionary, names, loose words
//	index            the entries' tables, and bleve, which retrieves the entries worth measuring
//	rank             features of each of them for the message, their weighted sum, and the
//	                 probability that the first ones answer
//	search           the verdict: Search, Decide, Explain
//
// What is fitted (weights, trees, intents) lies in fitted and is read by rank and search; the package
// fit, which makes it, is never imported here.
//
//	ix, err := search.NewIndex(ctx, collections, search.Options{})
//	d, err := ix.Decide(ctx, "会費はいくらですか", faq.Scope{})
package search

import (
	"context"
	"fmt"
	"slices"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/dictionary"
	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/index"
	"madoguchi/faq/search/intent"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/rank"
)

// searchTime bounds every search and decision, whatever deadline its caller has, unless the index has another limit: a
// message of the most characters that are read takes some milliseconds.
const searchTime = 2 * time.Second

// Search ranks the entries for a query and returns the best n. It reads nothing but the index, and
// only fails when ctx or its own time has ended.
func (ix *Index) Search(ctx context.Context, query string, n int, scope faq.Scope) ([]faq.Hit, error) {
	ctx, cancel := context.WithTimeout(ctx, ix.limit)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	_, found := ix.ranker.Rank(ctx, query, scope)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return ix.hits(found, n), nil
}

func (ix *Index) hits(found []rank.Candidate, n int) []faq.Hit {
	out := make([]faq.Hit, 0, min(max(n, 0), len(found)))
	for i := range found[:min(max(n, 0), len(found))] {
		out = append(out, faq.Hit{Entry: ix.ranker.Entries[found[i].Doc], Score: found[i].Score, P: found[i].P, Said: float64(found[i].Features[rank.FeatAnswered])})
	}
	return out
}

// An Index finds entries. It never changes once built, and many goroutines may search it at once.
type Index struct {
	ranker     *rank.Ranker
	intents    *intent.Model
	answerFrom float64 // how probable the first entry must be to answer at once
	limit      time.Duration
}

// Options are what an index is built with besides the entries themselves.
type Options struct {
	Synonyms []*dictionary.Dictionary // an office's own dictionaries, over the built-in one; later ones win
	Embedder rank.Embedder            // a vector model for one more ranking feature; nil is off
	Limit    time.Duration            // how long a search may take, where nobody waits for it as a member does; 0 is searchTime
}

// NewIndex builds an index over the collections. It fails when two entries have one reference,
// when a dictionary contradicts itself, and when ctx ends.
func NewIndex(ctx context.Context, cs []faq.Collection, opt Options) (*Index, error) {
	lex, err := lexicon.Builtin()
	if len(opt.Synonyms) > 0 {
		lex, err = lexicon.For(opt.Synonyms)
	}
	if err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	tables, err := index.New(ctx, cs, lex)
	if err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	ranker, err := rank.New(ctx, tables, opt.Embedder)
	if err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	model, err := fitted.Shared()
	if err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	ix := &Index{ranker: ranker, intents: model.Intents, answerFrom: fitted.Thresholds.Answer, limit: searchTime}
	if opt.Limit > 0 {
		ix.limit = opt.Limit
	}
	return ix, nil
}

// AnsweringFrom implements [faq.Answering]: the two indexes share all that was built.
func (ix *Index) AnsweringFrom(p float64) faq.Index {
	other := *ix
	other.answerFrom = p
	return &other
}

// With implements [faq.Changing]: what stays is shared, see [index.Index.With]. Among 1,000 entries it decides the samples'
// messages as an index does that is built anew, with four changes and every third message; one probability of those 1,850
// differs by .05, all others by less than .02 (TestWith).
func (ix *Index) With(ctx context.Context, entries []faq.Entry) (faq.Index, error) {
	ranker, err := ix.ranker.With(ctx, entries)
	if err != nil {
		return nil, fmt.Errorf("change the index: %w", err)
	}
	other := *ix
	other.ranker = ranker
	return &other, nil
}

// Ranker is what orders the entries: for a fit, which learns from what is measured of them.
func (ix *Index) Ranker() *rank.Ranker { return ix.ranker }

// Entry is the entry with this reference.
func (ix *Index) Entry(ref string) (*faq.Entry, bool) {
	i, ok := ix.ranker.ByRef[ref]
	if !ok {
		return nil, false
	}
	return ix.ranker.Entries[i], true
}

// Collections are the collections the index was built over, with their entries.
func (ix *Index) Collections() []faq.Collection { return slices.Clone(ix.ranker.Collections) }

// Named are the programmes that a text names, by spelling or by sound, and whether it says more.
func (ix *Index) Named(text string) (programmes []string, more bool) { return ix.ranker.Named(text) }
