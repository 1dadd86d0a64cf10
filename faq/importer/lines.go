package importer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/faq/importer/tree"
	"madoguchi/lazyregexp"
)

// A line is one printed line of the document.
type line struct {
	no    int    // in the document, from 1
	text  string // as it stands, without the space at its end; the tab at its start may be a table's empty cell
	fold  string // trimmed and in normal width, for the grammar only
	gap   int    // blank lines before it
	turn  bool   // a page was turned between the line before and this one
	width int    // in half-width columns
	shape
}

// A shape is what a reader knew of a line that came out of a tree; a printed line has none.
type shape struct {
	page  int         // it stands on, where pages are known
	whole bool        // nobody cut it: it is one line that its writer ended
	title bool        // it is the document's title
	level int         // of a heading, from 1
	item  int         // of a list's point, how deep it lies, from 1
	pre   bool        // it stays a line of its own, as it is
	bold  bool        // it stands out as headings do
	spans []tree.Span // its words with their links
	table []tree.Row  // what it stands for
}

// A document is a text on its way to becoming a collection.
type document struct {
	encoding    string
	lines       []line // without blank lines and page furniture
	removed     []line // running heads, page numbers, rules
	head        []line // what stands before the first entry
	outside     []line // what belongs to no entry
	contents    []tocItem
	index       map[string]int // of contents
	last        map[string]int // where each item stands last
	pieces      []piece
	marked      map[int]string        // questions by line, where only some carry a mark
	labelled    bool                  // the questions carry numbers or marks
	cells       bool                  // it is a table: columns say what is what, and nobody cut its lines
	stops       bool                  // its sentences end with a full stop
	notes       []faq.Warning         // of the document as a whole
	relative    map[int][]faq.Warning // of each piece, links that lead somewhere only from their page
	column      string                // the question column of a table that gave nothing
	unpublished string                // the column that says so, where rows were left out as not public
	named       string                // what the file calls itself beside its text
	summary     string                // what it says it is about beside its text
	tree        bool                  // a reader gave its structure
	claimed     bool                  // it calls itself a FAQ somewhere
	onlyTables  bool                  // and it is nothing but tables
	double      bool                  // a blank line follows every printed line
	spaced      bool                  // 「SELAS 事務局」: a space between Latin and Japanese letters
	margin      int                   // columns at which the lines were cut, or 0
	joins       []cut
	broken      []int // lines with characters that were lost before the document came to us
}

// A piece is one entry as it was found: still lines.
type piece struct {
	label, number, section string
	sheet                  string // of a workbook
	line, page             int
	alias                  string   // the table of contents has it differently
	aliases                []string // other ways to ask it
	question, answer       []line
	raw                    string // the answer as its cell has it
	again                  int    // how often more it stands in the document, word for word
	struck                 bool   // words of it are crossed out
	validity               faq.Validity
	warnings               []faq.Warning
}

// addAlias adds another way to ask the question, once.
func (p *piece) addAlias(text string) {
	if text == "" || slices.ContainsFunc(append([]string{spanOf(p.question)}, p.aliases...), func(s string) bool { return matchKey(s) == matchKey(text) }) {
		return
	}
	p.aliases = append(p.aliases, text)
}

// spanOf is the text of lines on one line.
func spanOf(lines []line) string {
	var words []string
	for _, l := range lines {
		words = append(words, strings.TrimSpace(l.text))
	}
	return strings.Join(words, " ")
}

// note keeps a warning about the document as a whole.
func (d *document) note(code string, key catalogue.Key, values ...any) {
	d.notes = append(d.notes, warn(code, key, values...))
}

// A cut is a place where two printed lines were put together again.
type cut struct{ before, after string }

func newDocument(text, enc string) (*document, error) {
	d := &document{encoding: enc}
	gap, turn := 0, false
	for i, s := range strings.Split(text, "\n") {
		if s == "\f" {
			turn = true
			continue
		}
		if i >= maxLines {
			return nil, refuse("import.refused.lines", "limit", maxLines)
		}
		if utf8.RuneCountInString(s) > maxLine {
			return nil, refuse("import.refused.long_line", "line", i+1, "limit", maxLine)
		}
		l := markedLine(i+1, s)
		if l.fold == "" {
			gap++
			continue
		}
		if strings.ContainsRune(s, utf8.RuneError) {
			d.broken = append(d.broken, l.no)
		}
		l.gap, l.turn = gap, turn
		gap, turn = 0, false
		d.lines = append(d.lines, l)
	}
	d.dropFrontMatter()
	d.dropFurniture()
	d.measure()
	return d, nil
}

// markedLine is a line without the marks of Markdown that somebody typed into a text: strong words, and
// links with a place to go.
func markedLine(no int, s string) line {
	if !strings.Contains(s, "**") && !strings.Contains(s, "](http") || reMdLine.MatchString(strings.TrimSpace(s)) {
		return newLine(no, s)
	}
	spans := inlineMarks(tree.Span{Text: s})
	l := newLine(no, spanText(spans))
	if strings.Contains(s, "](http") {
		l.spans = spans
	}
	return l
}

func newLine(no int, s string) line {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	return line{no: no, text: s, fold: chars.ListWidth(s), width: columns(strings.TrimSpace(s))}
}

func isKana(r rune) bool { return r >= 0x3041 && r <= 0x30FF }

func isKatakana(r rune) bool { return r >= 0x30A1 && r <= 0x30FA || r == 'ー' }

