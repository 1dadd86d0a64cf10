package kana

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Search reads at most headRunes + tailRunes characters of a message, 300 in all. A message of 21,000
// characters cost seconds before there was a cap; what is asked stands at the end of a long
// message more often than in its middle, so the tail gets the larger part. Entries are read whole.
const (
	headRunes = 100
	tailRunes = 200
)

// Normalise brings a text into the one form that queries and entries are compared in: NFKC, lower
// case, a long-vowel mark for every dash or wave after kana, detached voicing marks put back on
// their kana, and nothing invisible. Line breaks stay, as they part sentences; other white space
// becomes one space.
func Normalise(text string) string {
	text = norm.NFKC.String(voicing.Replace(strings.ToValidUTF8(text, " ")))
	var b strings.Builder
	b.Grow(len(text))
	last := ' '
	for _, r := range text {
		r = normaliseRune(r, last)
		if r < 0 || r == ' ' && last == ' ' {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return strings.TrimSpace(b.String())
}

// voicing turns the spacing voicing marks into combining ones, which NFKC then composes: か゛ is が.
var voicing = strings.NewReplacer("\u309b", "\u3099", "\u309c", "\u309a", "\uff9e", "\u3099", "\uff9f", "\u309a")

// normaliseRune is the form of r after the rune before it, or -1 for nothing.
func normaliseRune(r, before rune) rune {
	switch {
	case r == '\n', r == '\r', r == '\u2028', r == '\u2029':
		return '\n'
	case unicode.IsSpace(r):
		return ' '
	case isDash(r) && (isKana(before) || before == 'ー'):
		return 'ー'
	case isDash(r):
		return '-'
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r), unicode.Is(unicode.Co, r):
		return -1
	}
	return unicode.ToLower(r)
}

func isDash(r rune) bool {
	switch r {
	case '-', '‐', '‑', '‒', '–', '—', '―', '−', '─', '━', '~', '〜', '∼', '～', 'ｰ':
		return true
	}
	return false
}

// Cap cuts the middle out of a text that is longer than search reads.
func Cap(text string) string {
	if len(text) <= headRunes+tailRunes {
		return text
	}
	head, rest := cutRunes(text, headRunes)
	tail := LastRunes(rest, tailRunes)
	if len(head)+len(tail) == len(text) {
		return text
	}
	return head + "\n" + tail
}

// cutRunes parts s after its first n runes.
func cutRunes(s string, n int) (string, string) {
	for i := range s {
		if n == 0 {
			return s[:i], s[i:]
		}
		n--
	}
	return s, ""
}

// LastRunes is the last n runes of s.
func LastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		i--
		for i > 0 && s[i]&0xc0 == 0x80 {
			i--
		}
	}
	return s[i:]
}
