// Package intent reads off how a message is put whether it wants something done, rather than to be
// told something: a person, a change of registered data, a consultation, an inquiry.
//
//	want, ok := model.Action(lex.Read("住所を変更してください", nil), .6) // intent.Change, true
//	want, ok = model.Action(lex.Read("住所はどこで変えますか", nil), .6)   // ok is false: a question
//
// It looks at the message alone, never at the FAQ or the conversation. The [Model] is learnt by package
// fit and carried by package fitted.
package intent

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"madoguchi/faq"
	"madoguchi/faq/search/flat"
	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/sentence"
	"madoguchi/faq/search/trie"
)

// Intents are what a message may want: to be told something, which is for the search, or one of the
// four things that are to be done.
const (
	None = iota
	Human
	Change
	Consultation
	Inquiry
	Count
)

// Names are the intents as labels and forms call them.
var Names = [Count]string{"none", "human", faq.FormChange, faq.FormConsultation, faq.FormInquiry}

// The intents of a message are read off how it is put: the runs of one to four characters in it, as
// written and as heard, those near its end, and the endings of its last sentence, each of which
// speaks for or against each intent. Nobody can write down all the ways to ask for a person in all
// dialects; the labelled messages show them. On messages of two authors that nothing was fitted on,
// patterns written by hand knew .69 of the actions, and this .97.
//
// A Model is a softmax over signs.
type Model struct {
	bias    [Count]float64
	weights [][Count]float64
	trie    *trie.Trie // signs, by a letter for their kind and their text
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

// Parse reads the model: a line "bias", then a line a sign, each with its weights by intent.
func Parse(s string) (*Model, error) {
	m := &Model{}
	var keys []string
	var values []int32
	for n, line := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 1+Count {
			return nil, fmt.Errorf("line %d has %d columns, want %d", n+1, len(f), 1+Count)
		}
		var w [Count]float64
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
	m.trie = trie.New(keys, values)
	return m, nil
}

// Action is what a message wants to be done with a probability of at least this, if anything.
func (m *Model) Action(r *lexicon.Reading, atLeast float64) (int, bool) {
	p := m.read(r)
	best := Human
	for i := range p {
		if i != None && p[i] > p[best] {
			best = i
		}
	}
	return best, p[best] >= atLeast
}

// read gives the probability of each intent of a message.
func (m *Model) read(r *lexicon.Reading) (p [Count]float64) {
	var found []int32
	note := func(key string) {
		if v, ok := m.trie.Get(key); ok {
			found = append(found, v)
		}
	}
	EachSign(r, note)
	slices.Sort(found)
	sums := m.bias
	for _, v := range slices.Compact(found) {
		for i, w := range m.weights[v] {
			sums[i] += w
		}
	}
	return Softmax(sums)
}

// Softmax turns sums into probabilities.
func Softmax(sums [Count]float64) (p [Count]float64) {
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

// EachSign goes through the signs of a message; one may come more than once.
func EachSign(r *lexicon.Reading, yield func(key string)) {
	compact := strings.ReplaceAll(r.Text, " ", "")
	eachRun(signAnywhere, compact, yield)
	last := sentence.Last(compact)
	eachRun(signNearEnd, kana.LastRunes(last, nearEnd), yield)
	for n := 2; n <= endingRunes; n++ {
		yield(string(rune(signEnding)) + kana.LastRunes(last, n))
	}
	yield(string(rune(signLength)) + strconv.Itoa(min(len([]rune(compact))/15, 6)))
	for _, sound := range strings.FieldsFunc(string(r.Sound), func(x rune) bool { return x == 0 }) {
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

// Put writes the model.
func (m *Model) Put(w *flat.Writer) {
	flat.Put(w, m.bias[:])
	flat.Put(w, m.weights)
	m.trie.Put(w)
}

// Read reads a model, which points into what it was read from.
func Read(r *flat.Reader) *Model {
	m := &Model{}
	copy(m.bias[:], flat.Get[float64](r))
	m.weights, m.trie = flat.Get[[Count]float64](r), trie.Read(r)
	return m
}
