package xlsx

import (
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"madoguchi/faq/importer/tree"
)

// A sheet is one sheet that is being read.
type sheet struct {
	*reader
	name    string
	values  [][]string
	width   int
	merged  map[[2]int][2]int // cells that a merged one covers, to the one that has the value
	hidden  map[int]bool      // columns
	dropped int               // hidden columns with something in them
}

// learn learns the sheet's width, its merged cells and hidden columns.
func (t *sheet) learn() {
	for _, row := range t.values {
		t.width = max(t.width, min(len(row), maxColumns))
	}
	t.hidden = map[int]bool{}
	for x := range t.width {
		name, err := excelize.ColumnNumberToName(x + 1)
		if err != nil {
			continue
		}
		if shown, err := t.file.GetColVisible(t.name, name); err == nil && !shown {
			t.hidden[x] = true
			for _, row := range t.values {
				if x < len(row) && strings.TrimSpace(row[x]) != "" {
					t.dropped++
					break
				}
			}
		}
	}
	cells, err := t.file.GetMergeCells(t.name)
	if err != nil {
		return
	}
	for _, c := range cells {
		x0, y0, err0 := excelize.CellNameToCoordinates(c.GetStartAxis())
		x1, y1, err1 := excelize.CellNameToCoordinates(c.GetEndAxis())
		if err0 != nil || err1 != nil {
			continue
		}
		for y := y0; y <= min(y1, len(t.values)); y++ {
			for x := x0; x <= min(x1, maxColumns); x++ {
				if x != x0 || y != y0 {
					t.merged[[2]int{x - 1, y - 1}] = [2]int{x0 - 1, y0 - 1}
				}
			}
		}
	}
}

// row reads row y, from 0. It is empty where none of its own cells has anything in it.
func (t *sheet) row(y int) (row tree.Row, empty bool) {
	row.At = tree.Place{Sheet: t.name, Line: y + 1}
	empty = true
	for x := range t.width {
		if t.hidden[x] {
			continue
		}
		from, merged := t.merged[[2]int{x, y}]
		if !merged {
			from = [2]int{x, y}
		}
		cell := t.cell(from[0], from[1])
		cell.Merged = merged
		if !merged && len(cell.Blocks) > 0 {
			empty = false
		}
		row.Cells = append(row.Cells, cell)
	}
	return row, empty
}

// cell reads one cell as it is shown.
func (t *sheet) cell(x, y int) tree.Cell {
	if y >= len(t.values) || x >= len(t.values[y]) {
		return tree.Cell{}
	}
	value := strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n", "_x000D_", "").Replace(t.values[y][x]))
	if value == "" {
		return tree.Cell{}
	}
	at, err := excelize.CoordinatesToCellName(x+1, y+1)
	if err != nil {
		return tree.Cell{}
	}
	spans := t.rich(at, t.asShown(at, value))
	if url := t.link(at); url != "" {
		for i := range spans {
			spans[i].URL = url
		}
	}
	place := tree.Place{Sheet: t.name, Cell: at, Line: y + 1}
	return tree.Cell{Blocks: []tree.Block{{Kind: tree.Paragraph, Spans: spans, At: place}}}
}

// rich parts a cell's words by whether they are crossed out.
func (t *sheet) rich(at, value string) []tree.Span {
	if t.isStruck(at) {
		return []tree.Span{{Text: value, Struck: true}}
	}
	runs, err := t.file.GetCellRichText(t.name, at)
	if err != nil || len(runs) < 2 {
		return tree.Words(value)
	}
	var spans []tree.Span
	whole, struck := "", false
	for _, run := range runs {
		s := tree.Span{Text: strings.ReplaceAll(run.Text, "\r\n", "\n"), Struck: run.Font != nil && run.Font.Strike}
		whole += s.Text
		struck = struck || s.Struck
		spans = append(spans, s)
	}
	if !struck || strings.TrimSpace(whole) != value {
		return tree.Words(value)
	}
	return spans
}

func (t *sheet) isStruck(at string) bool { return t.look(at).struck }

// A look is what a cell's style says.
type look struct {
	struck  bool
	hour    bool // hours are shown without a zero before them
	weekday bool // the day of the week is shown in Japanese
}

var reHour = regexp.MustCompile(`(?i)(?:^|[^h])h:`)

// look reads a cell's style, each style once.
func (t *sheet) look(at string) look {
	id, err := t.file.GetCellStyle(t.name, at)
	if err != nil {
		return look{}
	}
	if l, known := t.looks[id]; known {
		return l
	}
	var l look
	if style, err := t.file.GetStyle(id); err == nil {
		l.struck = style.Font != nil && style.Font.Strike
		l.hour = style.NumFmt >= 18 && style.NumFmt <= 22
		if style.CustomNumFmt != nil {
			l.hour = l.hour || reHour.MatchString(*style.CustomNumFmt)
			l.weekday = strings.Contains(strings.ToLower(*style.CustomNumFmt), "aaa")
		}
	}
	t.looks[id] = l
	return l
}

var (
	reZeroHour = regexp.MustCompile(`\b0(\d:\d\d)`)
	weekdays   = strings.NewReplacer("Sunday", "日曜日", "Monday", "月曜日", "Tuesday", "火曜日", "Wednesday", "水曜日", "Thursday", "木曜日", "Friday", "金曜日", "Saturday", "土曜日",
		"Sun", "日", "Mon", "月", "Tue", "火", "Wed", "水", "Thu", "木", "Fri", "金", "Sat", "土")
)

// asShown mends what the library shows otherwise than Excel does in Japan.
func (t *sheet) asShown(at, value string) string {
	l := t.look(at)
	if l.hour {
		value = reZeroHour.ReplaceAllString(value, "$1")
	}
	if l.weekday {
		value = weekdays.Replace(value)
	}
	return value
}

var reHyperlink = regexp.MustCompile(`(?i)^=?HYPERLINK\(\s*"([^"]+)"`)

// link is where a cell leads, out of the workbook.
func (t *sheet) link(at string) string {
	if ok, target, err := t.file.GetCellHyperLink(t.name, at); err == nil && ok && strings.Contains(target, ":") {
		return target
	}
	if formula, err := t.file.GetCellFormula(t.name, at); err == nil {
		if m := reHyperlink.FindStringSubmatch(formula); m != nil && strings.Contains(m[1], ":") {
			return m[1]
		}
	}
	return ""
}
