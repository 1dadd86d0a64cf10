package chars

import (
	"sort"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// An Aligned is a text made comparable that remembers where each piece of it stood in the original:
// a reader finds a value in the plain form and gives back the rest in its writer's own characters.
//
//	a := chars.Align("髙橋です。０３−１１１１−２２２２")
//	// a.Text is 髙橋です。03-1111-2222
//	a.Without(len("髙橋です。"), len(a.Text)) // "髙橋です。", ""
type Aligned struct {
	Text   string
	source string
	pieces []piece // in order; they cover Text
}

// A piece is a stretch of the text, and where the original of it lies. Within a piece there is no
// finer correspondence.
type piece struct{ at, from, to int }

// Align is s in one width, with one kind of dash, tilde and comma, each character of it aligned with
// s. It is what [Plain] gives of a text that is [Tidy].
func Align(s string) *Aligned { return align(s, s) }

// An Expression is a regular expression, compiled already or not.
type Expression interface {
	FindAllStringIndex(s string, n int) [][]int
	ReplaceAllStringFunc(s string, with func(string) string) string
}

// AlignBlanked is Align with blanks in the place of what matches: of ① nothing must be left, before
// it becomes a 1.
func AlignBlanked(s string, out Expression) *Aligned {
	return align(s, out.ReplaceAllStringFunc(s, func(m string) string { return strings.Repeat(" ", len(m)) }))
}

// align is s aligned with source, whose bytes it has but for blanks.
func align(source, s string) *Aligned {
	a := &Aligned{source: source}
	var b strings.Builder
	var it norm.Iter
	it.InitString(norm.NFKC, s)
	for !it.Done() {
		from := it.Pos()
		out := strings.Map(plainRune, string(it.Next()))
		a.pieces = append(a.pieces, piece{b.Len(), from, it.Pos()})
		b.WriteString(out)
	}
	a.Text = b.String()
	return a
}

// Replace puts something else in the place of each match. What is replaced stays aligned as a whole.
func (a *Aligned) Replace(re Expression, with func(match string) string) *Aligned {
	found := re.FindAllStringIndex(a.Text, -1)
	if found == nil {
		return a
	}
	out := &Aligned{source: a.source}
	var b strings.Builder
	done := 0
	for _, m := range found {
		out.copy(a, done, m[0], &b)
		if m[1] > m[0] {
			from, to := a.span(m[0], m[1])
			out.pieces = append(out.pieces, piece{b.Len(), from, to})
			b.WriteString(with(a.Text[m[0]:m[1]]))
		}
		done = m[1]
	}
	out.copy(a, done, len(a.Text), &b)
	out.Text = b.String()
	return out
}

// copy takes over the pieces of old between two bytes of its text.
func (a *Aligned) copy(old *Aligned, from, to int, b *strings.Builder) {
	for i := old.piece(from); from < to && i < len(old.pieces); i++ {
		end := len(old.Text)
		if i+1 < len(old.pieces) {
			end = old.pieces[i+1].at
		}
		end = min(end, to)
		if end <= from {
			continue
		}
		a.pieces = append(a.pieces, piece{b.Len(), old.pieces[i].from, old.pieces[i].to})
		b.WriteString(old.Text[from:end])
		from = end
	}
}

// piece is the index of the piece that byte i of the text lies in.
func (a *Aligned) piece(i int) int {
	return max(sort.Search(len(a.pieces), func(n int) bool { return a.pieces[n].at > i })-1, 0)
}

// span is where the original of Text[start:end] lies.
func (a *Aligned) span(start, end int) (from, to int) {
	if start >= end || len(a.pieces) == 0 {
		return 0, 0
	}
	first, last := a.piece(start), a.piece(end-1)
	return a.pieces[first].from, a.pieces[last].to
}

// Source is the original of Text[start:end].
func (a *Aligned) Source(start, end int) string {
	from, to := a.span(start, end)
	return a.source[from:to]
}

// Without is the original before and behind Text[start:end], as two parts.
func (a *Aligned) Without(start, end int) (before, behind string) {
	if start >= end {
		return a.source, ""
	}
	from, to := a.span(start, end)
	return a.source[:from], a.source[to:]
}
