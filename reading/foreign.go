package reading

import (
	"regexp"
	"strings"
	"unicode"

	"madoguchi/chars"
)

// A Language is what a message is written in, as far as it matters how it is answered.
type Language string

// The languages.
const (
	Japanese Language = ""
	Romaji   Language = "romaji"  // Japanese in Latin letters: "ryoushuusho wa moraemasuka"
	English  Language = "english" // and whatever else is written in Latin letters and sentences
)

var (
	romajiWords  = wordSet("romaji")
	englishWords = wordSet("english")
	latinWord    = regexp.MustCompile(`[a-z]+(?:'[a-z]+)?`)
	notWords     = regexp.MustCompile(`https?://\S+|[\w.+-]+@[\w.-]+`)
	syllables    = regexp.MustCompile(`^(?:(?:n'?|(?:[kgsztdnhbpmrywfj]|ky|gy|sh|ch|ts|ny|hy|by|py|my|ry|jy|kk|ss|ssh|tt|tch|tts|pp|cch)?[aiueo]))+$`)
)

// LanguageOf tells sentences in Latin letters from Japanese. Single words, names of companies, addresses
// and numbers are no sentence: only a text with at least two words, one of which English or Japanese alone
// has, counts, and none with a Japanese letter in it.
func LanguageOf(text string) Language {
	plain := notWords.ReplaceAllString(chars.FoldCase(text), " ")
	if strings.ContainsFunc(plain, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }) {
		return Japanese
	}
	words := latinWord.FindAllString(plain, -1)
	english, romaji, spoken := 0, 0, 0
	for _, w := range words {
		switch {
		case romajiWords()[w]:
			romaji++
			spoken++
		case englishWords()[w]:
			english++
		case syllables.MatchString(w):
			spoken++
		}
	}
	switch {
	case len(words) < 2:
		return Japanese
	case romaji > 0 && romaji >= english && 2*spoken > len(words):
		return Romaji
	case english >= 2 || english == 1 && len(words) >= 3:
		return English
	}
	return Japanese
}
