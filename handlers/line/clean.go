package line

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// clean makes text from outside safe to store, search and show: valid UTF-8 with line feeds as the
// only line ends, without NUL and other control characters (Postgres takes no NUL), and without
// the marks that turn writing round or hide in it. A joiner inside an emoji stays.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if !strings.ContainsFunc(s, suspect) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var before rune
	for i, r := range s {
		switch {
		case r == '\r':
			if i+1 >= len(s) || s[i+1] != '\n' {
				b.WriteByte('\n')
			}
			continue
		case r == '\u0085' || r == '\u2028' || r == '\u2029':
			b.WriteByte('\n')
			continue
		case r == '\u200D' && !emojiPart(before):
			continue
		case r != '\u200D' && hidden(r):
			continue
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

func suspect(r rune) bool { return hidden(r) || r == '\u2028' || r == '\u2029' }

// hidden reports control, direction and zero-width characters, tabs and line feeds excepted.
// Variation selectors are no such thing: they tell one form of a kanji in a name from another.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.Is(unicode.Cc, r):
		return true
	case r == 0x00AD, r == 0x034F, r == 0x061C, r == 0x115F, r == 0x1160, r == 0x180E, r == 0x3164, r == 0xFEFF, r == 0xFFA0:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xFFF9 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return false
}

// emojiPart reports whether a zero-width joiner after r can belong to an emoji.
func emojiPart(r rune) bool {
	return r == 0xFE0F || unicode.Is(unicode.So, r) || r >= 0x1F3FB && r <= 0x1F3FF
}

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

// units is the length of s in UTF-16 units, which is how LINE counts characters.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
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
