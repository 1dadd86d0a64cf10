package ticket

import (
	"regexp"
	"strings"
	"time"
)

var (
	arrow      = regexp.MustCompile(`\s*(?:→|⇒|➡\x{fe0f}?|⇨|⟶|=>|->|>>|＞＞)\s*`)
	fromTo     = regexp.MustCompile(`^(.+?)から[、 ]?(.+?)(?:に|へ)(?:と?変更|変わ|変え|なり|直し|して|お願い).*$|^(.+?)から[、 ]?(.+?)(?:に|へ)[。]?$`)
	beforeThen = regexp.MustCompile(`^(?:いま|今|現在|変更前|旧|前)\s*(?:[:：は]|が)?\s*(.+?)[\s、。/]*(?:変更後|新しい方|新|後|これから)\s*(?:[:：は]|が)?\s*(.+)$`)
	unknown    = regexp.MustCompile(`^(?:不明|わか(?:らない|りません|んない)|分か(?:らない|りません|んない)|忘れ(?:た|ました)|覚えてい?な(?:い|いです)|覚えていません|未登録|(?:特に)?な(?:し|い)|登録なし|\?+)(?:です)?[。.]?$`)
)

// readPair reads what stood before, and where the same message says it, what is to stand after:
// 「03-1111-2222 → 03-1111-3333」. What stood before is only a help to the office, so it is taken
// as it is said; what comes after is checked.
func (f *Field) readPair(text string, now time.Time) (Reading, error) {
	old, fresh, both := splitPair(text)
	if !both {
		return f.readBefore(text, now), nil
	}
	r := f.readBefore(old, now)
	after, err := f.parts[0].Read(fresh, now)
	if err != nil {
		return Reading{}, err
	}
	r.Also = map[string]Reading{f.parts[0].Key(): after}
	return r, nil
}

func splitPair(text string) (old, fresh string, ok bool) {
	if at := arrow.FindStringIndex(text); at != nil && at[0] > 0 && at[1] < len(text) {
		return text[:at[0]], text[at[1]:], true
	}
	one := strings.ReplaceAll(text, "\n", " ")
	if m := beforeThen.FindStringSubmatch(one); m != nil {
		return m[1], m[2], true
	}
	if m := fromTo.FindStringSubmatch(one); m != nil {
		return m[1] + m[3], m[2] + m[4], true
	}
	return "", "", false
}

// readBefore is canonical where the field's type can read it, else the words as they are.
func (f *Field) readBefore(text string, now time.Time) Reading {
	if unknown.MatchString(plain(text)) {
		return Reading{Values: []string{"不明"}, Shown: "不明"}
	}
	alone := *f
	alone.parts = nil
	if r, err := alone.Read(text, now); err == nil {
		return r
	}
	text = clip(Clean(text), f.limit(200))
	return Reading{Values: []string{text}, Shown: text}
}
