package importer

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/faq/importer/tree"
	"madoguchi/lazyregexp"
)

// A tree becomes a collection. What the format itself calls questions and answers is believed first;
// then tables with a column of each; then, on the tree's lines, the same signs as in a text: marks,
// headings, numbers, and the form of sentences last.

// fromTree makes a collection of what a reader handed over.
func fromTree(ctx context.Context, base string, doc tree.Doc, opt Options) (faq.Collection, error) {
	d := &document{encoding: doc.Encoding, tree: true, named: doc.Title, summary: doc.Summary}
	if d.encoding == "" {
		d.encoding = "UTF-8"
	}
	for i := range doc.Contents {
		d.contents = append(d.contents, newTocItem(newLine(0, doc.Contents[i].Label+" "+doc.Contents[i].Text())))
	}
	cleanBlocks(doc.Blocks)
	cleanBlocks(doc.Stated)
	d.claimed = callsItselfFAQ(base, &doc)
	d.compose(prepared(doc.Blocks))
	d.mergeStated(doc.Stated)
	d.sheetSections()
	for i := range d.pieces {
		d.useContents(&d.pieces[i])
	}
	d.takeNotes(doc.Notes)
	d.mergeDuplicates()
	if err := d.checkTree(); err != nil {
		return faq.Collection{}, err
	}
	if err := ctx.Err(); err != nil {
		return faq.Collection{}, err
	}
	c := d.collection(base, opt)
	d.review(&c, opt)
	return c, nil
}

var reFAQ = lazyregexp.New(`(?i)質問|問答|一問|問い?合わ?せ|よくある|ヘルプ|困ったとき|faq|q\s*(?:[&＆]|and)\s*a|qa集|help`)

// callsItselfFAQ says whether a document says of itself that it answers questions: in its name, its
// title, or a heading. Where its headings do not ask, nothing else tells it from minutes or a newsletter.
func callsItselfFAQ(base string, doc *tree.Doc) bool {
	if reFAQ.MatchString(base) || reFAQ.MatchString(chars.ListWidth(doc.Title)) {
		return true
	}
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if (i < 5 || b.Kind == tree.Heading) && b.Kind != tree.Table && utf8.RuneCountInString(b.Text()) <= 60 && reFAQ.MatchString(chars.ListWidth(b.Text())) {
			return true
		}
	}
	return false
}

// cleanBlocks cleans all words as those of a text are cleaned.
func cleanBlocks(blocks []tree.Block) {
	for i := range blocks {
		b := &blocks[i]
		for k := range b.Spans {
			b.Spans[k].Text = strings.ReplaceAll(tidy(strings.ReplaceAll(b.Spans[k].Text, "\f", "\n")), "\u00a0", " ")
		}
		for y := range b.Rows {
			for x := range b.Rows[y].Cells {
				cleanBlocks(b.Rows[y].Cells[x].Blocks)
			}
		}
	}
}

// compose finds the pieces.
func (d *document) compose(blocks []tree.Block) {
	tables := faqTables(blocks)
	rows := 0
	for _, t := range tables {
		rows += len(t.rows)
	}
	switch roles := countRole(blocks, tree.Question); {
	case roles > 0, len(tables) > 0 && rows >= countMarks(blocks):
		d.walk(blocks, tables)
		return
	}
	plain := unfolded(blocks)
	d.lines = linesOf(plain)
	d.measure()
	if bare := bareTables(blocks); len(bare) > 0 && countMarks(plain) < 2 && !headingsAsk(d.lines) {
		d.walk(blocks, bare)
		return
	}
	d.onlyTables = len(blocks) > 0 && !slices.ContainsFunc(blocks, func(b tree.Block) bool { return b.Kind != tree.Table })
	if len(d.lines) > 0 {
		d.takeTitles()
		d.outline()
	}
}

func countRole(blocks []tree.Block, role tree.Role) int {
	n := 0
	for i := range blocks {
		n += btoi(blocks[i].Role == role)
	}
	return n
}

// countMarks counts the blocks that begin with a question's mark.
func countMarks(blocks []tree.Block) int {
	n := 0
	for i := range blocks {
		b := &blocks[i]
		n += btoi(b.Kind != tree.Table && cutMark(strings.TrimSpace(b.Label+" "+b.Text())).role == 'Q')
	}
	return n
}

