package importer

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/faq/importer/html"
	"madoguchi/faq/importer/tree"
)

// mostAbove is how many rows may stand above a table's header.
const mostAbove = 15

// A faqTable is a table whose rows are questions and answers.
type faqTable struct {
	layout
	header []string
	above  []tree.Row // the title rows
	rows   []tree.Row
}

// faqTableOf reads a table as one of questions and answers, by its header.
func faqTableOf(rows []tree.Row) *faqTable {
	for i := range rows[:min(len(rows), mostAbove)] {
		cells := rowCells(&rows[i])
		if lay, ok := layoutOf(cells); ok {
			t := &faqTable{layout: lay, header: cells, above: rows[:i], rows: rows[i+1:]}
			var all [][]string
			for k := range t.rows {
				all = append(all, rowCells(&t.rows[k]))
			}
			t.learn(all)
			return t
		}
	}
	return nil
}

// rowCells are a row's cells as text; what a merged cell only repeats along the row is left out.
func rowCells(r *tree.Row) []string {
	cells := make([]string, len(r.Cells))
	for i := range r.Cells {
		cells[i] = strings.TrimSpace(r.Cells[i].Text())
	}
	return cells
}

// A rowReader makes pieces of a table's rows.
type rowReader struct {
	*faqTable
	d       *document
	trail   string         // the headings above the table
	band    string         // a row of the table that is a heading
	section []string       // of each section column, as of the row above
	ids     map[string]int // pieces by the id an export gives them
	hidden  []int          // lines of the rows that are not for the public
	without []int          // lines of the rows with an answer and no question
	marked  int            // cells with <br>
	pieces  []piece
}

// readRows makes pieces of a table's rows, and notes what of the table was not taken.
func (d *document) readRows(t *faqTable, under trail) []piece {
	r := &rowReader{faqTable: t, d: d, trail: under.String(), section: make([]string, len(t.sections)), ids: map[string]int{}}
	for i := range t.rows {
		r.read(&t.rows[i])
	}
	r.note()
	return r.pieces
}

// read takes one row.
func (r *rowReader) read(row *tree.Row) {
	cells := rowCells(row)
	if len(filled(cells)) == 0 || slices.Equal(cells, r.header) || r.isBand(row, cells) {
		return
	}
	r.follow(cells)
	question, answer := strings.TrimSpace(r.text(row, r.question)), cell(cells, r.answer)
	switch {
	case r.isHidden(cells):
		r.hidden = append(r.hidden, row.At.Line)
	case question == "" && answer != "", r.isMerged(row, r.question):
		r.goOn(row, answer)
	case question != "" && !r.alias(cells, question, answer):
		r.add(row, cells, question)
	}
}

// isMerged says whether a cell only repeats the one above it.
func (r *rowReader) isMerged(row *tree.Row, column int) bool {
	return column < len(row.Cells) && row.Cells[column].Merged
}

// goOn takes a row without a question of its own: the answer goes on where the question's cell does.
func (r *rowReader) goOn(row *tree.Row, answer string) {
	if len(r.pieces) > 0 && r.isMerged(row, r.question) {
		if answer != "" && !r.isMerged(row, r.answer) {
			p := &r.pieces[len(r.pieces)-1]
			p.answer = append(p.answer, r.answerLines(row)...)
		}
		return
	}
	if answer != "" {
		r.without = append(r.without, row.At.Line)
	}
}

// isBand takes a row that is a heading: one cell over all columns, or one alone at the row's beginning.
func (r *rowReader) isBand(row *tree.Row, cells []string) bool {
	words := filled(cells)
	for i := range row.Cells {
		if i > 0 && !row.Cells[i].Merged && cells[i] != "" && !(cells[0] == "" && len(words) == 1) {
			return false
		}
	}
	first := strings.Join(strings.Fields(words[0]), " ")
	at := slices.Index(cells, words[0])
	title, signed := heading(first)
	switch {
	case reNumberOnly.MatchString(chars.ListWidth(first)), strings.HasPrefix(first, "※"), utf8.RuneCountInString(first) > 40:
		return false
	case slices.Contains(r.sections, at) && !signed:
		return false
	case at == r.question && !signed && !r.isMerged(row, len(row.Cells)-1):
		return false
	case at == r.answer && !r.isMerged(row, len(row.Cells)-1):
		return false
	}
	r.band = title
	clear(r.section)
	return true
}

