package faq

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
)

// A candidate is an entry that may answer.
type candidate struct {
	doc      int32
	features features
	score    float64
	p        float64
	spoken   []float32 // by atom of the question: how surely the entry's question speaks of it
	held     []float32 // … its question or answer
}

// A ranker orders the entries of an index for messages.
type ranker struct {
	*tables
	vectors *vectors
	trees   *forests
	scratch sync.Pool
}

// newRanker makes a ranker over an index. e may be nil; otherwise ctx is for what it asks of e.
func newRanker(ctx context.Context, ix *tables, e Embedder) (*ranker, error) {
	rk := &ranker{tables: ix, trees: sharedForests()}
	if err := cmp.Or(rk.trees.Sure.check(evidenceCount), rk.trees.Ambiguous.check(ambiguityCount)); err != nil {
		return nil, fmt.Errorf("read the trees: %w", err)
	}
	rk.scratch.New = func() any { return newScratch(len(ix.entries)) }
	if e != nil {
		rk.vectors = newVectors(ctx, e, ix.entries)
	}
	return rk, nil
}

// scratch is the working memory of one search.
type scratch struct {
	question, answer []float32 // explained mass by entry
	spelling, spellA []float32
	sound, soundA    []float32
	bestQ, bestA     []float32 // of the atom at hand
	touched          []int32
	ballot           ballot
}

func newScratch(n int) *scratch {
	all := make([]float32, 8*n)
	s := &scratch{ballot: newBallot(n)}
	for i, f := range []*[]float32{&s.question, &s.answer, &s.spelling, &s.spellA, &s.sound, &s.soundA, &s.bestQ, &s.bestA} {
		*f = all[i*n : (i+1)*n : (i+1)*n]
	}
	return s
}

func (s *scratch) clear() {
	for _, f := range [][]float32{s.question, s.answer, s.spelling, s.spellA, s.sound, s.soundA} {
		clear(f)
	}
}

// gather adds up, entry by entry, what the postings say.
func (rk *ranker) gather(q *question, s *scratch) {
	for i := range q.atoms {
		a := &q.atoms[i]
		s.touched = s.touched[:0]
		for _, t := range a.terms {
			for _, p := range rk.terms.postings[t.id] {
				if s.bestQ[p.doc] == 0 && s.bestA[p.doc] == 0 {
					s.touched = append(s.touched, p.doc)
				}
				s.bestQ[p.doc] = max(s.bestQ[p.doc], t.strength*p.question)
				s.bestA[p.doc] = max(s.bestA[p.doc], t.strength*p.answer)
			}
		}
		share := a.weight / q.mass
		for _, d := range s.touched {
			s.question[d] += share * s.bestQ[d]
			s.answer[d] += share * max(s.bestQ[d], answerWorth*s.bestA[d])
			s.bestQ[d], s.bestA[d] = 0, 0
		}
	}
	rk.spelling.search(spellingGrams(q.reading), s.spelling, s.spellA)
	rk.sound.search(soundGrams(q.reading), s.sound, s.soundA)
}

// answerWorth is what a word of the answer explains beside one of the question.
const answerWorth = .92

// reranked is how many entries are measured exactly. In the grown index of 1,030 entries the right
// one was among the first 20 of this cheap order for every query that it was found for at all.
const reranked = 40

// candidates are, of the entries that bleve retrieves, the ones of which the tables say most. Where
// bleve does not answer, for the deadline or a fault of its own, all entries are looked at.
func (rk *ranker) candidates(ctx context.Context, q *question, s *scratch) []candidate {
	best := make([]candidate, 0, reranked+1)
	found, err := rk.retrieve(ctx, q.terms, q.reading, &s.ballot)
	if err != nil {
		for doc := range s.question {
			best = s.keep(best, int32(doc))
		}
		return best
	}
	for _, doc := range found {
		best = s.keep(best, doc)
	}
	return best
}

// keep enters an entry among the best by what the tables say of it.
func (s *scratch) keep(best []candidate, d int32) []candidate {
	v := float64(s.question[d] + s.answer[d] + s.spelling[d] + .5*s.sound[d] + .3*s.spellA[d])
	if v == 0 {
		return best
	}
	i, _ := slices.BinarySearchFunc(best, v, func(c candidate, v float64) int {
		return cmp.Or(cmp.Compare(v, c.score), cmp.Compare(c.doc, d)) // bleve numbers entries otherwise each time
	})
	if i == reranked {
		return best
	}
	best = slices.Insert(best, i, candidate{doc: d, score: v})
	return best[:min(len(best), reranked)]
}

// rank reads a query and orders the entries that have anything to do with it.
func (rk *ranker) rank(ctx context.Context, query string, scope Scope) (*question, []candidate) {
	s := rk.scratch.Get().(*scratch)
	defer rk.scratch.Put(s)
	q := rk.ask(query, scope)
	rk.gather(q, s)
	found := rk.candidates(ctx, q, s)
	sims := rk.vectors.similarities(ctx, query, found)
	n := len(q.atoms)
	speaks := make([]float32, 2*n*len(found))
	for i := range found {
		c := &found[i]
		c.spoken, c.held, speaks = speaks[:n:n], speaks[n:2*n:2*n], speaks[2*n:]
		rk.measure(q, s, c)
		if sims != nil {
			c.features[featVector] = sims[i]
		}
		c.score = rankScore(&c.features)
	}
	s.clear()
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
	})
	rk.believe(q, found)
	return q, found
}
