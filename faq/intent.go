package faq

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Intents are what a message may want: to be told something, which is for the search, or one of the
// four things that are to be done.
const (
	intentNone = iota
	intentHuman
	intentChange
	intentConsultation
	intentInquiry
	intentCount
)

var intentNames = [intentCount]string{"none", "human", FormChange, FormConsultation, FormInquiry}

// The intents of a message are read off how it is put: the runs of one to four characters in it, as
// written and as heard, those near its end, and the endings of its last sentence, each of which
// speaks for or against each intent. Nobody can write down all the ways to ask for a person in all
// dialects; the labelled messages show them. On messages of two authors that nothing was fitted on,
// patterns written by hand knew .69 of the actions, and this .97.
//
// An intentModel is a softmax over signs.
type intentModel struct {
	bias    [intentCount]float64
	weights [][intentCount]float64
	trie    *trie // signs, by a letter for their kind and their text
}

// The kinds of sign.
const (
	signAnywhere = 'w'
	signNearEnd  = 'l'
	signEnding   = 'e'
	signLength   = 'n'
	signSound    = 's' // as anywhere, but of the folded reading, so that kana and kanji are one
)

// How long signs are, and how much of the last sentence is near its end.
const (
	signRunes   = 4
	endingRunes = 6
	nearEnd     = 10
)

// parseIntents reads the model: a line "bias", then a line a sign, each with its weights by intent.
func parseIntents(s string) (*intentModel, error) {
	m := &intentModel{}
	var keys []string
	var values []int32
	for n, line := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 1+intentCount {
			return nil, fmt.Errorf("line %d has %d columns, want %d", n+1, len(f), 1+intentCount)
		}
		var w [intentCount]float64
		for i := range w {
			var err error
			if w[i], err = strconv.ParseFloat(f[1+i], 64); err != nil {
				return nil, fmt.Errorf("line %d: %w", n+1, err)
			}
		}
		if n == 0 {
			m.bias = w
			continue
		}
		keys, values = append(keys, f[0]), append(values, int32(len(m.weights)))
		m.weights = append(m.weights, w)
	}
	m.trie = newTrie(keys, values)
	return m, nil
}

// action is what a message wants to be done with a probability of at least this, if anything.
func (m *intentModel) action(r *reading, atLeast float64) (int, bool) {
	p := m.read(r)
	best := intentHuman
	for i := range p {
		if i != intentNone && p[i] > p[best] {
			best = i
		}
	}
	return best, p[best] >= atLeast
}

// read gives the probability of each intent of a message.
func (m *intentModel) read(r *reading) (p [intentCount]float64) {
	var found []int32
	note := func(key string) {
		if v, ok := m.trie.get(key); ok {
			found = append(found, v)
		}
	}
	eachSign(r, note)
	slices.Sort(found)
	sums := m.bias
	for _, v := range slices.Compact(found) {
		for i, w := range m.weights[v] {
			sums[i] += w
		}
	}
	return softmax(sums)
}

func softmax(sums [intentCount]float64) (p [intentCount]float64) {
	top, total := slices.Max(sums[:]), 0.0
	for i, s := range sums {
		p[i] = math.Exp(s - top)
		total += p[i]
	}
	for i := range p {
		p[i] /= total
	}
	return p
}

// eachSign goes through the signs of a message; one may come more than once.
func eachSign(r *reading, yield func(key string)) {
	compact := strings.ReplaceAll(r.text, " ", "")
	eachRun(signAnywhere, compact, yield)
	last := lastSentence(compact)
	eachRun(signNearEnd, lastRunes(last, nearEnd), yield)
	for n := 2; n <= endingRunes; n++ {
		yield(string(rune(signEnding)) + lastRunes(last, n))
	}
	yield(string(rune(signLength)) + strconv.Itoa(min(len([]rune(compact))/15, 6)))
	for _, sound := range strings.FieldsFunc(string(r.sound), func(x rune) bool { return x == 0 }) {
		eachRun(signSound, sound, yield)
	}
}

// eachRun goes through the runs of up to signRunes characters of a text.
func eachRun(kind rune, text string, yield func(key string)) {
	var starts [signRunes]int // where the last characters began
	n := 0
	for i, r := range text {
		copy(starts[1:], starts[:signRunes-1])
		starts[0] = i
		n++
		end := i + len(string(r))
		for k := range min(n, signRunes) {
			yield(string(kind) + text[starts[k]:end])
		}
	}
}