// headingsAsk says whether headings are questions by their form.
func headingsAsk(lines []line) bool {
	n := 0
	for _, l := range lines {
		n += btoi(l.level > 0 && askScore(headTitleOf(l)) >= 3)
	}
	return n >= 2
}

// takeTitles puts the document's title before the head.
func (d *document) takeTitles() {
	var rest []line
	for _, l := range d.lines {
		if l.title {
			d.head = append(d.head, l)
		} else {
			rest = append(rest, l)
		}
	}
	d.lines = rest
}

// prepared is a tree's blocks with its title marked, and without roles that are none.
func prepared(blocks []tree.Block) []tree.Block {
	blocks = withMarks(blocks)
	demoteTerms(blocks)
	markTitle(blocks)
	return blocks
}

// withMarks puts a mark that stands alone (an icon, a cell's Q) before the words of the block after it.
func withMarks(blocks []tree.Block) []tree.Block {
	var out []tree.Block
	mark := ""
	for i, b := range blocks {
		plain := b.Role == "" && (b.Kind == tree.Paragraph || b.Kind == tree.Heading)
		if plain && b.Label == "" && i+1 < len(blocks) && blocks[i+1].Role == "" && blocks[i+1].Kind != tree.Table && isMarkOnly(b.Text()) {
			mark = b.Text()
			continue
		}
		if mark != "" {
			b.Label = strings.TrimSpace(mark + " " + b.Label)
			mark = ""
		}
		out = append(out, b)
	}
	return out
}

// demoteTerms takes the roles off a page's definition lists where they only list facts (電話, 所在地) and
// its headings ask.
func demoteTerms(blocks []tree.Block) {
	terms, short, asks, heads := 0, 0, 0, 0
	for i := range blocks {
		b := &blocks[i]
		switch {
		case b.Role == tree.Question:
			terms++
			short += btoi(utf8.RuneCountInString(b.Text()) <= 8 && askScore(b.Text()) < 2)
		case b.Kind == tree.Heading && b.Role == "":
			asks += btoi(askScore(b.Text()) >= 3 || cutMark(b.Text()).role == 'Q')
			heads++
		}
	}
	if terms == 0 || short*10 < terms*8 || asks < 2 {
		return
	}
	for i := range blocks {
		if r := blocks[i].Role; r == tree.Question || r == tree.Answer {
			blocks[i].Role = ""
		}
	}
}

// markTitle finds the title among the headings: the only one of the highest level, where it stands
// before all others.
func markTitle(blocks []tree.Block) {
	top, first, n, all := 10, -1, 0, 0
	for i := range blocks {
		b := &blocks[i]
		if b.Role == tree.Title {
			return
		}
		if b.Kind != tree.Heading || b.Role != "" {
			continue
		}
		all++
		switch {
		case b.Level < top:
			top, first, n = b.Level, i, 1
		case b.Level == top:
			n++
		}
	}
	if n != 1 || top > 1 && all < 2 && !reTitleWord.MatchString(blocks[first].Text()) || cutMark(blocks[first].Text()).role == 'Q' {
		return
	}
	for i := range blocks[:first] {
		if b := &blocks[i]; b.Kind == tree.Heading || b.Role == tree.Question || b.Kind == tree.Table {
			return
		}
	}
	title := blocks[first].Text()
	if askScore(title) >= 4 && !reTitleWord.MatchString(title) {
		return
	}
	blocks[first].Role = tree.Title
}

// walk makes pieces of blocks whose format says what they are, and of the tables among them.
func (d *document) walk(blocks []tree.Block, tables map[int]*faqTable) {
	d.cells = true
	var under trail
	var answer []tree.Block
	finish := func() {
		if len(d.pieces) > 0 && len(answer) > 0 {
			d.answerPiece(&d.pieces[len(d.pieces)-1], answer)
		}
		answer = nil
	}
	var loose []tree.Block // what belongs to nothing
	for i := range blocks {
		b := &blocks[i]
		t := tables[i]
		switch {
		case t != nil:
			finish()
			d.addAbove(t, len(d.pieces) == 0)
			d.pieces = append(d.pieces, d.readRows(t, under)...)
		case b.Role == tree.Title:
			d.head = append(d.head, blockLines(b)...)
		case b.Role == tree.Question:
			finish()
			d.pieces = append(d.pieces, newPiece(b, under))
		case b.Role == tree.Alias && len(d.pieces) > 0:
			d.pieces[len(d.pieces)-1].addAlias(b.Text())
		case b.Role == tree.Answer:
			answer = append(answer, *b)
		case b.Kind == tree.Heading || b.Role == tree.Section:
			finish()
			title, _ := heading(strings.Join(strings.Fields(b.Text()), " "))
			under = under.enter(b.Level, title)
		case len(d.pieces) == 0:
			d.head = append(d.head, headLines(b)...)
		default:
			loose = append(loose, *b)
		}
	}
	finish()
	d.outside = append(d.outside, linesOf(loose)...)
}

