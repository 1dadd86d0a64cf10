package lexicon

import (
	"slices"
	"strconv"
	"strings"

	"madoguchi/faq/search/flat"
	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/morph"
	"madoguchi/faq/search/trie"
)

// A dictionary's phrase is met in other clothes far more often than word for word: for 日にちをずらす members
// write 日程をずらしたい, ずらせませんか、日を. A pattern is a phrase's content words as keys, in no order. A
// sentence in which all of them stand near each other says the concept, and each of the words says it.
//
// The key of a word is the concept that a dictionary of ours knows it by alone (日にち and 日程 are one), else
// the kanji of a verb, which transitive and intransitive share (変わる, 変える), else its dictionary form.
type patterns struct {
	keys  *trie.Trie        // key -> number
	words flat.Lists[int32] // the keys of each pattern
	says  []patternSays     // and what it says
	byKey flat.Lists[int32] // the patterns that a key leads to: each is found by its rarest
}

// A patternSays is what a pattern says, and whether its phrase denies something (届かない).
type patternSays struct {
	concept int32
	negated int32
}

// How near the words of a pattern must stand, in words between one and the next, and what its concept counts
// beside one that was said word for word.
const (
	patternReach = 5
	patternWorth = .8
)

// patternKeys are the fewest keys that make a pattern: one word is found by spelling.
const patternKeys = 2

// keyOf is the key of a word, "" for one that carries nothing.
func (l *Lexicon) keyOf(w *morph.Word) string {
	if w.Class == morph.Function || w.Class == morph.Number || l.stop[w.Base] || l.stop[w.Surface] {
		return ""
	}
	for _, s := range []string{w.Surface, w.Base} {
		if v, ok := l.Spelled.Get(s); ok {
			if c := l.onlyConcept(l.meanings.At(v)); c >= 0 {
				return "#" + strconv.Itoa(int(c))
			}
		}
	}
	if w.Class == morph.Verb {
		if stem := strings.TrimRightFunc(w.Base, kana.IsHiragana); kana.HasHan(stem) {
			return stem
		}
	}
	return w.Base
}

// onlyConcept is the one concept of our own dictionaries that a word means, or -1.
func (l *Lexicon) onlyConcept(ms []meaning) int32 {
	only := int32(-1)
	for _, m := range ms {
		switch {
		case m.concept == filler || l.Concepts[m.concept].question:
			return -1
		case l.Concepts[m.concept].general || m.vague == 1:
		case only >= 0:
			return -1
		default:
			only = m.concept
		}
	}
	return only
}

// A pattern while the lexicon is built.
type pattern struct {
	keys []string
	says patternSays
}

// buildPatterns makes the phrases of the concepts into patterns, once their words are in the tries.
func (b *lexiconBuilder) buildPatterns() {
	var all []pattern
	for id, ws := range b.words {
		if c := &b.lex.Concepts[id]; c.general || c.question {
			continue
		}
		phrases := make([]string, 0, len(ws))
		for w := range ws {
			phrases = append(phrases, w)
		}
		slices.Sort(phrases)
		for _, w := range phrases {
			if p, ok := b.lex.patternOf(w, int32(id)); ok {
				all = append(all, p)
			}
		}
	}
	b.lex.patterns = newPatterns(telling(all))
}

// patternConcepts is how many concepts may share a set of words: of more, they say none.
const patternConcepts = 2

