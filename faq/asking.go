package faq

import (
	"slices"
	"strings"
)

// nameIn says whether an atom only names a programme, and notes which.
func (rk *ranker) nameIn(q *question, a *atom) bool {
	whole := ""
	for _, w := range a.words {
		whole += w.sound
	}
	if allKana(a.text) {
		whole = foldReading(a.text)
	}
	alone := false
	for i := range rk.names {
		n := &rk.names[i]
		heard := len([]rune(n.sound)) >= minName
		is := n.spelling == a.text || heard && n.sound == whole && !hasHan(a.text)
		in := slices.ContainsFunc(a.words, func(w lexeme) bool { return n.spelling == w.base || heard && n.sound == w.sound && !hasHan(w.base) })
		if !is && !in {
			continue
		}
		if q.named == nil {
			q.named = make([]bool, len(rk.collections))
		}
		q.named[n.collection] = true
		alone = alone || is || len(a.words) == 1
	}
	return alone
}

// A question is a member's message in terms of the index.
type question struct {
	reading *reading
	atoms   []asked
	terms   []term // of all atoms, by id
	mass    float32
	asks    []int32 // the question words in it
	named   []bool  // by collection, when the message names programmes; else nil
	scope   int32   // collection asked to answer from, or -1
	last    int32   // entry last answered, or -1
	facets  facets  // the kinds of fact asked for
	focus   focus   // which of its things ask
}

// An asked atom is one thing that a message says, weighed for this index.
type asked struct {
	weighed
	atom *atom
	name bool // it only names a programme
}

// storyWorth is what a sentence that asks nothing counts beside one that asks.
const storyWorth = .45

// ask reads a message.
func (rk *ranker) ask(query string, scope Scope) *question {
	q := &question{reading: rk.lex.read(capText(query), rk.names...), scope: -1, last: -1}
	for i := range rk.collections {
		if rk.collections[i].ID == scope.Programme && scope.Programme != "" {
			q.scope = int32(i)
		}
	}
	if i, ok := rk.byRef[scope.Last]; ok {
		q.last = i
	}
	worth := sentenceWorth(q.reading)
	for i := range q.reading.atoms {
		a := &q.reading.atoms[i]
		if a.question {
			q.asks = append(q.asks, questionIDs(a)...)
			continue
		}
		w := weighed{weight: classWeight(a) * worth[a.start], terms: rk.terms.of(a, false)}
		w.df = rk.df(w.terms)
		w.weight *= rk.idf(w.df)
		q.add(asked{weighed: w, atom: a, name: rk.nameIn(q, a)})
	}
	for i := range q.atoms {
		q.mass += q.atoms[i].weight
		q.terms = append(q.terms, q.atoms[i].terms...)
	}
	q.terms = mergeTerms(q.terms)
	q.focus = focusOf(q, worth)
	q.facets = rk.askedFacets(q)
	return q
}

// add enters an atom, or raises the weight of the same atom said before.
func (q *question) add(a asked) {
	if a.name {
		a.weight *= nameWorth
	}
	for i := range q.atoms {
		b := &q.atoms[i]
		if b.atom.text == a.atom.text || len(a.terms) > 0 && slices.Equal(a.terms, b.terms) {
			b.weight = max(b.weight, a.weight)
			return
		}
	}
	q.atoms = append(q.atoms, a)
}

// nameWorth is what a programme's name counts among what is asked: it says where to look, not what for.
const nameWorth = .3

// sentenceWorth tells the story from the question: by rune, 1 in sentences that ask, less in
// others, when there are both.
func sentenceWorth(r *reading) []float32 {
	worth := make([]float32, len(r.runes)+1)
	asking := false
	start := 0
	for i := 0; i <= len(r.runes); i++ {
		if i < len(r.runes) && !endsSentence(r.runes[i]) {
			continue
		}
		v := float32(storyWorth)
		if asks(string(r.runes[start:min(i+1, len(r.runes))])) {
			v, asking = 1, true
		}
		for j := start; j <= i; j++ {
			worth[j] = v
		}
		start = i + 1
	}
	if !asking {
		for i := range worth {
			worth[i] = 1
		}
	}
	return worth
}

// askedFacets are the kinds of fact that a message asks for, and the counters after 何.
func (rk *ranker) askedFacets(q *question) facets {
	var f facets
	for _, c := range q.asks {
		switch rk.lex.concepts[c].name {
		case "?いつ":
			f.kinds |= facetTime
		case "?いくら":
			f.kinds |= facetMoney
		}
	}
	rs := q.reading.runes
	for i := range rs[:max(len(rs)-1, 0)] {
		if rs[i] != '何' {
			continue
		}
		switch next := rs[i+1]; {
		case strings.ContainsRune("日月時年週曜", next):
			f.kinds |= facetTime
		case next == '円':
			f.kinds |= facetMoney
		case strings.ContainsRune("社件分人名回枚語個本割点%通泊歳カか品種", next):
			f.kinds |= facetCount
			f.counters += string(next)
		}
	}
	return f
}
