package line

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// cutUnits shortens s to at most limit UTF-16 units, at the end of a grapheme, with an ellipsis
// where something was cut.
func cutUnits(s string, limit int) string {
	if units(s) <= limit {
		return s
	}
	return strings.TrimRightFunc(s[:prefix(s, limit-1)], unicode.IsSpace) + "…"
}

// prefix is the length in bytes of the longest run of whole graphemes at the start of s that is at
// most limit units long. A single grapheme longer than that (a letter under thousands of marks) is
// cut between characters, for it has to be cut somewhere.
func prefix(s string, limit int) int {
	n, end, state := 0, 0, -1
	for rest := s; rest != ""; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if n += units(g); n > limit {
			break
		}
		end += len(g)
	}
	if end > 0 || s == "" {
		return end
	}
	for i, r := range s {
		if limit -= units(string(r)); limit < 0 {
			return i
		}
	}
	return len(s)
}

// graphemes is how many characters a reader sees in s.
func graphemes(s string) int { return uniseg.GraphemeClusterCount(s) }

// split parts a text into pieces of at most limit UTF-16 units: between paragraphs where it can,
// else between lines, else between sentences, else at a comma or space, and never within a
// grapheme. Blanks and line ends at the cuts are dropped; nothing else is.
func split(s string, limit int) []string {
	var pieces []string
	s = strings.TrimSpace(s)
	for units(s) > limit {
		n := prefix(s, limit)
		n = breakBefore(s, n)
		if piece := strings.TrimSpace(s[:n]); piece != "" {
			pieces = append(pieces, piece)
		}
		s = strings.TrimSpace(s[n:])
	}
	if s != "" {
		pieces = append(pieces, s)
	}
	return pieces
}

// breakBefore is the best place to break s at or before byte n: the last of the best kind in the
// latter half, so that no piece becomes absurdly short.
func breakBefore(s string, n int) int {
	least := n / 2
	for _, kind := range []func(string, int, rune) bool{paragraphEnd, lineEnd, sentenceEnd, pause} {
		for i := n; i > least; {
			r, size := utf8.DecodeLastRuneInString(s[:i])
			if kind(s, i, r) && wholeGrapheme(s, i) {
				return i
			}
			i -= size
		}
	}
	return n
}

func paragraphEnd(s string, i int, r rune) bool {
	return r == '\n' && strings.HasSuffix(strings.TrimRight(s[:i-1], " \t\u3000"), "\n")
}

func lineEnd(_ string, _ int, r rune) bool { return r == '\n' }

// sentenceEnd reports whether a sentence, with any closing brackets, ends at byte i.
func sentenceEnd(s string, i int, r rune) bool {
	if next, _ := utf8.DecodeRuneInString(s[i:]); i < len(s) && (closing(next) || ender(next)) {
		return false
	}
	body := strings.TrimRightFunc(s[:i], closing)
	last, size := utf8.DecodeLastRuneInString(body)
	if size == 0 {
		return false
	}
	if last == '.' || last == '!' || last == '?' {
		return i < len(s) && (s[i] == ' ' || s[i] == '\n')
	}
	return ender(last) && (r == last || closing(r))
}

func ender(r rune) bool { return strings.ContainsRune("。！？!?．.…", r) }

func closing(r rune) bool { return strings.ContainsRune("」』）)】］]〉》”’\"'", r) }

func pause(_ string, _ int, r rune) bool {
	return strings.ContainsRune("、，,；;：: \t\u3000", r)
}

// wholeGrapheme reports whether a cut at byte i parts no grapheme. It looks at the surroundings of
// the cut only, from the line start or some characters before.
func wholeGrapheme(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	from := max(i-256, 0)
	for from > 0 && !utf8.RuneStart(s[from]) {
		from--
	}
	state, at := -1, from
	for rest := s[from:]; rest != "" && at < i; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		at += len(g)
	}
	return at == i
}
