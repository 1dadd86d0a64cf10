package faq

import (
	"context"
	"fmt"
	"math"
)

// A tables is the tables of the entries.
type tables struct {
	collections []Collection
	entries     []*Entry
	byRef       map[string]int32
	lex         *lexicon
	terms       termTable
	docs        []document
	names       []programmeName
	spelling    gramIndex // two characters, and single kanji
	sound       gramIndex // two and three kana of the reading
	retriever   *retriever
}

// A document is what the ranking needs to know of an entry.
type document struct {
	collection int32
	phrasings  []phrasing // the question and each alias
	facets     facets
}

// A phrasing is one way an entry's question is put.
type phrasing struct {
	atoms     []weighed
	terms     []term // of all atoms, by id
	mass      float32
	questions []int32 // the question words in it
}

// A weighed atom is an atom in terms of the index.
type weighed struct {
	weight float32
	df     int32
	terms  []term
}

// newTables builds the tables over the collections, of texts read with a lexicon. It fails when two
// entries have one reference and when ctx ends.
func newTables(ctx context.Context, cs []Collection, lex *lexicon) (*tables, error) {
	ix := &tables{collections: cs, byRef: map[string]int32{}, lex: lex}
	if err := ix.collect(); err != nil {
		return nil, err
	}
	return ix, ix.build(ctx)
}

// collect lists the entries of all collections.
func (ix *tables) collect() error {
	for c := range ix.collections {
		for j := range ix.collections[c].Entries {
			e := &ix.collections[c].Entries[j]
			if e.Collection == "" {
				e.Collection = ix.collections[c].ID
			}
			ref := e.Ref()
			if _, dup := ix.byRef[ref]; dup {
				return fmt.Errorf("entry %s is there twice", ref)
			}
			ix.byRef[ref] = int32(len(ix.entries))
			ix.entries = append(ix.entries, e)
			ix.docs = append(ix.docs, document{collection: int32(c)})
		}
	}
	return nil
}

// phrase turns a reading into terms, entering new words into the table.
func (ix *tables) phrase(r *reading) phrasing {
	p := phrasing{}
	for i := range r.atoms {
		a := &r.atoms[i]
		if a.question {
			p.questions = append(p.questions, questionIDs(a)...)
			continue
		}
		w := weighed{weight: classWeight(a), terms: ix.terms.of(a, true)}
		p.atoms = append(p.atoms, w)
		p.terms = append(p.terms, w.terms...)
	}
	p.terms = mergeTerms(p.terms)
	return p
}

func questionIDs(a *atom) []int32 {
	var out []int32
	for _, c := range a.concepts {
		if c.strength >= bySound {
			out = append(out, c.id)
		}
	}
	return out
}

// weigh gives a phrasing's atoms their weights, once it is known how common each is.
func (ix *tables) weigh(p *phrasing) {
	for i := range p.atoms {
		p.atoms[i].df = ix.df(p.atoms[i].terms)
		p.atoms[i].weight *= ix.idf(p.atoms[i].df)
		p.mass += p.atoms[i].weight
	}
}

// classWeight is how much a kind of word says about what is asked, before its rarity.
func classWeight(a *atom) float32 {
	switch {
	case a.class == verb && len(a.concepts) == 0:
		return .5
	case a.class == verb, a.class == adjective:
		return .8
	case a.class == adverb:
		return .3
	case a.class == number:
		return .4
	case len(a.concepts) == 0 && a.end-a.start == 1:
		return .5
	case len(a.concepts) == 0:
		return looseWorth
	}
	return 1
}

// looseWorth is what a word counts that the dictionary does not know beside one that it does: the
// dictionary holds what offices are asked about, other words are more often part of the story.
const looseWorth = .8

// df is in how many entries an atom's surest term occurs.
func (ix *tables) df(ts []term) int32 {
	n := 0
	for _, t := range ts {
		if t.strength >= .75 {
			n = max(n, len(ix.terms.postings[t.id]))
		}
	}
	return int32(n)
}

// idf is the weight of an atom that occurs in n of the entries, 1 for one that occurs in none.
// Two entries more are supposed to know each word, so that a small index is not all rare words.
func (ix *tables) idf(n int32) float32 {
	all := float64(len(ix.entries)) + 2
	return float32(math.Log(1+all/(float64(n)+.5)) / math.Log(1+all/.5))
}
