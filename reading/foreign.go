package reading

import (
	"strings"
	"unicode"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
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
	latinWord    = lazyregexp.New(`[a-z]+(?:'[a-z]+)?`)
	notWords     = lazyregexp.New(`https?://\S+|[\w.+-]+@[\w.-]+`)
	syllables    = lazyregexp.New(`^(?:(?:n'?|(?:[kgsztdnhbpmrywfj]|ky|gy|sh|ch|ts|ny|hy|by|py|my|ry|jy|kk|ss|ssh|tt|tch|tts|pp|cch)?[aiueo]))+$`)
)

// LanguageOf tells sentences in Latin letters from Japanese. Single words, names of companies, addresses
// and numbers are no sentence: only a text with at least two words, one of which English or Japanese alone
// has, counts, and none with a Japanese letter in it.
func LanguageOf(text string) Language {
	plain := notWords.ReplaceAllString(chars.FoldCase(text), " ")
	if !Latin(plain) {
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

var (
	thanksEnglish  = lazyregexp.New(`\b(?:thanks?|thank you|thankyou|thx|ty|cheers|appreciated?)\b`)
	declineEnglish = lazyregexp.New(`\b(?:never ?mind|nevermind|no need|no,? thank|forget it|that'?s (?:ok|okay|fine|all right|alright|all)|it'?s (?:ok|okay|fine|all right|alright)|i'?m (?:good|fine|ok)|don'?t (?:bother|worry)|not (?:now|necessary|needed)|no worries|anyway)\b|^(?:no|nope|nah)\b`)
	wantEnglish    = lazyregexp.New(`\b(?:please|can|could|would|how|what|when|where|which|who|why|need|want|but|do you|is there)\b`)
)

// EnglishThanks reports whether a text in English thanks and asks for nothing.
func EnglishThanks(text string) bool {
	text = chars.FoldCase(text)
	return thanksEnglish.MatchString(text) && !strings.Contains(text, "?") && !wantEnglish.MatchString(text)
}

// EnglishDeclines reports whether a text in English turns an offer down: "ok thanks anyway", "never mind".
func EnglishDeclines(text string) bool {
	text = chars.FoldCase(text)
	return declineEnglish.MatchString(text) && !strings.Contains(text, "?") && !wantEnglish.MatchString(declineEnglish.ReplaceAllString(text, "")) && Latin(text)
}

// Latin reports whether a text has no Japanese letter.
func Latin(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) })
}
