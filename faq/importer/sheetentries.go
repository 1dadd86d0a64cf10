package importer

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"madoguchi/catalogue"
	"madoguchi/faq"
)

// A sheetReader turns a sheet's rows into entries.
type sheetReader struct {
	*sheet
	doc     *document
	c       faq.Collection
	section []string       // of each section column, as of the row above
	ids     map[string]int // entries by the id an export gives them
	hidden  []int          // lines of the rows that are not for the public
	without []int          // lines of the rows with an answer and no question
	marked  int            // cells with <br>
}

// collection makes a collection of the sheet.
func (s *sheet) collection(base, enc string, opt Options) (faq.Collection, error) {
	d := &document{encoding: enc, head: s.above, labelled: true, cells: true}
	r := &sheetReader{sheet: s, doc: d, c: faq.Collection{ID: opt.Programme, Document: base}, section: make([]string, len(s.sections)), ids: map[string]int{}}
	for _, row := range s.rows {
		if err := r.read(row); err != nil {
			return faq.Collection{}, err
		}
	}
	if err := r.check(); err != nil {
		return faq.Collection{}, err
	}
	d.describe(&r.c, opt)
	r.warn()
	d.review(&r.c, opt)
	return r.c, nil
}

// read takes one row.
func (r *sheetReader) read(row sheetRow) error {
	for _, c := range row.cells {
		if utf8.RuneCountInString(c) > maxLine {
			return refuse("%d行目の欄が%d文字を超えています。いくつかの質問に分けて、もう一度取り込んでください。", row.line, maxLine)
		}
	}
	r.follow(row.cells)
	question, answer := r.text(row, r.question), r.text(row, r.answer)
	switch {
	case r.isHidden(row.cells):
		r.hidden = append(r.hidden, row.line)
	case question == "" && answer != "":
		r.without = append(r.without, row.line)
	case question != "" && !r.alias(row.cells, question, answer):
		r.add(row, question, answer)
	}
	return nil
}

// follow keeps the sections up to date: an empty cell goes on from the row above, and a new section
// begins without those below it.
func (r *sheetReader) follow(cells []string) {
	for i, column := range r.sections {
		if name := strings.Join(strings.Fields(cell(cells, column)), " "); name != "" && name != r.section[i] {
			r.section[i] = name
			clear(r.section[i+1:])
		}
	}
}

var (
	reBreak  = regexp.MustCompile(`(?i)<br\s*/?>`)
	reStrong = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
)

// text is a cell as its writer meant it: an export spells line breaks and marks what is strong.
func (r *sheetReader) text(row sheetRow, column int) string {
	s := cell(row.cells, column)
	if reBreak.MatchString(s) {
		s = reBreak.ReplaceAllString(s, "\n")
		r.marked++
	}
	if r.isExport() {
		s = strings.NewReplacer(`\r\n`, "\n", `\n`, "\n", `\t`, " ").Replace(s)
		s = reStrong.ReplaceAllString(s, "$1")
	}
	return strings.TrimSpace(s)
}

// alias takes a row of an export that asks an entry's question in another way.
func (r *sheetReader) alias(cells []string, question, answer string) bool {
	id := cell(cells, r.id)
	if id == "" {
		return false
	}
	at, known := r.ids[id]
	if !known {
		r.ids[id] = len(r.c.Entries)
		return false
	}
	e := &r.c.Entries[at]
	if answer != "" && squeezed(answer) != squeezed(e.AnswerText()) {
		return false
	}
	if question != e.Question {
		e.Aliases = append(e.Aliases, question)
	}
	return true
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// add makes an entry.
func (r *sheetReader) add(row sheetRow, question, answer string) {
	label := strings.Join(strings.Fields(cell(row.cells, r.label)), " ")
	if m := cutMark(question); m.role == 'Q' && m.rest != "" {
		if label == "" && m.number != "" {
			label = m.label()
		}
		question = m.rest
	}
	if m := cutMark(answer); m.role == 'A' && m.rest != "" {
		answer = m.rest
	}
	r.c.Entries = append(r.c.Entries, faq.Entry{
		Collection: r.c.ID, Order: len(r.c.Entries) + 1, Label: label, Section: r.sectionOf(row.cells),
		Question: strings.Join(strings.Fields(question), " "), Aliases: []string{},
		Answer: r.doc.blocks(cellLines(answer, row.line)), Source: faq.Source{Line: row.line}, Warnings: []faq.Warning{},
	})
}

// sectionOf is the section a row stands in, or the category its export gives it.
func (r *sheetReader) sectionOf(cells []string) string {
	for _, field := range strings.FieldsFunc(cell(cells, r.metadata), func(c rune) bool { return c == '|' || c == ',' || c == ';' }) {
		key, value, ok := strings.Cut(field, ":")
		if ok && strings.EqualFold(strings.TrimSpace(key), "category") {
			return strings.TrimSpace(value)
		}
	}
	return strings.Join(filled(r.section), " / ")
}

// cellLines are the lines of a cell, all of which say that they stand in the row's first line.
func cellLines(text string, no int) []line {
	var lines []line
	gap := 0
	for _, s := range strings.Split(text, "\n") {
		l := newLine(no, s)
		if l.fold == "" {
			gap++
			continue
		}
		l.gap, gap = gap, 0
		lines = append(lines, l)
	}
	return lines
}

var reMarkup = regexp.MustCompile(`(?i)</(?:p|div|span|a|ul|ol|li|table|tr|td|strong|b|em|h[1-6]|font)>`)

// check refuses what would be half an import, or would show members what is meant for a browser.
func (r *sheetReader) check() error {
	answered, markup := 0, 0
	for i := range r.c.Entries {
		text := r.c.Entries[i].AnswerText()
		answered += btoi(text != "")
		markup += btoi(reMarkup.MatchString(text))
	}
	switch n := len(r.c.Entries); {
	case n == 0 && len(r.hidden) > 0:
		return refuse("公開しない行ばかりで、取り込める質問がありません。「%s」の列をお確かめください。", strings.TrimSpace(r.header[r.public]))
	case n == 0:
		return refuse("「%s」の列に質問がひとつもありません。見出しの行と列をお確かめください。", strings.TrimSpace(r.header[r.question]))
	case n > maxEntries:
		return tooMany(n)
	case answered == 0:
		return noAnswer(n)
	case markup > 0:
		return refuse("回答の欄に、HTMLの書式（<p> や <a> など）の入ったものが%d件あります。書式を除いて、文字だけにしてから取り込んでください。", markup)
	}
	return nil
}

// warn tells what of the table was not taken.
func (r *sheetReader) warn() {
	add := func(code string, key catalogue.Key, values ...any) {
		r.c.Warnings = append(r.c.Warnings, warn(code, key, values...))
	}
	var names []string
	for _, i := range r.ignored {
		names = append(names, strings.TrimSpace(r.header[i]))
	}
	if len(names) > 0 {
		add("column_left_out", "import.warning.columns_left_out", "names", strings.Join(names, "」「"))
	}
	if n := len(r.hidden); n > 0 {
		add("unpublished_left_out", "import.warning.unpublished", "n", n, "line", r.hidden[0])
	}
	if n := len(r.without); n > 0 {
		add("row_without_question", "import.warning.no_question", "n", n, "line", r.without[0])
	}
	if r.marked > 0 {
		add("markup_removed", "import.warning.line_breaks", "n", r.marked)
	}
}
