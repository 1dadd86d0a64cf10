package pdf

import (
	"slices"
	"strings"

	"madoguchi/faq/importer/tree"
)

// A table without lines shows only by its columns: words that stand below each other, apart from their
// neighbours.

// hasCells says whether a line has words so far apart that they may be cells.
func (l *line) hasCells() bool {
	for i := 1; i < len(l.segments); i++ {
		if l.segments[i].left-l.segments[i-1].right > cellGap*l.size {
			return true
		}
	}
	return false
}

// A block is a run of lines that may be such a table.
type block struct {
	lines   []*line
	columns []box // as wide as what stands in them
}

// alignedTables puts tables in the place of lines whose words stand in columns.
func alignedTables(lines []*line) []*line {
	splitCells(lines)
	var out []*line
	for i := 0; i < len(lines); {
		if l := lines[i]; l.table == nil && (l.hasCells() || l.parted) {
			if b, ok := blockAt(lines[i:]); ok {
				out = append(out, b.asLine())
				i += len(b.lines)
				continue
			}
		}
		out = append(out, lines[i])
		i++
	}
	return out
}

// splitCells parts words that fill a cell from those of the next one, where other lines nearby show that
// a column begins there.
func splitCells(lines []*line) {
	for i, l := range lines {
		if l.table != nil {
			continue
		}
		seen := map[int]int{}
		for k := max(0, i-20); k < min(len(lines), i+20); k++ {
			o := lines[k]
			if o.table != nil || o.page != l.page || o.column != l.column {
				continue
			}
			for n := range o.segments {
				if n == 0 && o.hasCells() || n > 0 && o.segments[n].left-o.segments[n-1].right > cellGap*o.size {
					seen[int(o.segments[n].left+0.5)]++
				}
			}
		}
		for x, n := range seen {
			if n+seen[x+1] >= 3 {
				l.splitBefore(float64(x))
			}
		}
	}
}

// splitBefore parts a segment where a letter begins at x with a gap before it.
func (l *line) splitBefore(x float64) {
	for i, s := range l.segments {
		if x < s.left+3 || x > s.right-3 {
			continue
		}
		for k := 1; k < len(s.glyphs); k++ {
			if g := s.glyphs[k]; abs(g.left-x) < 1.6 && g.r != ' ' && isGap(s.glyphs[:k], g, l.size) {
				a, b := segmentOf(s.glyphs[:k:k]), segmentOf(s.glyphs[k:])
				l.segments = slices.Concat(l.segments[:i:i], []segment{a, b}, l.segments[i+1:])
				l.parted = true
				return
			}
		}
	}
}

// isGap says whether letters end clearly before g begins.
func isGap(before []glyph, g glyph, size float64) bool {
	words := trimGlyphs(before)
	if len(words) == 0 {
		return false
	}
	least := 0.1
	if len(words) < len(before) {
		least = 0.6 // more than the space that is written there
	}
	return g.left-words[len(words)-1].right > least*size
}

func segmentOf(glyphs []glyph) segment {
	s := segment{box: glyphs[0].box, glyphs: glyphs}
	for _, g := range trimGlyphs(glyphs) {
		s.box = s.join(g.box)
	}
	return s
}

// blockAt finds the table that begins with the first of lines.
func blockAt(lines []*line) (block, bool) {
	var b block
	leading := 0.0
	for i, l := range lines {
		if l.table != nil || i > 0 && (l.page != lines[0].page || l.column != lines[0].column) {
			break
		}
		if i > 0 {
			step := l.base - lines[i-1].base
			if leading == 0 || step < leading {
				leading = max(step, l.size)
			}
			far := 2.6
			if len(l.segments) > 1 && b.fits(l) {
				far = 8 // a row may be high, and its cells short
			}
			if step > far*max(leading, l.size) || len(l.segments) == 1 && !b.goesOn(lines[i:], step, leading) {
				break
			}
		}
		if !b.add(l) {
			break
		}
	}
	for len(b.lines) > 0 && len(b.lines[len(b.lines)-1].segments) == 1 && b.columnOf(b.lines[len(b.lines)-1].segments[0].box) == 0 {
		b.lines = b.lines[:len(b.lines)-1]
	}
	return b, b.isTable()
}

// goesOn says whether a line with words in one column alone belongs to the table: it is the rest of a
// cell, in the first column only where rows follow.
func (b *block) goesOn(lines []*line, step, leading float64) bool {
	x := b.columnOf(lines[0].segments[0].box)
	if x < 0 || abs(lines[0].left-b.columns[x].left) > 4 && lines[0].left < b.columns[x].left {
		return false
	}
	if x > 0 {
		return step < 2*leading
	}
	return step < 1.3*leading && len(lines) > 1 && len(lines[1].segments) >= 2 && b.fits(lines[1])
}

