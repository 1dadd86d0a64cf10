package rank

import (
	"cmp"
	"slices"

	"madoguchi/faq/search/index"
	"madoguchi/faq/search/lexicon"
)

// glance measures of an entry what is cheap: the candidate, its score still the rough one of [Ranker.candidates].
func (rk *Ranker) glance(q *Question, doc int32, s *scratch) Candidate {
	d := &rk.Docs[doc]
	c := Candidate{Doc: doc}
	s.probe.Held(d.Terms, s.question, s.answer)
	question, answered, dense := float32(0), float32(0), float32(0)
	for i := range q.Atoms {
		weight, inQuestion, inAnswer := q.Atoms[i].Weight, s.question[i], s.answer[i]
		question += weight * inQuestion
		answered += weight * max(inQuestion, answerWorth*inAnswer)
		dense += weight * inAnswer
	}
	question, answered = share(question, q.mass), share(answered, q.mass)
	spelling, spellingA := d.Spelling.Score(q.asked.Spelling)
	sound, soundA := d.Sound.Score(q.asked.Sound)
	question = max(question, aliasWorth*wordings(q, d.Phrasings, s))
	c.Score = float64(question + answered + spelling + .5*sound + .3*spellingA)
	f := &c.Features
	f[FeatSpelling], f[FeatSpellingA] = squash(spelling), squash(spellingA)
	f[FeatSound], f[FeatSoundA] = squash(sound), squash(soundA)
	f[FeatAnswered], f[FeatDense] = answered, dense
	return c
}

// wordings is the share of a message that an entry's other wordings explain, the best of them; all of one that it is.
func wordings(q *Question, phrasings []index.Phrasing, s *scratch) float32 {
	best := float32(0)
	for i := 1; i < len(phrasings); i++ {
		if phrasings[i].Text == q.whole {
			return 1
		}
		s.probe.Explained(phrasings[i].Terms, s.question)
		sum := float32(0)
		for j := range q.Atoms {
			sum += q.Atoms[j].Weight * s.question[j]
		}
		best = max(best, sum)
	}
	return share(best, q.mass)
}

// measure fills in the features of a candidate that was glanced at.
func (rk *Ranker) measure(q *Question, c *Candidate, s *scratch) {
	d := &rk.Docs[c.Doc]
	f := &c.Features
	f[FeatFacet] = q.facets.Agree(d.Facets)
	rk.comparePhrasings(q, d.Phrasings, c, s)
	f[FeatPassage] = max(f[FeatSpelling], rk.BestSentence(c.Doc, q.asked.Spelling))
	rk.hold(q, c, s)
	rk.mean(q, c)
	f[FeatSentence] = max(f[FeatSentence], sentenceShare(q, d.Sentences, c, s))
	f[FeatDense] = share(f[FeatDense], q.mass) / (1 + lengthWorth*d.Length)
	if q.named != nil {
		if q.named[d.Collection] {
			f[FeatNamed] = 1
		} else {
			f[FeatMisnamed] = 1
		}
	}
	if q.scope == d.Collection {
		f[FeatScope] = 1
	}
	if q.Last == c.Doc {
		f[FeatLast] = 1
	}
}

// comparePhrasings measures how the entry's question is put; of its other wordings the one that fits best stands for
// it, where it fits better.
func (rk *Ranker) comparePhrasings(q *Question, phrasings []index.Phrasing, c *Candidate, s *scratch) {
	if len(phrasings) == 0 {
		return
	}
	best := comparePhrasing(q, &phrasings[0], s, c.spoken)
	for i := range phrasings[1:] {
		m := comparePhrasing(q, &phrasings[1+i], s, s.question)
		if m.both >= aliasSure && m.both*aliasWorth > best.both {
			m.explained, m.covered, m.both = m.explained*aliasWorth, m.covered*aliasWorth, m.both*aliasWorth
			best = m
			copy(c.spoken, s.question)
		}
	}
	f := &c.Features
	f[FeatExplained], f[FeatCovered], f[FeatBoth] = best.explained, best.covered, best.both
	f[FeatShort] = 1 / (1 + best.phrasing.Mass)
	f[FeatAsks] = agreement(q, best.phrasing)
	f[FeatTwin] = twin(q, best.phrasing)
	if best.same {
		f[FeatExplained], f[FeatCovered], f[FeatBoth], f[FeatAnswered], f[FeatSentence] = 1, 1, 1, 1, 1
		f[FeatSpelling], f[FeatSound] = max(f[FeatSpelling], sameText), max(f[FeatSound], sameText)
	}
}

// aliasWorth is what another wording counts beside the entry's question. Members' wordings tell stories, and agree
// with other stories in what is beside the point.
const (
	aliasWorth = .75
	aliasSure  = .6 // how much of each other a message and a wording must say for the wording to be meant
)

// A match is how a message and a phrasing agree.
type match struct {
	phrasing                 *index.Phrasing
	explained, covered, both float32
	same                     bool // the message is the phrasing
}

