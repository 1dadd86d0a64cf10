package lexicon

import (
	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/morph"
)

// A stream is the sound of a text: the folded readings of its words in a row, with where in the
// text each sound comes from. Misconversions (領収所), kana-only messages and other spellings meet
// their words here.
type stream struct {
	folded []rune
	from   []int  // start, in the text, of what the sound comes from
	to     []int  // and its end
	kana   []bool // whether it is written in kana there
	begin  []bool // whether a word begins with it
	end    []bool // whether a word ends with it
}

func newStream(r *Reading) *stream {
	s := &stream{}
	before := rune(0)
	for i := range r.Words {
		w := &r.Words[i]
		if w.Class == morph.Function && !kana.AllKana(w.Surface) && w.Reading == "" || w.Reading == "" && w.Class != morph.Latin {
			s.add(0, w.Start, w.End, false)
			before = 0
			continue
		}
		first := len(s.folded)
		if kana.AllKana(w.Surface) {
			for k := w.Start; k < w.End; k++ {
				before = s.fold(r.Runes[k], before, k, k+1, true)
			}
		} else {
			for _, x := range w.Reading {
				before = s.fold(x, before, w.Start, w.End, false)
			}
		}
		if first < len(s.folded) {
			s.begin[first], s.end[len(s.folded)-1] = true, true
		}
	}
	return s
}

// fold adds one kana and gives what the next one follows.
func (s *stream) fold(x, before rune, from, to int, written bool) rune {
	f := kana.FoldKana(x, before)
	if f < 0 {
		if n := len(s.to); n > 0 && written {
			s.to[n-1] = to
		}
		return before
	}
	s.add(f, from, to, written)
	return f
}

func (s *stream) add(x rune, from, to int, kana bool) {
	s.folded = append(s.folded, x)
	s.from, s.to, s.kana = append(s.from, from), append(s.to, to), append(s.kana, kana)
	s.begin, s.end = append(s.begin, false), append(s.end, false)
}

// What a word found by sound is worth beside one found by spelling. In a message without any kanji
// sound is nearly as good; elsewhere it is a guess that a real spelling must beat.
const (
	kanaWorth  = .9
	soundWorth = .5
)

// soundedSpans are words of the lexicon found by sound.
func (l *Lexicon) soundedSpans(r *Reading, s *stream) []span {
	kanaOnly := !kana.HasHan(r.Text)
	var out []span
	for i := range s.folded {
		node := int32(0)
		for j := i; j < len(s.folded); j++ {
			if s.folded[j] == 0 {
				break
			}
			if node = l.sounded.Step(node, s.folded[j]); node < 0 {
				break
			}
			v := l.sounded.Value(node)
			if v < 0 {
				continue
			}
			if nothing := l.meanings.At(v)[0].concept == filler; nothing && !s.allKana(i, j+1) {
				continue
			}
			if worth := s.worth(i, j+1, kanaOnly); worth > 0 {
				n := float32(s.to[j] - s.from[i])
				out = append(out, span{start: s.from[i], end: s.to[j], meanings: l.meanings.At(v), value: worth * n * n})
			}
		}
	}
	return out
}

// worth is what a match of sounds i to j is worth, or 0 when it cannot be meant.
func (s *stream) worth(i, j int, kanaOnly bool) float32 {
	whole := s.begin[i] && s.end[j-1]
	if s.allKana(i, j) {
		switch n := j - i; {
		case n >= 6 || n >= 4 && (kanaOnly || whole) || kanaOnly && n == 3:
			return kanaWorth
		}
		return 0
	}
	if !whole || j-i < 4 {
		return 0
	}
	return soundWorth
}

func (s *stream) allKana(i, j int) bool {
	for ; i < j; i++ {
		if !s.kana[i] {
			return false
		}
	}
	return true
}

// without is the sound of what is not skipped.
func (s *stream) without(skipped []bool) []rune {
	for i := range s.folded {
		if s.from[i] < len(skipped) && skipped[s.from[i]] {
			s.folded[i] = 0
		}
	}
	return s.folded
}
