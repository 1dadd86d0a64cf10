package ticket

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// limitText is the longest answer kept, in characters, where a field sets no limit of its own.
const limitText = 2000

// Clean is a member's words without control and invisible characters, each run of blanks one
// blank, line ends kept, trimmed. Wide letters and digits stay as they were written.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		line = strings.Map(func(r rune) rune {
			switch {
			case unicode.IsSpace(r):
				return ' '
			case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d':
				return -1
			}
			return r
		}, line)
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n ")
}

// plain is text in one width and one kind of dash and tilde: what every parser reads. Katakana
// keep their long mark.
func plain(s string) string {
	s = norm.NFKC.String(Clean(s))
	s = strings.Map(func(r rune) rune {
		switch r {
		case '‐', '‑', '–', '—', '―', '−', '﹣', '─', '━':
			return '-'
		case '〜', '～', '∼', '˜':
			return '~'
		case '、', '､', '，':
			return '、'
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// fold is plain text with the differences gone that a person would not see as one: case, hiragana
// and katakana, blanks, closing marks, emoji.
func fold(s string) string {
	var b strings.Builder
	for _, r := range plain(s) {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("。．.、,!?！？・「」『』()（）[]［］【】~…♪☆★", r):
			continue
		case unicode.Is(unicode.So, r), unicode.Is(unicode.Sk, r), r == '\ufe0f', r == '\u200d':
			continue
		case 'ァ' <= r && r <= 'ヶ':
			r -= 'ァ' - 'ぁ'
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// clip is s cut to at most n characters.
func clip(s string, n int) string {
	rs := []rune(s)
	if len(rs) <= n {
		return s
	}
	return string(rs[:n-1]) + "…"
}

// length is the number of characters of s.
func length(s string) int { return len([]rune(s)) }

// digits are the digits of s, which is plain.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}
