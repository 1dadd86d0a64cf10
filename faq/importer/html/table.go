package html

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"madoguchi/faq/importer/tree"
)

// maxSpan is the most cells that one cell may cover in a row or a column.
const maxSpan = 200

// table reads a table. One that only lays out the page (it holds headings, lists of terms or other
// tables) is read cell by cell.
func (w *walker) table(n *html.Node) {
	w.flush()
	rows := rowsOf(n)
	if isLayout(n, rows) {
		w.block(n, func() {})
		return
	}
	b := tree.Block{Kind: tree.Table, Role: w.role, At: tree.Place{Line: w.at}}
	covered := map[[2]int]tree.Cell{} // cells that a span above or to the left covers
	for y, tr := range rows {
		if row := w.row(tr, y, covered); len(row.Cells) > 0 {
			b.Rows = append(b.Rows, row)
		}
	}
	if caption := find(n, func(d *html.Node) bool { return d.DataAtom == atom.Caption }); caption != nil {
		w.block(caption, func() {})
	}
	if len(b.Rows) > 0 {
		w.blocks = append(w.blocks, b)
	}
}

// row reads one row with the cells that reach into it from above.
func (w *walker) row(tr *html.Node, y int, covered map[[2]int]tree.Cell) tree.Row {
	row := tree.Row{At: tree.Place{Line: w.at}}
	if v, err := strconv.Atoi(attr(tr, "data-line")); err == nil {
		row.At.Line = v
	}
	fill := func() {
		for {
			c, ok := covered[[2]int{y, len(row.Cells)}]
			if !ok {
				return
			}
			row.Cells = append(row.Cells, c)
		}
	}
	for td := tr.FirstChild; td != nil; td = td.NextSibling {
		if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
			continue
		}
		fill()
		cell := tree.Cell{Blocks: w.cell(td), Header: td.DataAtom == atom.Th}
		wide, high := span(td, "colspan"), span(td, "rowspan")
		merged := cell
		merged.Merged = true
		x := len(row.Cells)
		for dy := range high {
			for dx := range wide {
				if dy > 0 || dx > 0 {
					covered[[2]int{y + dy, x + dx}] = merged
				}
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	fill()
	return row
}

// cell reads a cell's blocks.
func (w *walker) cell(td *html.Node) []tree.Block {
	inner := &walker{roles: roles{}, base: w.base, whole: true, state: state{kind: tree.Paragraph}}
	inner.children(td)
	inner.flush()
	return inner.blocks
}

func span(n *html.Node, name string) int {
	v, err := strconv.Atoi(attr(n, name))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, maxSpan)
}

// rowsOf are the table's own rows, not those of a table in it.
func rowsOf(n *html.Node) []*html.Node {
	var rows []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr:
			rows = append(rows, c)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			rows = append(rows, rowsOf(c)...)
		}
	}
	return rows
}

// isLayout says whether a table lays out the page instead of facts.
func isLayout(n *html.Node, rows []*html.Node) bool {
	if attr(n, "role") == "presentation" || has(n, func(d *html.Node) bool {
		return d.DataAtom == atom.Table || isHeading(d) || d.DataAtom == atom.Dl || d.DataAtom == atom.Details
	}) {
		return true
	}
	most := 0
	for _, tr := range rows {
		cells := 0
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				cells++
			}
		}
		most = max(most, cells)
	}
	return most <= 1
}
