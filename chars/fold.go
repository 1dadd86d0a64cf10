package chars

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A fold makes texts equal that a reader would call the same. There are three, for three questions,
// and each is a step beyond the one before:
//
//   - FoldCase: "does this stand in a stored text?" Width and case. Blanks stay, so that words stay
//     words. What it gives is kept in the database, so it must not change without a migration.
//   - Fold: "did somebody type what this button says?" Blanks, brackets and stops go as well. Other
//     marks stay (！, ？, 〜): they tell a question from a statement.
//   - FoldKana: "is this one of these words?" Katakana becomes hiragana, and all marks and emoji go.
//
// The search index folds by sound as well, with tables of its own: see package faq.

// FoldCase is s in one width and lower case.
func FoldCase(s string) string { return strings.ToLower(norm.NFKC.String(Valid(s))) }

// Fold is s in one width and lower case, without blanks, brackets and stops.
func Fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '　', '[', ']', '［', '］', '「', '」', '『', '』', '【', '】', '(', ')', '。', '、', '.':
			return -1
		}
		return r
	}, s)
}

// FoldKana is [Plain] text with the differences gone that are none between words: case, hiragana and
// katakana, blanks, marks, emoji.
func FoldKana(s string) string {
	var b strings.Builder
	for _, r := range Plain(s) {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("。．.、,!?！？・「」『』()（）[]［］【】~…♪☆★", r):
			continue
		case unicode.Is(unicode.So, r), unicode.Is(unicode.Sk, r), selector(r), r == zwj, isTag(r):
			continue
		}
		b.WriteRune(unicode.ToLower(Hiragana(r)))
	}
	return b.String()
}

// Width is s on one line in one width: ＡＢＣ is ABC, ﾐﾅﾄ is ミナト, ㈱ is (株); blanks are single.
func Width(s string) string { return strings.Join(strings.Fields(norm.NFKC.String(s)), " ") }

// ListWidth is s in one width without blank ends, where circled numbers stay: in a document they are
// the marks of a list, and as digits they would join the digits behind them.
func ListWidth(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsFunc(s, isCircled) {
		return strings.TrimSpace(norm.NFKC.String(s))
	}
	var b strings.Builder
	for _, r := range s {
		if isCircled(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(norm.NFKC.String(string(r)))
		}
	}
	return strings.TrimSpace(b.String())
}

func isCircled(r rune) bool { return r >= '①' && r <= '⑳' }

// Plain is s [Tidy], in one width, with one kind of dash, tilde and comma: what parsers read.
// Katakana keep their long mark.
func Plain(s string) string {
	return strings.TrimSpace(strings.Map(plainRune, norm.NFKC.String(Tidy(s))))
}

func plainRune(r rune) rune {
	switch r {
	case '‐', '‑', '–', '—', '―', '−', '﹣', '─', '━':
		return '-'
	case '〜', '～', '∼', '˜':
		return '~'
	case '、', '､', '，':
		return '、'
	}
	return r
}

// Hiragana is the hiragana of a katakana letter, and any other character as it is.
func Hiragana(r rune) rune {
	if 'ァ' <= r && r <= 'ヶ' {
		return r - ('ァ' - 'ぁ')
	}
	return r
}

// Katakana is the katakana of a hiragana letter, and any other character as it is.
func Katakana(r rune) rune {
	if 'ぁ' <= r && r <= 'ゖ' {
		return r + ('ァ' - 'ぁ')
	}
	return r
}
