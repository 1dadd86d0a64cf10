package importer

import (
	"strings"

	"madoguchi/chars"
	"madoguchi/faq/importer/tree"
)

// The text of a printed spreadsheet keeps its columns by spaces alone, and cuts cells over several lines:
//
//	No.  分類   質問                 回答
//	1    予約   いつから予約でき     三か月前から
//	            ますか               です。
//
// Read line by line, it is garbage. Columns show in the whole page: they are apart where no line has a
// letter.

// Bounds of such a table: where its header may stand, and how many lines may cross the gap between two
// columns, a note below the table or a title within it.
const (
	mostLinesAbove = 60
	crossing       = 0.1
	leastGap       = 2 // half-width columns
)

// A placed is words of a line with the half-width columns they cover.
type placed struct {
	text     string
	from, to int
}

// fixedTable reads a text as a table whose columns are set with spaces. It is not ok for any other text.
func fixedTable(text string) (tree.Doc, bool) {
	lines := strings.Split(text, "\n")
	at := -1
	var header []placed
	for i, l := range lines[:min(len(lines), mostLinesAbove)] {
		if words := placedWords(l); len(words) >= 2 && !strings.Contains(l, "\t") {
			if _, ok := layoutOf(placedTexts(words)); ok {
				at, header = i, words
				break
			}
		}
	}
	if at < 0 {
		return tree.Doc{}, false
	}
	spans := columnSpans(lines[at:])
	names, ok := headerCells(header, spans)
	if !ok {
		return tree.Doc{}, false
	}
	lay, ok := layoutOf(names)
	if !ok {
		return tree.Doc{}, false
	}
	doc := tree.Doc{}
	for i, l := range lines[:at] {
		if s := strings.TrimSpace(l); s != "" {
			doc.Blocks = append(doc.Blocks, tree.Block{Kind: tree.Paragraph, Spans: tree.Words(s), At: tree.Place{Line: i + 1}})
		}
	}
	rows := fixedRows(lines[at+1:], at+2, spans, &lay, strings.Join(names, ""))
	whole := 0
	for _, r := range rows {
		whole += btoi(r.cells[lay.question] != "" && r.cells[lay.answer] != "")
	}
	if whole < 2 || whole*3 < len(rows)*2 {
		return tree.Doc{}, false
	}
	table := tree.Block{Kind: tree.Table, Rows: []tree.Row{fixedRow{names, at + 1}.row()}, At: tree.Place{Line: at + 1}}
	for _, r := range rows {
		table.Rows = append(table.Rows, r.row())
	}
	doc.Blocks = append(doc.Blocks, table)
	return doc, true
}

// placedWords are the words of a line that two spaces or a wide one part.
func placedWords(l string) []placed {
	var words []placed
	var b strings.Builder
	x, from, blank := 0, 0, 0
	flush := func() {
		if s := strings.TrimRight(b.String(), " \u3000"); s != "" {
			words = append(words, placed{s, from, from + columns(s)})
		}
		b.Reset()
	}
	for _, r := range l {
		w := columns(string(r))
		if r == ' ' || r == '\u3000' {
			blank += w
		} else {
			if blank >= leastGap {
				flush()
			}
			if b.Len() == 0 {
				from = x
			}
			blank = 0
		}
		if b.Len() > 0 || blank == 0 {
			b.WriteRune(r)
		}
		x += w
	}
	flush()
	return words
}

func placedTexts(words []placed) []string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return texts
}

// columnSpans are the columns of lines, from and to, as the page shows them.
func columnSpans(lines []string) [][2]int {
	var used []int
	n := 0
	for _, l := range lines {
		words := placedWords(l)
		n += btoi(len(words) > 0)
		for _, w := range words {
			for x := w.from; x < w.to; x++ {
				for len(used) <= x {
					used = append(used, 0)
				}
				used[x]++
			}
		}
	}
	var spans [][2]int
	gap := leastGap
	for x, k := range used {
		if float64(k) <= crossing*float64(n) {
			gap++
			continue
		}
		if gap >= leastGap {
			spans = append(spans, [2]int{x, x})
		}
		spans[len(spans)-1][1] = x + 1
		gap = 0
	}
	return spans
}

// headerCells puts the header's names over the columns; it is not ok where two stand over one.
func headerCells(header []placed, spans [][2]int) ([]string, bool) {
	names := make([]string, len(spans))
	for _, h := range header {
		i := columnAt(h, spans)
		if i < 0 || names[i] != "" {
			return nil, false
		}
		names[i] = h.text
	}
	return names, true
}

// columnAt is the column that words lie in most, or -1.
func columnAt(w placed, spans [][2]int) int {
	best, at := 0, -1
	for i, s := range spans {
		if over := min(w.to, s[1]) - max(w.from, s[0]); over > best {
			best, at = over, i
		}
	}
	return at
}

// A fixedRow is a row of cells and the line it begins on.
type fixedRow struct {
	cells []string
	line  int
}

func (r fixedRow) row() tree.Row {
	out := tree.Row{At: tree.Place{Line: r.line}}
	for _, c := range r.cells {
		cell := tree.Cell{}
		if c != "" {
			cell.Blocks = []tree.Block{{Kind: tree.Paragraph, Spans: tree.Words(c), At: out.At}}
		}
		out.Cells = append(out.Cells, cell)
	}
	return out
}

// fixedRows gathers lines into rows. A row begins with its number; where rows have none, with a question
// after one that is complete, or after a blank line.
func fixedRows(lines []string, no int, spans [][2]int, lay *layout, header string) []fixedRow {
	var rows []fixedRow
	blank := false
	for i, l := range lines {
		words := placedWords(strings.TrimLeft(l, "\f"))
		if len(words) == 0 || len(words) == 1 && rePageMark.MatchString(chars.ListWidth(words[0].text)) || strings.Join(placedTexts(words), "") == header {
			blank = blank || len(words) == 0
			continue
		}
		cells := make([]string, len(spans))
		for _, w := range words {
			if k := columnAt(w, spans); k >= 0 {
				cells[k] = strings.TrimSpace(cells[k] + " " + w.text)
			}
		}
		if len(rows) == 0 || beginsRow(cells, rows[len(rows)-1].cells, lay, blank) {
			rows = append(rows, fixedRow{cells, no + i})
		} else {
			goOnCells(rows[len(rows)-1].cells, cells)
		}
		blank = false
	}
	return rows
}

func beginsRow(cells, before []string, lay *layout, blank bool) bool {
	if lay.label >= 0 {
		return cells[lay.label] != ""
	}
	return cells[lay.question] != "" && (blank || cells[lay.answer] != "" && hasFinalForm(before[lay.question]))
}

// goOnCells adds a line's words to the cells above: a sentence goes on, a new one is a line of its own.
func goOnCells(row, cells []string) {
	for k, c := range cells {
		switch {
		case c == "":
		case row[k] == "":
			row[k] = c
		case endsSentence(chars.ListWidth(row[k])):
			row[k] += "\n" + c
		default:
			row[k] += c
		}
	}
}
