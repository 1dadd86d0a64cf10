package reading

import (
	"strings"

	"madoguchi/chars"
)

var (
	arrow      = pattern(`\s*(?:→|⇒|➡\x{fe0f}?|⇨|⟶|=>|->|>>|＞＞)\s*`)
	fromTo     = pattern(`^(.+?)から[、 ]?(.+?)(?:に|へ)(?:と?変更|変わ|変え|なり|直し|して|お願い).*$|^(.+?)から[、 ]?(.+?)(?:に|へ)[。]?$`)
	beforeThen = pattern(`^(?:いま|今|現在|変更前|旧|前)\s*(?:[:：は]|が)?\s*(.+?)[\s、。/]*(?:変更後|新しい方|新|後|これから)\s*(?:[:：は]|が)?\s*(.+)$`)
	unknown    = pattern(`^(?:不明|わか(?:らない|りません|んない)|分か(?:らない|りません|んない)|忘れ(?:た|ました)|覚えてい?な(?:い|いです)|覚えていません|未登録|(?:特に)?な(?:し|い)|登録なし|\?+)(?:です)?[。.]?$`)
)

// A Change is what stands before and after one.
type Change struct{ Before, After string }

// Pair parts a text that names both sides of a change: 「03-1111-2222 → 03-1111-3333」, 「いま…、変更後
// …」, 「…から…に変更」. Its one fault is Missing: the text names one value.
func Pair(text string) Found[Change] {
	if at := arrow().FindStringIndex(text); at != nil && at[0] > 0 && at[1] < len(text) {
		return Found[Change]{Value: Change{text[:at[0]], text[at[1]:]}}
	}
	one := strings.ReplaceAll(text, "\n", " ")
	if m := beforeThen().FindStringSubmatch(one); m != nil {
		return Found[Change]{Value: Change{m[1], m[2]}}
	}
	if m := fromTo().FindStringSubmatch(one); m != nil {
		return Found[Change]{Value: Change{m[1] + m[3], m[2] + m[4]}}
	}
	return missing[Change](text)
}

// Unknown reports whether a text says that its writer does not know, or that there is nothing.
func Unknown(text string) bool { return unknown().MatchString(chars.Plain(text)) }