func isJapanese(r rune) bool {
	return isKana(r) || unicode.Is(unicode.Han, r) || r == '々' || r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60
}

// columns is the printed width of s: two for a full-width character, one for others.
func columns(s string) int {
	n := 0
	for _, r := range s {
		if r >= 0x1100 && !(r >= 0xFF61 && r <= 0xFFDC) && (r < 0x2000 || r >= 0x2E80) {
			n++
		}
		n++
	}
	return n
}

var (
	rePageMark = lazyregexp.New(`(?i)^[-‐–—―~\s(\[<]*(?:p(?:age|\.)?\s*)?(\d{1,3})\s*(?:(?:/|of)\s*\d{1,3})?\s*(?:ページ|頁)?[-‐–—―~\s)\]>]*$`)
	// A number between dashes, or with the word page, needs no neighbour to be known for what it is.
	rePageDressed = lazyregexp.New(`(?i)^(?:[-‐–—―~]\s*\d{1,3}\s*[-‐–—―~]|p(?:age|\.)\s*\d{1,3})$`)
	reTrail       = lazyregexp.New(`(?i)^(?:ホーム|トップ(?:ページ)?|home|top)\s*[>»›/]`)
	reRule        = lazyregexp.New(`^[-‐–—―=_*~・.…─━═◆◇■□●○☆★+\s]{3,}$`)
)

// dropFurniture takes out what the printer put on every page: page numbers, ruled lines, and a
// running head repeated at page turns. A bare number counts as a page number only in a rising row
// of them, or where a page turns: an answer may consist of a number.
func (d *document) dropFurniture() {
	marks := d.pageMarks()
	heads := map[string]int{}
	for i, l := range d.lines {
		if i > 0 && (l.turn || marks[i-1]) {
			heads[l.fold]++
		}
	}
	var kept []line
	gap, turn := 0, false
	for i, l := range d.lines {
		running := heads[l.fold] >= 2 && i > 0 && (l.turn || marks[i-1])
		if marks[i] || running || reTrail.MatchString(l.fold) || reRule.MatchString(l.fold) && !strings.Contains(l.text, "|") {
			d.removed = append(d.removed, l)
			gap, turn = gap+l.gap, turn || l.turn || marks[i] || running
			continue
		}
		l.gap, l.turn = l.gap+gap, l.turn || turn
		gap, turn = 0, false
		kept = append(kept, l)
	}
	d.lines = kept
}

// dropFrontMatter takes out the settings between two rulers at the top of a markdown document.
func (d *document) dropFrontMatter() {
	if len(d.lines) == 0 || d.lines[0].fold != "---" {
		return
	}
	for i := 1; i < len(d.lines) && i < 30; i++ {
		if d.lines[i].fold == "---" {
			d.removed, d.lines = append(d.removed, d.lines[:i+1]...), d.lines[i+1:]
			return
		}
		if !strings.Contains(d.lines[i].fold, ":") && !strings.HasPrefix(d.lines[i].fold, "-") {
			return
		}
	}
}

// pageMarks finds the lines that are page numbers.
func (d *document) pageMarks() map[int]bool {
	found := map[int]int{}
	var order []int
	for i, l := range d.lines {
		m := rePageMark.FindStringSubmatch(l.fold)
		if m == nil || strings.Contains(l.text, "\t") {
			continue
		}
		n := 0
		fmt.Sscan(m[1], &n)
		found[i] = n
		order = append(order, i)
	}
	marks := map[int]bool{}
	for k, i := range order {
		turned := d.lines[i].turn || i+1 < len(d.lines) && d.lines[i+1].turn
		up := k+1 < len(order) && found[order[k+1]] == found[i]+1
		down := k > 0 && found[order[k-1]] == found[i]-1
		marks[i] = turned || up || down || rePageDressed.MatchString(d.lines[i].fold)
		if !marks[i] {
			delete(marks, i)
		}
	}
	return marks
}

// measure learns the document's habits: blank lines after every line, the right margin, and
// whether Latin words stand apart from Japanese ones.
func (d *document) measure() {
	gaps, stops, with, without := 0, 0, 0, 0
	for i, l := range d.lines {
		if l.gap > 0 && i > 0 {
			gaps++
		}
		stops += btoi(strings.HasSuffix(l.fold, "。"))
		a, b := mixedBoundaries(l.text)
		with, without = with+a, without+b
		if !l.whole && !endsSentence(l.fold) && !strings.Contains(l.text, "\t") && !strings.Contains(l.fold, "..") {
			if i+1 < len(d.lines) && l.width > d.margin && l.width <= 120 && looksCut(l, d.lines[i+1]) {
				d.margin = l.width
			}
		}
	}
	d.double = len(d.lines) > 1 && gaps*10 >= (len(d.lines)-1)*7
	d.stops = stops*5 >= len(d.lines)
	d.spaced = with > without
}

// mixedBoundaries counts the places where Latin and Japanese letters meet, with and without a space.
func mixedBoundaries(s string) (with, without int) {
	var a, b rune // the two runes before
	for _, r := range s {
		switch {
		case b == ' ' && (isLatin(a) && isJapanese(r) || isJapanese(a) && isLatin(r)):
			with++
		case isLatin(b) && isWordJapanese(r), isWordJapanese(b) && isLatin(r):
			without++
		}
		a, b = b, r
	}
	return with, without
}

func isLatin(r rune) bool { return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func isWordJapanese(r rune) bool { return isKana(r) || unicode.Is(unicode.Han, r) }