// columnOf is the only column that an area overlaps, or -1.
func (b *block) columnOf(area box) int {
	found := -1
	for i, c := range b.columns {
		if area.left < c.right && area.right > c.left {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// fits says whether each segment of a line stands in a column of its own.
func (b *block) fits(l *line) bool {
	taken := map[int]bool{}
	for _, s := range l.segments {
		n := 0
		for i, c := range b.columns {
			if s.left < c.right && s.right > c.left {
				if taken[i] {
					return false
				}
				taken[i] = true
				n++
			}
		}
		if n > 1 {
			return false
		}
	}
	return true
}

// add takes a line in, where its words stand in the columns so far, or between them.
func (b *block) add(l *line) bool {
	if !b.fits(l) {
		return false
	}
	for _, s := range l.segments {
		if x := b.columnOf(s.box); x >= 0 {
			b.columns[x] = b.columns[x].join(s.box)
		} else {
			b.columns = append(b.columns, s.box)
		}
	}
	slices.SortFunc(b.columns, func(a, c box) int { return int(a.left - c.left) })
	b.lines = append(b.lines, l)
	return true
}

// isTable says whether the block's words really stand below each other.
func (b *block) isTable() bool {
	several, aligned := 0, 0
	for _, l := range b.lines {
		if len(l.segments) < 2 {
			continue
		}
		several++
		ok := true
		for _, s := range l.segments {
			x := b.columnOf(s.box)
			ok = ok && x >= 0 && b.isAligned(x, s.box)
		}
		aligned += btoi(ok)
	}
	if len(b.columns) < 2 || several < 2 || several == 2 && len(b.columns) == 2 {
		return false
	}
	return aligned*10 >= several*6
}

// isAligned says whether another line's words in a column begin, end or are centred at the same place.
func (b *block) isAligned(x int, area box) bool {
	same := 0
	for _, l := range b.lines {
		for _, s := range l.segments {
			if b.columnOf(s.box) == x && (abs(s.left-area.left) < 3 || abs(s.right-area.right) < 3 || abs(s.midX()-area.midX()) < 3) {
				same++
			}
		}
	}
	return same >= 2
}

// asLine is the line that stands in the table's place.
func (b *block) asLine() *line {
	b.joinColumns()
	first := *b.lines[0]
	area := first.box
	for _, l := range b.lines {
		area = area.join(l.box)
	}
	t := &table{xs: []float64{area.left}}
	for _, c := range b.columns[1:] {
		t.xs = append(t.xs, c.left)
	}
	t.xs = append(t.xs, area.right)
	for _, r := range b.rows() {
		t.rows = append(t.rows, b.row(r))
	}
	return &line{box: area, segments: []segment{{box: area}}, page: first.page, column: first.column, edge: first.edge, table: t}
}

// joinColumns joins neighbouring columns of which one has words on a single line, and the other none on
// that line: a name on the left above numbers on the right.
func (b *block) joinColumns() {
	for x := 0; x+1 < len(b.columns); x++ {
		left, right, both := 0, 0, 0
		for _, l := range b.lines {
			in := b.byColumn(l)
			left += btoi(in[x] != nil)
			right += btoi(in[x+1] != nil)
			both += btoi(in[x] != nil && in[x+1] != nil)
		}
		if both == 0 && min(left, right) == 1 && max(left, right) > 2 {
			b.columns[x] = b.columns[x].join(b.columns[x+1])
			b.columns = slices.Delete(b.columns, x+1, x+2)
			x--
		}
	}
}

// rows parts the block's lines into rows.
func (b *block) rows() [][]*line {
	leading := 1e9
	for i := 1; i < len(b.lines); i++ {
		leading = min(leading, max(b.lines[i].base-b.lines[i-1].base, b.lines[i].size))
	}
	var rows [][]*line
	for i, l := range b.lines {
		if i == 0 || b.beginsRow(i, l.base-b.lines[i-1].base > 1.4*leading) {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], l)
	}
	return rows
}

// beginsRow says whether line i begins a row: it has words in one of the first columns, and in a column
// something begins: after a gap, where nothing stood on the line before, or where that was not full.
func (b *block) beginsRow(i int, gap bool) bool {
	now, before := b.byColumn(b.lines[i]), b.byColumn(b.lines[i-1])
	if now[0] == nil && (len(b.columns) == 2 || now[1] == nil || before[0] != nil) {
		return false
	}
	if gap {
		return true
	}
	for x, s := range now {
		if s != nil && (before[x] == nil || !b.isFull(x, before[x], s, b.lines[i])) {
			return true
		}
	}
	return false
}

// isFull says whether words reach so far that what stands below them had no room before the next column:
// only then may it go on with them.
func (b *block) isFull(x int, s, below *segment, l *line) bool {
	limit := l.edge
	if x+1 < len(b.columns) {
		limit = b.columns[x+1].left
	}
	return s.right > b.columns[x].right-1.6*l.size && s.right+unit(below.glyphs) > limit-0.7*l.size
}

// byColumn are a line's segments in the columns.
func (b *block) byColumn(l *line) []*segment {
	in := make([]*segment, len(b.columns))
	for i := range l.segments {
		if x := b.columnOf(l.segments[i].box); x >= 0 {
			in[x] = &l.segments[i]
		}
	}
	return in
}

// row makes a row of its lines.
func (b *block) row(lines []*line) tree.Row {
	row := tree.Row{At: tree.Place{Page: lines[0].page}}
	for x, c := range b.columns {
		var own []*line
		for _, l := range lines {
			if s := b.byColumn(l)[x]; s != nil {
				part := *l
				part.segments = []segment{*s}
				part.settle()
				part.edge = c.right
				own = append(own, &part)
			}
		}
		cell := tree.Cell{}
		if blocks := paragraphs(own, style{}); strings.TrimSpace(textOf(blocks)) != "" {
			cell.Blocks = blocks
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

func textOf(blocks []tree.Block) string {
	var s strings.Builder
	for i := range blocks {
		s.WriteString(blocks[i].Text())
	}
	return s.String()
}
