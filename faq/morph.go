package faq

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/ikawaha/kagome/v2/tokenizer"
)

// A wordClass is what part a word plays in what is asked.
type wordClass uint8

const (
	function  wordClass = iota // particles, auxiliaries, signs: carries nothing
	noun                       // what it is about
	verb                       // what is done
	adjective                  // how it is
	adverb
	number
	proper  // a name of a place, a person, an organisation
	latin   // a word in Latin letters
	unknown // not in the morphological dictionary: a name, a misspelling, dialect
)

// A word is one morpheme of a normalised text.
type word struct {
	start, end int // runes
	surface    string
	base       string // dictionary form
	reading    string // hiragana, unfolded
	class      wordClass
}

// words takes a normalised text apart.
func words(a *analyser, text string) []word {
	tokens := a.Tokenize(text)
	out := make([]word, 0, len(tokens))
	for i := range tokens {
		w := newWord(a, &tokens[i])
		if n := len(out); n > 0 && joins(&out[n-1], &w) {
			out[n-1].end = w.end
			out[n-1].surface += w.surface
			out[n-1].base += w.surface
			continue
		}
		out = append(out, w)
	}
	for i := range out {
		if out[i].class == latin {
			if kana, ok := romaji(out[i].surface); ok && len(out[i].surface) > 3 {
				out[i].reading = kana
			}
		}
	}
	return out
}

// joins says whether two tokens are halves of one word that the analyser takes apart: digits, and Latin letters.
func joins(a, b *word) bool {
	return a.end == b.start && (a.class == number && b.class == number && asciiOnly(a.surface+b.surface) || a.class == latin && b.class == latin)
}

func asciiOnly(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func newWord(a *analyser, t *tokenizer.Token) word {
	w := word{start: t.Start, end: t.End, surface: t.Surface, base: t.Surface}
	if t.Class == tokenizer.KNOWN {
		w.base = cmp.Or(a.base(t.ID), t.Surface)
		w.reading = a.reading(t.ID)
	}
	if w.reading == "" && allKana(w.surface) {
		w.reading = toHiragana(w.surface)
	}
	w.class = classify(t)
	return w
}

func toHiragana(s string) string { return strings.Map(hiragana, s) }

func classify(t *tokenizer.Token) wordClass {
	r, _ := utf8.DecodeRuneInString(t.Surface)
	switch {
	case isLatin(r):
		return latin
	case isDigit(r):
		return number
	case !isWordRune(r):
		return function
	case t.Class == tokenizer.UNKNOWN:
		return unknown
	}
	p0, _ := t.FeatureAt(0)
	p1, _ := t.FeatureAt(1)
	switch p0 {
	case "名詞":
		return classifyNoun(p1)
	case "動詞":
		if p1 == "自立" {
			return verb
		}
	case "形容詞":
		if p1 == "自立" {
			return adjective
		}
	case "副詞":
		return adverb
	}
	return function
}

func classifyNoun(kind string) wordClass {
	switch kind {
	case "固有名詞":
		return proper
	case "数":
		return number
	case "非自立", "特殊", "接続詞的", "動詞非自立的", "引用文字列":
		return function
	}
	return noun
}
