package chars

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean is what comes in from outside in the one form in which it is stored, shown and searched. It
// removes only what a reader cannot see and a writer did not mean, and applying it twice changes
// nothing. testdata/clean.txt holds its cases. The rule:
//
//   - Each run of invalid UTF-8 becomes one U+FFFD, so that a loss can be seen.
//   - Every line end (CR, CRLF, VT, FF, NEL, U+2028, U+2029) becomes \n. The tab stays.
//   - NUL and all other control characters go.
//   - What is invisible goes: zero-width space, soft hyphen, word joiner, byte order mark, the
//     invisible operators, Hangul fillers.
//   - What turns the direction of writing goes: marks, embeddings, overrides, isolates.
//   - Zero-width joiner and non-joiner stay where a script or an emoji needs them: between the parts
//     of an emoji (👩‍👧), behind a virama, between Arabic letters. Elsewhere they go.
//   - A variation selector stays behind a character: it tells one form of a name's kanji from another
//     (葛󠄀), or a picture from a sign (❤️). A second one behind it goes, for text can be hidden in them.
//   - Tag characters stay within a flag (🏴󠁧󠁢󠁥󠁮󠁧󠁿) and go elsewhere, for the same reason.
//   - All other characters stay as they are: compatibility ideographs, Ⅱ, ①, ㈱, full-width letters,
//     half-width katakana, private use (an office's own gaiji), every kind of space, voicing marks
//     and accents apart from their letters.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if !strings.ContainsFunc(s, suspect) {
		return s
	}
	c := cleaner{in: []rune(s), out: make([]rune, 0, len(s))}
	for c.at = 0; c.at < len(c.in); c.at++ {
		c.take(c.in[c.at])
	}
	return string(c.out)
}

// Valid is s as any database and any JSON takes it: valid UTF-8 without NUL. It is for what is no
// text from outside, such as identifiers, in which nothing else may change.
func Valid(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(s, "\x00", "")
}

// Line is Clean on one line: each run of spaces, tabs and line ends is one space, and there is none
// at the ends. It is for names, labels and titles.
func Line(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// Tidy is Clean with each run of spaces one space, line ends kept, without blank ends: how an answer
// is kept that somebody typed into a small field.
func Tidy(s string) string {
	lines := strings.Split(Clean(s), "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n ")
}

// A cleaner goes through a text once. A character that depends on its neighbours is judged by what
// has been kept before it and by what comes behind it.
type cleaner struct {
	in, out []rune
	at      int
}

func (c *cleaner) take(r rune) {
	switch {
	case lineEnd(r):
		if !(r == '\r' && c.peek(1) == '\n') {
			c.out = append(c.out, '\n')
		}
		return
	case r == zwj || r == zwnj:
		if !c.joins(r) {
			return
		}
	case selector(r):
		if b := c.last(); b <= ' ' || selector(b) || unicode.IsSpace(b) || isTag(b) {
			return
		}
	case r == blackFlag:
		c.out = append(c.out, c.in[c.at:c.at+1+c.tags()]...)
		c.at += c.tags()
		return
	case hidden(r):
		return
	}
	c.out = append(c.out, r)
}

const (
	zwnj, zwj = '\u200C', '\u200D'
	blackFlag = '\U0001F3F4'
	lastTag   = '\U000E007F'
)

// last is the character kept last, or 0.
func (c *cleaner) last() rune {
	if len(c.out) == 0 {
		return 0
	}
	return c.out[len(c.out)-1]
}

// peek is the character n behind the present one, or 0.
func (c *cleaner) peek(n int) rune {
	if c.at+n >= len(c.in) {
		return 0
	}
	return c.in[c.at+n]
}

// joins reports whether a joiner is needed between what was kept last and what comes next.
func (c *cleaner) joins(r rune) bool {
	before, next := c.last(), c.peek(1)
	switch {
	case before == 0 || next == 0 || hidden(next):
		return false
	case r == zwj && emojiPart(before) && emojiPart(next) && !selector(next):
		return true
	case norm.NFC.PropertiesString(string(before)).CCC() == virama:
		return unicode.IsLetter(next)
	}
	return unicode.Is(unicode.Arabic, before) && unicode.Is(unicode.Arabic, next)
}

// virama is the combining class of the signs that take a consonant's vowel away: the writing systems
// of India and its neighbours choose between two forms behind one by a joiner.
const virama = 9

// emojiPart reports whether r can stand beside a joiner within an emoji.
func emojiPart(r rune) bool {
	switch {
	case r == 0xFE0F, r >= 0x1F3FB && r <= 0x1F3FF, r == 0x2194: // picture selector, skin tones, ↔ of a shaken head
		return true
	}
	return unicode.Is(unicode.So, r)
}

// tags is how many tag characters behind the present flag belong to it: a region's letters and the
// tag that ends them, or none.
func (c *cleaner) tags() int {
	n := 1
	for isTag(c.peek(n)) && c.peek(n) != lastTag && n <= 6 {
		n++
	}
	if n > 1 && c.peek(n) == lastTag {
		return n
	}
	return 0
}

func isTag(r rune) bool { return r >= 0xE0020 && r <= lastTag }

// selector reports variation selectors, those of pictures and those of kanji.
func selector(r rune) bool { return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF }

func lineEnd(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// suspect reports the characters that Clean has to look at.
func suspect(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case lineEnd(r), hidden(r), selector(r), r == zwj, r == zwnj:
		return true
	}
	return false
}

// hidden reports what nobody can see, and what turns the text around it.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.Is(unicode.Cc, r):
		return true
	case r == 0x00AD, r == 0x034F, r == 0x061C, r == 0x115F, r == 0x1160, r == 0x180E, r == 0x3164, r == 0xFEFF, r == 0xFFA0:
		return true
	case r == 0x200B, r == 0x200E, r == 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xFFF9 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE007F, r >= 0x1D173 && r <= 0x1D17A:
		return true
	}
	return false
}
