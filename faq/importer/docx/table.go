package docx

import (
	"strconv"

	"madoguchi/faq/importer/parcel"
	"madoguchi/faq/importer/tree"
)

// maxSpan is the most columns that one cell may cover.
const maxSpan = 100

// table reads a table. A frame around text, one cell alone, is that text.
func (r *reader) table(e *parcel.Element, into *[]tree.Block) {
	b := tree.Block{Kind: tree.Table}
	above := map[int]tree.Cell{} // cells that go on downwards, by their column
	for _, k := range rowsOf(e) {
		if row := r.row(k, above); len(row.Cells) > 0 {
			b.Rows = append(b.Rows, row)
		}
	}
	switch {
	case len(b.Rows) == 0:
	case isFrame(b.Rows):
		for i := range b.Rows {
			*into = append(*into, b.Rows[i].Cells[0].Blocks...)
		}
	default:
		*into = append(*into, b)
	}
}

// isFrame says whether a table has only one column.
func isFrame(rows []tree.Row) bool {
	for i := range rows {
		if len(rows[i].Cells) != 1 {
			return false
		}
	}
	return true
}

func rowsOf(e *parcel.Element) []*parcel.Element {
	var rows []*parcel.Element
	for _, k := range e.Kids {
		switch k.Name {
		case "tr":
			if k.At("trPr").Kid("del") == nil {
				rows = append(rows, k)
			}
		case "sdt":
			rows = append(rows, rowsOf(k.Kid("sdtContent"))...)
		case "ins", "customXml":
			rows = append(rows, rowsOf(k)...)
		}
	}
	return rows
}

func cellsOf(e *parcel.Element) []*parcel.Element {
	var cells []*parcel.Element
	for _, k := range e.Kids {
		switch k.Name {
		case "tc":
			cells = append(cells, k)
		case "sdt":
			cells = append(cells, cellsOf(k.Kid("sdtContent"))...)
		case "customXml":
			cells = append(cells, cellsOf(k)...)
		}
	}
	return cells
}

// row reads one row. A cell that is merged stands in each place it covers.
func (r *reader) row(e *parcel.Element, above map[int]tree.Cell) tree.Row {
	var row tree.Row
	header := e.At("trPr").On("tblHeader")
	if n, err := strconv.Atoi(e.At("trPr").Val("gridBefore")); err == nil {
		row.Cells = append(row.Cells, make([]tree.Cell, min(max(n, 0), maxSpan))...)
	}
	for _, tc := range cellsOf(e) {
		props := tc.Kid("tcPr")
		cell := tree.Cell{Header: header}
		r.body(tc, &cell.Blocks)
		x := len(row.Cells)
		if merge := props.Kid("vMerge"); merge == nil {
			delete(above, x)
		} else if merge.Attr["val"] == "restart" {
			above[x] = cell
		} else {
			cell = above[x]
			cell.Merged = true
		}
		row.Cells = append(row.Cells, cell)
		wide, _ := strconv.Atoi(props.Val("gridSpan"))
		cell.Merged = true
		for range min(wide, maxSpan) - 1 {
			row.Cells = append(row.Cells, cell)
		}
	}
	return row
}
