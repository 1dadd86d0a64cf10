package morph

import (
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/ikawaha/kagome-dict/dict"
	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"
)

// An Analyser takes Japanese text apart with the IPA dictionary. The tokenizer keeps what it needs to
// find words and their parts of speech; of the rest of each word's record, which kagome holds as
// a slice of strings (60 MB in all), an analyser keeps three facts in one string (12 MB).
type Analyser struct {
	*tokenizer.Tokenizer
	facts string // of each word, one after the other: dictionary form and reading
	at    []uint32
	bases []uint8 // length of each word's dictionary form in facts
	kinds []uint8 // of each word, the number of its inflection
	names []string
}

// Shared loads the IPA dictionary once, when it is first needed: about half a second.
var Shared = sync.OnceValues(func() (*Analyser, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(loadingGC))
	a, err := newAnalyser(ipa.Dict())
	debug.FreeOSMemory() // unpacking leaves much garbage behind, once
	return a, err
})

// loadingGC keeps the garbage of unpacking from doubling what the process takes at its start: 155 MB at 10
// beside 225 MB at Go's 100, for a quarter of a second of processor time.
const loadingGC = 10

// factBytes is about what the facts of one word take.
const factBytes = 23

// newAnalyser makes an analyser of a dictionary, and takes over from d the records of its words.
func newAnalyser(d *dict.Dict) (*Analyser, error) {
	at := func(column string) int { return int(d.ContentsMeta[column]) - int(d.ContentsMeta[dict.POSHierarchy]) }
	kind, base, reading := at(dict.InflectionalType), at(dict.BaseFormIndex), at(dict.ReadingIndex)
	n := len(d.Contents)
	a := &Analyser{at: make([]uint32, 0, n+1), bases: make([]uint8, 0, n), kinds: make([]uint8, 0, n)}
	var facts strings.Builder
	facts.Grow(factBytes * n)
	numbers := map[string]uint8{}
	for i, row := range d.Contents {
		if len(row) <= max(kind, base, reading) || len(row[base]) > 255 {
			return nil, fmt.Errorf("the morphological dictionary's record %d is %q", i, row)
		}
		a.at = append(a.at, uint32(facts.Len()))
		a.bases = append(a.bases, uint8(len(known(row[base]))))
		facts.WriteString(known(row[base]))
		facts.WriteString(toHiragana(known(row[reading])))
		number, ok := numbers[row[kind]]
		if !ok {
			number = uint8(len(a.names))
			numbers[row[kind]] = number
			a.names = append(a.names, strings.Clone(row[kind]))
		}
		a.kinds = append(a.kinds, number)
	}
	if len(a.names) > 255 {
		return nil, fmt.Errorf("the morphological dictionary has %d inflections", len(a.names))
	}
	a.at = append(a.at, uint32(facts.Len()))
	a.facts = facts.String()
	d.Contents = nil
	t, err := tokenizer.New(d, tokenizer.OmitBosEos())
	if err != nil {
		return nil, fmt.Errorf("load the morphological dictionary: %w", err)
	}
	a.Tokenizer = t
	return a, nil
}

// known is a column of a record, "" where the dictionary has none.
func known(s string) string {
	if s == "*" {
		return ""
	}
	return s
}

// base is a known word's dictionary form, "" when it is the word itself.
func (a *Analyser) base(id int) string { return a.facts[a.at[id] : a.at[id]+uint32(a.bases[id])] }

// reading is how a known word is read, in hiragana, or "".
func (a *Analyser) reading(id int) string { return a.facts[a.at[id]+uint32(a.bases[id]) : a.at[id+1]] }

// InflectionOf is how a word inflects (一段, 五段・ラ行, …), "" where the dictionary does not know it.
func (a *Analyser) InflectionOf(word string) string {
	tokens := a.Tokenize(word)
	if len(tokens) == 0 || tokens[0].Class != tokenizer.KNOWN {
		return ""
	}
	return a.names[a.kinds[tokens[0].ID]]
}
