package lexicon

import (
	"slices"

	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/morph"
)

// MinSound is the shortest folded reading that words are recognised by. Two kana sound like too much else.
const MinSound = 3

// An Atom is one thing that a text says: a concept of the dictionary, or a word that none knows.
type Atom struct {
	Start, End int // runes of the normalised text
	Text       string
	Class      morph.WordClass
	Question   bool // a question word
	Loose      bool // no dictionary of ours knows it
	Exact      bool // found by its spelling, not by its sound
	Concepts   []conceptRef
	Words      []Lexeme // the content words inside
}

// Asks are the question words that an atom's concepts answer, where they are surely meant.
func (l *Lexicon) Asks(a *Atom) []int32 {
	var out []int32
	for _, c := range a.Concepts {
		if c.Strength >= surelyMeant && !c.Kin {
			out = append(out, l.Concepts[c.Id].asks...)
		}
	}
	return out
}

// surelyMeant is how strong a concept must be for the question that it answers to be asked: 料 in 受験料 is enough.
const surelyMeant = .55

// A conceptRef is a concept with how surely it is meant.
type conceptRef struct {
	Id       int32
	Strength float32
	Kin      bool // what was said is a kind of it, or it is a kind of what was said
}

// A Lexeme is a word as it is compared: dictionary form and folded sound.
type Lexeme struct {
	Base, Sound string
	class       morph.WordClass
}

// A Reading is a text taken apart.
type Reading struct {
	Text    string
	Runes   []rune
	Words   []morph.Word
	Atoms   []Atom
	Skipped []bool // runes that a filler hides
	Sound   []rune // the whole text's folded sound, words apart by 0
}

// A span is a stretch of the text that the lexicon knows.
type span struct {
	start, end int
	meanings   []meaning
	exact      bool
	value      float32
	name       *Name    // when it is a programme's name, and has no meanings
	heard      []Lexeme // when they are words of the index that sound so, and has no meanings
}

// Read takes a text apart. v, which may be nil, are the words of an index: names are known as one word however they
// are written, other words where they are written in kana.
func (l *Lexicon) Read(text string, v *Vocabulary) *Reading {
	r := &Reading{Text: kana.Normalise(text)}
	r.Runes = []rune(r.Text)
	r.Words = morph.Words(l.Tok, r.Text)
	st := newStream(r)
	bounds := r.boundaries()
	spans := l.spelledSpans(r, bounds)
	spans = append(spans, l.soundedSpans(r, st)...)
	if v != nil {
		spans = append(spans, nameSpans(r, st, v.Names)...)
		spans = append(spans, v.heardSpans(r, st)...)
	}
	chosen := bestSpans(spans, len(r.Runes))
	inner := wholeWords(spans, bounds)
	r.Skipped = make([]bool, len(r.Runes))
	covered := make([]bool, len(r.Runes))
	for _, s := range chosen {
		for i := s.start; i < s.end; i++ {
			covered[i] = true
		}
		if s.name != nil {
			r.Atoms = append(r.Atoms, nameAtom(r, s))
			continue
		}
		if s.heard != nil {
			r.Atoms = append(r.Atoms, Atom{Start: s.start, End: s.end, Text: string(r.Runes[s.start:s.end]), Class: morph.Noun, Loose: true, Words: s.heard})
			continue
		}
		if s.meanings[0].concept == filler && len(s.meanings) == 1 {
			for i := s.start; i < s.end; i++ {
				r.Skipped[i] = true
			}
			continue
		}
		r.Atoms = append(r.Atoms, l.spanAtom(r, s, inner))
	}
	l.looseAtoms(r, covered)
	l.applyPatterns(r)
	r.Sound = st.without(r.Skipped)
	slices.SortStableFunc(r.Atoms, func(a, b Atom) int { return a.Start - b.Start })
	return r
}

// boundaries marks where the morphological analyser begins and ends words.
func (r *Reading) boundaries() []bool {
	b := make([]bool, len(r.Runes)+1)
	for i := range r.Words {
		b[r.Words[i].Start], b[r.Words[i].End] = true, true
	}
	b[0], b[len(r.Runes)] = true, true
	return b
}

