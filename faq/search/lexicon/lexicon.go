// Package lexicon reads what a text says: the concepts of the dictionaries, however they are spelled,
// inflected or misheard, the names of programmes, and the words that no dictionary knows.
//
// [Compile] makes dictionaries into two tries, of spellings and of sounds; [Builtin] is the program's own,
// made before. [Lexicon.Read] finds all their words in a text, chooses those that explain the most of it
// without overlapping, and gives a [Reading] of what is left: the atoms.
//
//	lex, err := lexicon.Builtin()
//	r := lex.Read("カイヒっていくらなん", nil) // or with the words of an index
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
	patterns patterns
}

// A concept is one thing that members and entries have several words for.
type concept struct {
	Name     string
	question bool      // a question word: いつ, いくら, …
	general  bool      // of a dictionary of the language at large
	related  []int32   // concepts that count by half
	kin      []kinship // what it is a kind of, and its kinds
	asks     []int32   // question words that it answers: who writes 費用 asks いくら
	Twins    []int32   // concepts that must not be taken for this one
}

// A kinship says how much a general concept counts where one of its kinds is said, or the other way round.
type kinship struct {
	concept  int32
	strength float32
}

// A meaning is what a word of the lexicon stands for.
type meaning struct {
	concept int32 // -1: a filler, which carries nothing
	vague   int32 // 1 for a word that means other things, too
}

const filler = int32(-1)

// lexiconBuilder gathers lines before the tries are built.
type lexiconBuilder struct {
	tok     *morph.Analyser
	byName  map[string]int32
	lex     *Lexicon
	words   []map[string]bool // of each concept
	vague   []map[string]bool // those of them that mean other things, too
	fillers map[string]bool
	above   map[int32][]int32 // what each concept is a kind of
	byWord  map[string]int32  // the concept that a word alone means, -1 for several; made when first asked for
}

// newLexicon compiles dictionaries; later ones add to and override earlier ones.
func newLexicon(tok *morph.Analyser, ds []*dictionary.Dictionary) (*Lexicon, error) {
	b := &lexiconBuilder{tok: tok, byName: map[string]int32{}, fillers: map[string]bool{}, above: map[int32][]int32{},
		lex: &Lexicon{Tok: tok, stop: map[string]bool{}}}
	for _, d := range ds {
		for _, l := range d.Lines {
			b.add(l, d.General)
		}
	}
	for _, d := range ds {
		for _, l := range d.Lines {
			if err := b.relate(l); err != nil {
				return nil, fmt.Errorf("dictionary %s: %w", d.Name, err)
			}
		}
	}
	b.closeKin()
	b.compile()
	b.buildPatterns()
	return b.lex, nil
}

func (b *lexiconBuilder) concept(name string) int32 {
	id, ok := b.byName[name]
	if !ok {
		id = int32(len(b.lex.Concepts))
		b.byName[name] = id
		if n := kana.Normalise(name); n != name { // relations name it by its normal form
			if _, taken := b.byName[n]; !taken {
				b.byName[n] = id
			}
		}
		b.lex.Concepts = append(b.lex.Concepts, concept{Name: name})
		b.words = append(b.words, map[string]bool{})
		b.vague = append(b.vague, map[string]bool{})
	}
	return id
}

func (b *lexiconBuilder) add(l dictionary.EntryLine, general bool) {
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
		switch {
		case l.Kind == dictionary.LineQuestion:
			b.lex.Concepts[id].question = true
		case general: // its name is no word
			b.lex.Concepts[id].general = true
		default:
			b.words[id][kana.Normalise(l.Name)] = true
		}
		for _, w := range l.Words {
			if b.words[id][w] = true; l.Vague[w] {
				b.vague[id][w] = true
			}
		}
	}
}

// relate enters relations, twins and kinds, once all concepts are known.
func (b *lexiconBuilder) relate(l dictionary.EntryLine) error {
	if l.Kind == dictionary.LineKinds {
		b.addKinds(l)
		return nil
	}
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
		if f.question {
			t.asks = append(t.asks, from)
			continue
		}
		if l.Kind == dictionary.LineRelated {
			f.related, t.related = append(f.related, to), append(t.related, from)
		} else {
			f.Twins, t.Twins = append(f.Twins, to), append(t.Twins, from)
		}
	}
	return nil
}

