// Package morph takes Japanese texts apart into words. The work is done by kagome with the IPA
// dictionary; this package keeps of each word what the search needs: its dictionary form, its reading and
// its class.
//
//	a, err := morph.Shared() // one analyser a process; the dictionary is 29 MB
//	for _, w := range morph.Words(a, "会費を払いました") { … }
//
// It alone, with the generator of package compiled, imports kagome. It knows nothing of what words mean.
package morph

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/ikawaha/kagome/v2/tokenizer"

	"madoguchi/faq/search/kana"
)

// A WordClass is what part a word plays in what is asked.
type WordClass uint8

const (
	Function  WordClass = iota // particles, auxiliaries, signs: carries nothing
	Noun                       // what it is about
	Verb                       // what is done
	Adjective                  // how it is
	Adverb
	Number
	Proper  // a name of a place, a person, an organisation
	Latin   // a word in Latin letters
	Unknown // not in the morphological dictionary: a name, a misspelling, dialect
)

// A Word is one morpheme of a normalised text.
type Word struct {
	Start, End int // runes
	Surface    string
	Base       string // dictionary form
	Reading    string // hiragana, unfolded
	Class      WordClass
}

// Words takes a normalised text apart.
func Words(a *Analyser, text string) []Word {
	tokens := a.Tokenize(text)
	out := make([]Word, 0, len(tokens))
	for i := range tokens {
		w := newWord(a, &tokens[i])
		if n := len(out); n > 0 && joins(&out[n-1], &w) {
			out[n-1].End = w.End
			out[n-1].Surface += w.Surface
			out[n-1].Base += w.Surface
			continue
		}
		out = append(out, w)
	}
	for i := range out {
		if out[i].Class == Latin {
			if kana, ok := kana.Romaji(out[i].Surface); ok && len(out[i].Surface) > 3 {
				out[i].Reading = kana
			}
		}
	}
	return out
}

// joins says whether two tokens are halves of one word that the analyser takes apart: digits, and Latin letters.
func joins(a, b *Word) bool {
	return a.End == b.Start && (a.Class == Number && b.Class == Number && asciiOnly(a.Surface+b.Surface) || a.Class == Latin && b.Class == Latin)
}

func asciiOnly(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func newWord(a *Analyser, t *tokenizer.Token) Word {
	w := Word{Start: t.Start, End: t.End, Surface: t.Surface, Base: t.Surface}
	if t.Class == tokenizer.KNOWN {
		w.Base = cmp.Or(a.base(t.ID), t.Surface)
		w.Reading = a.reading(t.ID)
	}
	if w.Reading == "" && kana.AllKana(w.Surface) {
		w.Reading = toHiragana(w.Surface)
	}
	w.Class = a.classOf(t)
	return w
}

func toHiragana(s string) string { return strings.Map(kana.Hiragana, s) }

func (a *Analyser) classOf(t *tokenizer.Token) WordClass {
	r, _ := utf8.DecodeRuneInString(t.Surface)
	switch {
	case kana.IsLatin(r):
		return Latin
	case kana.IsDigit(r):
		return Number
	case !kana.IsWordRune(r):
		return Function
	case t.Class == tokenizer.UNKNOWN:
		return Unknown
	}
	return a.words[t.ID].class
}

// classOf is the class of a known word with these parts of speech.
func classOf(parts []string) WordClass {
	if len(parts) < 2 {
		return Function
	}
	switch parts[0] {
	case "名詞":
		return classOfNoun(parts[1])
	case "動詞":
		if parts[1] == "自立" {
			return Verb
		}
	case "形容詞":
		if parts[1] == "自立" {
			return Adjective
		}
	case "副詞":
		return Adverb
	}
	return Function
}

func classOfNoun(kind string) WordClass {
	switch kind {
	case "固有名詞":
		return Proper
	case "数":
		return Number
	case "非自立", "特殊", "接続詞的", "動詞非自立的", "引用文字列":
		return Function
	}
	return Noun
}
