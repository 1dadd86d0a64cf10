package search

import (
	"cmp"
	"fmt"
	"slices"

	"madoguchi/faq/search/index"
	"madoguchi/faq/search/lexicon"
)

// A Term is one thing that a text says, as texts are compared by: a concept of the dictionary by its name, or
// the dictionary form of a word that it does not know.
type Term struct {
	Key    string
	Weight float32 // how much such a word says about what is asked
}

// askedWorth is what a question word counts: 会費はいくら and 会費はいつ are two questions about one thing.
const askedWorth = .5

// surely is how strong a concept must be to count among what a thing means, wordWorth what its words count beside
// the concepts, and mostTerms how many of the strongest are kept. Over the tree's labelled messages (see
// TestLikeness of package learn) of two that are put together .91 have an entry in common; with .8 instead of
// .5 a third fewer are put together, with 8 terms .74 have.
const (
	surely    = .5
	wordWorth = .5
	mostTerms = 24
)

// Terms are what a text says, each once, the weightiest first, read with the built-in dictionary: of each thing that it says
// the concepts that are surely meant, and its words. Two messages that say the same in other words have most
// of their terms in common.
func Terms(text string) ([]Term, error) {
	lex, err := lexicon.Builtin()
	if err != nil {
		return nil, fmt.Errorf("read a text: %w", err)
	}
	r := lex.Read(text, nil)
	var out []Term
	for i := range r.Atoms {
		out = append(out, termsOf(lex, &r.Atoms[i])...)
	}
	slices.SortFunc(out, func(a, b Term) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(b.Weight, a.Weight)) })
	out = slices.CompactFunc(out, func(a, b Term) bool { return a.Key == b.Key })
	slices.SortStableFunc(out, func(a, b Term) int { return cmp.Compare(b.Weight, a.Weight) })
	return out[:min(len(out), mostTerms)], nil
}

func termsOf(lex *lexicon.Lexicon, a *lexicon.Atom) []Term {
	var out []Term
	mark, class := "", index.ClassWeight(a)
	if a.Question {
		mark, class = "?", askedWorth
	}
	all := float32(0)
	add := func(key string, strength float32) {
		out = append(out, Term{mark + key, strength})
		all += strength
	}
	for _, c := range a.Concepts {
		if !c.Kin && c.Strength >= surely {
			add(lex.Concepts[c.Id].Name, c.Strength)
		}
	}
	if !a.Question {
		for _, w := range a.Words {
			add("="+w.Base, wordWorth)
		}
	}
	for i := range out {
		out[i].Weight *= class / all
	}
	return out
}
