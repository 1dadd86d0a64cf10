// Package tree is what a reader of documents hands over: the structure a document has, before anyone
// judges which of it is a question.
//
// There is one reader a format (xlsx, docx, html, …), each in a room of its own. A reader knows its
// format and nothing of FAQs: it says "a heading of level 2", "a table", "the term of a definition
// list", and where that stands. The importer knows FAQs and no format: it makes entries of the
// blocks. So every rule about questions holds for every format.
//
// A [Doc] is a flat list of blocks in the order in which a person reads them:
//
//	<h2>返す</h2>                      Heading, level 2
//	<dt>壊したら</dt>                   Paragraph, role Question
//	<dd><p>お持ちください。</p>           Paragraph, role Answer
//	<ul><li>本体</li></ul></dd>        Item, level 1, role Answer
//
// A block's words are [Span] values, so that a link or struck-through words stay where they stand in
// the sentence; "\n" in them is a line break the writer made. A reader joins what only the printer
// cut, drops what was never part of the text (marks of a markup language, ruby, deleted text), and
// leaves everything else as it stands. What it leaves out and a person may miss, it tells in a
// [Note]. A document it cannot read is a [Fault].
//
// A tree is plain data and goes through JSON without loss, because binary formats are read in a
// process of their own (see the package child).
package tree

import (
	"strings"
)

// A Doc is one document as its reader understood it.
type Doc struct {
	Title    string  `json:"title,omitempty"`    // what the file says it is called beside its text: <title>, title: of its settings
	Summary  string  `json:"summary,omitempty"`  // what the file says it is about beside its text
	Encoding string  `json:"encoding,omitempty"` // in which its text was written, where the reader had to guess
	Blocks   []Block `json:"blocks"`             // in reading order
	Contents []Block `json:"contents,omitempty"` // its table of contents, where the reader knows it for one
	Stated   []Block `json:"stated,omitempty"`   // questions and answers said once more for machines (JSON-LD), with their roles
	Notes    []Note  `json:"notes,omitempty"`    // what was left out
}

// A Block is one piece of a document.
type Block struct {
	Kind   Kind   `json:"kind"`
	Level  int    `json:"level,omitempty"`  // of a heading, from 1; of an item, how deep its list lies, from 1
	Role   Role   `json:"role,omitempty"`   // what the format itself says it is; mostly nothing
	Label  string `json:"label,omitempty"`  // the number the format puts before it, which stands in no span: "Q1", "第2章", "(3)"
	Strong bool   `json:"strong,omitempty"` // a paragraph all of whose words stand out as a heading's do: bold, larger
	Spans  []Span `json:"spans,omitempty"`  // of a table none
	Rows   []Row  `json:"rows,omitempty"`   // of a table
	At     Place  `json:"at"`
}

// A Kind is the form of a block.
type Kind string

// The kinds of block.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Item      Kind = "item"  // one point of a list
	Table     Kind = "table" // its first row is no header unless its cells say so
	Pre       Kind = "pre"   // lines that stand as they are: a program's text, an address
	Line      Kind = "line"  // a printed line that nobody joined with its neighbours yet; only for formats without paragraphs
)

// A Role is what a format itself says a block is for.
type Role string

// The roles. A block without one has to be judged by its form and place. Blocks with the role Answer
// belong to the last Question before them.
const (
	Title    Role = "title"    // the document's own title
	Intro    Role = "intro"    // what the format marks as an introduction
	Section  Role = "section"  // a heading that is a section for certain; without words it ends the sections of its level
	Question Role = "question" // a term, a summary, a field called question
	Alias    Role = "alias"    // another way to ask the question before it
	Answer   Role = "answer"
)

// A Span is a run of words.
type Span struct {
	Text   string `json:"text"`
	URL    string `json:"url,omitempty"`    // where it leads; as written, so it may be relative
	Struck bool   `json:"struck,omitempty"` // the writer has crossed it out
}

// A Row is one row of a table.
type Row struct {
	Cells []Cell `json:"cells"`
	At    Place  `json:"at"`
}

// A Cell is one cell of a row. A cell that was merged with others stands in each place it covers:
// first with its blocks, then with the same blocks and Merged set.
type Cell struct {
	Blocks []Block `json:"blocks,omitempty"`
	Header bool    `json:"header,omitempty"` // the format says that it names its column or row
	Merged bool    `json:"merged,omitempty"` // it only repeats the cell to its left or above
}

// A Place says where in the file a block stands, as far as the format has such places; 0 and "" are
// none.
type Place struct {
	Line  int    `json:"line,omitempty"`  // of a text or a sheet, from 1
	Page  int    `json:"page,omitempty"`  // from 1
	Sheet string `json:"sheet,omitempty"` // of a workbook
	Cell  string `json:"cell,omitempty"`  // "C4"
}

// A Note tells of something that was left out, or is in doubt, and that a person should know of.
type Note struct {
	Code  NoteCode `json:"code"`
	Words string   `json:"words,omitempty"` // what it is called: a sheet's name
	N     int      `json:"n,omitempty"`     // how many
	At    Place    `json:"at"`              // the first of them
}

// A NoteCode says what a note is about.
type NoteCode string

// The notes that readers make.
const (
	HiddenSheet  NoteCode = "hidden_sheet"  // Words is its name
	HiddenRows   NoteCode = "hidden_rows"   // Words is the sheet's name, N their number
	HiddenText   NoteCode = "hidden_text"   // text its writer has hidden
	HistorySheet NoteCode = "history_sheet" // a sheet of changes; Words is its name
	Deleted      NoteCode = "deleted_text"  // deletions that wait to be accepted
	Draft        NoteCode = "draft"         // N entries that are not public; Words is the first
	Language     NoteCode = "language"      // N entries in other languages
	Picture      NoteCode = "picture"       // N pictures that may show text
	ScannedPages NoteCode = "scanned_pages" // N pages without text
	BrokenText   NoteCode = "broken_text"   // characters that were lost before
	LostLetters  NoteCode = "lost_letters"  // N letters of which the file does not say which they are
)

// Text is the block's words without links and marks. Of a table it is its rows, cells apart by tabs.
func (b *Block) Text() string {
	if b.Kind == Table {
		lines := make([]string, len(b.Rows))
		for i := range b.Rows {
			lines[i] = b.Rows[i].Text()
		}
		return strings.Join(lines, "\n")
	}
	var s strings.Builder
	for _, span := range b.Spans {
		s.WriteString(span.Text)
	}
	return s.String()
}

// Text is the row's cells, apart by tabs.
func (r *Row) Text() string {
	cells := make([]string, len(r.Cells))
	for i := range r.Cells {
		cells[i] = r.Cells[i].Text()
	}
	return strings.Join(cells, "\t")
}

// Text is the cell's words, a line each block.
func (c *Cell) Text() string {
	lines := make([]string, len(c.Blocks))
	for i := range c.Blocks {
		lines[i] = c.Blocks[i].Text()
	}
	return strings.Join(lines, "\n")
}

// Words are spans of plain text.
func Words(s string) []Span {
	if s == "" {
		return nil
	}
	return []Span{{Text: s}}
}
