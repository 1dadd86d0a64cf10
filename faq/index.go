package faq

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
)

// Options are what an index is built with besides the entries themselves.
type Options struct {
	Synonyms []*Dictionary // an office's own dictionaries, over the built-in one; later ones win
	Embedder Embedder      // a vector model for one more ranking feature; nil is off
}

// An Index finds entries. It never changes once built, and many goroutines may search it at once.
type Index struct {
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
	vectors     *vectors
	scratch     sync.Pool
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

// builtinLexicon compiles the dictionary that the program carries, once.
var builtinLexicon = sync.OnceValues(func() (*lexicon, error) { return compileLexicon(nil) })

func compileLexicon(own []*Dictionary) (*lexicon, error) {
	tok, err := sharedAnalyser()
	if err != nil {
		return nil, err
	}
	ds, err := builtinDictionary()
	if err != nil {
		return nil, err
	}
	return newLexicon(tok, append(ds, own...))
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
	ix := &Index{collections: cs, byRef: map[string]int32{}, lex: lex}
	if err := ix.collect(); err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	if err := ix.build(ctx); err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	ix.scratch.New = func() any { return newScratch(len(ix.entries)) }
	if opt.Embedder != nil {
		ix.vectors = newVectors(ctx, opt.Embedder, ix.entries)
	}
	return ix, nil
}

// collect lists the entries of all collections.
func (ix *Index) collect() error {
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
func (ix *Index) phrase(r *reading) phrasing {
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
func (ix *Index) weigh(p *phrasing) {
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
func (ix *Index) df(ts []term) int32 {
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
func (ix *Index) idf(n int32) float32 {
	all := float64(len(ix.entries)) + 2
	return float32(math.Log(1+all/(float64(n)+.5)) / math.Log(1+all/.5))
}

// Entry is the entry with this reference.
func (ix *Index) Entry(ref string) (*Entry, bool) {
	i, ok := ix.byRef[ref]
	if !ok {
		return nil, false
	}
	return ix.entries[i], true
}

// Collections are the collections the index was built over, with their entries.
func (ix *Index) Collections() []Collection { return slices.Clone(ix.collections) }
