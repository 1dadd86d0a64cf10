package line

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"madoguchi/chars"
)

// split parts a text into pieces of at most limit UTF-16 units: between paragraphs where it can,
// else between lines, else between sentences, else at a comma or space, and never within a
// grapheme. The pieces put together are the text. A place to part is looked for in what lies after
// the given percentage of a piece; 100 fills every piece to the brim.
func split(s string, limit, percent int) []string {
	var pieces []string
	for chars.Units(s) > limit {
		n := chars.Head(s, limit)
		n = breakBefore(s, n, n*percent/100)
		pieces = appendPiece(pieces, s[:n])
		s = s[n:]
	}
	return appendPiece(pieces, s)
}

// appendPiece leaves out what is blank: LINE would refuse it.
func appendPiece(pieces []string, piece string) []string {
	if strings.TrimSpace(piece) == "" {
		return pieces
	}
	return append(pieces, piece)
}

// breakBefore is the best place to break s at or before byte n and after byte least: the last one
// of the best kind. n where there is none.
func breakBefore(s string, n, least int) int {
	for _, kind := range []func(string, int, rune) bool{paragraphEnd, lineEnd, sentenceEnd, comma} {
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

// sentenceEnd reports whether a sentence, with any closing brackets, ends at byte i. A full stop of
// the Latin script ends one only before a blank: it may stand in a number or an address.
func sentenceEnd(s string, i int, r rune) bool {
	if !ender(r) && !closing(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[i:])
	if i < len(s) && (ender(next) || closing(next)) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s[:i], closing))
	if last < utf8.RuneSelf && ender(last) {
		return i == len(s) || unicode.IsSpace(next)
	}
	return ender(last)
}

func ender(r rune) bool { return strings.ContainsRune("。！？．…!?.", r) }

func closing(r rune) bool { return strings.ContainsRune("」』）)】］]〉》”’\"'", r) }

func comma(_ string, _ int, r rune) bool {
	return strings.ContainsRune("、，,；;：: \t\u3000", r)
}

// wholeGrapheme reports whether a cut at byte i parts no grapheme. It looks at the surroundings of
// the cut only: what may precede a cut (a line end, a stop) never lies deep within a grapheme.
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
