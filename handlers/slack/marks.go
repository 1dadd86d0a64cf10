package slack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many marks of formatting can lie within each other: bold, italic, struck out.
const maxMarks = 3

// unmark takes the marks of formatting off a text of Slack's: *bold*, _italic_, ~struck out~, `code` and
// blocks of code. It keeps what only looks like a mark, such as 2*3*4, file_name_2.pdf and 9時~12時, and
// touches no address. A mark counts where Slack would read it as one, except that * may stand right
// beside Japanese letters: there the composer of Slack writes it, while people do not.
func unmark(text string, depth int) string {
	if depth == 0 || !strings.ContainsAny(text, "*_~`") {
		return text
	}
	var b strings.Builder
	hopeless := map[byte]int{} // up to where a mark has nothing to close it
	for i := 0; i < len(text); {
		if size := asIs(text[i:]); size > 0 {
			b.WriteString(text[i : i+size])
			i += size
			continue
		}
		if inner, size := codeSpan(text[i:]); size > 0 {
			b.WriteString(inner)
			i += size
			continue
		}
		c := text[i]
		if strings.IndexByte("*_~", c) >= 0 && i >= hopeless[c] && opensMark(text, i) {
			end, line := closing(text, i)
			if end > 0 {
				b.WriteString(unmark(text[i+1:end], depth-1))
				i = end + 1
				continue
			}
			hopeless[c] = line
		}
		b.WriteByte(c)
		i++
	}
	return b.String()
}

// asIs is the length of what must not be touched and begins here: an entity of Slack's or an address.
func asIs(s string) int {
	switch {
	case s[0] == '<':
		return strings.IndexAny(s, ">\n") + 1
	case strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://"):
		if end := strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r == '<' || r == '>' || r > unicode.MaxASCII }); end >= 0 {
			return end
		}
		return len(s)
	}
	return 0
}

// codeSpan reads code that begins here, and says how many bytes it took.
func codeSpan(s string) (string, int) {
	for _, fence := range []string{"```", "`"} {
		rest, begins := strings.CutPrefix(s, fence)
		if !begins {
			continue
		}
		inner, _, ends := strings.Cut(rest, fence)
		if ends && strings.TrimSpace(inner) != "" && (len(fence) == 3 || !strings.Contains(inner, "\n")) {
			return inner, len(inner) + 2*len(fence)
		}
	}
	return "", 0
}

// opensMark reports whether the mark at i can be the first of a pair.
func opensMark(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, size := utf8.DecodeRuneInString(text[i+1:])
	return size > 0 && !joined(text[i], before, i > 0) && !unicode.IsSpace(after) && after != rune(text[i])
}

// closing is the place of the mark that closes the one at i, or 0; and where the line ends.
func closing(text string, i int) (end, line int) {
	j := i + 1
	for j < len(text) && text[j] != '\n' {
		if size := asIs(text[j:]); size > 0 {
			j += size
			continue
		}
		if text[j] == text[i] && j > i+1 {
			before, _ := utf8.DecodeLastRuneInString(text[:j])
			after, size := utf8.DecodeRuneInString(text[j+1:])
			if !unicode.IsSpace(before) && !joined(text[i], after, size > 0) && after != rune(text[i]) {
				return j, j
			}
		}
		j++
	}
	return 0, j
}

// joined reports whether a mark beside r is part of a word.
func joined(mark byte, r rune, there bool) bool {
	if !there || mark == '*' && r > unicode.MaxASCII {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
