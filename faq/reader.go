package faq

import (
	"slices"
)

// minSound is the shortest folded reading that words are recognised by. Two kana sound like too much else.
const minSound = 3

// An atom is one thing that a text says: a concept of the dictionary, or a word that none knows.
type atom struct {
	start, end int // runes of the normalised text
	text       string
	class      wordClass
	question   bool // a question word
	exact      bool // found by its spelling, not by its sound
	concepts   []conceptRef
	words      []lexeme // the content words inside
}

// A conceptRef is a concept with how surely it is meant.
type conceptRef struct {
	id       int32
	strength float32
}

// A lexeme is a word as it is compared: dictionary form and folded sound.
type lexeme struct {
	base, sound string
	class       wordClass
}

// A reading is a text taken apart.
type reading struct {
	text    string
	runes   []rune
	words   []word
	atoms   []atom
	skipped []bool // runes that a filler hides
	sound   []rune // the whole text's folded sound, words apart by 0
}

// A span is a stretch of the text that the lexicon knows.
type span struct {
	start, end int
	meanings   []meaning
	exact      bool
	value      float32
	name       *programmeName // when it is a programme's name, and has no meanings
}

// read takes a text apart. Of the names given it knows each as one word, however it is written.
func (l *lexicon) read(text string, names ...programmeName) *reading {
	r := &reading{text: Normalise(text)}
	r.runes = []rune(r.text)
	r.words = words(l.tok, r.text)
	st := newStream(r)
	spans := l.spelledSpans(r)
	spans = append(spans, l.soundedSpans(r, st)...)
	spans = append(spans, nameSpans(r, st, names)...)
	chosen := bestSpans(spans, len(r.runes))
	r.skipped = make([]bool, len(r.runes))
	covered := make([]bool, len(r.runes))
	for _, s := range chosen {
		for i := s.start; i < s.end; i++ {
			covered[i] = true
		}
		if s.name != nil {
			r.atoms = append(r.atoms, nameAtom(r, s))
			continue
		}
		if s.meanings[0].concept == filler && len(s.meanings) == 1 {
			for i := s.start; i < s.end; i++ {
				r.skipped[i] = true
			}
			continue
		}
		r.atoms = append(r.atoms, l.spanAtom(r, s, spans))
	}
	l.looseAtoms(r, covered)
	r.sound = st.without(r.skipped)
	slices.SortStableFunc(r.atoms, func(a, b atom) int { return a.start - b.start })
	return r
}

// boundaries marks where the morphological analyser begins and ends words.
func (r *reading) boundaries() []bool {
	b := make([]bool, len(r.runes)+1)
	for i := range r.words {
		b[r.words[i].start], b[r.words[i].end] = true, true
	}
	b[0], b[len(r.runes)] = true, true
	return b
}

// spelledSpans are all words of the lexicon found by spelling.
func (l *lexicon) spelledSpans(r *reading) []span {
	bounds := r.boundaries()
	var out []span
	for i := range r.runes {
		node := int32(0)
		for j := i; j < len(r.runes); j++ {
			if node = l.spelled.step(node, r.runes[j]); node < 0 {
				break
			}
			v := l.spelled.nodes[node].value
			if v < 0 || !standsAlone(r.runes, i, j+1, bounds) {
				continue
			}
			out = append(out, span{start: i, end: j + 1, meanings: l.meanings[v], exact: true, value: spanValue(r.runes[i:j+1], l.meanings[v])})
		}
	}
	for k := range r.words { // inflected words by their dictionary form
		w := &r.words[k]
		if w.base == w.surface || w.class != verb && w.class != adjective {
			continue
		}
		if v, ok := l.spelled.get(w.base); ok {
			n := float32(w.end - w.start)
			out = append(out, span{start: w.start, end: w.end, meanings: l.meanings[v], exact: true, value: n * n})
		}
	}
	return out
}

// spanValue is what a match explains: the square of its length, so that a longer word beats its
// parts; less for a phrase (会員をやめる), whose parts may belong to longer words of their own.
func spanValue(text []rune, ms []meaning) float32 {
	n := float32(len(text))
	if ms[0].concept != filler && slices.ContainsFunc(text[1:], func(r rune) bool { return r == 'を' || r == 'の' || r == 'が' || r == 'に' }) && slices.ContainsFunc(text, isHan) {
		return .7 * n * n
	}
	return n * n
}

// standsAlone says whether text[i:j] can be a word there: a short kana word, a single kanji or a
// word of Latin letters must begin and end where a word does; a longer one is itself enough.
func standsAlone(text []rune, i, j int, bounds []bool) bool {
	first, last := text[i], text[j-1]
	if isLatin(first) && i > 0 && isLatin(text[i-1]) || isLatin(last) && j < len(text) && isLatin(text[j]) {
		return false
	}
	if isKatakana(first) && i > 0 && isKatakana(text[i-1]) && !bounds[i] || isKatakana(last) && j < len(text) && isKatakana(text[j]) && !bounds[j] {
		return false
	}
	if j-i == 1 || j-i <= 3 && allKana(string(text[i:j])) {
		return bounds[i] && bounds[j]
	}
	return true
}

