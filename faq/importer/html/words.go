package html

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/faq/importer/tree"
)

// text takes words. White space is one space, and none between Japanese letters, where it only broke a
// line of the source.
func (w *walker) text(s string) {
	if w.pre {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				w.lineBreak()
			}
			w.write(line)
		}
		return
	}
	for s != "" {
		if n := strings.IndexFunc(s, isSpace); n != 0 {
			if n < 0 {
				n = len(s)
			}
			w.words(s[:n])
			s = s[n:]
			continue
		}
		n := strings.IndexFunc(s, func(r rune) bool { return !isSpace(r) })
		if n < 0 {
			n = len(s)
		}
		w.space, w.newline = true, w.newline || strings.ContainsAny(s[:n], "\n\r")
		s = s[n:]
	}
}

// isSpace knows what HTML takes for white space; an ideographic space is a character.
func isSpace(r rune) bool { return strings.ContainsRune(" \t\n\r\f", r) }

func (w *walker) words(s string) {
	if w.space {
		last, first := w.last(), rune(0)
		for _, r := range s {
			first = r
			break
		}
		if last != 0 && last != '\n' && !(w.newline && isWide(last) && isWide(first)) {
			w.write(" ")
		}
	}
	w.space, w.newline = false, false
	w.write(s)
}

func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x30FF || r >= 0xFF00 && r <= 0xFFEF
}

// last is the last character of the block so far.
func (w *walker) last() rune {
	for i := len(w.spans) - 1; i >= 0; i-- {
		if s := w.spans[i].Text; s != "" {
			r, _ := utf8.DecodeLastRuneInString(s)
			return r
		}
	}
	return 0
}

func (w *walker) write(s string) {
	n := len(strings.TrimSpace(s))
	if w.strong {
		w.bold += n
	} else {
		w.plain += n
	}
	if k := len(w.spans) - 1; k >= 0 && w.spans[k].URL == w.link && w.spans[k].Struck == w.struck {
		w.spans[k].Text += s
		return
	}
	w.spans = append(w.spans, tree.Span{Text: s, URL: w.link, Struck: w.struck})
}

func (w *walker) lineBreak() {
	w.space, w.newline = false, false
	if w.last() != 0 {
		w.spans = append(w.spans, tree.Span{Text: "\n"})
	}
}
