package faq

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/faq/search/kana"
)

// A Found is an entry of a later edition, looked for in the earlier one.
type Found struct {
	At     int  // its index in the earlier edition; -1 where it is new
	Likely bool // it is worded anew: a person should see whether it is the same
	Maybe  int  // where it is new, the index of one it may be after all, for a person to say; else -1
}

// Match finds the entries of a document's earlier edition again in a later one, for each entry of
// later in its order.
//
// An entry is its question. Tickets, buttons and what staff confirmed point to it, so a wrong match
// does lasting harm, while a missed one costs a new reference and an entry that is reported as
// missing. Match therefore goes from the certain to the likely, each step among what the steps
// before left over:
//
//  1. The same question, but for width, case, spaces and punctuation.
//  2. The same question in other function words: 「退会するには？」, 「退会の方法を教えてください。」.
//  3. A question with a little added or left out, 「会費はいくらですか」 and 「年会費はいくらですか」,
//     under which the same answer stands.
//  4. A question worded anew that has words and answer in common with one, see [likely]. It is told
//     as such, for a person to see.
//
// Steps 2 to 4 only take pairs without a competitor on either side. Where several entries fit, the
// label decides, then the section, then the answer; a label alone matches nothing, since "Q1" is
// only a place. What differs in one word and is answered alike may be the same or its opposite
// (「申込の期限」 and 「申込の締切」, 「入会の手続き」 and 「退会の手続き」): it is new, and Maybe
// names the other one.
func Match(earlier, later []Entry) []Found {
	m := newMatching(earlier, later)
	m.same(func(t *matchText) string { return t.question })
	m.alone(func(a, b *matchText) bool { return a.gist != "" && a.gist == b.gist })
	m.alone(func(a, b *matchText) bool {
		return a.answer != "" && a.answer == b.answer && extends(a.gist, b.gist)
	})
	sure := slices.Clone(m.found)
	m.alone(func(a, b *matchText) bool { return likely(a, b) || twin(a, b) })
	out := make([]Found, len(later))
	for i, at := range m.found {
		switch out[i] = (Found{At: at, Maybe: -1}); {
		case at < 0 || sure[i] >= 0:
		case twin(&m.later[i], &m.earlier[at]):
			out[i] = Found{At: -1, Maybe: at}
		default:
			out[i].Likely = true
		}
	}
	return out
}

// QuestionKey is what questions have in common that are one but for width, case, spaces and punctuation.
func QuestionKey(question string) string { return questionKey(question) }

// SameQuestion says whether two questions are one but for width, case, spaces and punctuation.
func SameQuestion(a, b string) bool { return questionKey(a) == questionKey(b) }

// A matchText is what Match compares of an entry.
type matchText struct {
	question string // without what a new edition changes in passing
	gist     string // the question's content words in order
	answer   string
	label    string
	section  string
	// For what is worded anew:
	gistPairs, answerPairs []uint64
	answered               int // letters of the answer
}

func newMatchText(e *Entry) matchText {
	t := matchText{question: questionKey(e.Question), gist: gist(e.Question), answer: answerKey(e), label: e.Label, section: e.Section}
	t.gistPairs, t.answerPairs, t.answered = pairsOf(t.gist), pairsOf(t.answer), utf8.RuneCountInString(t.answer)
	if t.question == "" { // a question of signs alone: all it has are its signs
		t.question = kana.Normalise(e.Question)
	}
	return t
}

// A matching is the state of Match: what is compared, and what is taken.
type matching struct {
	earlier, later []matchText
	taken          []bool // of earlier
	found          []int  // for each of later
}

func newMatching(earlier, later []Entry) *matching {
	m := &matching{taken: make([]bool, len(earlier)), found: make([]int, len(later))}
	for i := range earlier {
		m.earlier = append(m.earlier, newMatchText(&earlier[i]))
	}
	for i := range later {
		m.later = append(m.later, newMatchText(&later[i]))
		m.found[i] = -1
	}
	return m
}

func (m *matching) take(later, earlier int) { m.found[later], m.taken[earlier] = earlier, true }

// same matches what has the same key. A question that stands several times is told apart by what
// stands around it: the pairs that have most in common first, then in the document's order.
func (m *matching) same(key func(*matchText) string) {
	with := map[string][]int{}
	for i := range m.earlier {
		k := key(&m.earlier[i])
		with[k] = append(with[k], i)
	}
	for common := mostInCommon; common >= 0; common-- {
		for i := range m.later {
			for _, j := range with[key(&m.later[i])] {
				if m.found[i] < 0 && !m.taken[j] && inCommon(&m.later[i], &m.earlier[j]) == common {
					m.take(i, j)
				}
			}
		}
	}
}

// alone matches the pairs that fit and have no competitor. Of competitors the one with the same
// label is meant, if it is the only one.
func (m *matching) alone(fits func(later, earlier *matchText) bool) {
	type pair struct {
		later, earlier int
		labelled       bool // both have the same label
	}
	var pairs []pair
	type side struct {
		of       int
		labelled bool
	}
	laters, earliers := map[side]int{}, map[side]int{} // how many pairs each has part in
	for i := range m.later {
		for j := range m.earlier {
			if a, b := &m.later[i], &m.earlier[j]; m.found[i] < 0 && !m.taken[j] && fits(a, b) {
				p := pair{i, j, a.label != "" && a.label == b.label}
				pairs = append(pairs, p)
				laters[side{i, p.labelled}]++
				earliers[side{j, p.labelled}]++
			}
		}
	}
	for _, p := range pairs {
		rivals := laters[side{p.later, p.labelled}] + earliers[side{p.earlier, p.labelled}] - 2
		if !p.labelled {
			rivals += laters[side{p.later, true}] + earliers[side{p.earlier, true}]
		}
		if rivals == 0 {
			m.take(p.later, p.earlier)
		}
	}
}

// mostInCommon is what inCommon gives for two entries that agree in all but their place.
const mostInCommon = 7

// inCommon weighs what two entries with one question share: the label most, then section and answer.
func inCommon(a, b *matchText) int {
	n := 0
	if a.label == b.label {
		n += 4
	}
	if a.section == b.section {
		n += 2
	}
	if a.answer == b.answer {
		n++
	}
	return n
}

// questionKey is a question without what a new edition changes in passing.
func questionKey(q string) string { return onlyWritten(kana.Normalise(q)) }

func answerKey(e *Entry) string { return onlyWritten(kana.Normalise(e.AnswerText())) }

// onlyWritten drops spaces and punctuation. Signs that can be the only difference between two words
// (C++, C#) stay.
func onlyWritten(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) && !strings.ContainsRune("#&%@*/", r) {
			return -1
		}
		return r
	}, s)
}
