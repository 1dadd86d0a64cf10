package faq

import (
	"fmt"
	"slices"
	"sync"
)

// A lexicon is dictionaries made ready for reading texts: every form of every word, by spelling
// and by sound, and what it means.
type lexicon struct {
	tok      *analyser
	concepts []concept
	spelled  *trie // normalised spelling -> meanings
	sounded  *trie // folded reading -> meanings
	meanings [][]meaning
	stop     map[string]bool
}

// A concept is one thing that members and entries have several words for.
type concept struct {
	name     string
	question bool    // a question word: いつ, いくら, …
	related  []int32 // concepts that count by half
	twins    []int32 // concepts that must not be taken for this one
}

// A meaning is what a word of the lexicon stands for.
type meaning struct {
	concept int32 // -1: a filler, which carries nothing
}

const filler = int32(-1)

// lexiconBuilder gathers lines before the tries are built.
type lexiconBuilder struct {
	tok     *analyser
	byName  map[string]int32
	lex     *lexicon
	words   []map[string]bool // of each concept
	fillers map[string]bool
}

// newLexicon compiles dictionaries; later ones add to and override earlier ones.
func newLexicon(tok *analyser, ds []*Dictionary) (*lexicon, error) {
	b := &lexiconBuilder{tok: tok, byName: map[string]int32{}, fillers: map[string]bool{},
		lex: &lexicon{tok: tok, stop: map[string]bool{}}}
	for _, d := range ds {
		for _, l := range d.lines {
			b.add(l)
		}
	}
	for _, d := range ds {
		for _, l := range d.lines {
			if err := b.relate(l); err != nil {
				return nil, fmt.Errorf("dictionary %s: %w", d.name, err)
			}
		}
	}
	b.compile()
	return b.lex, nil
}

func (b *lexiconBuilder) concept(name string) int32 {
	id, ok := b.byName[name]
	if !ok {
		id = int32(len(b.lex.concepts))
		b.byName[name] = id
		b.lex.concepts = append(b.lex.concepts, concept{name: name})
		b.words = append(b.words, map[string]bool{})
	}
	return id
}

func (b *lexiconBuilder) add(l entryLine) {
	switch l.kind {
	case lineFiller:
		for _, w := range l.words {
			b.fillers[w] = true
		}
	case lineStop:
		for _, w := range l.words {
			b.lex.stop[w] = true
		}
	case lineRemove:
		id := b.concept(l.name)
		for _, w := range l.words {
			delete(b.words[id], w)
		}
	case lineReplace, lineConcept, lineQuestion:
		id := b.concept(l.name)
		if l.kind == lineReplace {
			clear(b.words[id])
		}
		if l.kind == lineQuestion {
			b.lex.concepts[id].question = true
		} else {
			b.words[id][Normalise(l.name)] = true
		}
		for _, w := range l.words {
			b.words[id][w] = true
		}
	}
}

// relate enters relations and twins, once all concepts are known.
func (b *lexiconBuilder) relate(l entryLine) error {
	if l.kind != lineRelated && l.kind != lineTwin {
		return nil
	}
	from, ok := b.byName[l.name]
	if !ok {
		return fmt.Errorf("%q is related but is no concept", l.name)
	}
	for _, w := range l.words {
		to, ok := b.byName[w]
		if !ok {
			return fmt.Errorf("%q is related to %q but is no concept", w, l.name)
		}
		f, t := &b.lex.concepts[from], &b.lex.concepts[to]
		if l.kind == lineRelated {
			f.related, t.related = append(f.related, to), append(t.related, from)
		} else {
			f.twins, t.twins = append(f.twins, to), append(t.twins, from)
		}
	}
	return nil
}

// compile builds the tries.
func (b *lexiconBuilder) compile() {
	spelled, sounded := map[string][]meaning{}, map[string][]meaning{}
	put := func(w string, m meaning) {
		for _, f := range b.forms(w) {
			addMeaning(spelled, f.spelling, m)
			if len([]rune(f.sound)) >= minSound {
				addMeaning(sounded, f.sound, m)
			}
		}
	}
	for id, ws := range b.words {
		for w := range ws {
			put(w, meaning{int32(id)})
		}
	}
	for w := range b.fillers {
		addMeaning(spelled, w, meaning{filler})
		if allKana(w) && len([]rune(foldReading(w))) >= minSound {
			addMeaning(sounded, foldReading(w), meaning{filler})
		}
	}
	// In a message without kanji, words that carry nothing hide what their sound holds: かいしゃ is no 開始.
	for w := range b.lex.stop {
		if sound := foldReading(readingOf(words(b.tok, w))); len([]rune(sound)) >= minStopSound {
			addMeaning(sounded, sound, meaning{filler})
		}
	}
	b.lex.spelled = b.lex.trie(spelled)
	b.lex.sounded = b.lex.trie(sounded)
}

// minStopSound is the shortest folded reading that a word which carries nothing is heard by.
const minStopSound = 4

func addMeaning(m map[string][]meaning, key string, v meaning) {
	if key != "" && !slices.Contains(m[key], v) {
		m[key] = append(m[key], v)
	}
}

func (l *lexicon) trie(m map[string][]meaning) *trie {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	values := make([]int32, len(keys))
	for i, k := range keys {
		values[i] = int32(len(l.meanings))
		ms := m[k]
		slices.SortFunc(ms, func(a, b meaning) int { return int(a.concept - b.concept) })
		l.meanings = append(l.meanings, ms)
	}
	return newTrie(keys, values)
}

// builtinLexicon compiles the dictionary that the program carries, once.
var builtinLexicon = sync.OnceValues(func() (*lexicon, error) { return compileLexicon(nil) })

func compileLexicon(own []*Dictionary) (*lexicon, error) {
	tok, err := sharedAnalyser()
	if err != nil {
		return nil, err
	}
	ds, err := builtinDictionary()
	if err != nil {
		return nil, err
	}
	return newLexicon(tok, append(ds, own...))
}
