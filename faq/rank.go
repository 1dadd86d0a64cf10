package faq

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	japanese "madoguchi/reading" // reading is what the index makes of a message here
)

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

// Features of an entry for a question, which the ranking adds up. All lie between 0 and about 1.
const (
	featExplained = iota // share of what is asked that the entry's question explains
	featAnswered         // … that its question or answer explains
	featCovered          // share of the entry's question that the message says
	featSpelling         // BM25 of character pairs on the question, as a share of the message's own
	featSpellingA        // … on the answer
	featSound            // BM25 of kana runs on the question
	featSoundA           // … on the answer
	featAsks             // the question words agree
	featNamed            // the message names the entry's programme
	featMisnamed         // the message names another programme
	featTwin             // the message means the near-twin of what the entry is about
	featScope            // the entry is of the conversation's programme
	featLast             // the entry was answered last
	featBoth             // harmonic mean of explained and covered
	featFacet            // the entry holds the kind of fact that is asked for: a sum, a date, a number
	featAsked            // share of what asks that its question or answer speaks of
	featHead             // … of the last things asked about
	featVector           // cosine of an embedder's vectors, when there is one
	featureCount
)

type features [featureCount]float32

// A candidate is an entry that may answer.
type candidate struct {
	doc      int32
	features features
	score    float64
	p        float64
	spoken   []float32 // by atom of the question: how surely the entry's question speaks of it
	held     []float32 // … its question or answer
}

// storyWorth is what a sentence that asks nothing counts beside one that asks.
const storyWorth = .45

// ask reads a message.
func (ix *Index) ask(query string, scope Scope) *question {
	q := &question{reading: ix.lex.read(capText(query), ix.names...), scope: -1, last: -1}
	for i := range ix.collections {
		if ix.collections[i].ID == scope.Programme && scope.Programme != "" {
			q.scope = int32(i)
		}
	}
	if i, ok := ix.byRef[scope.Last]; ok {
		q.last = i
	}
	worth := sentenceWorth(q.reading)
	for i := range q.reading.atoms {
		a := &q.reading.atoms[i]
		if a.question {
			q.asks = append(q.asks, questionIDs(a)...)
			continue
		}
		w := weighed{weight: classWeight(a) * worth[a.start], terms: ix.terms.of(a, false)}
		w.df = ix.df(w.terms)
		w.weight *= ix.idf(w.df)
		q.add(asked{weighed: w, atom: a, name: ix.nameIn(q, a)})
	}
	for i := range q.atoms {
		q.mass += q.atoms[i].weight
		q.terms = append(q.terms, q.atoms[i].terms...)
	}
	q.terms = mergeTerms(q.terms)
	q.focus = focusOf(q, worth)
	q.facets = ix.askedFacets(q)
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

// scratch is the working memory of one search.
type scratch struct {
	question, answer []float32 // explained mass by entry
	spelling, spellA []float32
	sound, soundA    []float32
	bestQ, bestA     []float32 // of the atom at hand
	touched          []int32
	ballot           ballot
}

func newScratch(n int) *scratch {
	all := make([]float32, 9*n)
	s := &scratch{ballot: ballot{votes: all[8*n:]}}
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
func (ix *Index) gather(q *question, s *scratch) {
	for i := range q.atoms {
		a := &q.atoms[i]
		s.touched = s.touched[:0]
		for _, t := range a.terms {
			for _, p := range ix.terms.postings[t.id] {
				if s.bestQ[p.doc] == 0 && s.bestA[p.doc] == 0 {
					s.touched = append(s.touched, p.doc)
				}
				s.bestQ[p.doc] = max(s.bestQ[p.doc], t.strength*p.question)
				s.bestA[p.doc] = max(s.bestA[p.doc], t.strength*p.answer)
			}
		}
		share := a.weight / q.mass
		for _, d := range s.touched {
			s.question[d] += share * s.bestQ[d]
			s.answer[d] += share * max(s.bestQ[d], answerWorth*s.bestA[d])
			s.bestQ[d], s.bestA[d] = 0, 0
		}
	}
	ix.spelling.search(spellingGrams(q.reading), s.spelling, s.spellA)
	ix.sound.search(soundGrams(q.reading), s.sound, s.soundA)
}

// answerWorth is what a word of the answer explains beside one of the question.
const answerWorth = .92

// reranked is how many entries are measured exactly. In the grown index of 1,030 entries the right
// one was among the first 20 of this cheap order for every query that it was found for at all.
const reranked = 40

// candidates are, of the entries that bleve retrieves, the ones of which the tables say most. Where
// bleve does not answer, for the deadline or a fault of its own, all entries are looked at.
func (ix *Index) candidates(ctx context.Context, q *question, s *scratch) []candidate {
	tokens := ix.askedTokens(q)
	if len(tokens) == 0 {
		return nil
	}
	best := make([]candidate, 0, reranked+1)
	found, err := ix.retriever.find(ctx, tokens, retrieved, &s.ballot)
	if err != nil {
		clear(s.ballot.votes)
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
func (s *scratch) keep(best []candidate, d int32) []candidate {
	v := float64(s.question[d] + s.answer[d] + s.spelling[d] + .5*s.sound[d] + .3*s.spellA[d])
	if v == 0 {
		return best
	}
	i, _ := slices.BinarySearchFunc(best, v, func(c candidate, v float64) int {
		return cmp.Or(cmp.Compare(v, c.score), cmp.Compare(c.doc, d)) // bleve numbers entries otherwise each time
	})
	if i == reranked {
		return best
	}
	best = slices.Insert(best, i, candidate{doc: d, score: v})
	return best[:min(len(best), reranked)]
}

// measure fills in a candidate's features.
func (ix *Index) measure(q *question, s *scratch, c *candidate) {
	d := &ix.docs[c.doc]
	f := &c.features
	f[featSpelling], f[featSpellingA] = squash(s.spelling[c.doc]), squash(s.spellA[c.doc])
	f[featSound], f[featSoundA] = squash(s.sound[c.doc]), squash(s.soundA[c.doc])
	f[featAnswered] = s.answer[c.doc]
	f[featFacet] = q.facets.agree(d.facets)
	for i := range d.phrasings {
		ix.comparePhrasing(q, &d.phrasings[i], c)
	}
	ix.hold(q, c)
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
func (ix *Index) comparePhrasing(q *question, p *phrasing, c *candidate) {
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
	f[featTwin] = ix.twin(q, p)
}

// hold says how surely the entry's question or answer speaks of each thing, above all of those that
// are asked about.
func (ix *Index) hold(q *question, c *candidate) {
	asked, mass := float32(0), float32(0)
	for i := range q.atoms {
		c.held[i] = c.spoken[i]
		if c.held[i] < 1 {
			c.held[i] = max(c.held[i], answerWorth*ix.answerHolds(c.doc, q.atoms[i].terms))
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
func (ix *Index) twin(q *question, p *phrasing) float32 {
	for i := range q.atoms {
		for _, c := range q.atoms[i].atom.concepts {
			if c.strength < nested || len(ix.lex.concepts[c.id].twins) == 0 || has(p.terms, uint32(c.id)) {
				continue
			}
			for _, t := range ix.lex.concepts[c.id].twins {
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
		if japanese.Question(string(r.runes[start:min(i+1, len(r.runes))])) != japanese.Stating {
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

func endsSentence(r rune) bool { return strings.ContainsRune("。!?\n", r) }

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