var reNumberOnly = regexp.MustCompile(`^(?:[QqNno.]*\s*)?[\d\-.()]+$`)

// follow keeps the sections up to date: an empty cell goes on from the row above, and a new section
// begins without those below it.
func (r *rowReader) follow(cells []string) {
	for i, column := range r.sections {
		if name := strings.Join(strings.Fields(cell(cells, column)), " "); name != "" && name != r.section[i] {
			r.section[i] = name
			clear(r.section[i+1:])
		}
	}
}

// text is a cell's words as its writer meant them.
func (r *rowReader) text(row *tree.Row, column int) string {
	var words []string
	for _, b := range r.blocks(row, column) {
		words = append(words, b.Text())
	}
	return strings.Join(words, "\n")
}

func (r *rowReader) blocks(row *tree.Row, column int) []tree.Block {
	if column < 0 || column >= len(row.Cells) {
		return nil
	}
	blocks := row.Cells[column].Blocks
	if r.isExport() {
		blocks = unescaped(blocks)
	}
	return withoutMarkup(blocks, &r.marked)
}

// answerLines are the lines of a row's answer, without its mark, and the links that its own columns name.
func (r *rowReader) answerLines(row *tree.Row) []line {
	lines := linesOf(r.blocks(row, r.answer))
	if len(lines) > 0 {
		if m := cutMark(lines[0].text); m.role == 'A' && m.rest != "" {
			lines[0].cutFront(m.rest)
		} else if m.role == 'A' {
			lines = lines[1:]
		}
	}
	for _, column := range r.links {
		lines = append(lines, linkLines(r.blocks(row, column))...)
	}
	for i := range lines {
		lines[i].no = row.At.Line
	}
	return lines
}

// linkLines are the addresses in a column of links.
func linkLines(blocks []tree.Block) []line {
	var out []line
	for _, l := range linesOf(blocks) {
		if strings.HasPrefix(l.fold, "http://") || strings.HasPrefix(l.fold, "https://") || len(l.spans) > 0 && l.spans[0].URL != "" {
			out = append(out, l)
		}
	}
	return out
}

