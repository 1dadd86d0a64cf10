package importer

import (
	"regexp"
	"strings"

	"madoguchi/faq"
)

var (
	rePipeRule = regexp.MustCompile(`^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$`)
	reColumns  = regexp.MustCompile(`\s{2,}|[ \x{3000}]*\x{3000}{2,}[ \x{3000}]*`)
)

// table reads the table with which lines begin: rows apart by tabs, by pipes, or by wide spaces.
// One row alone is no table.
func (d *document) table(lines []line) (faq.Block, int) {
	for _, split := range []func(line) []string{tabCells, pipeCells, spaceCells} {
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
	return faq.Block{}, 0
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

func isPipeRow(l line) bool { return strings.HasPrefix(l.fold, "|") && strings.Count(l.fold, "|") >= 2 }

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

// spaceCells splits a row at runs of spaces. A line with a full stop is a sentence with a gap.
func spaceCells(l line) []string {
	s := strings.TrimRight(l.text, " \u3000")
	if strings.ContainsRune(s, '。') || isContact(l) {
		return nil
	}
	cells := reColumns.Split(s, -1)
	if len(cells) < 2 {
		return nil
	}
	filled := 0
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
		if cells[i] != "" {
			filled++
		}
	}
	if filled < 2 {
		return nil
	}
	return cells
}
