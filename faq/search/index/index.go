// Package index holds the entries of an FAQ as they are searched: which concepts, words, runs of
// characters and sounds stand in which entry, how rare each is, and what the programmes are called.
//
// [New] builds it once, from readings of the entries, and it never changes; a changed FAQ gets a new index, or, to try a
// change, one that shares with it all that stays ([Index.With]). Bleve
// holds which entry has what: it is the one inverted index, and [Index.Retrieve] asks it for the entries worth
// measuring. What they are measured by stands beside it with each entry ([document]): its terms and runs of
// characters with their weights. How well they fit a message is for package rank.
package index

import (
	"context"
	"fmt"
	"math"

	"madoguchi/faq"
	"madoguchi/faq/dictionary/meaning"
	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/morph"
)

// An Index is the tables of the entries. It never changes once built, and may be read by many at once.
type Index struct {
	Collections []faq.Collection
	Entries     []*faq.Entry
	ByRef       map[string]int32
	Lex         *lexicon.Lexicon
	Near        *meaning.Table // nil where the build has none
	Terms       termTable
	Docs        []document
	Names       []lexicon.Name
	Vocabulary  *lexicon.Vocabulary // names, and the words of the entries as they sound
	kanji       kanjiTable
	spelling    gramTable // two characters, and single kanji
	sound       gramTable // two and three kana of the reading
	retriever   *retriever
	names       *nameCounts            // what Names were learnt from
	nouns       map[lexicon.Lexeme]int // how often each stands in the entries: of the Vocabulary
	length      float32                // of the mean answer
}

// A document is what the ranking needs to know of an entry.
type document struct {
	Collection int32
	Phrasings  []Phrasing  // the question and each alias
	Terms      []EntryTerm // of the question and the answer, by id
	Sentences  [][]Term    // of each sentence of the answer
	Length     float32     // of the answer beside the others', 1 for the mean
	Spelling   GramVector
	Sound      GramVector
	Facets     Facets
	Meaning    Meaning
	found      []token // by which it is found besides: those of its other wordings
}

// A Phrasing is one way an entry's question is put.
type Phrasing struct {
	Atoms     []Weighed
	Terms     []Term // of all atoms, by id
	Mass      float32
	Questions []int32 // the question words in it
	Implied   []int32 // the question words that what it speaks of answers
	Text      string  // as it is compared with a whole message, see [Whole]
}

// A Weighed atom is an atom in terms of the index.
type Weighed struct {
	Weight float32
	Df     int32
	Terms  []Term
	class  float32 // see ClassWeight
}

// New builds the tables over the collections, of texts read with a lexicon. It fails when two
// entries have one reference and when ctx ends.
func New(ctx context.Context, cs []faq.Collection, lex *lexicon.Lexicon) (*Index, error) {
	near, err := meaning.Shared()
	if err != nil {
		return nil, err
	}
	ix := &Index{Collections: cs, ByRef: map[string]int32{}, Lex: lex, Near: near}
	if err := ix.collect(); err != nil {
		return nil, err
	}
	return ix, ix.build(ctx)
}

// collect lists the entries of all collections.
func (ix *Index) collect() error {
	for c := range ix.Collections {
		for j := range ix.Collections[c].Entries {
			e := &ix.Collections[c].Entries[j]
			if e.Collection == "" {
				e.Collection = ix.Collections[c].ID
			}
			ref := e.Ref()
			if _, dup := ix.ByRef[ref]; dup {
				return fmt.Errorf("entry %s is there twice", ref)
			}
			ix.ByRef[ref] = int32(len(ix.Entries))
			ix.Entries = append(ix.Entries, e)
			ix.Docs = append(ix.Docs, document{Collection: int32(c)})
		}
	}
	return nil
}

// phrase turns a reading into terms, entering new words into the table.
func (ix *Index) phrase(r *lexicon.Reading) Phrasing {
	p := Phrasing{Text: Whole(r)}
	for i := range r.Atoms {
		a := &r.Atoms[i]
		if a.Question {
			p.Questions = append(p.Questions, QuestionIDs(a)...)
			continue
		}
		p.Implied = append(p.Implied, ix.Lex.Asks(a)...)
		w := Weighed{class: ClassWeight(a), Terms: ix.Terms.Of(a, true)}
		p.Atoms = append(p.Atoms, w)
		p.Terms = append(p.Terms, w.Terms...)
	}
	p.Terms = MergeTerms(p.Terms)
	return p
}

// Whole is a text without what carries nothing: signs, fillers, and how its kana are written. Two texts of which
// it is the same ask the same.
func Whole(r *lexicon.Reading) string {
	out := make([]rune, 0, len(r.Runes))
	for i, x := range r.Runes {
		if kana.IsWordRune(x) && !r.Skipped[i] {
			out = append(out, kana.Hiragana(x))
		}
	}
	return string(out)
}

// QuestionIDs are the question words that an atom surely is.
func QuestionIDs(a *lexicon.Atom) []int32 {
	var out []int32
	for _, c := range a.Concepts {
		if c.Strength >= lexicon.BySound {
			out = append(out, c.Id)
		}
	}
	return out
}

// weigh gives a phrasing's atoms their weights, once it is known how common each is.
func (ix *Index) weigh(p *Phrasing) {
	p.Mass = 0
	for i := range p.Atoms {
		a := &p.Atoms[i]
		a.Df = ix.Df(a.Terms)
		a.Weight = a.class * ix.Idf(a.Df)
		p.Mass += a.Weight
	}
}

// ClassWeight is how much a kind of word says about what is asked, before its rarity.
func ClassWeight(a *lexicon.Atom) float32 {
	switch {
	case a.Class == morph.Verb && a.Loose:
		return .5
	case a.Class == morph.Verb, a.Class == morph.Adjective:
		return .8
	case a.Class == morph.Adverb:
		return .3
	case a.Class == morph.Number:
		return .4
	case a.Loose && a.End-a.Start == 1:
		return .5
	case a.Loose:
		return looseWorth
	}
	return 1
}

// looseWorth is what a word counts that the dictionary does not know beside one that it does: the
// dictionary holds what offices are asked about, other words are more often part of the story.
const looseWorth = .8

// sureTerm is how strong a term must be beside the strongest of an atom to be what it says: the word and its
// concept are, a part of it or what it says together with others is not.
const sureTerm = .93

// Df is in how many entries an atom's surest terms occur.
func (ix *Index) Df(ts []Term) int32 {
	strongest := float32(0)
	for _, t := range ts {
		strongest = max(strongest, t.Strength)
	}
	n := int32(0)
	for _, t := range ts {
		if t.Strength >= sureTerm*strongest {
			n = max(n, ix.Terms.df[t.Id])
		}
	}
	return n
}

// Idf is the weight of an atom that occurs in n of the entries, 1 for one that occurs in none.
// Two entries more are supposed to know each word, so that a small index is not all rare words.
func (ix *Index) Idf(n int32) float32 {
	all := float64(len(ix.Entries)) + 2
	return float32(math.Log(1+all/(float64(n)+.5)) / math.Log(1+all/.5))
}
