package reading

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"madoguchi/chars"
)

// People take an offer up in more wordings than a grammar has: 「あ、じゃあそれで」, 「ほな頼んますわ」, 「はいな」. What all of
// them have in common is that they agree and name nothing: no thing, no person, no number. A text that does name
// something is a matter of its own, however politely it ends: 「領収書をお願いします」.

var (
	yesLike  = sectionOf("assent", "yes")
	askLike  = sectionOf("assent", "asks")
	refusing = sectionOf("assent", "refuses")
	actWords = sync.OnceValue(func() []string {
		_, sections := readList("act-words")
		words := slices.Clone(sections[0].words)
		slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
		return words
	})
	interrogative = pattern(`どこ|どちら|誰|だれ|いつ|どう|何|なに|いくら|なぜ|なんで`)
	requesting    = pattern(`(?:でき|出来|もらえ|もらえへん|いただけ|頂け|くれ|くれへん|くださ|下さ|よろしい|宜しい|いい|おう|よう|しよ)(?:ます|ません|る|ない|へん|です|でしょう)*(?:か|かね|かな|かなあ|の)?$`)
)

// Agrees reports whether a text takes up what was just offered and says nothing else. The words of the offer itself
// count as nothing else: about is its label.
func Agrees(text, about string) bool {
	said := chars.FoldKana(text)
	if said == "" || chars.Length(said) > offerText || has(said, refusing()) || !has(said, yesLike()) && !has(said, askLike()) {
		return false
	}
	if strings.ContainsAny(text, "?？") || Asks(text) {
		if !requesting().MatchString(said) {
			return false
		}
	}
	return namesNothing(text, about)
}

// AsksForIt reports whether a text takes up what was offered by asking that it be done: no bare yes, which may as well say
// that an answer was understood.
func AsksForIt(text, about string) bool {
	return TakesUp(text) || has(chars.FoldKana(text), askLike()) && Agrees(text, about)
}

// OnlyWishes reports whether a text says no more than that its writer wants something of the office, and not what:
// 「事務局に問い合わせたいことがあります」, 「変えたいんですけど」.
func OnlyWishes(text string) bool {
	folded := chars.Fold(text)
	return chars.Length(folded) <= offerText && has(folded, actWords()) && !interrogative().MatchString(folded) && namesNothing(text, "")
}

// kanaLeft is how many kana a text may have beside the words that are known, to name nothing: longer ones may hide a
// noun that is not written in kanji.
const kanaLeft = 18

// namesNothing reports whether a text has no word with a meaning of its own besides act-words.txt and those of about.
func namesNothing(text, about string) bool {
	left := chars.Fold(text)
	for _, word := range append(contentWords(about), actWords()...) {
		left = strings.ReplaceAll(left, word, " ")
	}
	for _, word := range slices.Concat(yesLike(), askLike()) {
		left = strings.ReplaceAll(left, word, " ")
	}
	kana := 0
	for _, r := range left {
		switch {
		case unicode.In(r, unicode.Han, unicode.Katakana, unicode.Latin) || unicode.IsDigit(r):
			return false
		case unicode.Is(unicode.Hiragana, r):
			kana++
		}
	}
	return kana <= kanaLeft
}

// contentWords are the runs of two or more kanji, katakana, letters and digits in a text, folded.
func contentWords(text string) []string {
	words := strings.FieldsFunc(chars.Fold(text), func(r rune) bool {
		return !unicode.In(r, unicode.Han, unicode.Katakana, unicode.Latin) && !unicode.IsDigit(r) && r != 'ー'
	})
	return slices.DeleteFunc(words, func(w string) bool { return chars.Length(w) < 2 })
}

func has(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
