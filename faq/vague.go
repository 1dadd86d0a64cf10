package faq

// A message of at most this many things is vague: it may not say enough to choose between entries.
const vagueAtoms = 2

// What makes a vague message ambiguous, by how many things it says. Measured on the samples: a
// message of one thing is a topic, and whoever speaks of the topic may be meant; one of two things
// is a question already, so that a rival must speak of nearly all of it and be near.
var vagueRules = [vagueAtoms + 1]struct {
	holds float32 // share of what the first entry holds of the message that a rival must hold
	near  float64 // how near, in score, a rival must be
}{1: {.5, 5}, 2: {.85, 1.4}}

// An entry whose question the message says nearly whole is meant, however short the message is.
const saidWhole = .8

// rival finds an entry that answers the message about as well as the first, and says whether there
// is one. A programme that the message names, or that the conversation is about, has no rival in another.
func (ix *Index) rival(q *question, found []candidate) (int, bool) {
	for i := 1; i < min(len(found), 5); i++ {
		c := &found[i]
		if found[0].features[featScope] > c.features[featScope] || c.features[featMisnamed] > 0 {
			continue
		}
		apart := ix.docs[found[0].doc].collection != ix.docs[c.doc].collection
		if sure(&found[0]) && sure(c) && found[0].score-c.score <= nearFor(q) || c.vagueRival(q, &found[0]) || apart && c.sameWish(q, &found[0]) {
			return i, true
		}
	}
	return 0, false
}

// nearFor is how near two sure entries' scores must be for the first to be no better: a short
// message says less about which is meant.
func nearFor(q *question) float64 {
	if len(q.atoms) <= shortAtoms {
		return 2 * thresholds.RivalNear
	}
	return thresholds.RivalNear
}

const shortAtoms = 3

// Two programmes' entries meet one wish when both questions speak of nearly all of it.
const (
	sameWishAtoms = 4
	sameWishHolds = .75
	sameWishNear  = .8
)

// sameWish says whether c, of another programme, is about the same as the first entry.
func (c *candidate) sameWish(q *question, first *candidate) bool {
	e, r := first.features[featExplained], c.features[featExplained]
	return len(q.atoms) <= sameWishAtoms && e >= sameWishHolds && r >= .95*e && c.features[featTwin] == 0 && first.score-c.score <= sameWishNear
}

// sure says whether an entry would be an answer if it had no rival.
func sure(c *candidate) bool { return c.alone >= thresholds.RivalP }

// vagueRival says whether a short message may as well mean c as the first entry.
func (c *candidate) vagueRival(q *question, first *candidate) bool {
	n := len(q.atoms)
	if n == 0 || n > vagueAtoms || c.features[featTwin] > 0 || first.features[featCovered] >= saidWhole && first.features[featExplained] >= saidWhole {
		return false
	}
	rule := vagueRules[n]
	if first.score-c.score > rule.near || c.features[featAnswered] < rule.holds*max(first.features[featAnswered], knownTopic) {
		return false
	}
	// An entry whose question is about the topic is meant before those that only mention it.
	return first.features[featExplained] < aboutIt || c.features[featExplained] >= alsoAbout*first.features[featExplained]
}

// What makes an entry's question be about a vague message's topic, and a rival's be so too.
const (
	aboutIt   = .9
	alsoAbout = .45
)

// knownTopic is how much of a vague message entries must at least hold for it to be their topic.
const knownTopic = .5

// explainsLike says whether c's question explains as much of the message as the first entry's does.
func (c *candidate) explainsLike(first *candidate) bool {
	return c.features[featExplained] >= .7*first.features[featExplained] && c.features[featTwin] == 0
}
