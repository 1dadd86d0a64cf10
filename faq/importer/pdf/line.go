package pdf

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/faq/importer/tree"
)

// A segment is a run of letters on one line without a wide gap.
type segment struct {
	box
	glyphs []glyph
}

// A line is what stands at one height, in one column.
type line struct {
	box
	segments []segment
	size     float64
	base     float64 // on which most letters stand
	bold     bool
	page     int
	column   int     // on its page, from 0
	bound    float64 // where the next column begins, if there is one
	edge     float64 // how far its column's lines reach
	links    []link  // of its page
	parted   bool    // it was cut where a column of a table begins
	spaced   bool    // a space stands at its end
	table    *table  // what stands in its place; it has one segment without letters
}

// The gaps, in letters, that part a line: the space between two columns of text may be as narrow as one
// letter, that between a table's is wider.
const (
	columnGap = 0.8
	cellGap   = 1.3
)

// A bundle is a line's letters while they are gathered.
type bundle struct {
	box
	size, base float64
	glyphs     []glyph
}

// takes says whether a letter stands on the bundle's line, or is a small one raised above it or set below.
func (b *bundle) takes(g *glyph) bool {
	if abs(b.base-g.base) <= 0.3*min(b.size, g.size) {
		return true
	}
	overlap := min(b.bottom, g.bottom) - max(b.top, g.top)
	return g.size < 0.75*b.size && overlap >= 0.6*g.height() && g.left < b.right+g.size && g.right > b.left-g.size
}

// linesOf puts letters together that stand on one line.
func linesOf(p *page, glyphs []glyph) []*line {
	sorted := slices.Clone(glyphs)
	slices.SortStableFunc(sorted, func(a, b glyph) int { return cmp.Compare(a.base, b.base) })
	var bundles []*bundle
	for i := range sorted {
		g := &sorted[i]
		var best *bundle
		for k := len(bundles) - 1; k >= 0 && k >= len(bundles)-6; k-- {
			b := bundles[k]
			if b.takes(g) && (best == nil || abs(b.base-g.base) < abs(best.base-g.base)) {
				best = b
			}
		}
		switch {
		case best == nil && unicode.IsSpace(g.r):
		case best == nil:
			bundles = append(bundles, &bundle{g.box, g.size, g.base, []glyph{*g}})
		default:
			best.glyphs = append(best.glyphs, *g)
			best.box = best.join(g.box)
			if g.size > best.size {
				best.size, best.base = g.size, g.base
			}
		}
	}
	var lines []*line
	for _, b := range bundles {
		if l := newLine(p, b.glyphs); l != nil {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b *line) int { return cmp.Compare(a.base, b.base) })
	return dropRuby(lines)
}

// newLine makes a line of the letters on it.
func newLine(p *page, glyphs []glyph) *line {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(a.left, b.left) })
	l := &line{page: p.no, links: p.links}
	size := sizeOf(glyphs)
	var at *segment
	end := 0.0 // of the last letter that is no space
	for _, g := range glyphs {
		space := unicode.IsSpace(g.r)
		if at == nil || !space && g.left-end > columnGap*size {
			if space {
				continue
			}
			l.segments = append(l.segments, segment{box: g.box})
			at = &l.segments[len(l.segments)-1]
		}
		at.glyphs = append(at.glyphs, g)
		if !space {
			at.box = at.join(g.box)
			end = max(end, g.right)
		}
	}
	if len(l.segments) == 0 {
		return nil
	}
	l.joinMarks(size)
	l.settle()
	return l
}

// closeUp joins the segments of a line that are no wider apart than words may be.
func (l *line) closeUp() {
	if l.table != nil {
		return
	}
	joined := l.segments[:1:1]
	for _, s := range l.segments[1:] {
		last := &joined[len(joined)-1]
		if s.left-last.right > cellGap*l.size {
			joined = append(joined, s)
			continue
		}
		last.glyphs = append(last.glyphs[:len(last.glyphs):len(last.glyphs)], s.glyphs...)
		last.box = last.join(s.box)
	}
	l.segments = joined
	l.joinMarks(l.size)
}

// settle computes what a line's segments make of it.
func (l *line) settle() {
	var all []glyph
	l.box = l.segments[0].box
	l.bold = l.table == nil
	for i := range l.segments {
		l.box = l.join(l.segments[i].box)
		all = append(all, l.segments[i].glyphs...)
	}
	for _, g := range all {
		l.bold = l.bold && (g.bold || unicode.IsSpace(g.r))
	}
	last := l.segments[len(l.segments)-1].glyphs
	l.spaced = len(last) > 0 && last[len(last)-1].r == ' '
	l.size, l.base = sizeOf(all), baseOf(all)
}

// sizeOf is the usual size of letters: of the Japanese ones, where there are any, since the fonts of
// others measure themselves differently.
func sizeOf(glyphs []glyph) float64 {
	var own, other []float64
	for _, g := range glyphs {
		switch {
		case unicode.IsSpace(g.r):
		case g.r >= 0x3000 && g.r < 0xFFF0:
			own = append(own, g.size)
		default:
			other = append(other, g.size)
		}
	}
	if len(own) == 0 {
		own = other
	}
	if len(own) == 0 {
		return 1
	}
	slices.Sort(own)
	return max(own[len(own)/2], 1)
}

