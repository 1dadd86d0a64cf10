package importer

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// A sheet is a table whose header names a column of questions and one of answers: a spreadsheet
// saved as CSV or TSV.
//
//	相談窓口FAQ一覧,,            title rows
//	分類,お問い合わせ内容,ご案内    header
//	予約,当日でも相談できるか,できます。
//	,駐車場はあるか,三台分あります。  an empty section goes on from the row above
type sheet struct {
	layout
	above  []line // the title rows
	header []string
	rows   []sheetRow
}

// A sheetRow is one record and the line it begins on.
type sheetRow struct {
	cells []string
	line  int
}

// Bounds of what may stand above a header, and of the rows below it that have more than one cell. A text
// that happens to hold such a header within it fails one or the other.
const (
	mostAbove     = 10
	rowsOfCells   = 0.8
	longestHeader = 1000 // bytes
)

var separators = []rune{',', '\t', ';'}

// readSheet reads a text as a sheet. It is nil for a text that is none, and a [Refusal] for one whose
// quotation marks leave open where its columns end.
func readSheet(text string) (*sheet, error) {
	lines := strings.Split(text, "\n")
	for _, comma := range separators {
		s := &sheet{}
		at := s.findHeader(lines, comma)
		if at < 0 {
			continue
		}
		rows, err := parseRows(strings.Join(lines[at+1:], "\n"), comma, len(s.header))
		if err != nil {
			if n, bad := badQuote(err); bad && mostlyRows(lines[at+1:], comma) {
				return nil, refuse("import.refused.quotes", "line", at+1+n)
			}
			continue
		}
		if s.keep(rows, at+1); s.isTable() {
			return s, nil
		}
	}
	return nil, nil
}

// findHeader finds the header near the top, and keeps what stands above it.
func (s *sheet) findHeader(lines []string, comma rune) int {
	for i, l := range lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		cells := lineCells(l, comma)
		if len(l) <= longestHeader {
			if lay, ok := layoutOf(cells); ok {
				s.layout, s.header = lay, cells
				return i
			}
		}
		if text := strings.TrimSpace(strings.Join(filled(cells), " ")); text != "" {
			s.above = append(s.above, newLine(i+1, text))
		}
		if len(s.above) > mostAbove {
			break
		}
	}
	return -1
}

// lineCells parts one line that holds no line break of its own.
func lineCells(l string, comma rune) []string {
	r := newCSV(l, comma)
	r.LazyQuotes = true
	cells, err := r.Read()
	if err != nil {
		return strings.Split(l, string(comma))
	}
	return cells
}

// filled are the cells with something in them.
func filled(cells []string) []string {
	var out []string
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			out = append(out, c)
		}
	}
	return out
}

func newCSV(text string, comma rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	return r
}

// parseRows reads records strictly. Where quotation marks are not doubled as they should be, tab-separated
// text is read as written without any quoting, and comma-separated text leniently, if every record then
// has as many cells as the header: a stray mark that swallows rows would show.
func parseRows(text string, comma rune, width int) ([]sheetRow, error) {
	rows, err := readRows(newCSV(text, comma))
	if err == nil {
		return rows, nil
	}
	if comma == '\t' {
		return splitRows(text), nil
	}
	lenient := newCSV(text, comma)
	lenient.LazyQuotes = true
	if rows, again := readRows(lenient); again == nil && evenRows(rows, width) && !swallowed(rows, comma, width) {
		return rows, nil
	}
	return nil, err
}

func readRows(r *csv.Reader) ([]sheetRow, error) {
	var rows []sheetRow
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		at, _ := r.FieldPos(0)
		rows = append(rows, sheetRow{cells, at})
	}
}

func splitRows(text string) []sheetRow {
	var rows []sheetRow
	for i, l := range strings.Split(text, "\n") {
		if strings.TrimSpace(l) != "" {
			rows = append(rows, sheetRow{strings.Split(l, "\t"), i + 1})
		}
	}
	return rows
}

func evenRows(rows []sheetRow, width int) bool {
	for _, r := range rows {
		if len(r.cells) != width {
			return false
		}
	}
	return true
}

// swallowed says whether a cell holds a line that is a row by itself: a mark was never closed.
func swallowed(rows []sheetRow, comma rune, width int) bool {
	for _, r := range rows {
		for _, c := range r.cells {
			_, more, _ := strings.Cut(c, "\n")
			for _, l := range strings.Split(more, "\n") {
				if width > 1 && strings.Count(l, string(comma)) >= width-1 {
					return true
				}
			}
		}
	}
	return false
}

// badQuote says on which line a quotation mark is out of place.
func badQuote(err error) (int, bool) {
	var bad *csv.ParseError
	if !errors.As(err, &bad) {
		return 0, false
	}
	return bad.StartLine, true
}

// mostlyRows says whether most lines have a separator.
func mostlyRows(lines []string, comma rune) bool {
	with, all := 0, 0
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			all++
			with += btoi(strings.ContainsRune(l, comma))
		}
	}
	return all > 0 && 2*with >= all
}

// keep takes the rows that hold anything, without headers that are repeated. Lines are counted from
// the row below the header.
func (s *sheet) keep(rows []sheetRow, offset int) {
	for _, r := range rows {
		if len(filled(r.cells)) == 0 || strings.Join(r.cells, "\t") == strings.Join(s.header, "\t") {
			continue
		}
		r.line += offset
		s.rows = append(s.rows, r)
	}
}

// isTable says whether what stands below the header is rows.
func (s *sheet) isTable() bool {
	wide := 0
	for _, r := range s.rows {
		wide += btoi(len(r.cells) > 1)
	}
	return float64(wide) >= rowsOfCells*float64(len(s.rows))
}
