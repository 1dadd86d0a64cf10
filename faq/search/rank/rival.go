package rank

import (
	"math"

	"madoguchi/faq/search/fitted"
)

// A message is ambiguous when an office would have to ask back which of several entries is meant. Two
// things show it: another entry that is likely by itself, and how the two stand to each other and to
// the message, which a second forest has learnt from the sample queries that want choices.

// Rival finds the entry that the message may mean as well as the first, and says whether one may be
// meant. A programme that the message names, or that the conversation is about, has no rival in another.
func (rk *Ranker) Rival(q *Question, found []Candidate) (int, bool) {
	other := LikeliestOther(found)
	if other == 0 || found[0].said() && !found[other].said() {
		return 0, false
	}
	if found[other].P >= fitted.Thresholds.Rival || q.scope >= 0 { // within the programme talked about, only a likely entry may be meant
		return other, found[other].P >= fitted.Thresholds.Rival
	}
	return other, rk.Doubt(q, found, other) >= fitted.Thresholds.Ambiguous
}

// Doubt is how surely a message means another candidate as well as the first: 0 to 1.
func (rk *Ranker) Doubt(q *Question, found []Candidate, other int) float64 {
	x := rk.Ambiguity(q, found, other)
	return rk.model.Ambiguous.P(x[:])
}

// LikeliestOther is the number of the likeliest candidate after the first that may be meant, or 0.
func LikeliestOther(found []Candidate) int {
	best := 0
	for i := 1; i < min(len(found), Believed); i++ {
		c := &found[i]
		if found[0].Features[FeatScope] > c.Features[FeatScope] || c.Features[FeatMisnamed] > 0 {
			continue
		}
		if best == 0 || c.P > found[best].P {
			best = i
		}
	}
	return best
}

// How much of an entry's question a message must say, and be, to be that question, and how much of it
// in the same characters: a vague message may well be the whole of a short question in other words.
const (
	saidWhole   = .95
	saidSpelled = .45
)

// said tells whether a message is the entry's question: it is meant, whatever else may be.
func (c *Candidate) said() bool {
	f := &c.Features
	return f[FeatCovered] >= saidWhole && f[FeatExplained] >= saidWhole && f[FeatSpelling] >= saidSpelled
}

// What the ambiguity of a message is read off.
const (
	ambFirst     = iota // the first entry's probability,
	ambOther            // the other's,
	ambRatio            // and the one as a share of the other
	ambRest             // probability of all further entries
	ambApart            // the two are of different programmes
	ambScore            // the first entry's score
	ambLead             // over the other's
	ambExplained        // how much of the message each question explains, and the difference
	ambExplainedOther
	ambExplainedLead
	ambAnsweredLead // … and each question and answer
	ambCovered      // how much of each question the message says
	ambCoveredOther
	ambCoveredLead
	ambAsks  // whether each asks the same kind of thing
	ambTwin  // whether the message means a near-twin of each
	ambTwinO // …
	ambNamed // the message names the first entry's programme
	ambLength
	ambAtoms
	ambAsking
	ambStory
	ambiguityCount
)

type ambiguityEvidence [ambiguityCount]float64

// Ambiguity gathers what speaks for another entry being meant as well as the first.
func (rk *Ranker) Ambiguity(q *Question, found []Candidate, other int) ambiguityEvidence {
	a, b := &found[0], &found[other]
	fa, fb := &a.Features, &b.Features
	x := ambiguityEvidence{ambFirst: a.P, ambOther: b.P, ambRatio: b.P / (a.P + .01), ambScore: a.saidScore(), ambLead: a.saidScore() - b.saidScore()}
	for i := 1; i < min(len(found), Believed); i++ {
		if i != other {
			x[ambRest] += found[i].P
		}
	}
	x[ambApart] = one(rk.Docs[a.Doc].Collection != rk.Docs[b.Doc].Collection)
	x[ambExplained], x[ambExplainedOther] = float64(fa[FeatExplained]), float64(fb[FeatExplained])
	x[ambExplainedLead] = x[ambExplained] - x[ambExplainedOther]
	x[ambAnsweredLead] = float64(fa[FeatAnswered] - fb[FeatAnswered])
	x[ambCovered], x[ambCoveredOther] = float64(fa[FeatCovered]), float64(fb[FeatCovered])
	x[ambCoveredLead] = x[ambCovered] - x[ambCoveredOther]
	x[ambAsks], x[ambTwin], x[ambTwinO] = float64(fa[FeatAsks]), float64(fa[FeatTwin]), float64(fb[FeatTwin])
	x[ambNamed] = float64(fa[FeatNamed])
	x[ambLength] = math.Log1p(float64(len(q.Reading.Runes)))
	x[ambAtoms] = float64(len(q.Atoms))
	x[ambAsking] = float64(len(q.Atoms) - q.focus.story)
	x[ambStory] = float64(q.focus.story)
	return x
}

// ExplainsLike says whether c's question explains as much of the message as the first entry's does.
func (c *Candidate) ExplainsLike(first *Candidate) bool {
	return c.Features[FeatExplained] >= .7*first.Features[FeatExplained] && c.Features[FeatTwin] == 0
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
