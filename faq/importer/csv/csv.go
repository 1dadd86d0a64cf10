// Package csv reads tables that are kept as text: a spreadsheet saved as CSV or TSV, or an export.
//
//	相談窓口FAQ一覧,,            title rows
//	分類,お問い合わせ内容,ご案内    header
//	予約,当日でも相談できるか,できます。
//	,駐車場はあるか,三台分あります。
//
// Whether a text is a table at all shows in its header, and which words a header has the importer
// knows: it hands in a test. What stands above the header becomes paragraphs, the rest one table, cells
// as they stand.
package csv

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"madoguchi/faq/importer/tree"
)

// A table is a text that is being read as rows.
type table struct {
	above  []tree.Block // the title rows
	header []string
	at     int // the header's line, from 1
	rows   []row
}

// A row is one record and the line it begins on.
type row struct {
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

// maxCell is the most letters of one cell.
const maxCell = 20_000

// Read reads a text as a table whose header isHeader knows. It is not ok for a text that is none. It
// returns a [tree.Fault] for a table whose quotation marks leave open where its columns end.
func Read(text string, isHeader func([]string) bool) (doc tree.Doc, ok bool, err error) {
	lines := strings.Split(text, "\n")
	for _, comma := range separators {
		t := &table{}
		at := t.findHeader(lines, comma, isHeader)
		if at < 0 {
			continue
		}
		rows, err := parseRows(strings.Join(lines[at+1:], "\n"), comma, len(t.header))
		if err != nil {
			if n, bad := badQuote(err); bad && mostlyRows(lines[at+1:], comma) {
				return tree.Doc{}, false, &tree.Fault{Code: tree.Quotes, At: tree.Place{Line: at + 1 + n}}
			}
			continue
		}
		if t.keep(rows, at+1); t.isTable() && (len(t.rows) > 0 || len(t.above) == 0) {
			doc, err := t.doc()
			return doc, err == nil, err
		}
	}
	return tree.Doc{}, false, nil
}

// ReadBare reads a text without a header as a table: rows of one width, at least two columns. named
// says that the file's name calls it a table, which needs less of the content.
func ReadBare(text string, named bool) (doc tree.Doc, ok bool, err error) {
	lines := strings.Split(text, "\n")
	for _, comma := range separators {
		rows, err := parseRows(text, comma, 0)
		if err != nil {
			if n, bad := badQuote(err); bad && named && mostlyRows(lines, comma) {
				return tree.Doc{}, false, &tree.Fault{Code: tree.Quotes, At: tree.Place{Line: n}}
			}
			continue
		}
		if !isEven(rows, comma) && !(named && mostlyRows(lines, comma)) {
			continue
		}
		t := &table{}
		t.keep(rows, 0)
		doc, err := t.doc()
		return doc, err == nil, err
	}
	return tree.Doc{}, false, nil
}

// doc makes a tree of the table.
func (t *table) doc() (tree.Doc, error) {
	all := tree.Block{Kind: tree.Table, At: tree.Place{Line: t.at}}
	if t.header != nil {
		all.Rows = append(all.Rows, treeRow(row{t.header, t.at}))
	}
	for _, r := range t.rows {
		for _, c := range r.cells {
			if utf8.RuneCountInString(c) > maxCell {
				return tree.Doc{}, &tree.Fault{Code: tree.LongCell, Limit: maxCell, At: tree.Place{Line: r.line}}
			}
		}
		all.Rows = append(all.Rows, treeRow(r))
	}
	return tree.Doc{Blocks: append(t.above, all)}, nil
}

func treeRow(r row) tree.Row {
	out := tree.Row{At: tree.Place{Line: r.line}}
	for _, c := range r.cells {
		cell := tree.Cell{}
		if c = strings.TrimSpace(c); c != "" {
			cell.Blocks = []tree.Block{{Kind: tree.Paragraph, Spans: tree.Words(c), At: out.At}}
		}
		out.Cells = append(out.Cells, cell)
	}
	return out
}

// findHeader finds the header near the top, and keeps what stands above it.
func (t *table) findHeader(lines []string, comma rune, isHeader func([]string) bool) int {
	for i, l := range lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		cells := lineCells(l, comma)
		if len(l) <= longestHeader && isHeader(cells) {
			t.header, t.at = cells, i+1
			return i
		}
		if text := strings.TrimSpace(strings.Join(filled(cells), " ")); text != "" {
			t.above = append(t.above, tree.Block{Kind: tree.Paragraph, Spans: tree.Words(text), At: tree.Place{Line: i + 1}})
		}
		if len(t.above) > mostAbove {
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
func parseRows(text string, comma rune, width int) ([]row, error) {
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

func readRows(r *csv.Reader) ([]row, error) {
	var rows []row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		at, _ := r.FieldPos(0)
		rows = append(rows, row{cells, at})
	}
}

func splitRows(text string) []row {
	var rows []row
	for i, l := range strings.Split(text, "\n") {
		if strings.TrimSpace(l) != "" {
			rows = append(rows, row{strings.Split(l, "\t"), i + 1})
		}
	}
	return rows
}

func evenRows(rows []row, width int) bool {
	for _, r := range rows {
		if len(r.cells) != width {
			return false
		}
	}
	return true
}

// swallowed says whether a cell holds a line that is a row by itself: a mark was never closed.
func swallowed(rows []row, comma rune, width int) bool {
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
			if strings.ContainsRune(l, comma) {
				with++
			}
		}
	}
	return all > 0 && 2*with >= all
}

// keep takes the rows that hold anything, without headers that are repeated. Lines are counted from
// the row below the header.
func (t *table) keep(rows []row, offset int) {
	for _, r := range rows {
		if len(filled(r.cells)) == 0 || strings.Join(r.cells, "\t") == strings.Join(t.header, "\t") {
			continue
		}
		r.line += offset
		t.rows = append(t.rows, r)
	}
}

// isTable says whether what stands below the header is rows.
func (t *table) isTable() bool {
	wide := 0
	for _, r := range t.rows {
		if len(r.cells) > 1 {
			wide++
		}
	}
	return float64(wide) >= rowsOfCells*float64(len(t.rows))
}

// Bounds of a table without a header: so many rows at least, nearly all of one width.
const (
	leastRows = 2
	sameWidth = 0.9
)

// isEven says whether rows are of one width. Two columns parted by a comma may be prose.
func isEven(rows []row, comma rune) bool {
	if len(rows) < leastRows {
		return false
	}
	widths := map[int]int{}
	for _, r := range rows {
		widths[len(r.cells)]++
	}
	least := 3
	if comma == '\t' {
		least = 2
	}
	for width, n := range widths {
		if width >= least && float64(n) >= sameWidth*float64(len(rows)) {
			return true
		}
	}
	return false
}