// addKinds notes what is a kind of what.
func (b *lexiconBuilder) addKinds(l dictionary.EntryLine) {
	up := b.thing(l.Name)
	for _, w := range l.Words {
		if down := b.thing(w); down != up && !slices.Contains(b.above[down], up) {
			b.above[down] = append(b.above[down], up)
		}
	}
}

// thing is the concept that a side of a line of kinds names: by its name, by a word that means it alone, or
// one of its own, made now.
func (b *lexiconBuilder) thing(name string) int32 {
	if id, ok := b.byName[name]; ok {
		return id
	}
	word := kana.Normalise(name)
	if b.byWord == nil {
		b.byWord = map[string]int32{}
		for id, ws := range b.words {
			if b.lex.Concepts[id].general {
				continue
			}
			for w := range ws {
				if _, dup := b.byWord[w]; dup {
					b.byWord[w] = -1
				} else {
					b.byWord[w] = int32(id)
				}
			}
		}
	}
	if id, ok := b.byWord[word]; ok && id >= 0 && !b.lex.Concepts[id].question {
		return id
	}
	id := b.concept(name)
	b.words[id][word] = true
	return id
}

// Who says 軽トラ asks nearly surely what an entry says of 車両; an entry on 軽トラ is a guess for who says 車両.
const (
	kindUp    = .75
	kindDown  = .45
	kinSteps  = 3
	kinAtMost = 40 // kinds that one general word may reach for: more would say nothing
)

// closeKin works out, for each concept, what it is a kind of and what its kinds are, over several steps.
func (b *lexiconBuilder) closeKin() {
	below := map[int32][]int32{}
	for down, ups := range b.above {
		for _, up := range ups {
			below[up] = append(below[up], down)
		}
	}
	for id := range b.lex.Concepts {
		c := &b.lex.Concepts[id]
		up := reach(int32(id), b.above, kindUp)
		down := reach(int32(id), below, kindDown)
		if len(down) > kinAtMost {
			down = down[:kinAtMost]
		}
		c.kin = append(up, down...)
	}
}

// reach lists what is reached from a concept over the edges, nearest first, each step weakening it.
func reach(from int32, edges map[int32][]int32, step float32) []kinship {
	seen := map[int32]bool{from: true}
	var out []kinship
	layer, strength := []int32{from}, float32(1)
	for range kinSteps {
		strength *= step
		var next []int32
		for _, x := range layer {
			for _, y := range edges[x] {
				if !seen[y] {
					seen[y] = true
					next = append(next, y)
				}
			}
		}
		slices.Sort(next)
		for _, y := range next {
			out = append(out, kinship{y, strength})
		}
		layer = next
	}
	return out
}

// compile builds the tries.
func (b *lexiconBuilder) compile() {
	spelled, sounded := map[string][]meaning{}, map[string][]meaning{}
	for id, ws := range b.words {
		general := b.lex.Concepts[id].general
		for w := range ws {
			if b.lex.stop[w] { // it carries nothing alone, whichever file lists it
				continue
			}
			m := meaning{concept: int32(id)}
			if b.vague[id][w] {
				m.vague = 1
			}
			for _, f := range b.forms(w) {
				addMeaning(spelled, f.spelling, m)
				if len([]rune(f.sound)) >= MinSound && !general { // so many words sound like too much else
					addMeaning(sounded, f.sound, m)
				}
			}
		}
	}
	for w := range b.fillers {
		addMeaning(spelled, w, meaning{concept: filler})
		if kana.AllKana(w) && len([]rune(kana.FoldReading(w))) >= MinSound {
			addMeaning(sounded, kana.FoldReading(w), meaning{concept: filler})
		}
	}
	// In a message without kanji, words that carry nothing hide what their sound holds: かいしゃ is no 開始.
	for w := range b.lex.stop {
		if sound := kana.FoldReading(readingOf(morph.Words(b.tok, w))); len([]rune(sound)) >= minStopSound {
			addMeaning(sounded, sound, meaning{concept: filler})
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
	for i := range m[key] {
		if m[key][i].concept == v.concept {
			m[key][i].vague = min(m[key][i].vague, v.vague)
			return
		}
	}
	if key != "" {
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