// telling are the patterns whose words say few enough concepts, without doubles.
func telling(all []pattern) []pattern {
	concepts := map[string][]int32{}
	for i := range all {
		slices.Sort(all[i].keys)
		k := strings.Join(all[i].keys, "\x00")
		if !slices.Contains(concepts[k], all[i].says.concept) {
			concepts[k] = append(concepts[k], all[i].says.concept)
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(p pattern) bool {
		k := strings.Join(p.keys, "\x00")
		one := k + "\x00" + strconv.Itoa(int(p.says.concept)) + strconv.Itoa(int(p.says.negated))
		if len(concepts[k]) > patternConcepts || seen[one] {
			return true
		}
		seen[one] = true
		return false
	})
}

// patternOf is the pattern of a phrase.
func (l *Lexicon) patternOf(phrase string, concept int32) (pattern, bool) {
	p := pattern{says: patternSays{concept: concept}}
	words := morph.Words(l.Tok, phrase)
	for i := range words {
		if k := l.keyOf(&words[i]); k != "" && !slices.Contains(p.keys, k) {
			p.keys = append(p.keys, k)
		}
		if denies(&words[i]) {
			p.says.negated = 1
		}
	}
	return p, len(p.keys) >= patternKeys
}

// denies says whether a word denies what stands before it.
func denies(w *morph.Word) bool {
	switch w.Base {
	case "ない", "ぬ", "ん", "へん", "まい", "無い":
		return true
	}
	return false
}

func newPatterns(all []pattern) patterns {
	number := map[string]int32{}
	uses := map[string]int{}
	for _, p := range all {
		for _, k := range p.keys {
			uses[k]++
		}
	}
	keys := make([]string, 0, len(uses))
	for k := range uses {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	numbers := make([]int32, len(keys))
	for i, k := range keys {
		numbers[i], number[k] = int32(i), int32(i)
	}
	words, byKey := make([][]int32, len(all)), make([][]int32, len(keys))
	var says []patternSays
	for i, p := range all {
		rarest := p.keys[0]
		for _, k := range p.keys {
			words[i] = append(words[i], number[k])
			if uses[k] < uses[rarest] {
				rarest = k
			}
		}
		byKey[number[rarest]] = append(byKey[number[rarest]], int32(i))
		says = append(says, p.says)
	}
	return patterns{trie.New(keys, numbers), flat.NewLists(words), says, flat.NewLists(byKey)}
}

// A keyed word of a text.
type keyedWord struct {
	key      int32
	word     int // its number in the reading
	sentence int
}

// keyed are the words of a text that patterns speak of, in order.
func (l *Lexicon) keyed(r *Reading) []keyedWord {
	var out []keyedWord
	sentence := 0
	for i := range r.Words {
		w := &r.Words[i]
		if strings.ContainsAny(w.Surface, "。!?\n") {
			sentence++
		}
		key := l.keyOf(w)
		if key == "" {
			continue
		}
		if n, ok := l.patterns.keys.Get(key); ok {
			out = append(out, keyedWord{n, i, sentence})
		}
	}
	return out
}

// applyPatterns gives the atoms of a text the concepts that their words say together.
func (l *Lexicon) applyPatterns(r *Reading) {
	if l.patterns.keys == nil {
		return
	}
	words := l.keyed(r)
	var said keySet
	for i := range words {
		said.add(words[i].key)
	}
	for at := range words {
		for _, p := range l.patterns.byKey.At(words[at].key) {
			if !said.all(l.patterns.words.At(p)) {
				continue
			}
			if found, ok := l.matches(r, words, at, p); ok {
				for _, i := range found {
					r.say(l, &r.Words[i], l.patterns.says[p].concept)
				}
			}
		}
	}
}

// A keySet is a set of keys, which may take a key for one of its own that is not: nearly all patterns that a word
// leads to are ruled out by it.
type keySet [8]uint64

func (s *keySet) add(key int32) { s[key>>6&7] |= 1 << (key & 63) }

func (s *keySet) all(keys []int32) bool {
	for _, key := range keys {
		if s[key>>6&7]>>(key&63)&1 == 0 {
			return false
		}
	}
	return true
}

// matches looks for the other words of a pattern around the one that stands at a place.
func (l *Lexicon) matches(r *Reading, words []keyedWord, at int, p int32) ([]int, bool) {
	found := []int{words[at].word}
	for _, k := range l.patterns.words.At(p) {
		if k == words[at].key {
			continue
		}
		near := -1
		for j := range words {
			if words[j].key == k && words[j].sentence == words[at].sentence && (near < 0 || apart(words[j].word, words[at].word) < apart(near, words[at].word)) {
				near = words[j].word
			}
		}
		if near < 0 {
			return nil, false
		}
		found = append(found, near)
	}
	slices.Sort(found)
	for i := 1; i < len(found); i++ {
		if found[i]-found[i-1] > patternReach+1 {
			return nil, false
		}
	}
	if l.patterns.says[p].negated == 1 && !r.denied(found[len(found)-1]) {
		return nil, false
	}
	return found, true
}

func apart(a, b int) int { return max(a-b, b-a) }

// denied says whether what a word says is denied right after it.
func (r *Reading) denied(word int) bool {
	for i := word; i < min(word+5, len(r.Words)); i++ {
		if denies(&r.Words[i]) {
			return true
		}
	}
	return false
}

// say gives the atom that a word stands in a concept that the word says together with others.
func (r *Reading) say(l *Lexicon, w *morph.Word, concept int32) {
	for i := range r.Atoms {
		a := &r.Atoms[i]
		if w.Start < a.Start || w.End > a.End || a.Question {
			continue
		}
		a.addConcept(l, concept, patternWorth)
		a.Loose = false
	}
}

func (p *patterns) put(w *flat.Writer) {
	p.keys.Put(w)
	p.words.Put(w)
	flat.Put(w, p.says)
	p.byKey.Put(w)
}

func readPatterns(r *flat.Reader) patterns {
	return patterns{trie.Read(r), flat.GetLists[int32](r), flat.Get[patternSays](r), flat.GetLists[int32](r)}
}
