package rank

import (
	"madoguchi/faq/dictionary/meaning"
	"madoguchi/faq/search/index"
)

// A sense is what a message means: each of its atoms, and all together.
type sense struct {
	atoms []meaning.Vector // by atom of the question; nothing for one of which nothing is known
	whole meaning.Vector
	any   bool
}

// sense reads what a message means. A programme's name means nothing.
func (rk *Ranker) sense(q *Question) (s sense) {
	if rk.Near == nil {
		return s
	}
	s.atoms = make([]meaning.Vector, len(q.Atoms))
	for i := range q.Atoms {
		a := &q.Atoms[i]
		if a.name {
			continue
		}
		if v, known := index.AtomMeaning(rk.Near, rk.Lex, a.atom); known {
			s.atoms[i] = v
			s.whole.Add(&v, a.Weight)
		}
	}
	s.any = s.whole.Unit()
	return s
}

// mean measures how near an entry is to what a message means, and to the part of it of which the entry says no word: who
// says 手ぶらで and is asked whether he may borrow a racket is understood by what the two have to do with each other.
func (rk *Ranker) mean(q *Question, c *Candidate) {
	if !q.sense.any {
		return
	}
	m := &rk.Docs[c.Doc].Meaning
	f := &c.Features
	f[FeatMeaning], f[FeatMeaningA] = q.sense.whole.Near(&m.Question), q.sense.whole.Near(&m.Answer)
	var beyond meaning.Vector
	mass := float32(0)
	for i := range q.Atoms {
		if open := q.Atoms[i].Weight * (1 - c.held[i]); open > 0 && !q.Atoms[i].name {
			beyond.Add(&q.sense.atoms[i], open)
			mass += open
		}
	}
	if beyond.Unit() {
		part := share(mass, q.mass)
		f[FeatBeyond], f[FeatBeyondA] = part*beyond.Near(&m.Question), part*beyond.Near(&m.Answer)
	}
}
