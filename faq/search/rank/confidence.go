package rank

import (
	"math"
	"slices"

	"madoguchi/faq/search/index"
	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/morph"
)

// Evidence is what the confidence in an entry is told of it. That an entry answers shows in how well
// it ranks; that a message is only near to it, in what the message asks and the entry does not speak
// of, and a missing noun weighs otherwise than a scrap of dialect.
const (
	evScore  = iota // the ranking's score
	evMargin        // over the strongest other entry, -1 … 1
	evLead          // the same, -3 … 3
	evShare         // the same, as a share of the score

	evExplained // the ranking's features
	evAnswered
	evCovered
	evSpelling
	evSpellingA
	evSound
	evSoundA
	evAsks
	evTwin
	evFacet
	evBoth
	evNamed
	evMisnamed
	evSentence
	evDense
	evShort
	evPassage
	evMeaning
	evMeaningA
	evBeyond
	evBeyondA

	evMoney // whether the entry holds a sum, a time, a number of things that is asked for
	evTime
	evCount

	evLength // of the message in characters, by logarithm
	evAtoms  // how many things it says, by logarithm
	evAsking // how many in what asks
	evStory  // how many beside it

	evMass    // how much the entry's question explains at all: one common word is little to go by
	evNouns   // share of the things, verbs aside, that the question explains
	evUnknown // share of what is said that no entry knows
	evMissing // weight of the heaviest thing that the question does not explain
	evLack    // … as a share of all that is said
	evAnchor  // weight of the heaviest thing that it explains
	evAnchorA // … in what asks

	evHeadHeld   // share of the last things asked about that the entry speaks of
	evHeadSpoken // … that its question speaks of
	evLastGap    // the very last of them: how little the entry speaks of it
	evHeadNoun   // the least spoken of among them that is no verb
	evHeadKnown  // … that the dictionary knows

	evElsewhere // share of what is asked that other entries speak of and this one does not
	evRivalGap  // … that the strongest other entry speaks of

	evGaps // what is asked and not spoken of, kind by kind, see the gaps below
)

// Of each kind of thing, an entry's gaps: the share of what is asked that the entry does not speak of,
// that its question does not speak of, and the weight of the heaviest thing it does not speak of.
const (
	gapHeld = iota
	gapSpoken
	gapMost
	gapCount
)

// gapOf is where a gap of a kind stands among the evidence.
func gapOf(kind, gap int) int { return evGaps + gapCount*kind + gap }

// The kinds of thing that gaps are told apart by.
const (
	kindAny = iota
	kindNoun
	kindVerb
	kindHan      // written with kanji
	kindHiragana // in hiragana alone: often a scrap of dialect or an ending
	kindForeign  // in katakana or Latin letters
	kindKnown    // that the dictionary knows
	kindLoose    // and that it does not
	kindNew      // in no entry
	kindCount
)

const evidenceCount = evGaps + gapCount*kindCount

type evidence [evidenceCount]float64

// kindsOf are the kinds that a thing is of.
func kindsOf(a *asked) (k [kindCount]bool) {
	k[kindAny] = true
	verbal := a.atom.Class == morph.Verb || a.atom.Class == morph.Adjective
	scrap := a.atom.Class == morph.Unknown && kana.IsHiragana([]rune(a.atom.Text)[0])
	k[kindNoun], k[kindVerb] = !verbal && !scrap, verbal
	switch {
	case kana.HasHan(a.atom.Text):
		k[kindHan] = true
	case kana.AllKana(a.atom.Text) && kana.IsHiragana([]rune(a.atom.Text)[0]):
		k[kindHiragana] = true
	default:
		k[kindForeign] = true
	}
	k[kindKnown] = !a.atom.Loose
	k[kindLoose] = !k[kindKnown]
	k[kindNew] = a.Df == 0
	return k
}

// Believed is how many candidates get a probability. What ranks lower is shown to nobody; its
// probability stays 0.
const Believed = 5

// believe gives the first candidates the probability that they answer.
func (rk *Ranker) believe(q *Question, found []Candidate) {
	if !slices.ContainsFunc(found[:min(len(found), Believed)], func(c Candidate) bool { return c.speaksOfIt() }) {
		return
	}
	for i := range found[:min(len(found), Believed)] {
		x := rk.Evidence(q, found, i)
		found[i].P = rk.model.Sure.P(x[:])
	}
}

// speaksOfIt says whether an entry speaks of anything that the message says, by more than a word that shares a kanji
// with it (明日 beside 説明会), or is put in the same words.
func (c *Candidate) speaksOfIt() bool {
	return c.Features[FeatBoth] == 1 || slices.ContainsFunc(c.held, func(held float32) bool { return held > index.KanjiWorth })
}

// Evidence gathers what speaks for candidate i, and against it.
func (rk *Ranker) Evidence(q *Question, found []Candidate, i int) evidence {
	c := &found[i]
	rival := strongestOther(found, i)
	var x evidence
	x.rank(c, rival)
	x[evMoney], x[evTime], x[evCount] = q.facets.KindsHeld(rk.Docs[c.Doc].Facets)
	x[evLength] = math.Log1p(float64(len(q.Reading.Runes)))
	x[evAtoms] = math.Log1p(float64(len(q.Atoms)))
	x[evStory] = math.Log1p(float64(q.focus.story))
	x.whole(q, c)
	x.asking(q, c, rival, found[:min(len(found), Believed)])
	x.head(q, c)
	return x
}

