// Package lexicon reads what a text says: the concepts of the dictionaries, however they are spelled,
// inflected or misheard, the names of programmes, and the words that no dictionary knows.
//
// [Compile] makes dictionaries into two tries, of spellings and of sounds; [Builtin] is the program's own,
// made before. [Lexicon.Read] finds all their words in a text, chooses those that explain the most of it
// without overlapping, and gives a [Reading] of what is left: the atoms.
//
//	lex, err := lexicon.Builtin()
//	r := lex.Read("カイヒっていくらなん")
//	for _, a := range r.Atoms { … } // カイヒ: 会費 and whatever else may be meant; いくら: 費用, 会費, …
//
// Entries and messages are read alike. Which entries share an atom is for package index.
package lexicon

import (
	"fmt"
	"slices"

	"madoguchi/faq/dictionary"
	"madoguchi/faq/search/flat"
	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/morph"
	"madoguchi/faq/search/trie"
)

// A Lexicon is dictionaries made ready for reading texts: every form of every word, by spelling
// and by sound, and what it means.
type Lexicon struct {
	Tok      *morph.Analyser
	Concepts []concept
	Spelled  *trie.Trie // normalised spelling -> meanings
	sounded  *trie.Trie // folded reading -> meanings
	meanings flat.Lists[meaning]
	stop     map[string]bool
}

// A concept is one thing that members and entries have several words for.
type concept struct {
	Name     string
	question bool    // a question word: いつ, いくら, …
	related  []int32 // concepts that count by half
	Twins    []int32 // concepts that must not be taken for this one
}

// A meaning is what a word of the lexicon stands for.
type meaning struct {
	concept int32 // -1: a filler, which carries nothing
}

const filler = int32(-1)

// lexiconBuilder gathers lines before the tries are built.
type lexiconBuilder struct {
	tok     *morph.Analyser
	byName  map[string]int32
	lex     *Lexicon
	words   []map[string]bool // of each concept
	fillers map[string]bool
}

// newLexicon compiles dictionaries; later ones add to and override earlier ones.
func newLexicon(tok *morph.Analyser, ds []*dictionary.Dictionary) (*Lexicon, error) {
	b := &lexiconBuilder{tok: tok, byName: map[string]int32{}, fillers: map[string]bool{},
		lex: &Lexicon{Tok: tok, stop: map[string]bool{}}}
	for _, d := range ds {
		for _, l := range d.Lines {
			b.add(l)
		}
	}
	for _, d := range ds {
		for _, l := range d.Lines {
			if err := b.relate(l); err != nil {
				return nil, fmt.Errorf("dictionary %s: %w", d.Name, err)
			}
		}
	}
	b.compile()
	return b.lex, nil
}

func (b *lexiconBuilder) concept(name string) int32 {
	id, ok := b.byName[name]
	if !ok {
		id = int32(len(b.lex.Concepts))
		b.byName[name] = id
		b.lex.Concepts = append(b.lex.Concepts, concept{Name: name})
		b.words = append(b.words, map[string]bool{})
	}
	return id
}

func (b *lexiconBuilder) add(l dictionary.EntryLine) {
	switch l.Kind {
	case dictionary.LineFiller:
		for _, w := range l.Words {
			b.fillers[w] = true
		}
	case dictionary.LineStop:
		for _, w := range l.Words {
			b.lex.stop[w] = true
		}
	case dictionary.LineRemove:
		id := b.concept(l.Name)
		for _, w := range l.Words {
			delete(b.words[id], w)
		}
	case dictionary.LineReplace, dictionary.LineConcept, dictionary.LineQuestion:
		id := b.concept(l.Name)
		if l.Kind == dictionary.LineReplace {
			clear(b.words[id])
		}
		if l.Kind == dictionary.LineQuestion {
			b.lex.Concepts[id].question = true
		} else {
			b.words[id][kana.Normalise(l.Name)] = true
		}
		for _, w := range l.Words {
			b.words[id][w] = true
		}
	}
}

// relate enters relations and twins, once all concepts are known.
func (b *lexiconBuilder) relate(l dictionary.EntryLine) error {
	if l.Kind != dictionary.LineRelated && l.Kind != dictionary.LineTwin {
		return nil
	}
	from, ok := b.byName[l.Name]
	if !ok {
		return fmt.Errorf("%q is related but is no concept", l.Name)
	}
	for _, w := range l.Words {
		to, ok := b.byName[w]
		if !ok {
			return fmt.Errorf("%q is related to %q but is no concept", w, l.Name)
		}
		f, t := &b.lex.Concepts[from], &b.lex.Concepts[to]
		if l.Kind == dictionary.LineRelated {
			f.related, t.related = append(f.related, to), append(t.related, from)
		} else {
			f.Twins, t.Twins = append(f.Twins, to), append(t.Twins, from)
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
			if len([]rune(f.sound)) >= MinSound {
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
		if kana.AllKana(w) && len([]rune(kana.FoldReading(w))) >= MinSound {
			addMeaning(sounded, kana.FoldReading(w), meaning{filler})
		}
	}
	// In a message without kanji, words that carry nothing hide what their sound holds: かいしゃ is no 開始.
	for w := range b.lex.stop {
		if sound := kana.FoldReading(readingOf(morph.Words(b.tok, w))); len([]rune(sound)) >= minStopSound {
			addMeaning(sounded, sound, meaning{filler})
		}
	}
	var meanings [][]meaning
	b.lex.Spelled = newTrie(spelled, &meanings)
	b.lex.sounded = newTrie(sounded, &meanings)
	b.lex.meanings = flat.NewLists(meanings)
}

// minStopSound is the shortest folded reading that a word which carries nothing is heard by.
const minStopSound = 4

func addMeaning(m map[string][]meaning, key string, v meaning) {
	if key != "" && !slices.Contains(m[key], v) {
		m[key] = append(m[key], v)
	}
}

// newTrie makes a trie of words, whose values are the numbers of their meanings in all.
func newTrie(m map[string][]meaning, all *[][]meaning) *trie.Trie {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	values := make([]int32, len(keys))
	for i, k := range keys {
		values[i] = int32(len(*all))
		ms := m[k]
		slices.SortFunc(ms, func(a, b meaning) int { return int(a.concept - b.concept) })
		*all = append(*all, ms)
	}
	return trie.New(keys, values)
}
