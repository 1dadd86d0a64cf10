package importer

import (
	"strings"

	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

var (
	rePipeRule = lazyregexp.New(`^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$`)
	reColumns  = lazyregexp.New(`\s{2,}|[ \x{3000}]*\x{3000}[ \x{3000}]*`)
)

// table reads the table with which lines begin: rows apart by tabs, by pipes, or by wide spaces.
// One row alone is no table.
func (d *document) table(lines []line) (faq.Block, int) {
	for _, split := range []func(line) []string{tabCells, pipeCells} {
		var rows [][]string
		n := 0
		for n < len(lines) && (n == 0 || lines[n].gap == 0 || d.double) {
			cells := split(lines[n])
			if cells == nil {
				break
			}
			if !rePipeRule.MatchString(lines[n].fold) {
				rows = append(rows, cells)
			}
			n++
		}
		if len(rows) >= 2 {
			return tableBlock(rows), n
		}
	}
	return d.spaceTable(lines)
}

// spaceTable reads rows whose cells are set apart by spaces. All must have as many cells; a row
// that begins with space and is one short has an empty first cell.
func (d *document) spaceTable(lines []line) (faq.Block, int) {
	if len(lines) < 2 {
		return faq.Block{}, 0
	}
	width := max(len(spaceCells(lines[0])), len(spaceCells(lines[1])))
	var rows [][]string
	for n, l := range lines {
		if n > 0 && l.gap > 0 && !d.double {
			break
		}
		cells := spaceCells(l)
		if len(cells) == width-1 && width > 2 && strings.TrimLeft(l.text, " \u3000") != l.text {
			cells = append([]string{""}, cells...)
		}
		if len(cells) < 2 || len(cells) != width {
			break
		}
		rows = append(rows, cells)
	}
	if len(rows) < 2 {
		return faq.Block{}, 0
	}
	return tableBlock(rows), len(rows)
}

// tableBlock makes every row as long as the longest; the first is the header.
func tableBlock(rows [][]string) faq.Block {
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	for i, r := range rows {
		for len(r) < width {
			r = append(r, "")
		}
		rows[i] = r
	}
	return faq.Block{Type: faq.Table, Header: rows[0], Rows: rows[1:]}
}

// tabCells splits a row at its tabs. A tab at the beginning is an empty first cell; several tabs
// in a row between words only align, unless the row is all marks.
func tabCells(l line) []string {
	if !strings.ContainsRune(l.text, '\t') {
		return nil
	}
	cells := strings.Split(l.text, "\t")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func isPipeRow(l line) bool {
	return strings.HasPrefix(l.fold, "|") && strings.Count(l.fold, "|") >= 2 || strings.Contains(l.fold, " | ")
}

func pipeCells(l line) []string {
	if !isPipeRow(l) {
		return nil
	}
	s := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(foldPipes(l.text)), "|"), "|")
	cells := strings.Split(s, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func foldPipes(s string) string { return strings.ReplaceAll(s, "｜", "|") }

// spaceCells splits a row at wide spaces. A line with a full stop is a sentence with a gap in it.
func spaceCells(l line) []string {
	s := strings.TrimSpace(l.text)
	if strings.ContainsAny(s, "。※") || isContact(l) || reBullet.MatchString(l.fold) || cutMark(s).role != 0 {
		return nil
	}
	cells := reColumns.Split(s, -1)
	if len(cells) < 2 {
		return nil
	}
	return cells
}
