package chat

import "strings"

// An aside is a line that staff mark with two slashes: it is for colleagues alone.

// asideLead is what may stand before the slashes: blanks, and the signs by which lists, quotations and
// emphasis begin.
const asideLead = " \t　>＞*_~•◦▪・-\u200b\u2060\ufeff"

// CutAside takes the two slashes off a text that begins with them, and reports whether it did.
func CutAside(text string) (string, bool) {
	text = strings.TrimLeft(text, asideLead+"\r\n")
	for _, mark := range []string{"//", "／／", "/／", "／/"} {
		if rest, ok := strings.CutPrefix(text, mark); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}

// HasAside reports whether any line of a text is an aside, so that the text may not leave the office
// as it is.
func HasAside(text string) bool {
	for line := range strings.Lines(text) {
		if _, aside := CutAside(line); aside {
			return true
		}
	}
	return false
}
