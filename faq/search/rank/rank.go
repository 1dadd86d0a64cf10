// Package rank orders entries for a message and says how surely the first ones answer it.
//
//	rk, err := rank.New(ctx, tables, nil)
//	q, found := rk.Rank(ctx, "会費はいくら？", faq.Scope{}) // found[0].P is how surely it answers
//
// A message is read and weighed for the index ([Question]); the entries that it retrieves are
// measured ([Candidate], features); the features' weighted sum orders them; and of the first few,
// trees tell from the evidence how probable it is that they answer. [Ranker.Rival] says whether another
// entry may be meant as well.
//
// What is done about it (answer, ask back, hand over) is decided by package search. Weights and trees come
// from package fitted; nothing is learnt here.
package rank

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"madoguchi/faq"
	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/index"
)

// A Candidate is an entry that may answer.
type Candidate struct {
	Doc      int32
	Features Features
	Score    float64
	P        float64
	spoken   []float32 // by atom of the question: how surely the entry's question speaks of it
	held     []float32 // … its question or answer
}

// A Ranker orders the entries of an index for messages.
type Ranker struct {
	*index.Index
	vectors *vectors
	model   *fitted.Model
	scratch sync.Pool
}

// New makes a ranker over an index. e may be nil; otherwise ctx is for what it asks of e.
func New(ctx context.Context, ix *index.Index, e Embedder) (*Ranker, error) {
	model, err := fitted.Shared()
	if err != nil {
		return nil, err
	}
	rk := &Ranker{Index: ix, model: model}
	if err := cmp.Or(model.Sure.Check(evidenceCount), model.Ambiguous.Check(ambiguityCount)); err != nil {
		return nil, fmt.Errorf("read the trees: %w", err)
	}
	rk.scratch.New = func() any { return newScratch(len(ix.Entries)) }
	if e != nil {
		rk.vectors = newVectors(ctx, e, ix.Entries)
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
	ballot           index.Ballot
}

func newScratch(n int) *scratch {
	all := make([]float32, 8*n)
	s := &scratch{ballot: index.NewBallot(n)}
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
func (rk *Ranker) gather(q *Question, s *scratch) {
	for i := range q.Atoms {
		a := &q.Atoms[i]
		s.touched = s.touched[:0]
		for _, t := range a.Terms {
			for _, p := range rk.Terms.Postings[t.Id] {
				if s.bestQ[p.Doc] == 0 && s.bestA[p.Doc] == 0 {
					s.touched = append(s.touched, p.Doc)
				}
				s.bestQ[p.Doc] = max(s.bestQ[p.Doc], t.Strength*p.Question)
				s.bestA[p.Doc] = max(s.bestA[p.Doc], t.Strength*p.Answer)
			}
		}
		share := a.Weight / q.mass
		for _, d := range s.touched {
			s.question[d] += share * s.bestQ[d]
			s.answer[d] += share * max(s.bestQ[d], answerWorth*s.bestA[d])
			s.bestQ[d], s.bestA[d] = 0, 0
		}
	}
	rk.Spelling.Search(index.SpellingGrams(q.Reading), s.spelling, s.spellA)
	rk.Sound.Search(index.SoundGrams(q.Reading), s.sound, s.soundA)
}

// answerWorth is what a word of the answer explains beside one of the question.
const answerWorth = .92

// reranked is how many entries are measured exactly. In the grown index of 1,030 entries the right
// one was among the first 20 of this cheap order for every query that it was found for at all.
const reranked = 40

// candidates are, of the entries that bleve retrieves, the ones of which the tables say most. Where
// bleve does not answer, for the deadline or a fault of its own, all entries are looked at.
func (rk *Ranker) candidates(ctx context.Context, q *Question, s *scratch) []Candidate {
	best := make([]Candidate, 0, reranked+1)
	found, err := rk.Retrieve(ctx, q.terms, q.Reading, &s.ballot)
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
func (s *scratch) keep(best []Candidate, d int32) []Candidate {
	v := float64(s.question[d] + s.answer[d] + s.spelling[d] + .5*s.sound[d] + .3*s.spellA[d])
	if v == 0 {
		return best
	}
	i, _ := slices.BinarySearchFunc(best, v, func(c Candidate, v float64) int {
		return cmp.Or(cmp.Compare(v, c.Score), cmp.Compare(c.Doc, d)) // bleve numbers entries otherwise each time
	})
	if i == reranked {
		return best
	}
	best = slices.Insert(best, i, Candidate{Doc: d, Score: v})
	return best[:min(len(best), reranked)]
}

// Rank reads a query and orders the entries that have anything to do with it.
func (rk *Ranker) Rank(ctx context.Context, query string, scope faq.Scope) (*Question, []Candidate) {
	s := rk.scratch.Get().(*scratch)
	defer rk.scratch.Put(s)
	q := rk.ask(query, scope)
	rk.gather(q, s)
	found := rk.candidates(ctx, q, s)
	sims := rk.vectors.similarities(ctx, query, found)
	n := len(q.Atoms)
	speaks := make([]float32, 2*n*len(found))
	for i := range found {
		c := &found[i]
		c.spoken, c.held, speaks = speaks[:n:n], speaks[n:2*n:2*n], speaks[2*n:]
		rk.measure(q, s, c)
		if sims != nil {
			c.Features[FeatVector] = sims[i]
		}
		c.Score = rankScore(&c.Features)
	}
	s.clear()
	slices.SortStableFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Doc, b.Doc))
	})
	rk.believe(q, found)
	return q, found
}
