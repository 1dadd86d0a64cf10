package faq

import (
	"cmp"
	"slices"
)

// measure fills in a candidate's features.
func (rk *ranker) measure(q *question, s *scratch, c *candidate) {
	d := &rk.docs[c.doc]
	f := &c.features
	f[featSpelling], f[featSpellingA] = squash(s.spelling[c.doc]), squash(s.spellA[c.doc])
	f[featSound], f[featSoundA] = squash(s.sound[c.doc]), squash(s.soundA[c.doc])
	f[featAnswered] = s.answer[c.doc]
	f[featFacet] = q.facets.agree(d.facets)
	for i := range d.phrasings {
		rk.comparePhrasing(q, &d.phrasings[i], c)
	}
	rk.hold(q, c)
	if q.named != nil {
		if q.named[d.collection] {
			f[featNamed] = 1
		} else {
			f[featMisnamed] = 1
		}
	}
	if q.scope == d.collection {
		f[featScope] = 1
	}
	if q.last == c.doc {
		f[featLast] = 1
	}
}

// comparePhrasing raises the features that depend on how the entry's question is put; the phrasing
// that fits best stands for the entry.
func (rk *ranker) comparePhrasing(q *question, p *phrasing, c *candidate) {
	f := &c.features
	explained, covered := float32(0), float32(0)
	for i := range q.atoms {
		spoken := explains(p.terms, q.atoms[i].terms)
		c.spoken[i] = max(c.spoken[i], spoken)
		explained += q.atoms[i].weight * spoken
	}
	for i := range p.atoms {
		covered += p.atoms[i].weight * explains(q.terms, p.atoms[i].terms)
	}
	explained, covered = share(explained, q.mass), share(covered, p.mass)
	both := share(2*explained*covered, explained+covered)
	if both < f[featBoth] || both == 0 && f[featExplained] > 0 {
		return
	}
	f[featExplained], f[featCovered], f[featBoth] = explained, covered, both
	f[featAsks] = agreement(q.asks, p.questions)
	f[featTwin] = rk.twin(q, p)
}

// hold says how surely the entry's question or answer speaks of each thing, above all of those that
// are asked about.
func (rk *ranker) hold(q *question, c *candidate) {
	asked, mass := float32(0), float32(0)
	for i := range q.atoms {
		c.held[i] = c.spoken[i]
		if c.held[i] < 1 {
			c.held[i] = max(c.held[i], answerWorth*rk.answerHolds(c.doc, q.atoms[i].terms))
		}
		if q.focus.asking[i] {
			asked += q.atoms[i].weight * c.held[i]
			mass += q.atoms[i].weight
		}
	}
	c.features[featAsked] = share(asked, mass)
	for _, i := range q.focus.last {
		c.features[featHead] += c.held[i] / float32(len(q.focus.last))
	}
}

func share(part, whole float32) float32 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// squash keeps an unbounded score below 1, nearly linear where scores usually lie.
func squash(x float32) float32 { return x / (1 + .5*x) }

// agreement is 1 when a message and a phrasing ask the same kind of thing, 0 when neither or only
// one says what it asks, -1 when they ask different things.
func agreement(a, b []int32) float32 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	for _, x := range a {
		if slices.Contains(b, x) {
			return 1
		}
	}
	return -1
}

// twin is 1 when the message says one of a pair of near-twins and the phrasing only the other.
func (rk *ranker) twin(q *question, p *phrasing) float32 {
	for i := range q.atoms {
		for _, c := range q.atoms[i].atom.concepts {
			if c.strength < nested || len(rk.lex.concepts[c.id].twins) == 0 || has(p.terms, uint32(c.id)) {
				continue
			}
			for _, t := range rk.lex.concepts[c.id].twins {
				if has(p.terms, uint32(t)) && !has(q.terms, uint32(t)) {
					return 1
				}
			}
		}
	}
	return 0
}

// has says whether a concept is surely among the terms.
func has(ts []term, id uint32) bool {
	i, ok := slices.BinarySearchFunc(ts, id, func(t term, id uint32) int { return cmp.Compare(t.id, id) })
	return ok && ts[i].strength > byHalf
}

// answerHolds is how surely an entry's answer speaks of an atom.
func (rk *ranker) answerHolds(doc int32, ts []term) float32 {
	best := float32(0)
	for _, t := range ts {
		ps := rk.terms.postings[t.id]
		i, ok := slices.BinarySearchFunc(ps, doc, func(p posting, d int32) int { return cmp.Compare(p.doc, d) })
		if ok {
			best = max(best, t.strength*ps[i].answer)
		}
	}
	return best
}

// explainedBy is the share of a message that an entry's question and answer explain.
func (rk *ranker) explainedBy(q *question, doc int32) float32 {
	sum := float32(0)
	for i := range q.atoms {
		best := float32(0)
		for _, t := range q.atoms[i].terms {
			for _, p := range rk.terms.postings[t.id] {
				if p.doc == doc {
					best = max(best, t.strength*max(p.question, p.answer))
				}
			}
		}
		sum += q.atoms[i].weight * best
	}
	return share(sum, q.mass)
}