// headLines are the lines of a block before the first question; a workbook's cover is a table.
func headLines(b *tree.Block) []line {
	if b.Kind != tree.Table {
		return blockLines(b)
	}
	var lines []line
	for i := range b.Rows {
		l := newLine(b.Rows[i].At.Line, strings.Join(slices.Compact(filled(rowCells(&b.Rows[i]))), " "))
		if l.whole = true; l.fold != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// newPiece begins a piece with its question.
func newPiece(b *tree.Block, under trail) piece {
	p := piece{section: under.String(), line: b.At.Line, page: b.At.Page, sheet: b.At.Sheet, label: plainLabel(b.Label)}
	text := strings.Join(strings.Fields(b.Text()), " ")
	if m := cutMark(text); m.role == 'Q' && m.rest != "" {
		text = m.rest
		if p.label == "" {
			p.label, p.number = m.label(), m.number
		}
	}
	l := newLine(b.At.Line, text)
	l.whole = true
	p.question = []line{l}
	p.struck = slices.ContainsFunc(b.Spans, func(s tree.Span) bool { return s.Struck })
	return p
}

// answerPiece gives a piece its answer, without the mark before it.
func (d *document) answerPiece(p *piece, blocks []tree.Block) {
	marked := 0
	lines := linesOf(withoutMarkup(blocks, &marked))
	if len(lines) > 0 {
		if m := cutMark(lines[0].text); m.role == 'A' && (m.number == "" || m.number == p.number || p.number == "") {
			if lines[0].cutFront(m.rest); m.rest == "" {
				lines = lines[1:]
			}
		}
	}
	p.answer = append(p.answer, lines...)
}

// addAbove takes the title rows of a table: those of the first one are the document's head.
func (d *document) addAbove(t *faqTable, first bool) {
	for i := range t.above {
		cells := filled(rowCells(&t.above[i]))
		text := strings.Join(slices.Compact(cells), " ")
		if text == "" {
			continue
		}
		l := newLine(t.above[i].At.Line, text)
		l.whole = true
		if first {
			d.head = append(d.head, l)
		}
	}
}

// faqTables are the tables of questions and answers, by their places among blocks.
func faqTables(blocks []tree.Block) map[int]*faqTable {
	found := map[int]*faqTable{}
	for i := range blocks {
		if b := &blocks[i]; b.Kind == tree.Table && b.Role == "" {
			if t := faqTableOf(b.Rows); t != nil {
				found[i] = t
			}
		}
	}
	return found
}

// sheetSections puts the names of a workbook's sheets before the sections, where entries come from more
// than one.
func (d *document) sheetSections() {
	sheets := map[string]bool{}
	for i := range d.pieces {
		sheets[d.pieces[i].sheet] = true
	}
	if len(sheets) < 2 {
		return
	}
	for i := range d.pieces {
		p := &d.pieces[i]
		p.section = strings.Join(filled([]string{p.sheet, p.section}), " / ")
	}
}

// checkTree refuses what would be half an import.
func (d *document) checkTree() error {
	if len(d.pieces) == 0 {
		switch {
		case d.unpublished != "":
			return refuse("import.refused.unpublished", "column", d.unpublished)
		case d.column != "":
			return refuse("import.refused.empty_column", "column", d.column)
		case d.onlyTables:
			return (&fileKind{name: "import.file.table", help: "import.help.columns"}).refusal()
		}
	}
	return d.check()
}

// isMarkOnly says whether a cell holds nothing but a mark: "Q1", "A".
func isMarkOnly(text string) bool {
	text = strings.TrimSpace(text)
	m := cutMark(text)
	return text != "" && utf8.RuneCountInString(text) <= 8 && (m.role != 0 && m.rest == "" || reMarkCell.MatchString(chars.ListWidth(text)))
}
