package faq

import "strings"

// cellEscapes write a cell so that ReadTable finds it again: a stroke parts cells, a line ends a row.
var cellEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

// WriteTable writes a table as people write one: a row a line, cells apart by strokes, the heads first.
//
//	区分 | 参加費
//	会員 | 無料
//
// A table without heads begins with a line of a single stroke.
func WriteTable(b Block) string {
	lines := make([]string, 0, len(b.Rows)+1)
	for _, row := range append([][]string{b.Header}, b.Rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = cellEscapes.Replace(cell)
		}
		line := strings.Join(cells, " | ")
		if len(row) == 0 {
			line = "|"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// ReadTable reads what WriteTable has written, or what was copied out of a spreadsheet, where tabs part the
// cells. Rows are as long as the heads: what a row lacks is empty, and what it has too much has an empty head.
func ReadTable(text string) Block {
	b := Block{Type: Table}
	for i, line := range strings.Split(strings.TrimRight(text, "\r\n"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		cells := readCells(line)
		switch {
		case i == 0 && line == "|":
		case i == 0:
			b.Header = cells
		default:
			b.Rows = append(b.Rows, cells)
		}
	}
	width := len(b.Header)
	for _, row := range b.Rows {
		width = max(width, len(row))
	}
	pad := func(row []string) []string {
		for len(row) < width {
			row = append(row, "")
		}
		return row
	}
	if b.Header != nil {
		b.Header = pad(b.Header)
	}
	for i := range b.Rows {
		b.Rows[i] = pad(b.Rows[i])
	}
	return b
}

// readCells parts a line at its strokes, or, where there is none, at its tabs.
func readCells(line string) []string {
	var cells []string
	var cell strings.Builder
	tabs := strings.Contains(line, "\t")
	escaped := false
	for _, r := range line {
		switch {
		case escaped:
			escaped = false
			switch r {
			case 'n':
				cell.WriteByte('\n')
			case 't':
				cell.WriteByte('\t')
			case 'r':
				cell.WriteByte('\r')
			default:
				cell.WriteRune(r)
			}
		case r == '\\':
			escaped = true
		case r == '|' || tabs && r == '\t':
			cells = append(cells, strings.TrimSpace(cell.String()))
			cell.Reset()
		default:
			cell.WriteRune(r)
		}
	}
	if escaped {
		cell.WriteByte('\\')
	}
	return append(cells, strings.TrimSpace(cell.String()))
}
