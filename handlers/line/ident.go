package line

import (
	"unicode/utf16"
	"unicode/utf8"
)

// A span is a part of a text by UTF-16 units, as LINE counts.
type span struct{ index, length int }

// cutSpans removes spans from s. A span that does not lie within s, or that would cut a surrogate
// pair in two, is left in: its numbers are not to be trusted.
func cutSpans(s string, spans []span) string {
	if len(spans) == 0 {
		return s
	}
	units := utf16.Encode([]rune(s))
	drop := make([]bool, len(units))
	for _, sp := range spans {
		if sp.index < 0 || sp.length <= 0 || sp.index > len(units) || sp.length > len(units)-sp.index {
			continue
		}
		end := sp.index + sp.length
		if inPair(units, sp.index) || inPair(units, end) {
			continue
		}
		for i := sp.index; i < end; i++ {
			drop[i] = true
		}
	}
	kept := units[:0]
	for i, u := range units {
		if !drop[i] {
			kept = append(kept, u)
		}
	}
	return string(utf16.Decode(kept))
}

// inPair reports whether a cut before units[i] would part a surrogate pair.
func inPair(units []uint16, i int) bool {
	return i > 0 && i < len(units) && units[i-1]&0xFC00 == 0xD800 && units[i]&0xFC00 == 0xDC00
}

// ident is s where it can serve as an identifier: printable ASCII of reasonable length. Otherwise "".
func ident(s string) string {
	if s == "" || len(s) > 255 || !utf8.ValidString(s) {
		return ""
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return ""
		}
	}
	return s
}

// userID, groupID and roomID report whether an ID has the form that LINE gives them: a letter and
// 32 hexadecimal digits.
func userID(s string) bool  { return lineID(s, 'U') }
func groupID(s string) bool { return lineID(s, 'C') }
func roomID(s string) bool  { return lineID(s, 'R') }

func lineID(s string, letter byte) bool {
	if len(s) != 33 || s[0] != letter {
		return false
	}
	for i := 1; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
