package importer

import (
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/faq/importer/tree"
	"madoguchi/lazyregexp"
)

// Offices set questions in tables that have no header: a frame with Q1 on the left, its answer in the
// row below. Such a table is unfolded into the paragraphs it is made of. A table of two columns, of which
// one asks, is read as rows.

var reMarkCell = lazyregexp.New(`^(?:Q|A|問|答|質問|回答)[.．:：]?$`)

// unfolded are blocks with the tables that hold marks taken apart.
func unfolded(blocks []tree.Block) []tree.Block {
	var out []tree.Block
	for i := range blocks {
		b := &blocks[i]
		if b.Kind == tree.Table && b.Role == "" && holdsMarks(b.Rows) {
			for k := range b.Rows {
				out = append(out, unfoldRow(&b.Rows[k])...)
			}
			continue
		}
		out = append(out, *b)
	}
	return out
}

// holdsMarks says whether a cell of a table begins with a question's mark.
func holdsMarks(rows []tree.Row) bool {
	for i := range rows {
		for k := range rows[i].Cells {
			text := strings.TrimSpace(rows[i].Cells[k].Text())
			if cutMark(text).role == 'Q' || isMarkOnly(text) && strings.HasPrefix(chars.ListWidth(text), "Q") {
				return true
			}
		}
	}
	return false
}

// unfoldRow makes paragraphs of a row: a mark goes before the words of the cell after it.
func unfoldRow(r *tree.Row) []tree.Block {
	var out []tree.Block
	label := ""
	for i := range r.Cells {
		c := &r.Cells[i]
		text := strings.TrimSpace(c.Text())
		if c.Merged || text == "" {
			continue
		}
		if isMarkOnly(text) {
			label = text
			continue
		}
		for k, b := range c.Blocks {
			if k == 0 && label != "" && b.Kind != tree.Table {
				b.Label = strings.TrimSpace(label + " " + b.Label)
			}
			out = append(out, b)
		}
		label = ""
	}
	return out
}

// bareTables are the tables without a header whose rows are questions and answers all the same.
func bareTables(blocks []tree.Block) map[int]*faqTable {
	found := map[int]*faqTable{}
	for i := range blocks {
		if b := &blocks[i]; b.Kind == tree.Table && b.Role == "" {
			if t := bareTable(b.Rows); t != nil {
				found[i] = t
			}
		}
	}
	return found
}

// A profile is what a column of a table without a header holds, in shares of its rows.
type profile struct {
	filled, asks, ends, numbers float64
	letters                     float64 // on average
	different                   float64
}

// bareTable guesses the columns of a table: one of numbers, one of sections, one that asks, one that
// answers in sentences. A column more, and nobody knows what it is for.
func bareTable(rows []tree.Row) *faqTable {
	var cells [][]string
	width := 0
	for i := range rows {
		r := rowCells(&rows[i])
		cells = append(cells, r)
		width = max(width, len(r))
	}
	if width < 2 || width > 6 || len(rows) < 2 {
		return nil
	}
	t := &faqTable{layout: layout{question: -1, answer: -1, label: -1, public: -1, metadata: -1, id: -1, from: -1, until: -1}, header: make([]string, width), rows: rows}
	if isHeaderLike(cells[0]) {
		t.rows, cells = rows[1:], cells[1:]
	}
	for x := range width {
		p := profileOf(cells, x)
		switch {
		case p.filled == 0:
		case t.label < 0 && t.question < 0 && p.numbers >= 0.8:
			t.label = x
		case t.question < 0 && p.asks >= 0.3:
			t.question = x
		case t.question < 0 && p.different <= 0.7 && p.letters <= 20 && p.ends == 0:
			t.sections = append(t.sections, x)
		case t.question < 0:
			t.question = x
		case t.answer < 0:
			t.answer = x
		default:
			return nil
		}
	}
	if t.question < 0 || t.answer < 0 {
		return nil
	}
	q, a := profileOf(cells, t.question), profileOf(cells, t.answer)
	if q.asks < 0.3 && (a.ends < 0.5 || q.letters > 60 || q.letters >= a.letters) || a.asks > q.asks && q.asks < 0.3 || q.filled < 0.5 || a.letters < 3 {
		return nil
	}
	return t
}

// isHeaderLike says whether a first row only names columns.
func isHeaderLike(cells []string) bool {
	for _, c := range cells {
		if utf8.RuneCountInString(c) > 8 || endsSentence(chars.ListWidth(c)) || askScore(c) >= 3 {
			return false
		}
	}
	return len(filled(cells)) >= 2
}

func profileOf(rows [][]string, x int) profile {
	var p profile
	different := map[string]bool{}
	n := 0
	for _, r := range rows {
		c := cell(r, x)
		if c == "" {
			continue
		}
		n++
		different[c] = true
		f := chars.ListWidth(c)
		p.asks += float64(btoi(askScore(c) >= 2 || cutMark(c).role == 'Q'))
		p.ends += float64(btoi(strings.HasSuffix(f, "。") || rePoliteEnd.MatchString(tail(f, ending))))
		p.numbers += float64(btoi(reNumberOnly.MatchString(f)))
		p.letters += float64(utf8.RuneCountInString(c))
	}
	if n == 0 {
		return p
	}
	k := float64(n)
	return profile{filled: k / float64(len(rows)), asks: p.asks / k, ends: p.ends / k, numbers: p.numbers / k, letters: p.letters / k, different: float64(len(different)) / k}
}
