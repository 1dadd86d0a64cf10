package pdf

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/faq/importer/tree"
)

// A style is how a document sets its text.
type style struct {
	body   float64   // the size of most letters
	levels []float64 // the sizes that are larger, the largest first
	spaced bool      // paragraphs stand apart
}

const (
	headingShare = 1.12 // a heading's letters are so much larger
	sameSize     = 0.06 // sizes that differ by so little are one
	maxHeading   = 120  // letters
)

// styleOf learns the sizes of a document's letters, and whether its paragraphs stand apart.
func styleOf(lines []*line) style {
	count := map[float64]int{}
	for _, l := range lines {
		if l.table == nil {
			count[math.Round(l.size*2)/2] += l.letters()
		}
	}
	var s style
	most := 0
	for size, n := range count {
		if n > most || n == most && size < s.body {
			s.body, most = size, n
		}
	}
	var sizes []float64
	for _, l := range lines {
		if l.table == nil && l.size > headingShare*s.body && l.letters() <= maxHeading {
			sizes = append(sizes, l.size)
		}
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	for _, size := range sizes {
		if n := len(s.levels); n == 0 || size < s.levels[n-1]*(1-sameSize) {
			s.levels = append(s.levels, size)
		}
	}
	apart := 0
	for i := 1; i < len(lines); i++ {
		if step, ok := stepBetween(lines[i-1], lines[i]); ok && step > 1.3*usualStep(lines, i) {
			apart++
		}
	}
	s.spaced = apart >= 3
	return s
}

// level is the level of a heading of a size, or 0.
func (s style) level(l *line) int {
	if s.body == 0 || l.size <= headingShare*s.body || l.letters() > maxHeading {
		return 0
	}
	for i, size := range s.levels {
		if l.size >= size*(1-sameSize) {
			return min(i+1, 6)
		}
	}
	return 0
}

// stepBetween is how far a line stands below the one before, where both stand in one column.
func stepBetween(a, b *line) (float64, bool) {
	return b.base - a.base, a.table == nil && b.table == nil && a.page == b.page && a.column == b.column && b.base > a.base
}

// usualStep is the smallest step near line i: that within a paragraph, for letters of that size.
func usualStep(lines []*line, i int) float64 {
	least := 1e9
	for k := max(1, i-8); k < min(len(lines), i+8); k++ {
		if step, ok := stepBetween(lines[k-1], lines[k]); ok && step > 0.9*lines[k].size {
			least = min(least, step/lines[k].size)
		}
	}
	return least * lines[i].size
}

// paragraphs joins the lines that the printer cut, and says which are headings.
func paragraphs(lines []*line, s style) []tree.Block {
	var blocks []tree.Block
	for i := 0; i < len(lines); {
		l := lines[i]
		if l.table != nil {
			blocks = append(blocks, tree.Block{Kind: tree.Table, Rows: l.table.rows, At: tree.Place{Page: l.page}})
			i++
			continue
		}
		n := 1
		spans := l.spans()
		for i+n < len(lines) && s.goesOn(lines, i, i+n) {
			if lines[i+n-1].spaced {
				spans = append(trimSpans(spans), tree.Span{Text: " "})
			}
			spans = joinSpans(spans, lines[i+n].spans())
			n++
		}
		b := tree.Block{Kind: tree.Paragraph, Spans: trimSpans(spans), At: tree.Place{Page: l.page}}
		if level := s.level(l); level > 0 {
			b.Kind, b.Level = tree.Heading, level
		} else if s.body > 0 && l.bold && lines[i+n-1].bold && utf8.RuneCountInString(b.Text()) <= maxHeading {
			b.Strong = true
		}
		if len(b.Spans) > 0 {
			blocks = append(blocks, b)
		}
		i += n
	}
	return blocks
}

// goesOn says whether line k goes on with the paragraph that begins with line first: the line before
// reaches the edge of its column, so that no more words fitted there, and this one is set alike.
func (s style) goesOn(lines []*line, first, k int) bool {
	a, b := lines[k-1], lines[k]
	if b.table != nil || abs(a.size-b.size) > 0.09*a.size || a.bold != b.bold && (s.level(a) > 0 || k-1 == first) || begins(b.text()) || asks(a.text()) {
		return false
	}
	if a.right+unit(b.segments[0].glyphs) <= a.edge-0.8*a.size {
		return false
	}
	step, together := stepBetween(a, b)
	if !together {
		return (a.page != b.page || a.column != b.column) && !(endsSentence(a.text()) && s.body > 0) // a page or column is turned
	}
	usual := usualStep(lines, k)
	if k-1 > first {
		usual, _ = stepBetween(lines[k-2], a)
	}
	if usual > 0 && step > 1.25*usual || step > 2.6*a.size {
		return false
	}
	if !s.spaced && endsSentence(a.text()) && s.body > 0 {
		return false
	}
	indent := b.left - a.left
	if k-1 > first {
		return abs(indent) < 0.6*a.size || indent < 0 && a.column == b.column && indent > -0.6*a.size
	}
	return indent < 3.5*a.size && indent > -1.6*a.size
}

// unit is the width of what could have stood on the line before: a Latin word, or a letter with the signs
// that may not begin a line.
func unit(glyphs []glyph) float64 {
	end := glyphs[0].left
	for i, g := range glyphs {
		latin := g.r > ' ' && g.r < 0x2000
		if i > 0 && !(latin && glyphs[0].r < 0x2000) && !strings.ContainsRune("、。，．）」』】ーっゃゅょッャュョ", g.r) {
			break
		}
		end = g.right
	}
	return end - glyphs[0].left
}

// reBegins is how something new begins: a bullet, a number, a mark with its sign.
var reBegins = regexp.MustCompile(`^(?:https?://|[・•‣◦●○■□◆◇◎▪▶→※＊*【〔\x{3000}]|[-–—]\s|[①-⑳]|[(（]?[0-9０-９]{1,3}[.．)）、:：](?:[^0-9０-９]|$)|[(（][0-9０-９ア-ンa-z]{1,2}[)）]|[QAＱＡ問答]\s?[0-9０-９]{0,3}(?:[-－.．][0-9０-９]{1,2})*(?:[.．:：)）、]|\s|\x{3000})|[QAＱＡ問答][0-9０-９]{1,3}|第[0-9０-９一二三四五六七八九十]{1,3}[章節問])`)

func begins(s string) bool { return reBegins.MatchString(s) }

func asks(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasSuffix(s, "？") || strings.HasSuffix(s, "?")
}

func endsSentence(s string) bool {
	s = strings.TrimRight(strings.TrimSpace(s), "」』）)")
	return strings.HasSuffix(s, "。") || strings.HasSuffix(s, "．") || asks(s)
}

// joinSpans puts two halves of a sentence together: with a space between Latin words, with none between
// Japanese ones.
func joinSpans(a, b []tree.Span) []tree.Span {
	b = trimSpans(b)
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	last, _ := utf8.DecodeLastRuneInString(a[len(a)-1].Text)
	first, _ := utf8.DecodeRuneInString(b[0].Text)
	if a[len(a)-1].URL != "" && a[len(a)-1].URL == b[0].URL && isURL(spanText(a)) {
		// an address is cut anywhere
	} else if last < 0x2000 && first < 0x2000 && last != '-' && last != '/' && !unicode.IsSpace(last) {
		a = append(a[:len(a):len(a)], tree.Span{Text: " "})
	}
	for _, s := range b {
		if n := len(a); a[n-1].URL == s.URL && a[n-1].Struck == s.Struck {
			a[n-1].Text += s.Text
		} else {
			a = append(a, s)
		}
	}
	return a
}

func isURL(s string) bool {
	i := strings.LastIndex(s, "://")
	return i >= 0 && !strings.ContainsAny(s[i:], " \u3000")
}

// trimSpans takes white space off both ends.
func trimSpans(spans []tree.Span) []tree.Span {
	spans = slices.Clone(spans)
	for len(spans) > 0 && strings.TrimSpace(spans[0].Text) == "" {
		spans = spans[1:]
	}
	for len(spans) > 0 && strings.TrimSpace(spans[len(spans)-1].Text) == "" {
		spans = spans[:len(spans)-1]
	}
	if n := len(spans); n > 0 {
		spans[0].Text = strings.TrimLeft(spans[0].Text, " \u3000")
		spans[n-1].Text = strings.TrimRight(spans[n-1].Text, " \u3000")
	}
	return spans
}
