package importer

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/faq/importer/tree"
)

// What a reader hands over becomes lines, so that whatever knows the forms of questions works on it
// as on a text; a shaped line remembers what it was, and the answers are made of that.

// linesOf makes lines of blocks, a line for each line that the writer ended.
func linesOf(blocks []tree.Block) []line {
	var lines []line
	gap, page := 0, 0
	for i := range blocks {
		b := &blocks[i]
		turned := b.At.Page > page && page > 0
		page = max(page, b.At.Page)
		if b.Kind == tree.Line && strings.TrimSpace(b.Text()) == "" {
			gap++
			continue
		}
		made := blockLines(b)
		if len(made) == 0 {
			continue
		}
		made[0].gap, made[0].turn = gap, turned
		if b.Kind != tree.Line && len(lines) > 0 {
			made[0].gap = max(gap, 1)
		}
		gap = 0
		lines = append(lines, made...)
	}
	return lines
}

// blockLines makes the lines of one block.
func blockLines(b *tree.Block) []line {
	if b.Kind == tree.Table {
		if len(b.Rows) == 0 {
			return nil
		}
		l := newLine(b.At.Line, strings.ReplaceAll(b.Rows[0].Text(), "\n", " "))
		l.shape = shape{page: b.At.Page, whole: true, table: b.Rows}
		return []line{l}
	}
	var lines []line
	for i, spans := range ownLines(b) {
		l := newLine(b.At.Line, before(b, i)+spanText(spans))
		if l.fold == "" {
			continue
		}
		l.shape = shape{page: b.At.Page, whole: b.Kind != tree.Line, spans: spans, title: b.Role == tree.Title, pre: b.Kind == tree.Pre, bold: b.Strong}
		switch {
		case b.Kind == tree.Heading:
			l.level = max(b.Level, 1)
		case b.Kind == tree.Item && i == 0:
			l.item = max(b.Level, 1)
		}
		lines = append(lines, l)
	}
	return lines
}

// ownLines parts a block at the line breaks that its writer made. In a heading, or a short paragraph that
// stands out as one, they only set the words more nicely.
func ownLines(b *tree.Block) [][]tree.Span {
	lines := splitSpans(b.Spans)
	if len(lines) == 1 || b.Kind != tree.Heading && !(b.Strong && utf8.RuneCountInString(b.Text()) <= 80) {
		return lines
	}
	var one []tree.Span
	for i, l := range lines {
		if i > 0 && cutMark(spanText(l)).role != 0 {
			return lines // question and answer, one below the other
		}
		if before, after := spanText(one), spanText(l); i > 0 && before != "" && after != "" {
			last, _ := utf8.DecodeLastRuneInString(before)
			first, _ := utf8.DecodeRuneInString(after)
			if !isJapanese(last) || !isJapanese(first) {
				one = append(one, tree.Span{Text: " "})
			}
		}
		one = append(one, l...)
	}
	return [][]tree.Span{one}
}

// before is what a block's form and number put before its words, for line i of it.
func before(b *tree.Block, i int) string {
	if i > 0 {
		return ""
	}
	s := ""
	if b.Kind == tree.Heading && b.Role != tree.Title {
		s = strings.Repeat("#", min(max(b.Level, 1), 6)) + " "
	}
	switch {
	case b.Label != "":
		s += b.Label + " "
	case b.Kind == tree.Item && !reBullet.MatchString(chars.ListWidth(b.Text())):
		s += strings.Repeat("　", max(b.Level-1, 0)) + "・"
	}
	return s
}

func spanText(spans []tree.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// splitSpans parts spans at their line breaks.
func splitSpans(spans []tree.Span) [][]tree.Span {
	lines := [][]tree.Span{nil}
	for _, s := range spans {
		for i, part := range strings.Split(s.Text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			if part != "" {
				s.Text = part
				lines[len(lines)-1] = append(lines[len(lines)-1], s)
			}
		}
	}
	return lines
}

// shaped reads the block with which lines begin by what their reader knew of them. It takes none of
// them where that is nothing.
func (d *document) shaped(lines []line) (faq.Block, int) {
	l := lines[0]
	switch {
	case l.table != nil:
		return tableOf(l.table), 1
	case l.pre:
		return d.verbatim(lines)
	case l.item > 0:
		return d.points(lines)
	case len(l.spans) == 1 && l.spans[0].URL != "" && isAddress(l.spans[0]):
		return faq.Block{}, 1 // the link alone says it
	case l.level > 0:
		return faq.Block{Type: faq.Paragraph, Text: headTitleOf(l)}, 1
	}
	return faq.Block{}, 0
}

// headTitleOf is a heading inside of an answer: its words without the sign of its level.
func headTitleOf(l line) string {
	return strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(l.text), "#"))
}

// verbatim reads neighbouring lines that stay as they are.
func (d *document) verbatim(lines []line) (faq.Block, int) {
	n := 0
	var text []string
	for n < len(lines) && lines[n].pre && (n == 0 || lines[n].gap == 0) {
		text = append(text, lines[n].text)
		n++
	}
	return faq.Block{Type: faq.Paragraph, Text: strings.Join(text, "\n")}, n
}

// points reads neighbouring points of a list as one paragraph, a line each.
func (d *document) points(lines []line) (faq.Block, int) {
	n := 0
	var text []string
	for n < len(lines) && lines[n].item > 0 {
		text = append(text, strings.TrimRight(lines[n].text, " \u3000"))
		n++
	}
	return faq.Block{Type: faq.Paragraph, Text: strings.TrimLeft(strings.Join(text, "\n"), " \u3000")}, n
}