// strongestOther is the best candidate beside one, or nil. In the programme that the conversation is
// about, no other programme's entry stands beside one.
func strongestOther(found []Candidate, i int) *Candidate {
	for j := range found {
		if j != i && found[j].Features[FeatScope] >= found[i].Features[FeatScope] {
			return &found[j]
		}
	}
	return nil
}

// saidScore is a candidate's score for what the message says, without what the conversation knows: that an
// entry is of the programme talked about makes it no likelier to answer.
func (c *Candidate) saidScore() float64 {
	return c.Score - rankWeights[FeatScope]*float64(c.Features[FeatScope]) - rankWeights[FeatLast]*float64(c.Features[FeatLast])
}

// rank tells how the entry ranks.
func (x *evidence) rank(c, rival *Candidate) {
	score := c.saidScore()
	lead := score
	if rival != nil {
		lead -= rival.saidScore()
	}
	x[evScore] = score
	x[evMargin] = min(max(lead, -1), 1)
	x[evLead] = min(max(lead, -3), 3)
	x[evShare] = min(max(lead/max(score, .1), -3), 3)
	for i, f := range rankEvidence {
		x[evExplained+i] = float64(c.Features[f])
	}
}

// rankEvidence are the ranking's features in the order of the evidence from evExplained on.
var rankEvidence = [...]int{FeatExplained, FeatAnswered, FeatCovered, FeatSpelling, FeatSpellingA, FeatSound, FeatSoundA, FeatAsks, FeatTwin, FeatFacet,
	FeatBoth, FeatNamed, FeatMisnamed, FeatSentence, FeatDense, FeatShort, FeatPassage, FeatMeaning, FeatMeaningA, FeatBeyond, FeatBeyondA}

// whole tells what of the whole message the entry's question explains.
func (x *evidence) whole(q *Question, c *Candidate) {
	var unknown, missing, mass, nouns, nounMass float32
	for i := range q.Atoms {
		a := &q.Atoms[i]
		explained := a.Weight * c.spoken[i]
		if a.Df == 0 {
			unknown += a.Weight
		}
		mass += explained
		if !a.name {
			x[evAnchor] = max(x[evAnchor], float64(explained))
		}
		if a.atom.Class != morph.Verb && a.atom.Class != morph.Adjective {
			nouns += explained
			nounMass += a.Weight
			missing = max(missing, a.Weight-explained)
		}
	}
	x[evMass] = math.Min(float64(mass), 2) / 2
	x[evNouns] = float64(share(nouns, nounMass))
	x[evUnknown] = float64(share(unknown, q.mass))
	x[evMissing] = float64(missing)
	x[evLack] = float64(share(missing, q.mass))
}

// asking tells what of the part that asks the entry speaks of, and what others do.
func (x *evidence) asking(q *Question, c, rival *Candidate, others []Candidate) {
	mass, n := float64(0), 0
	for i := range q.Atoms {
		a := &q.Atoms[i]
		if !q.focus.asking[i] {
			continue
		}
		w := float64(a.Weight)
		mass += w
		n++
		if a.name {
			continue
		}
		x[evAnchorA] = max(x[evAnchorA], w*float64(c.spoken[i]))
		best := c.held[i]
		for j := range others {
			best = max(best, others[j].held[i])
		}
		x[evElsewhere] += w * float64(best-c.held[i])
		if rival != nil {
			x[evRivalGap] += w * float64(max(rival.held[i]-c.held[i], 0))
		}
		gap, gapQ := w*float64(1-c.held[i]), w*float64(1-c.spoken[i])
		for k, is := range kindsOf(a) {
			if is {
				x[gapOf(k, gapHeld)] += gap
				x[gapOf(k, gapSpoken)] += gapQ
				x[gapOf(k, gapMost)] = max(x[gapOf(k, gapMost)], gap)
			}
		}
	}
	x[evAsking] = math.Log1p(float64(n))
	if mass == 0 {
		return
	}
	x[evElsewhere] /= mass
	x[evRivalGap] /= mass
	for k := range kindCount {
		x[gapOf(k, gapHeld)] /= mass
		x[gapOf(k, gapSpoken)] /= mass
	}
}

// head tells what the entry holds of what the question comes down to.
func (x *evidence) head(q *Question, c *Candidate) {
	last := q.focus.last
	for n, i := range last {
		a := &q.Atoms[i]
		gap := 1 - float64(c.held[i])
		x[evHeadHeld] += float64(c.held[i]) / float64(len(last))
		x[evHeadSpoken] += float64(c.spoken[i]) / float64(len(last))
		if n == 0 {
			x[evLastGap] = gap
		}
		if kinds := kindsOf(a); kinds[kindNoun] {
			x[evHeadNoun] = max(x[evHeadNoun], gap)
		}
		if !a.atom.Loose {
			x[evHeadKnown] = max(x[evHeadKnown], gap)
		}
	}
}