// spelledSpans are all words of the lexicon found by spelling.
func (l *Lexicon) spelledSpans(r *Reading, bounds []bool) []span {
	var out []span
	for i := range r.Runes {
		node := int32(0)
		for j := i; j < len(r.Runes); j++ {
			if node = l.Spelled.Step(node, r.Runes[j]); node < 0 {
				break
			}
			v := l.Spelled.Value(node)
			if v < 0 || !standsAlone(r.Runes, i, j+1, bounds) {
				continue
			}
			out = append(out, span{start: i, end: j + 1, meanings: l.meanings.At(v), exact: true, value: l.spanValue(r.Runes[i:j+1], l.meanings.At(v))})
		}
	}
	for k := range r.Words { // inflected words by their dictionary form
		w := &r.Words[k]
		if w.Base == w.Surface || w.Class != morph.Verb && w.Class != morph.Adjective {
			continue
		}
		if v, ok := l.Spelled.Get(w.Base); ok {
			n := float32(w.End - w.Start)
			out = append(out, span{start: w.Start, end: w.End, meanings: l.meanings.At(v), exact: true, value: l.worthOf(l.meanings.At(v)) * n * n})
		}
	}
	return out
}

// spanValue is what a match explains: the square of its length, so that a longer word beats its
// parts; less for a phrase (会員をやめる), whose parts may belong to longer words of their own.
func (l *Lexicon) spanValue(text []rune, ms []meaning) float32 {
	n := float32(len(text))
	if l.generalOnly(ms) {
		return generalSpan * n * n
	}
	if ms[0].concept != filler && slices.ContainsFunc(text[1:], func(r rune) bool { return r == 'を' || r == 'の' || r == 'が' || r == 'に' }) && slices.ContainsFunc(text, kana.IsHan) {
		return .7 * n * n
	}
	return n * n
}

// A word of the language at large is worth less than half of what our own dictionaries know in the same place, so that it
// never hides two words of theirs; and its concept counts for less.
const (
	generalSpan     = .45
	generalStrength = .84
)

// worthOf is what a span of these meanings is worth by its kind of dictionary.
func (l *Lexicon) worthOf(ms []meaning) float32 {
	if l.generalOnly(ms) {
		return generalSpan
	}
	return 1
}

// generalOnly says whether only a dictionary of the language at large knows a word.
func (l *Lexicon) generalOnly(ms []meaning) bool {
	for _, m := range ms {
		if m.concept == filler || !l.Concepts[m.concept].general {
			return false
		}
	}
	return true
}