// isAddress says whether a link's words are only its address.
func isAddress(s tree.Span) bool {
	plain := func(u string) string {
		u = strings.TrimSuffix(strings.TrimSpace(u), "/")
		u = strings.TrimPrefix(strings.TrimPrefix(u, "http://"), "https://")
		return strings.ToLower(strings.Trim(u, "<> "))
	}
	t := strings.Trim(strings.TrimSpace(s.Text), "<>")
	return plain(t) == plain(s.URL) || strings.HasPrefix(t, "http://") || strings.HasPrefix(t, "https://")
}

// links are the links of lines, one after the other; those that b shows itself are left out.
func links(lines []line, b faq.Block) []faq.Block {
	var out []faq.Block
	for _, l := range lines {
		out = append(out, linksIn(l.words(), b)...)
	}
	return out
}

func linksIn(spans []tree.Span, b faq.Block) []faq.Block {
	var out []faq.Block
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		for i+1 < len(spans) && spans[i+1].URL == s.URL { // a link whose words are set in several ways
			i++
			s.Text += spans[i].Text
		}
		text := strings.TrimSpace(s.Text)
		address, mail := strings.CutPrefix(s.URL, "mailto:")
		address, _, _ = strings.Cut(address, "?")
		switch {
		case mail && !strings.Contains(b.Text, address) && reMail.MatchString(address):
			out = append(out, faq.Block{Type: faq.Contact, Text: address, URL: "mailto:" + address})
		case !isWeb(s.URL) || text == "":
		case b.Type == faq.Link && b.URL == s.URL:
		default:
			out = append(out, faq.Block{Type: faq.Link, Text: text, URL: s.URL})
		}
	}
	return out
}

// isWeb says whether a member can follow an address from anywhere.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// isRelative says whether an address leads somewhere only from the page it stands on.
func isRelative(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "" && address != "" && !strings.HasPrefix(address, "#")
}

// isStruck says whether words of an entry are crossed out.
func isStruck(p *piece) bool {
	for _, lines := range [][]line{p.question, p.answer} {
		for i := range lines {
			if slices.ContainsFunc(lines[i].words(), func(s tree.Span) bool { return s.Struck && strings.TrimSpace(s.Text) != "" }) {
				return true
			}
		}
	}
	return p.struck
}

// relativeLinks notes the links of an answer that a member cannot follow.
func relativeLinks(lines []line) []faq.Warning {
	var ws []faq.Warning
	for _, l := range lines {
		for _, s := range l.words() {
			switch {
			case isRelative(s.URL):
				ws = append(ws, warn("relative_link", "import.warning.relative", "text", strings.TrimSpace(s.Text), "target", s.URL))
			case s.URL == "#" || strings.HasPrefix(s.URL, "javascript:"):
				ws = append(ws, warn("dead_link", "import.warning.dead_link", "where", say("import.answer"), "text", strings.TrimSpace(s.Text), "target", strings.TrimPrefix(s.URL, "#")))
			}
		}
	}
	return ws
}

// words are a line's words with their links, those in a table's cells included.
func (l *line) words() []tree.Span {
	all := l.spans
	for _, row := range l.table {
		for _, c := range row.Cells {
			for i := range c.Blocks {
				if !c.Merged {
					all = append(all[:len(all):len(all)], c.Blocks[i].Spans...)
				}
			}
		}
	}
	return all
}

// tableOf makes a block of a table's rows. A frame around one text is no table.
func tableOf(rows []tree.Row) faq.Block {
	cells := make([][]string, 0, len(rows))
	width := 0
	for i := range rows {
		var row []string
		for j := range rows[i].Cells {
			row = append(row, strings.Join(strings.Fields(rows[i].Cells[j].Text()), " "))
		}
		if len(filled(row)) > 0 {
			cells = append(cells, row)
			width = max(width, len(row))
		}
	}
	if len(cells) < 2 || width < 2 {
		var text []string
		for i := range rows {
			for j := range rows[i].Cells {
				if c := &rows[i].Cells[j]; !c.Merged && strings.TrimSpace(c.Text()) != "" {
					text = append(text, strings.TrimSpace(c.Text()))
				}
			}
		}
		return faq.Block{Type: faq.Paragraph, Text: strings.Join(text, "\n")}
	}
	return tableBlock(dropEmptyColumns(cells, width))
}

// dropEmptyColumns takes out columns without a word, which only keep others apart.
func dropEmptyColumns(rows [][]string, width int) [][]string {
	for x := width - 1; x >= 0; x-- {
		used := false
		for _, r := range rows {
			used = used || x < len(r) && r[x] != ""
		}
		if used {
			continue
		}
		for i, r := range rows {
			if x < len(r) {
				rows[i] = append(r[:x:x], r[x+1:]...)
			}
		}
	}
	return rows
}

// cutFront takes a mark off a shaped line's words: rest is what is left of them.
func (l *line) cutFront(rest string) {
	l.text, l.fold = rest, chars.ListWidth(rest)
	l.item, l.level = 0, 0
	drop := utf8.RuneCountInString(strings.TrimRight(spanText(l.spans), " \u3000")) - utf8.RuneCountInString(strings.TrimSpace(rest))
	for len(l.spans) > 0 && drop > 0 {
		s := &l.spans[0]
		n := utf8.RuneCountInString(s.Text)
		if n > drop {
			cut := *s
			cut.Text = string([]rune(s.Text)[drop:])
			l.spans = append([]tree.Span{cut}, l.spans[1:]...)
			return
		}
		drop -= n
		l.spans = l.spans[1:]
	}
}
