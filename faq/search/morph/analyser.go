package morph

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/ikawaha/kagome-dict/dict"
	"github.com/ikawaha/kagome/v2/tokenizer"

	"madoguchi/faq/search/flat"
)

// An Analyser takes Japanese text apart with the IPA dictionary. What kagome's tokenizer needs to find
// words lies in flat arrays as it is; of the rest of each word's record, which kagome holds as slices
// of strings (90 MB in all), an analyser keeps four facts.
//
// Whatever it is made of lies in one flat file (see package flat), 26 MB that are mapped with the
// program where package compiled carries it.
type Analyser struct {
	*tokenizer.Tokenizer
	words       []facts
	text        string // the dictionary forms and readings
	inflections []string
}

// facts are what is kept of a word. Its dictionary form and its reading stand one after the other.
type facts struct {
	at         uint32 // in the text
	base, read uint8  // their lengths; 0 is none
	inflection uint8
	class      WordClass
}

// Shared is the one analyser of the process, made at its first use.
var Shared = sync.OnceValues(func() (*Analyser, error) {
	data, err := dictionary()
	if err != nil {
		return nil, err
	}
	return read(data)
})

// base is a known word's dictionary form, "" when it is the word itself.
func (a *Analyser) base(id int) string {
	f := &a.words[id]
	return a.text[f.at : f.at+uint32(f.base)]
}

// reading is how a known word is read, in hiragana, or "".
func (a *Analyser) reading(id int) string {
	f := &a.words[id]
	from := f.at + uint32(f.base)
	return a.text[from : from+uint32(f.read)]
}

// InflectionOf is how a word inflects (一段, 五段・ラ行, …), "" where the dictionary does not know it.
func (a *Analyser) InflectionOf(word string) string {
	tokens := a.Tokenize(word)
	if len(tokens) == 0 || tokens[0].Class != tokenizer.KNOWN {
		return ""
	}
	return a.inflections[a.words[tokens[0].ID].inflection]
}

// count is an entry of one of kagome's maps.
type count struct{ Of, Is int32 }

// Flat makes the file of a dictionary in the IPA format.
func Flat(d *dict.Dict) ([]byte, error) {
	k := keeper{columns: d.ContentsMeta, places: map[string]uint32{}, numbers: map[string]uint8{}}
	for id, row := range d.Contents {
		if err := k.keep(partsOfSpeech(d, id), row); err != nil {
			return nil, fmt.Errorf("word %d of the morphological dictionary: %w", id, err)
		}
	}
	var w flat.Writer
	flat.Put(&w, k.words)
	w.PutString(k.text.String())
	w.PutStrings(k.inflections)
	flat.Put(&w, d.Morphs)
	flat.Put(&w, d.Index.Da)
	putCounts(&w, d.Index.Dup)
	flat.Put(&w, []int64{d.Connection.Row, d.Connection.Col})
	flat.Put(&w, d.Connection.Vec)
	flat.Put(&w, d.CharCategory)
	flat.Put(&w, d.InvokeList)
	flat.Put(&w, d.GroupList)
	flat.Put(&w, d.UnkDict.Morphs)
	putCounts(&w, d.UnkDict.Index)
	putCounts(&w, d.UnkDict.IndexDup)
	return w.Bytes(), nil
}

// read makes an analyser of a file. It points into it.
func read(data string) (*Analyser, error) {
	r := flat.NewReader(data)
	a := &Analyser{words: flat.Get[facts](r), text: r.String(), inflections: r.Strings()}
	d := &dict.Dict{Morphs: flat.Get[dict.Morph](r)}
	d.Index.Da, d.Index.Dup = flat.Get[struct{ Base, Check int32 }](r), counts(r)
	if size := flat.Get[int64](r); len(size) == 2 {
		d.Connection.Row, d.Connection.Col = size[0], size[1]
	}
	d.Connection.Vec = flat.Get[int16](r)
	d.CharCategory, d.InvokeList, d.GroupList = flat.Get[byte](r), flat.Get[bool](r), flat.Get[bool](r)
	d.UnkDict.Morphs, d.UnkDict.Index, d.UnkDict.IndexDup = flat.Get[dict.Morph](r), counts(r), counts(r)
	err := r.Err()
	if err == nil {
		a.Tokenizer, err = tokenizer.New(d, tokenizer.OmitBosEos())
	}
	if err != nil {
		return nil, fmt.Errorf("read the morphological dictionary: %w", err)
	}
	return a, nil
}

func putCounts(w *flat.Writer, m map[int32]int32) {
	all := make([]count, 0, len(m))
	for of, is := range m {
		all = append(all, count{of, is})
	}
	slices.SortFunc(all, func(a, b count) int { return cmp.Compare(a.Of, b.Of) })
	flat.Put(w, all)
}

func counts(r *flat.Reader) map[int32]int32 {
	all := flat.Get[count](r)
	m := make(map[int32]int32, len(all))
	for _, c := range all {
		m[c.Of] = c.Is
	}
	return m
}

// A keeper gathers the facts of words.
type keeper struct {
	columns     dict.ContentsMeta
	words       []facts
	text        strings.Builder
	places      map[string]uint32 // where in the text each dictionary form with its reading stands
	inflections []string
	numbers     map[string]uint8 // of the inflections
}

// keep keeps the facts of one word, given its parts of speech and the rest of its record.
func (k *keeper) keep(parts, row []string) error {
	column := func(name string) string {
		i := int(k.columns[name]) - len(parts)
		if i < 0 || i >= len(row) || row[i] == "*" { // the dictionary has none
			return ""
		}
		return row[i]
	}
	base, reading, inflection := column(dict.BaseFormIndex), toHiragana(column(dict.ReadingIndex)), column(dict.InflectionalType)
	if max(len(base), len(reading)) > math.MaxUint8 {
		return fmt.Errorf("%q, read %q, is too long", base, reading)
	}
	both := base + reading
	at, ok := k.places[both]
	if !ok {
		at = uint32(k.text.Len())
		k.places[both] = at
		k.text.WriteString(both)
	}
	number, ok := k.numbers[inflection]
	if !ok {
		if len(k.inflections) > math.MaxUint8 {
			return fmt.Errorf("there are more than %d inflections", len(k.inflections))
		}
		number = uint8(len(k.inflections))
		k.numbers[inflection] = number
		k.inflections = append(k.inflections, strings.Clone(inflection))
	}
	k.words = append(k.words, facts{at, uint8(len(base)), uint8(len(reading)), number, classOf(parts)})
	return nil
}

// partsOfSpeech are a word's, from the widest to the narrowest.
func partsOfSpeech(d *dict.Dict, id int) []string {
	var parts []string
	for _, p := range d.POSTable.POSs[id] {
		parts = append(parts, d.POSTable.NameList[p])
	}
	return parts
}
