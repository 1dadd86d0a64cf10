package reading

import (
	"slices"
	"strings"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

var (
	distress      = phrases("distress", anywhere, chars.FoldKana)
	distressWhole = phrases("distress-whole", whole, chars.FoldKana)
	ofSomething   = pattern(`^(?:限界|げんかい|耐えられ|無理)`) // as a clause: 「値引きは、限界です」
	titled        = pattern(`『[^』]*』`)
	reported      = pattern(`(?:という|って|といった|と題する|がてーまの)(?:題の|たいとるの)?(?:本|小説|曲|歌|映画|ほん|作品|商品|漫画|まんが|記事|番組)|(?:人|方|ひと|かた|お客様|利用者)(?:向け|むけ|のための|を支援|を対象)`)
)

// Distress reports whether somebody says that they may do themselves harm or can bear no more. The
// office's own words count beside the list's, anywhere in the text.
//
// It looks for a person's wish and not for the words of death, which everyday language has for stocks,
// deadlines and batteries. A title in 『』 is no wish. Where it is in doubt it says yes: a false alarm costs
// the office a minute.
func Distress(text string, own ...string) bool {
	text = titled().ReplaceAllString(text, "")
	folded := chars.FoldKana(text)
	if folded == "" || reported().MatchString(folded) {
		return false
	}
	if distress().MatchString(folded) {
		return true
	}
	if slices.ContainsFunc(own, func(w string) bool { w = chars.FoldKana(w); return w != "" && strings.Contains(folded, w) }) {
		return true
	}
	return distressWhole().MatchString(folded) || slices.ContainsFunc(clauses(text), func(s string) bool {
		s = chars.FoldKana(s)
		return distressWhole().MatchString(s) && !ofSomething().MatchString(s)
	})
}

var clauseEnd = lazyregexp.New(`[。．.、,，！!？?…\n]+`)

// clauses are the parts of a text between its marks, and the whole of each line.
func clauses(text string) []string {
	parts := clauseEnd.Split(text, -1)
	return append(parts, strings.Split(text, "\n")...)
}
