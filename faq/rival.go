package faq

import "math"

// A message is ambiguous when an office would have to ask back which of several entries is meant. Two
// things show it: another entry that is likely by itself, and how the two stand to each other and to
// the message, which a second forest has learnt from the sample queries that want choices.

// rival finds the entry that the message may mean as well as the first, and says whether one may be
// meant. A programme that the message names, or that the conversation is about, has no rival in another.
func (rk *ranker) rival(q *question, found []candidate) (int, bool) {
	other := likeliestOther(found)
	if other == 0 || found[0].said() && !found[other].said() {
		return 0, false
	}
	if found[other].p >= thresholds.Rival || q.scope >= 0 { // within the programme talked about, only a likely entry may be meant
		return other, found[other].p >= thresholds.Rival
	}
	x := rk.ambiguity(q, found, other)
	return other, rk.trees.Ambiguous.p(x[:]) >= thresholds.Ambiguous
}

// likeliestOther is the number of the likeliest candidate after the first that may be meant, or 0.
func likeliestOther(found []candidate) int {
	best := 0
	for i := 1; i < min(len(found), believed); i++ {
		c := &found[i]
		if found[0].features[featScope] > c.features[featScope] || c.features[featMisnamed] > 0 {
			continue
		}
		if best == 0 || c.p > found[best].p {
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
func (c *candidate) said() bool {
	f := &c.features
	return f[featCovered] >= saidWhole && f[featExplained] >= saidWhole && f[featSpelling] >= saidSpelled
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

// ambiguity gathers what speaks for another entry being meant as well as the first.
func (rk *ranker) ambiguity(q *question, found []candidate, other int) ambiguityEvidence {
	a, b := &found[0], &found[other]
	fa, fb := &a.features, &b.features
	x := ambiguityEvidence{ambFirst: a.p, ambOther: b.p, ambRatio: b.p / (a.p + .01), ambScore: a.saidScore(), ambLead: a.saidScore() - b.saidScore()}
	for i := 1; i < min(len(found), believed); i++ {
		if i != other {
			x[ambRest] += found[i].p
		}
	}
	x[ambApart] = one(rk.docs[a.doc].collection != rk.docs[b.doc].collection)
	x[ambExplained], x[ambExplainedOther] = float64(fa[featExplained]), float64(fb[featExplained])
	x[ambExplainedLead] = x[ambExplained] - x[ambExplainedOther]
	x[ambAnsweredLead] = float64(fa[featAnswered] - fb[featAnswered])
	x[ambCovered], x[ambCoveredOther] = float64(fa[featCovered]), float64(fb[featCovered])
	x[ambCoveredLead] = x[ambCovered] - x[ambCoveredOther]
	x[ambAsks], x[ambTwin], x[ambTwinO] = float64(fa[featAsks]), float64(fa[featTwin]), float64(fb[featTwin])
	x[ambNamed] = float64(fa[featNamed])
	x[ambLength] = math.Log1p(float64(len(q.reading.runes)))
	x[ambAtoms] = float64(len(q.atoms))
	x[ambAsking] = float64(len(q.atoms) - q.focus.story)
	x[ambStory] = float64(q.focus.story)
	return x
}

// explainsLike says whether c's question explains as much of the message as the first entry's does.
func (c *candidate) explainsLike(first *candidate) bool {
	return c.features[featExplained] >= .7*first.features[featExplained] && c.features[featTwin] == 0
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