// bestSpans chooses spans that do not overlap and explain the most: a longer word is worth more
// than its parts, by the square of its length.
func bestSpans(spans []span, n int) []span {
	best := make([]float32, n+1)
	from := make([]int, n+1) // index of the span that ends here, or -1
	byEnd := make([][]int, n+1)
	for i := range spans {
		byEnd[spans[i].end] = append(byEnd[spans[i].end], i)
	}
	for end := 0; end <= n; end++ {
		from[end] = -1
		if end > 0 {
			best[end] = best[end-1]
		}
		for _, i := range byEnd[end] {
			if v := best[spans[i].start] + spans[i].value; v > best[end] {
				best[end], from[end] = v, i
			}
		}
	}
	var out []span
	for at := n; at > 0; {
		if from[at] < 0 {
			at--
			continue
		}
		out = append(out, spans[from[at]])
		at = spans[from[at]].start
	}
	slices.Reverse(out)
	return out
}

// How much a concept counts that is named only by a part of a longer word: by half of it or more
// (会員 in 有料会員), or by less (料 in 出展料).
const (
	nestedHalf = .8
	nested     = .7
)

// bySound is how much a concept counts that was only heard: 領収所 for 領収書.
const bySound = .8

// byHalf is how much a related concept counts.
const byHalf = .5

// spanAtom makes the atom of a span, with the concepts of the shorter spans inside it.
func (l *lexicon) spanAtom(r *reading, s span, all []span) atom {
	a := atom{start: s.start, end: s.end, text: string(r.runes[s.start:s.end]), class: noun, exact: s.exact}
	strength := float32(1)
	if !s.exact {
		strength = bySound
	}
	a.question = true
	for _, m := range s.meanings {
		if m.concept != filler {
			a.addConcept(l, m.concept, strength)
			a.question = a.question && l.concepts[m.concept].question
		}
	}
	bounds := r.boundaries()
	for i := range all {
		in := &all[i]
		if in.exact && bounds[in.start] && bounds[in.end] && in.start >= s.start && in.end <= s.end && in.end-in.start < s.end-s.start && in.end-in.start > 1 {
			inside := float32(nested)
			if 2*(in.end-in.start) >= s.end-s.start {
				inside = nestedHalf
			}
			for _, m := range in.meanings {
				if m.concept != filler && !l.concepts[m.concept].question {
					a.addConcept(l, m.concept, strength*inside)
				}
			}
		}
	}
	for i := range r.words {
		if w := &r.words[i]; w.start >= s.start && w.end <= s.end && w.class != function && !l.stop[w.base] {
			a.words = append(a.words, newLexeme(w))
			if w.class == verb && len(s.meanings) == 1 && w.start == s.start && w.end == s.end {
				a.class = verb
			}
		}
	}
	return a
}

func newLexeme(w *word) lexeme { return lexeme{w.base, foldReading(w.reading), w.class} }

func (a *atom) addConcept(l *lexicon, id int32, strength float32) {
	a.raise(id, strength)
	for _, r := range l.concepts[id].related {
		a.raise(r, strength*byHalf)
	}
}

// raise gives concept id at least this strength.
func (a *atom) raise(id int32, strength float32) {
	for i := range a.concepts {
		if a.concepts[i].id == id {
			a.concepts[i].strength = max(a.concepts[i].strength, strength)
			return
		}
	}
	a.concepts = append(a.concepts, conceptRef{id, strength})
}

// looseAtoms adds the content words that no span covers.
func (l *lexicon) looseAtoms(r *reading, covered []bool) {
	kanaOnly := !hasHan(r.text)
	for i := range r.words {
		w := &r.words[i]
		if w.class == function || l.stop[w.base] || l.stop[w.surface] || countTrue(covered[w.start:w.end])*2 > w.end-w.start {
			continue
		}
		if l.noise(w, kanaOnly) {
			continue
		}
		r.atoms = append(r.atoms, atom{start: w.start, end: w.end, text: w.surface, class: w.class, exact: true, words: []lexeme{newLexeme(w)}})
	}
}

// noise says whether a hiragana word is more likely a scrap of an ending or of a dialect than a word.
func (l *lexicon) noise(w *word, kanaOnly bool) bool {
	if !isHiragana([]rune(w.surface)[0]) || !allKana(w.surface) {
		return false
	}
	n := w.end - w.start
	if kanaOnly {
		return n < 3
	}
	return n < 3 || w.class == adverb || w.class == unknown
}

func countTrue(bs []bool) int {
	n := 0
	for _, b := range bs {
		if b {
			n++
		}
	}
	return n
}
