package reading

import (
	"strings"

	"madoguchi/chars"
)

var (
	accepting  = phrases("accept", whole, chars.FoldKana)
	notWanted  = phrases("not-wanted", atEnd, chars.Fold)
	fragments  = phrases("fragment", whole, chars.Fold)
	stillOpen  = phrases("still-open", anywhere, chars.Fold)
	negligible = strings.NewReplacer("!", "", "！", "", "、", "", "。", "", "…", "", "・", "", "~", "", "〜", "", "♪", "")
)

// offerText is how long a message may be, in characters, to be the answer to an offer.
const offerText = 32

// Accepts reports whether a text takes up what was just offered, in whatever words: 「それでお願いします」,
// 「コンサルティングチームに相談する」, 「代わりにやってください」, 👍. After an offer these are no questions,
// also where they are put as one: 「お願いできますか」.
func Accepts(text string) bool {
	if YesNo(text) == Yes {
		return true
	}
	said := chars.FoldKana(strings.TrimRight(negligible.Replace(strings.TrimSpace(text)), "?？"))
	return said != "" && chars.Length(said) <= offerText && accepting().MatchString(said)
}

// Refuses reports whether a text turns down what was just offered.
func Refuses(text string) bool { return YesNo(text) == No }

// NotWanted reports whether a text says that something is not wanted: 「領収書はいりません」. A question
// whether it is wanted is none: 「領収書はいりませんか」.
func NotWanted(text string) bool {
	said := strings.TrimRight(chars.Fold(text), "!！")
	return !strings.HasSuffix(said, "?") && notWanted().MatchString(said)
}

// Fragment reports whether a text is only the beginning of a message, so that nobody could answer it:
// 「あの」, 「領収書が」.
func Fragment(text string) bool {
	said := chars.Fold(negligible.Replace(text))
	return said != "" && chars.Length(said) <= 16 && fragments().MatchString(said)
}

// AsksIfOpen reports whether a short text asks if something can still be applied for.
func AsksIfOpen(text string) bool {
	return chars.Length(text) <= 40 && stillOpen().MatchString(chars.Fold(text))
}