// baseOf is the height on which most letters stand.
func baseOf(glyphs []glyph) float64 {
	at := make([]float64, len(glyphs))
	for i := range glyphs {
		at[i] = glyphs[i].base
	}
	slices.Sort(at)
	return at[len(at)/2]
}

// reMark is what stands before a line and is set apart from it by a tab: a bullet, a number, 「Q1」.
var reMark = regexp.MustCompile(`^(?:[・•‣◦●○■□◆◇◎▪▶→※*＊-]|[①-⑳]|[QAＱＡ問答]?\s?[0-9０-９]{0,3}(?:[-－.．][0-9０-９]{1,2})*[.．:：)）、]?|[(（][0-9０-９ア-ンa-z]{1,2}[)）]|第[0-9０-９一二三四五六七八九十]{1,3}[章節問])$`)

// joinMarks puts a mark and what it stands before together again.
func (l *line) joinMarks(size float64) {
	if len(l.segments) != 2 {
		return
	}
	a, b := &l.segments[0], &l.segments[1]
	if b.left-a.right > 5*size || !reMark.MatchString(strings.TrimSpace(plainText(a.glyphs))) || reMark.MatchString(strings.TrimSpace(plainText(b.glyphs))) {
		return
	}
	gap := glyph{box: box{a.right, a.top, b.left, a.bottom}, r: ' ', size: a.glyphs[0].size}
	a.glyphs = append(append(trimGlyphs(a.glyphs), gap), b.glyphs...)
	a.box = a.join(b.box)
	l.segments = l.segments[:1]
}

func trimGlyphs(glyphs []glyph) []glyph {
	for len(glyphs) > 0 && unicode.IsSpace(glyphs[len(glyphs)-1].r) {
		glyphs = glyphs[:len(glyphs)-1]
	}
	return glyphs
}

func plainText(glyphs []glyph) string {
	return spanText(spansOf(glyphs, nil))
}

func spanText(spans []tree.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// text is a line's words; its segments are two spaces apart.
func (l *line) text() string { return spanText(l.spans()) }

// spans are a line's words with their links.
func (l *line) spans() []tree.Span {
	var spans []tree.Span
	for i := range l.segments {
		if i > 0 {
			spans = append(spans, tree.Span{Text: "  "})
		}
		spans = append(spans, spansOf(l.segments[i].glyphs, l.links)...)
	}
	return spans
}

// spansOf makes words of letters. A space stands where the document has one, or where a gap parts Latin
// words; the wider setting of Japanese letters is none.
func spansOf(glyphs []glyph, links []link) []tree.Span {
	var spans []tree.Span
	last, usual := glyph{}, usualGap(glyphs)
	for _, g := range trimGlyphs(glyphs) {
		next := tree.Span{Struck: g.struck}
		if g.link > 0 && g.link <= len(links) {
			next.URL = links[g.link-1].url
		}
		text := string(g.r)
		if last.r != 0 && !unicode.IsSpace(g.r) && !unicode.IsSpace(last.r) && g.left-last.right > usual+gapBetween(last, g) {
			text = " " + text
		}
		last = g
		if n := len(spans); n > 0 && (spans[n-1].URL == next.URL && spans[n-1].Struck == next.Struck || unicode.IsSpace(g.r)) {
			spans[n-1].Text += text
			continue
		}
		next.Text = text
		spans = append(spans, next)
	}
	return spans
}

// usualGap is the gap between most neighbouring letters.
func usualGap(glyphs []glyph) float64 {
	var gaps []float64
	for i := 1; i < len(glyphs); i++ {
		gaps = append(gaps, glyphs[i].left-glyphs[i-1].right)
	}
	if len(gaps) < 4 {
		return 0
	}
	slices.Sort(gaps)
	return max(gaps[len(gaps)/2], 0)
}

// gapBetween is how much wider than usual a gap between two letters must be to stand for a space. Where
// spaces are written, a word processor parts Japanese and Latin letters by a quarter without one.
func gapBetween(a, b glyph) float64 {
	size := min(a.size, b.size)
	switch {
	case a.r < 0x2000 && b.r < 0x2000:
		return 0.15 * size
	case a.alone && b.alone:
		return 0.17 * size
	case a.r < 0x2000 || b.r < 0x2000:
		return 0.5 * size
	}
	return 0.6 * size
}

// dropRuby takes out the small kana above a line that tell how its words are read.
func dropRuby(lines []*line) []*line {
	var kept []*line
	for i, l := range lines {
		if i+1 < len(lines) && l.size <= 0.62*lines[i+1].size && lines[i+1].top-l.bottom < 0.3*l.size && l.left >= lines[i+1].left-l.size && l.right <= lines[i+1].right+l.size && isKana(l.text()) {
			continue
		}
		kept = append(kept, l)
	}
	return kept
}

func isKana(s string) bool {
	for _, r := range s {
		if !unicode.In(r, unicode.Hiragana, unicode.Katakana) && r != 'ー' && !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}

// letters is how many letters a line has.
func (l *line) letters() int { return utf8.RuneCountInString(l.text()) }
