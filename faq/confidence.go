package faq

import "math"

// freeMargin is the margin that an entry without a rival commonly has.
const freeMargin = .8

type sureness [sureCount]float64

// believed is how many candidates get a probability; nobody is shown more.
const believed = 10

// believe gives the first candidates the probability that they answer.
func (ix *Index) believe(q *question, found []candidate) {
	focus := focusOf(q)
	for i := range found[:min(len(found), believed)] {
		rival := 0.0
		switch {
		case i > 0:
			rival = found[0].score
		case len(found) > 1:
			rival = found[1].score
		}
		x := ix.sureness(q, &focus, &found[i], rival)
		found[i].p = probability(&x)
		x[sureMargin] = freeMargin
		found[i].alone = probability(&x)
	}
}

func probability(x *sureness) float64 {
	sum := 0.0
	for i, v := range x {
		sum += sureWeights[i] * v
	}
	return sigmoid(sum)
}

// sureness are the features of the confidence in c, whose strongest rival has the given score.
func (ix *Index) sureness(q *question, fo *focus, c *candidate, rival float64) sureness {
	f := &c.features
	x := sureness{sureBias: 1, sureScore: c.score, sureMargin: min(max(c.score-rival, -1), 1),
		sureExplained: float64(f[featExplained]), sureAnswered: float64(f[featAnswered]), sureCovered: float64(f[featCovered]),
		sureSpelling: float64(f[featSpelling]), sureAsks: float64(f[featAsks]), sureTwin: float64(f[featTwin]), sureFacet: float64(f[featFacet])}
	var unknown, missing, mass, nouns, nounMass, gap, asking float32
	held := make([]float32, len(q.atoms))
	gaps := 0
	for i := range q.atoms {
		a := &q.atoms[i]
		if a.df == 0 {
			unknown += a.weight
		}
		best := float32(0)
		for j := range ix.docs[c.doc].phrasings {
			best = max(best, explains(ix.docs[c.doc].phrasings[j].terms, a.terms))
		}
		mass += a.weight * best
		held[i] = best
		if best < 1 {
			held[i] = max(best, answerWorth*ix.answerHolds(c.doc, a.terms))
		}
		if fo.asking[i] {
			asking += a.weight
			gap += a.weight * (1 - held[i])
			if held[i] < gapBelow {
				gaps++
			}
		}
		if a.atom.class != verb && a.atom.class != adjective {
			nouns += a.weight * best
			nounMass += a.weight
			missing = max(missing, a.weight*(1-best))
		}
	}
	x[sureMass] = math.Min(float64(mass), 2) / 2
	x[sureNouns] = float64(share(nouns, nounMass))
	x[sureUnknown] = float64(share(unknown, q.mass))
	x[sureMissing] = float64(missing)
	x[sureLack] = float64(share(missing, q.mass))
	x[sureGap] = float64(share(gap, asking))
	x[sureGaps] = math.Log1p(float64(gaps))
	x[sureHead] = headLack(fo, held)
	x[sureStory] = math.Log1p(float64(fo.story))
	x[sureAtoms] = math.Log1p(float64(len(q.atoms)))
	return x
}

// gapBelow is how little must speak of a thing for it to be a gap.
const gapBelow = .3

// headLack is how much of what the question comes down to an entry does not speak of.
func headLack(fo *focus, held []float32) float64 {
	if len(fo.last) == 0 {
		return 0
	}
	sum := 0.0
	for _, i := range fo.last {
		sum += 1 - float64(held[i])
	}
	return sum / float64(len(fo.last))
}
