package index

import (
	"context"
	"fmt"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A Ballot counts the votes of one search, entry by entry.
type Ballot struct {
	votes   []float32
	found   []int32 // that have any
	top     []int32 // the n that have most, as a heap
	readers []partReader
}

// NewBallot is an empty ballot over the entries.
func (ix *Index) NewBallot() Ballot { return Ballot{votes: make([]float32, len(ix.Entries))} }

// find gives the entries that have most of the tokens' votes, at most n, in no order. The ballot is
// for it alone to write on, and empty again afterwards.
func (r *retriever) find(ctx context.Context, tokens []weightedToken, n int, b *Ballot) ([]int32, error) {
	b.found = b.found[:0]
	if err := r.count(ctx, tokens, b); err != nil {
		clear(b.votes)
		return nil, err
	}
	most := b.most(n)
	for _, e := range b.found {
		b.votes[e] = 0
	}
	return most, nil
}

// most are the n entries with most votes: a heap of them, with the fewest votes on top, which nearly all others
// only look at.
func (b *Ballot) most(n int) []int32 {
	if len(b.found) <= n {
		return b.found
	}
	top := append(b.top[:0], b.found[:n]...)
	for i := n/2 - 1; i >= 0; i-- {
		b.sink(top, i)
	}
	for _, e := range b.found[n:] {
		if b.fewer(top[0], e) {
			top[0] = e
			b.sink(top, 0)
		}
	}
	b.top = top
	return top
}

// fewer says whether entry x has fewer votes than y; of as many, the later entry.
func (b *Ballot) fewer(x, y int32) bool {
	return b.votes[x] < b.votes[y] || b.votes[x] == b.votes[y] && x > y
}

// sink restores the order of a heap below place i.
func (b *Ballot) sink(heap []int32, i int) {
	for {
		least := i
		for _, child := range [...]int{2*i + 1, 2*i + 2} {
			if child < len(heap) && b.fewer(heap[child], heap[least]) {
				least = child
			}
		}
		if least == i {
			return
		}
		heap[i], heap[least] = heap[least], heap[i]
		i = least
	}
}

// A partReader reads the postings of a part for one search at a time, again and again into the same memory.
type partReader struct {
	terms segment.TermDictionary
	list  segment.PostingsList
	hits  segment.PostingsIterator
	some  [64]uint32
}

// count gives the votes of all tokens, part by part.
func (r *retriever) count(ctx context.Context, tokens []weightedToken, b *Ballot) error {
	for len(b.readers) < len(r.parts) {
		terms, err := r.parts[len(b.readers)].segment.Dictionary(textField)
		if err != nil {
			return fmt.Errorf("read the bleve index: %w", err)
		}
		b.readers = append(b.readers, partReader{terms: terms})
	}
	for i := range r.parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, t := range tokens {
			if err := b.readers[i].vote(t, r.parts[i].entries, b); err != nil {
				return fmt.Errorf("read the bleve index: %w", err)
			}
		}
	}
	return nil
}

// vote gives a token's vote to all entries of a part that have it.
func (p *partReader) vote(t weightedToken, entries []int32, b *Ballot) error {
	var name [16]byte
	list, err := p.terms.PostingsList(t.append(name[:0]), nil, p.list)
	if err != nil {
		return err
	}
	p.list = list
	p.hits = list.Iterator(false, false, false, p.hits)
	one, ok := p.hits.(segment.OptimizablePostingsIterator)
	if !ok {
		return fmt.Errorf("its postings are %T", p.hits)
	}
	if n, ok := one.DocNum1Hit(); ok {
		b.give(entries[n], t.weight)
		return nil
	}
	if all := one.ActualBitmap(); all != nil {
		it := all.ManyIterator()
		for n := it.NextMany(p.some[:]); n > 0; n = it.NextMany(p.some[:]) {
			for _, i := range p.some[:n] {
				b.give(entries[i], t.weight)
			}
		}
	}
	return nil
}

// give gives an entry a vote. One that was changed has none under its old words.
func (b *Ballot) give(e int32, weight float32) {
	if e == changed {
		return
	}
	if b.votes[e] == 0 {
		b.found = append(b.found, e)
	}
	b.votes[e] += weight
}
