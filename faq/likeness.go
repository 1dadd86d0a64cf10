package faq

import (
	"slices"
	"strings"
	"unicode"
)

// What two entries must have in common for one to be the other worded anew. Tried on pairs of
// editions that offices have published: with less, questions about one subject take each other's place.
const (
	alikeAnswer   = 0.7 // share of letter pairs in common
	alikeQuestion = 0.3
	alikeLetters  = 0.3 // share of kanji and katakana in common, under the very same answer
	// The other way round: nearly the same question, and an answer that was revised.
	nearQuestion  = 0.6
	reviseAnswer  = 0.4
	longestWord   = 4 // in letters: what two questions that are one word apart may differ in
	leastAnswered = 6 // in letters: 「はい」 is the answer to anything
)

// likely says whether a later entry may be an earlier one worded anew: much of answer and question is
// the same. Two questions that differ in one word only are two: that word is what they ask. What is cheap
// is compared first: two long editions of a document without a question in common are a million pairs.
func likely(later, earlier *matchText) bool {
	if later.gist == "" || earlier.gist == "" || later.answer == "" || earlier.answer == "" {
		return false
	}
	question := inCommonPairs(later.gistPairs, earlier.gistPairs)
	same := later.answer == earlier.answer && later.answered >= leastAnswered
	if !same && question < alikeQuestion {
		return false
	}
	if same {
		return (question > 0 || inLetters(later.gist, earlier.gist) >= alikeLetters) && !oneWordApart(later.gist, earlier.gist)
	}
	answer := inCommonPairs(later.answerPairs, earlier.answerPairs)
	alike := answer >= alikeAnswer && later.answered >= leastAnswered || question >= nearQuestion && answer >= reviseAnswer
	return alike && !oneWordApart(later.gist, earlier.gist)
}

// twin says whether two entries have one answer, and questions that differ in one word.
func twin(later, earlier *matchText) bool {
	return later.answer == earlier.answer && later.answered >= leastAnswered && oneWordApart(later.gist, earlier.gist)
}

// oneWordApart says whether two gists are the same but for one place, where a word stands for another
// or was put in. Words of which a letter recurs in the other have only moved.
func oneWordApart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	head := 0
	for head < len(x) && head < len(y) && x[head] == y[head] {
		head++
	}
	x, y = x[head:], y[head:]
	tail := 0
	for tail < len(x) && tail < len(y) && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	x, y = x[:len(x)-tail], y[:len(y)-tail]
	return head+tail >= 2 && len(x) <= longestWord && len(y) <= longestWord && !strings.ContainsAny(string(x), string(y))
}

// inLetters is the share of kanji and katakana that two texts have in common: 「返す」 and 「返却」 share one.
func inLetters(a, b string) float64 {
	letters := map[rune]int{}
	count := func(s string, step int) (n, both int) {
		for _, r := range s {
			if !unicode.Is(unicode.Han, r) && !unicode.Is(unicode.Katakana, r) {
				continue
			}
			n++
			if step < 0 && letters[r] > 0 {
				both++
			}
			letters[r] += step
		}
		return n, both
	}
	n, _ := count(a, 1)
	m, both := count(b, -1)
	if n+m == 0 {
		return 0
	}
	return 2 * float64(both) / float64(n+m)
}

// pairsOf are the pairs of neighbouring letters of a text, in order of their value.
func pairsOf(text string) []uint64 {
	rs := []rune(text)
	if len(rs) < 2 {
		return nil
	}
	pairs := make([]uint64, len(rs)-1)
	for i := range pairs {
		pairs[i] = uint64(rs[i])<<32 | uint64(rs[i+1])
	}
	slices.Sort(pairs)
	return pairs
}

// inCommonPairs is the share of letter pairs that two texts have in common (Dice's coefficient).
func inCommonPairs(a, b []uint64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both++
			i, j = i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}
