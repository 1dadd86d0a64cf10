package reading

import (
	"strings"
	"unicode"

	"madoguchi/chars"
)

// Only what cannot be a part of a value parts it: an arrow, から … に, and two labels with their marks.
// The characters 前, 新, 旧, 今 and 後 stand in names and places (前橋市, 前田 新一, 今後堂) and part
// nothing by themselves.
var (
	arrow = pattern(`\s*(?:[→⇒➡➔➜⟶⇨⇛►▶↓]\x{fe0f}?|[-－–—―=＝]+[>＞]|>>|[＞≫»]+|[ 　]>[ 　])\s*`)

	// The value before a change ends at a から, what comes after it at the に or へ before a word of change.
	fromWord = pattern(`から(?:は)?[、,，\s]*`)
	intoWord = pattern(`(?:に|へ)(?:と?変更|変わ|変え|かわり|かえ|なり|なった|直し|なおし|して|した|訂正|修正|お願い|移転|移り|うつり|引っ?越|切り?替)[^、。\n]*[。.！!]?$|(?:に|へ)(?:です|と)?[。.！!]?$|(?:です)[。.！!]?$`)

	labelBefore = `(?:いま|今|現在|現|変更前|修正前|訂正前|これまで|今まで|いままで|従来|以前|元|もと|旧|前|before)(?:の?(?:登録|住所|番号|電話番号|名前|会社名|アドレス|もの|内容))?`
	labelAfter  = `(?:変更後|修正後|訂正後|これから|今後|今度|新しい(?:方|ほう|もの|の|番号|住所|アドレス)|新規?|後|あと|今|after)(?:の?(?:登録|住所|番号|電話番号|名前|会社名|アドレス|もの|内容))?`
	marked      = pattern(`(?i)^[【（(\[「]?` + labelBefore + `\s*(?:[】）)\]」]\s*[:：]?|[:：=＝])\s*(.+?)[\s、,，。/／]*[【（(\[「]?` + labelAfter + `\s*(?:[】）)\]」]\s*[:：]?|[:：=＝])\s*(.+)$`)
	spoken      = pattern(`(?i)^` + labelBefore + `は[、\s]*(.+?)(?:で|です|でした|だった(?:のが)?)?[\s、,，。/／]+` + labelAfter + `は[、\s]*(.+)$`)
	spaced      = pattern(`(?i)^` + labelBefore + `\s+(.+?)[\s、,，。/／]+` + labelAfter + `\s+(.+)$`)
	named       = pattern(`^(?:いま|現在|変更前)\s*(.+?)[\s、,，。/／]*変更後\s*[:：]?\s*(.+)$`)

	oneSide = pattern(`(?i)^(?:` + labelBefore + `|` + labelAfter + `)\s*(?:[:：=＝]|は)\s*(.+)$`)

	unknown = pattern(`^(?:不明|わからん|分からん|わからへん|知らん|知らない|知りません|わがんね|わか(?:らない|りません|んない)|分か(?:らない|りません|んない)|忘れ(?:た|ました)|覚えてい?な(?:い|いです)|覚えていません|未登録|(?:特に)?な(?:し|い)|登録なし|\?+)(?:です)?[。.]?$`)
)

var (
	itemBefore = pattern(`^.{0,12}(?:担当|住所|電話|番号|名前|社名|会社名|メール|アドレス|代表|連絡先|所在地|ご?登録)(?:者|先)?(?:の.{1,6})?を[、\s]*`)
	anybody    = pattern(`^(?:私|わたし|わたくし|自分|僕|後任(?:の(?:者|人|方))?|前任(?:の(?:者|人|方))?|新しい(?:人|者|方|担当者?|もの)?|別の(?:人|者|方|担当者?)|他の(?:人|者|方)|ほかの(?:人|者|方))$`)
)

// A Change is what stands before and after one.
type Change struct{ Before, After string }

// Pair parts a text that names both sides of a change: 「03-1111-2222 → 03-1111-3333」, 「いま：…変更後：
// …」, 「…から…に変更」. Its one fault is Missing: the text names one value, or might.
func Pair(text string) Found[Change] {
	if at := arrow().FindAllStringIndex(text, -1); len(at) == 1 && at[0][0] > 0 && at[0][1] < len(text) && !strings.Contains(text, "<") {
		return parted(text[:at[0][0]], text[at[0][1]:])
	}
	one := strings.TrimSpace(strings.ReplaceAll(text, "\n", " "))
	for _, form := range []func() []string{
		func() []string { return marked().FindStringSubmatch(one) },
		func() []string { return spoken().FindStringSubmatch(one) },
		func() []string { return spaced().FindStringSubmatch(one) },
		func() []string { return named().FindStringSubmatch(one) },
		func() []string { return fromInto(one) },
	} {
		if m := form(); m != nil {
			return parted(m[1], m[2])
		}
	}
	return missing[Change](text)
}

// parted is a pair without what politely closes its second half.
func parted(before, after string) Found[Change] {
	after = strings.TrimSpace(after)
	if m := intoWord().FindStringIndex(after); m != nil && m[0] > 0 && strings.ContainsFunc(after[:m[0]], unicode.IsPrint) {
		after = after[:m[0]]
	}
	before = itemBefore().ReplaceAllString(strings.TrimSpace(before), "")
	if anybody().MatchString(before) || anybody().MatchString(after) { // 私から後任に names nobody
		return missing[Change](before + " " + after)
	}
	return Found[Change]{Value: Change{before, after}}
}

// fromInto parts …から…に変更. から may stand within a name (からくり堂); where two places would do,
// none is taken.
func fromInto(text string) []string {
	end := intoWord().FindStringIndex(text)
	if end == nil {
		return nil
	}
	if strings.HasPrefix(text[end[0]:], "です") { // から may stand within a name: only persons are parted so
		before, after, found := strings.Cut(text[:end[0]], "から")
		if !found || strings.Contains(after, "から") || !startsWithSurname(strings.TrimSpace(before)) || !startsWithSurname(strings.TrimSpace(after)) {
			return nil
		}
		return []string{text, before, after}
	}
	var found []string
	for _, at := range fromWord().FindAllStringIndex(text[:end[0]], -1) {
		before, after := text[:at[0]], text[at[1]:end[0]]
		if chars.Length(strings.TrimSpace(before)) < 2 || chars.Length(strings.TrimSpace(after)) < 2 {
			continue
		}
		if found != nil {
			return nil
		}
		found = []string{text, before, after}
	}
	return found
}

// Side is one side of a change without what names and closes it: 「いまは佐藤です」 is 佐藤, 「変更後：鈴木」 鈴木.
func Side(text string) string {
	if m := oneSide().FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	said := Substance(text)
	if said == "" || chars.Length(said) > 40 || Utters(said) {
		return text
	}
	return strings.TrimSpace(Plainly(said))
}

// Unknown reports whether a text says that its writer does not know, or that there is nothing.
func Unknown(text string) bool { return unknown().MatchString(chars.Plain(text)) }
