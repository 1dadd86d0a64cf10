package index

import (
	"madoguchi/faq/dictionary/meaning"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/morph"
)

// A Meaning is where an entry's question and its answer lie among all that words mean. It is of the entry alone: what
// other entries say does not move it.
type Meaning struct{ Question, Answer meaning.Small }

// meaningOf reads an entry's meaning off its question and its answer.
func meaningOf(table *meaning.Table, lex *lexicon.Lexicon, r *entryReading) (m Meaning) {
	if table == nil {
		return m
	}
	if len(r.phrasings) > 0 {
		m.Question = textMeaning(table, lex, r.phrasings[0])
	}
	m.Answer = textMeaning(table, lex, r.answer)
	return m
}

func textMeaning(table *meaning.Table, lex *lexicon.Lexicon, r *lexicon.Reading) meaning.Small {
	var sum meaning.Vector
	for i := range r.Atoms {
		a := &r.Atoms[i]
		if a.Question {
			continue
		}
		if v, known := AtomMeaning(table, lex, a); known {
			sum.Add(&v, meantWorth(a))
		}
	}
	sum.Unit()
	return sum.Small()
}

// verbMeaning is what a verb's meaning counts beside a noun's.
const verbMeaning = .7

func meantWorth(a *lexicon.Atom) float32 {
	if a.Class == morph.Verb || a.Class == morph.Adjective {
		return verbMeaning
	}
	return 1
}

// What is meant by the word and what by its concepts, and how surely a concept must be meant.
const (
	conceptMeaning = 1.2
	surelyMeant    = .7
)

// AtomMeaning is the unit vector of an atom: of its whole text, or else of its words, and of what its concepts mean.
func AtomMeaning(table *meaning.Table, lex *lexicon.Lexicon, a *lexicon.Atom) (meaning.Vector, bool) {
	var v meaning.Vector
	if !table.Add(&v, a.Text, 1) {
		for _, w := range a.Words {
			table.Add(&v, w.Base, 1)
		}
	}
	v.Unit()
	for _, c := range a.Concepts {
		if c.Strength >= surelyMeant && !c.Kin {
			table.Add(&v, meaning.Concept(lex.Concepts[c.Id].Name), conceptMeaning*c.Strength)
		}
	}
	return v, v.Unit()
}
