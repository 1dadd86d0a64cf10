package reading

import (
	"strings"

	"madoguchi/chars"
)

var (
	yesWords = wordSet("yes")
	noWords  = wordSet("no")
	yesMarks = []string{"👍", "🙆", "⭕", "👌", "✅", "🆗", "○", "〇", "◯", "☑"}
	noMarks  = []string{"👎", "🙅", "❌", "✖", "✕", "×", "🆖"}
)

// An Agreement is a yes or a no.
type Agreement string

// The agreements. Unsaid is a text that is neither, or both.
const (
	Unsaid Agreement = ""
	Yes    Agreement = "yes"
	No     Agreement = "no"
)

// YesNo reads all ways to say yes and no, as they are meant after a question whether something shall
// be done: 「大丈夫です」 is yes, 「結構です」 no. 「いいです」 can be either and is Unsaid.
func YesNo(text string) Agreement {
	s := chars.FoldKana(text)
	if s == "" || s == "○" || s == "〇" || s == "×" {
		return byMark(text)
	}
	if said := agreement(s); said != Unsaid || chars.Length(s) > 16 {
		return said
	}
	for _, tail := range agreementTails {
		if t, ok := strings.CutSuffix(s, tail); ok && agreement(t) != Unsaid {
			return agreement(t)
		}
	}
	return byOpening(s)
}

// agreementTails are what people hang on a yes or a no, folded.
var agreementTails = []string{"です", "ます", "よ", "ね", "よね", "と思います", "わ", "っす", "w", "笑"}

// agreement is what a folded text means as a whole.
func agreement(s string) Agreement {
	switch {
	case yesWords()[s]:
		return Yes
	case noWords()[s]:
		return No
	}
	return Unsaid
}

// byOpening reads a folded text that begins with a yes or a no and says more.
func byOpening(s string) Agreement {
	for _, yes := range []string{"はい", "ええ", "うん"} {
		rest, ok := strings.CutPrefix(s, yes)
		switch {
		case !ok:
		case noWords()[rest]:
			return Unsaid // はい、違います: asked again
		case chars.Length(s) <= 12 && yesWords()[rest]:
			return Yes
		}
	}
	for _, no := range noOpenings {
		rest, ok := strings.CutPrefix(s, no)
		switch {
		case !ok || yesWords()[rest]:
		case (no == "いや" || no == "ううん") && chars.Length(rest) > shortNo && !noWords()[rest]: // いや、値段が知りたいんですけど
		default:
			return No
		}
	}
	return Unsaid
}

// noOpenings are the words that a no begins with, folded.
var noOpenings = []string{"いいえ", "いや", "いえ", "ううん"}

// NoAndMore reports whether a text opens with a no and then names a matter, which is what its writer wants to hear of:
// 「いや、紙で」, but not 「いや、大丈夫です」.
func NoAndMore(text string) bool {
	s := chars.FoldKana(text)
	for _, no := range noOpenings {
		if rest, ok := strings.CutPrefix(s, no); ok {
			return agreement(rest) == Unsaid && CourtesyOf(rest) == NoCourtesy && !Done(rest) && !namesNothing(strings.TrimPrefix(rest, "別に"), "")
		}
	}
	return false
}

// shortNo is how much may stand behind a spoken いや for it to be all that is meant: more is a matter of its own.
const shortNo = 8

// byMark reads emoji and signs that stand alone.
func byMark(text string) Agreement {
	for _, m := range yesMarks {
		if strings.Contains(text, m) {
			return Yes
		}
	}
	for _, m := range noMarks {
		if strings.Contains(text, m) {
			return No
		}
	}
	return Unsaid
}