// alias takes a row of an export that asks an entry's question in another way.
func (r *rowReader) alias(cells []string, question, answer string) bool {
	id := cell(cells, r.id)
	if id == "" {
		return false
	}
	at, known := r.ids[id]
	if !known {
		r.ids[id] = len(r.pieces)
		return false
	}
	p := &r.pieces[at]
	if answer != "" && squeezed(unescape(answer)) != squeezed(p.raw) {
		return false
	}
	p.addAlias(strings.Join(strings.Fields(question), " "))
	return true
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// add makes a piece.
func (r *rowReader) add(row *tree.Row, cells []string, question string) {
	label := strings.Join(strings.Fields(cell(cells, r.label)), " ")
	p := piece{section: r.sectionOf(cells), line: row.At.Line, page: row.At.Page, sheet: row.At.Sheet, raw: unescape(cell(cells, r.answer))}
	if m := cutMark(question); m.role == 'Q' && m.rest != "" {
		if label == "" && m.number != "" {
			label, p.number = m.label(), m.number
		}
		question = m.rest
	}
	p.label = plainLabel(label)
	p.question = []line{newLine(row.At.Line, strings.Join(strings.Fields(question), " "))}
	p.question[0].whole = true
	p.answer = r.answerLines(row)
	for _, column := range r.aliases {
		for _, a := range strings.FieldsFunc(r.text(row, column), func(c rune) bool { return strings.ContainsRune("\n|｜;；", c) }) {
			p.addAlias(strings.TrimSpace(strings.TrimLeft(a, "・- ")))
		}
	}
	p.validity = r.term(cells)
	p.struck = hasStruck(row.Cells, r.question, r.answer)
	r.pieces = append(r.pieces, p)
}

// plainLabel is a number without the point after it.
func plainLabel(s string) string {
	if m := cutMark(s); m.role == 'Q' && m.rest == "" && m.number != "" {
		return m.label()
	}
	return strings.TrimRight(s, ".．、):：）")
}

// term is the entry's own term, where columns give one.
func (r *rowReader) term(cells []string) faq.Validity {
	var v faq.Validity
	for _, c := range []struct {
		column int
		take   func(mention)
	}{{r.from, func(m mention) { v.From = m.from }}, {r.until, func(m mention) { v.Until = m.until }}} {
		text := cell(cells, c.column)
		if ms := mentions(chars.ListWidth(text)); len(ms) > 0 {
			c.take(ms[0])
			v.Basis = strings.TrimSpace(v.Basis + " " + strings.TrimSpace(r.header[c.column]) + " " + text)
		}
	}
	return v
}

func hasStruck(cells []tree.Cell, columns ...int) bool {
	for _, x := range columns {
		if x < 0 || x >= len(cells) {
			continue
		}
		for i := range cells[x].Blocks {
			if slices.ContainsFunc(cells[x].Blocks[i].Spans, func(s tree.Span) bool { return s.Struck && strings.TrimSpace(s.Text) != "" }) {
				return true
			}
		}
	}
	return false
}

// sectionOf is the section a row stands in, or the category its export gives it.
func (r *rowReader) sectionOf(cells []string) string {
	for _, field := range strings.FieldsFunc(cell(cells, r.metadata), func(c rune) bool { return c == '|' || c == ',' || c == ';' }) {
		key, value, ok := strings.Cut(field, ":")
		if ok && strings.EqualFold(strings.TrimSpace(key), "category") {
			return strings.TrimSpace(value)
		}
	}
	return strings.Join(filled(append([]string{r.trail, r.band}, r.section...)), " / ")
}

// note tells what of the table was not taken.
func (r *rowReader) note() {
	var names []string
	for _, i := range r.ignored {
		if slices.ContainsFunc(r.rows, func(row tree.Row) bool { return i < len(row.Cells) && strings.TrimSpace(row.Cells[i].Text()) != "" }) {
			names = append(names, strings.Join(strings.Fields(r.header[i]), " "))
		}
	}
	if len(names) > 0 {
		r.d.note("column_left_out", "import.warning.columns_left_out", "names", strings.Join(names, "」「"))
	}
	if n := len(r.hidden); n > 0 {
		r.d.note("unpublished_left_out", "import.warning.unpublished", "n", n, "line", r.hidden[0])
		r.d.unpublished = strings.TrimSpace(r.header[r.public])
	}
	if n := len(r.without); n > 0 {
		r.d.note("row_without_question", "import.warning.no_question", "n", n, "line", r.without[0])
	}
	if r.marked > 0 {
		r.d.note("markup_removed", "import.warning.line_breaks", "n", r.marked)
	}
	if len(r.pieces) == 0 {
		r.d.column = strings.TrimSpace(r.header[r.question])
	}
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

var (
	reBreak  = regexp.MustCompile(`(?i)<br\s*/?>`)
	reMarkup = regexp.MustCompile(`(?i)</(?:p|div|span|a|ul|ol|li|table|tr|td|strong|b|em|h[1-6]|font)>|<(?:p|div|ul|ol|table|a\s[^<>]*)>`)
)

// withoutMarkup reads cells whose text is HTML or has marks of Markdown in it: systems export them so,
// and no mark is to reach a member. breaks counts the cells with <br>.
func withoutMarkup(blocks []tree.Block, breaks *int) []tree.Block {
	var out []tree.Block
	for _, b := range blocks {
		if b.Kind == tree.Table {
			out = append(out, b)
			continue
		}
		text := b.Text()
		if reMarkup.MatchString(text) {
			for _, f := range html.Fragment(text) {
				f.At = b.At
				out = append(out, f)
			}
			continue
		}
		if reBreak.MatchString(text) {
			*breaks++
		}
		spans := make([]tree.Span, 0, len(b.Spans))
		for _, s := range b.Spans {
			s.Text = reBreak.ReplaceAllString(s.Text, "\n")
			spans = append(spans, inlineMarks(s)...)
		}
		b.Spans = spans
		out = append(out, b)
	}
	return out
}

// unescaped undoes how QnA Maker writes line breaks.
func unescaped(blocks []tree.Block) []tree.Block {
	out := make([]tree.Block, len(blocks))
	for i, b := range blocks {
		spans := make([]tree.Span, len(b.Spans))
		for k, s := range b.Spans {
			s.Text = unescape(s.Text)
			spans[k] = s
		}
		b.Spans = spans
		out[i] = b
	}
	return out
}

func unescape(s string) string {
	return strings.NewReplacer(`\r\n`, "\n", `\n`, "\n", `\t`, " ").Replace(s)
}
