package chars

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Units is the length of s in UTF-16 units, in which LINE, Slack and browsers count.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// Graphemes is how many characters a reader sees in s.
func Graphemes(s string) int { return uniseg.GraphemeClusterCount(s) }

// Length is how many code points s has: what our own limits count in.
func Length(s string) int { return utf8.RuneCountInString(s) }

// Head is how many bytes at the start of s hold at most limit UTF-16 units and end between two
// characters as a reader sees them. A first character that alone is longer than the limit (a letter
// under thousands of marks) is cut between code points, for it has to be cut somewhere: Head is 0
// only where not even one code point has room.
func Head(s string, limit int) int {
	n, end, state := 0, 0, -1
	for rest := s; rest != ""; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if n += Units(g); n > limit {
			break
		}
		end += len(g)
	}
	if end > 0 || s == "" {
		return end
	}
	for i, r := range s {
		if limit -= max(utf16.RuneLen(r), 1); limit < 0 {
			return i
		}
	}
	return len(s)
}

// Cut is s shortened to at most limit UTF-16 units, between two characters as a reader sees them,
// with … where something was left out.
func Cut(s string, limit int) string {
	if len(s) <= limit || Units(s) <= limit {
		return s
	}
	return strings.TrimRightFunc(s[:Head(s, limit-1)], unicode.IsSpace) + "…"
}

// Clip is s shortened to at most n code points, the last of them … where something was left out.
// What a reader sees as one character stays whole.
func Clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	size, end, state := 0, 0, -1
	for rest := s; rest != ""; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if size += utf8.RuneCountInString(g); size > n-1 {
			break
		}
		end += len(g)
	}
	if end == 0 { // one character longer than all of it
		end = runeOffset(s, n-1)
	}
	return s[:end] + "…"
}

// runeOffset is where the n-th code point of s begins.
func runeOffset(s string, n int) int {
	for i := range s {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(s)
}
