package pdf

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/faq/importer/tree"
)

// A table is a table on one page, or on several once its parts are joined.
type table struct {
	xs   []float64 // where its columns begin, and its last one ends
	rows []tree.Row
	one  []*line // where only one cell has words, its lines
	open []bool  // of the last row, the cells that end in the middle of a sentence
}

// takeGrids takes the tables that lines frame out of a page. It returns the letters that stand in none,
// and a line in the place of each table.
func takeGrids(p *page) (rest []glyph, tables []*line) {
	rest = p.glyphs
	for _, g := range gridsOf(p) {
		if len(g.xs) < 3 {
			continue // a frame around text, or frames one below the other
		}
		var in, out []glyph
		for _, gl := range rest {
			if g.holds(gl.midX(), gl.midY()) {
				in = append(in, gl)
			} else {
				out = append(out, gl)
			}
		}
		t := g.table(p, in)
		if t == nil {
			continue
		}
		rest = out
		tables = append(tables, &line{box: g.box, segments: []segment{{box: g.box}}, page: p.no, table: t})
	}
	return rest, tables
}

// table makes a table of the letters in a grid. It is nil where there are none.
func (g *grid) table(p *page, glyphs []glyph) *table {
	of := g.cells()
	areas := g.areas(of)
	letters := map[int][]glyph{}
	for _, gl := range glyphs {
		y, x := place(g.ys, gl.midY()), place(g.xs, gl.midX())
		if y >= 0 && x >= 0 {
			letters[of[y][x]] = append(letters[of[y][x]], gl)
		}
	}
	if len(letters) == 0 {
		return nil
	}
	blocks, open := map[int][]tree.Block{}, map[int]bool{}
	for id, in := range letters {
		area := areas[id]
		lines := linesOf(p, in)
		pad := area.width()
		for _, l := range lines {
			pad = min(pad, l.left-area.left)
		}
		for _, l := range lines {
			l.closeUp()
			l.edge = area.right - max(pad, 1)
		}
		blocks[id] = paragraphs(lines, style{})
		if n := len(lines); n > 0 {
			last := lines[n-1]
			open[id] = last.right > last.edge-2.2*last.size && !endsSentence(last.text())
		}
	}
	t := &table{xs: g.xs}
	if len(letters) == 1 {
		t.one = linesOf(p, glyphs)
	}
	shown := map[int]bool{}
	for y := range of {
		row := tree.Row{At: tree.Place{Page: p.no}}
		for x := range of[y] {
			id := of[y][x]
			row.Cells = append(row.Cells, tree.Cell{Blocks: blocks[id], Merged: shown[id]})
			shown[id] = true
		}
		t.rows = append(t.rows, row)
	}
	for _, id := range of[len(of)-1] {
		t.open = append(t.open, open[id])
	}
	t.dropEmpty()
	return t
}

// place is the index of the part that at lies in, or -1.
func place(edges []float64, at float64) int {
	for i := 0; i+1 < len(edges); i++ {
		if at >= edges[i] && at <= edges[i+1] {
			return i
		}
	}
	return -1
}

// dropEmpty takes out rows without a word, which are the space between doubled lines.
func (t *table) dropEmpty() {
	t.rows = slices.DeleteFunc(t.rows, func(r tree.Row) bool { return strings.TrimSpace(r.Text()) == "" })
}

// joinTables puts together the parts of a table that goes on over a page turn: the same columns, with
// nothing between them. A header that is printed again is dropped; a row that the turn cut is one row.
func joinTables(lines []*line) []*line {
	var out []*line
	for _, l := range lines {
		if n := len(out); n > 0 && l.table != nil && out[n-1].table != nil && l.page > out[n-1].page && sameColumns(out[n-1].table.xs, l.table.xs) {
			out[n-1].table.goOn(l.table)
			out[n-1].page = l.page
			continue
		}
		if l.table != nil && l.table.one != nil {
			for _, one := range l.table.one { // lines that frame something else
				one.column, one.edge = l.column, l.edge
				one.closeUp()
				out = append(out, one)
			}
			continue
		}
		out = append(out, l)
	}
	return out
}

// sameColumns says whether the columns of two tables begin at the same places. Where a table has no frame,
// the first and the last place are only those of its words.
func sameColumns(a, b []float64) bool {
	if len(a) != len(b) || len(a) < 3 {
		return false
	}
	for i := 1; i+1 < len(a); i++ {
		if abs(a[i]-b[i]) > 4 {
			return false
		}
	}
	return true
}

// goOn adds the rows of a table's next part.
func (t *table) goOn(next *table) {
	rows := next.rows
	if len(t.rows) > 1 && len(rows) > 1 && t.rows[0].Text() == rows[0].Text() {
		rows = rows[1:]
	}
	if n := len(t.rows); n > 0 && len(rows) > 0 && isRest(&t.rows[n-1], &rows[0], t.open) {
		for i := range rows[0].Cells {
			if i < len(t.rows[n-1].Cells) && !rows[0].Cells[i].Merged {
				c := &t.rows[n-1].Cells[i]
				c.Blocks = joinBlocks(c.Blocks, rows[0].Cells[i].Blocks)
			}
		}
		rows = rows[1:]
	}
	t.rows = append(t.rows, rows...)
	t.open = next.open
}

// isRest says whether a row is the rest of the one before: each cell with words goes on with one that ended
// in the middle of a sentence or is long enough to have been cut, and one of the former is among them, or
// it is the last cell alone.
func isRest(row, next *tree.Row, open []bool) bool {
	goesOn, words := false, 0
	for i := range row.Cells {
		if i >= len(next.Cells) {
			return false
		}
		a, b := strings.TrimSpace(row.Cells[i].Text()), strings.TrimSpace(next.Cells[i].Text())
		if b == "" {
			continue
		}
		if a == "" || a == b || begins(b) && i+1 < len(row.Cells) {
			return false
		}
		if isOpen := i < len(open) && open[i]; !isOpen && utf8.RuneCountInString(a) < longCell {
			return false
		} else if isOpen {
			goesOn = true
		}
		words++
	}
	return goesOn || words == 1 && strings.TrimSpace(next.Cells[len(row.Cells)-1].Text()) != ""
}

// longCell is how many letters a cell has that a page turn may have cut.
const longCell = 15

// joinBlocks puts the two halves of a cell together: a sentence that its page turn cut goes on.
func joinBlocks(a, b []tree.Block) []tree.Block {
	if len(a) == 0 || len(b) == 0 {
		return append(a[:len(a):len(a)], b...)
	}
	last, first := a[len(a)-1], b[0]
	if endsSentence(last.Text()) || begins(first.Text()) {
		return append(a[:len(a):len(a)], b...)
	}
	last.Spans = joinSpans(last.Spans, first.Spans)
	return append(append(a[:len(a)-1:len(a)-1], last), b[1:]...)
}