// standsAlone says whether text[i:j] can be a word there: a short kana word, a single kanji or a
// word of Latin letters must begin and end where a word does; a longer one is itself enough.
func standsAlone(text []rune, i, j int, bounds []bool) bool {
	first, last := text[i], text[j-1]
	if kana.IsLatin(first) && i > 0 && kana.IsLatin(text[i-1]) || kana.IsLatin(last) && j < len(text) && kana.IsLatin(text[j]) {
		return false
	}
	if kana.IsKatakana(first) && i > 0 && kana.IsKatakana(text[i-1]) && !bounds[i] || kana.IsKatakana(last) && j < len(text) && kana.IsKatakana(text[j]) && !bounds[j] {
		return false
	}
	if j-i == 1 || j-i <= 3 && kana.AllKana(string(text[i:j])) {
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
	Nested     = .7
)

// BySound is how much a concept counts that was only heard: 領収所 for 領収書.
const BySound = .8

// ByHalf is how much a related concept counts.
const ByHalf = .5

// vagueStrength is how much a concept counts for a word that means other things, too.
const vagueStrength = .5

func (m meaning) strength() float32 {
	if m.vague == 1 {
		return vagueStrength
	}
	return 1
}

// wholeWords are the spans, of more than one character, that are spelled and of whole words: those that a longer word
// may be made of.
func wholeWords(spans []span, bounds []bool) []span {
	var out []span
	for i := range spans {
		if s := &spans[i]; s.exact && s.end-s.start > 1 && bounds[s.start] && bounds[s.end] {
			out = append(out, *s)
		}
	}
	return out
}

// spanAtom makes the atom of a span, with the concepts of the shorter spans inside it.
func (l *Lexicon) spanAtom(r *Reading, s span, inner []span) Atom {
	a := Atom{Start: s.start, End: s.end, Text: string(r.Runes[s.start:s.end]), Class: morph.Noun, Exact: s.exact}
	strength := float32(1)
	if !s.exact {
		strength = BySound
	}
	a.Question, a.Loose = true, l.generalOnly(s.meanings)
	for _, m := range s.meanings {
		if m.concept != filler {
			a.addConcept(l, m.concept, strength*m.strength())
			a.Question = a.Question && (l.Concepts[m.concept].question || l.Concepts[m.concept].general && !a.Loose)
		}
	}
	for i := range inner {
		in := &inner[i]
		if in.start >= s.start && in.end <= s.end && in.end-in.start < s.end-s.start {
			inside := float32(Nested)
			if 2*(in.end-in.start) >= s.end-s.start {
				inside = nestedHalf
			}
			for _, m := range in.meanings {
				if m.concept != filler && !l.Concepts[m.concept].question {
					a.addConcept(l, m.concept, strength*inside*m.strength())
				}
			}
		}
	}
	for i := range r.Words {
		if w := &r.Words[i]; w.Start >= s.start && w.End <= s.end && w.Class != morph.Function && !l.stop[w.Base] {
			a.Words = append(a.Words, newLexeme(w))
			if w.Class == morph.Verb && (len(s.meanings) == 1 || a.Loose) && w.Start == s.start && w.End == s.end {
				a.Class = morph.Verb
			}
		}
	}
	return a
}

func newLexeme(w *morph.Word) Lexeme { return Lexeme{w.Base, kana.FoldReading(w.Reading), w.Class} }

func (a *Atom) addConcept(l *Lexicon, id int32, strength float32) {
	if l.Concepts[id].general {
		strength *= generalStrength
	}
	a.raise(conceptRef{Id: id, Strength: strength})
	for _, r := range l.Concepts[id].related {
		a.raise(conceptRef{Id: r, Strength: strength * ByHalf})
	}
	for _, k := range l.Concepts[id].kin {
		a.raise(conceptRef{Id: k.concept, Strength: strength * k.strength, Kin: true})
	}
}

// raise gives a concept at least this strength.
func (a *Atom) raise(c conceptRef) {
	for i := range a.Concepts {
		if have := &a.Concepts[i]; have.Id == c.Id && have.Kin == c.Kin {
			have.Strength = max(have.Strength, c.Strength)
			return
		}
	}
	a.Concepts = append(a.Concepts, c)
}

// looseAtoms adds the content words that no span covers.
func (l *Lexicon) looseAtoms(r *Reading, covered []bool) {
	kanaOnly := !kana.HasHan(r.Text)
	for i := range r.Words {
		w := &r.Words[i]
		if w.Class == morph.Function || l.stop[w.Base] || l.stop[w.Surface] || countTrue(covered[w.Start:w.End])*2 > w.End-w.Start {
			continue
		}
		if l.noise(w, kanaOnly) || !slices.ContainsFunc(r.Runes[w.Start:w.End], saysSomething) {
			continue
		}
		r.Atoms = append(r.Atoms, Atom{Start: w.Start, End: w.End, Text: w.Surface, Class: w.Class, Loose: true, Exact: true, Words: []Lexeme{newLexeme(w)}})
	}
}

// saysSomething is false of a lengthening mark, which stands alone where a word was drawn out (すみませーーん).
func saysSomething(x rune) bool { return x != 'ー' }

// noise says whether a hiragana word is more likely a scrap of an ending or of a dialect than a word.
func (l *Lexicon) noise(w *morph.Word, kanaOnly bool) bool {
	if !kana.IsHiragana([]rune(w.Surface)[0]) || !kana.AllKana(w.Surface) {
		return false
	}
	n := w.End - w.Start
	if kanaOnly {
		return n < 3
	}
	return n < 3 || w.Class == morph.Adverb || w.Class == morph.Unknown
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