// comparePhrasing matches a message with a phrasing, and notes how surely the phrasing speaks of each atom.
func comparePhrasing(q *Question, p *index.Phrasing, s *scratch, spoken []float32) match {
	m := match{phrasing: p}
	s.probe.Explained(p.Terms, spoken)
	explained, covered := float32(0), float32(0)
	for i := range q.Atoms {
		explained += q.Atoms[i].Weight * spoken[i]
	}
	for i := range p.Atoms {
		covered += p.Atoms[i].Weight * s.probe.Says(p.Atoms[i].Terms)
	}
	m.explained, m.covered = share(explained, q.mass), share(covered, p.Mass)
	m.both = share(2*m.explained*m.covered, m.explained+m.covered)
	if m.same = p.Text == q.whole; m.same {
		m.both = 2 // before all others
	}
	return m
}

// lengthWorth is how much a long answer takes off what it explains.
const lengthWorth = .5

// sentenceShare is the share of a message that an entry's question explains together with one sentence of its
// answer, the best: what stands far apart in a long answer was not said of one thing.
func sentenceShare(q *Question, sentences [][]index.Term, c *Candidate, s *scratch) float32 {
	spoken, best := float32(0), float32(0)
	for i := range q.Atoms {
		spoken += q.Atoms[i].Weight * c.spoken[i]
	}
	for _, terms := range sentences {
		s.probe.Explained(terms, s.question)
		more := float32(0)
		for i := range q.Atoms {
			if c.held[i] > c.spoken[i] { // the answer says more of it than the question
				more += q.Atoms[i].Weight * max(answerWorth*s.question[i]-c.spoken[i], 0)
			}
		}
		best = max(best, more)
	}
	return share(spoken+best, q.mass)
}

// sameText is what the runs of characters count of a message that is the phrasing: about what they do where an
// entry's question is sent word for word.
const sameText = .8

// hold says how surely the entry's question or answer speaks of each thing, above all of those that
// are asked about.
func (rk *Ranker) hold(q *Question, c *Candidate, s *scratch) {
	s.probe.Held(rk.Docs[c.Doc].Terms, s.question, s.answer)
	asked, mass := float32(0), float32(0)
	for i := range q.Atoms {
		c.held[i] = c.spoken[i]
		if c.held[i] < 1 {
			c.held[i] = max(c.held[i], answerWorth*s.answer[i])
		}
		if q.focus.asking[i] {
			asked += q.Atoms[i].Weight * c.held[i]
			mass += q.Atoms[i].Weight
		}
	}
	c.Features[FeatAsked] = share(asked, mass)
	for _, i := range q.focus.last {
		c.Features[FeatHead] += c.held[i] / float32(len(q.focus.last))
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

// agreement is 1 when a message and a phrasing ask the same kind of thing, by a question word or by the thing that
// answers it (いくら, 費用); 0 when neither or only one says what it asks, -1 when they ask different things.
func agreement(q *Question, p *index.Phrasing) float32 {
	if meet(q.asks, p.Questions) || meet(q.asks, p.Implied) || meet(q.implied, p.Questions) {
		return 1
	}
	if len(q.asks) == 0 || len(p.Questions) == 0 {
		return 0
	}
	return -1
}

func meet(a, b []int32) bool {
	return slices.ContainsFunc(a, func(x int32) bool { return slices.Contains(b, x) })
}

// A twinned concept is one that a message says, with those that must not be taken for it.
type twinned struct {
	concept uint32
	twins   []int32
}

// twin is 1 when the message says one of a pair of near-twins and the phrasing only the other.
func twin(q *Question, p *index.Phrasing) float32 {
	for _, said := range q.twinned {
		if has(p.Terms, said.concept) {
			continue
		}
		for _, t := range said.twins {
			if has(p.Terms, uint32(t)) && !has(q.asked.Terms, uint32(t)) {
				return 1
			}
		}
	}
	return 0
}

// has says whether a concept is surely among the terms.
func has(ts []index.Term, id uint32) bool {
	i, ok := slices.BinarySearchFunc(ts, id, func(t index.Term, id uint32) int { return cmp.Compare(t.Id, id) })
	return ok && ts[i].Strength > lexicon.ByHalf
}

// ExplainedBy is the share of a message that an entry's question and answer explain.
func (rk *Ranker) ExplainedBy(q *Question, doc int32) float32 {
	sum := float32(0)
	for i := range q.Atoms {
		sum += q.Atoms[i].Weight * rk.spokenOf(doc, q.Atoms[i].Terms)
	}
	return share(sum, q.mass)
}

// spokenOf is how surely an entry speaks of terms, wherever in it.
func (rk *Ranker) spokenOf(doc int32, ts []index.Term) float32 {
	question, answer := index.Held(rk.Docs[doc].Terms, ts)
	return max(question, answer)
}
