// Package pdf reads PDF documents.
//
// A PDF has no paragraphs, no tables and no order: it says which letter stands at which place of which
// page, what lines are drawn, and which areas are links. All else is what people see in that, and the
// reader sees it in the same way, step by step:
//
//	letters and drawn lines of a page   page.go, rules.go   by PDFium, in a machine that reaches nothing
//	tables that lines frame             grid.go, table.go
//	lines of words                      line.go
//	without heads, feet, page numbers   furniture.go
//	in reading order                    columns.go
//	without the table of contents       contents.go
//	tables that have no lines           aligned.go
//	paragraphs and headings             paragraph.go
//
// A line of a paragraph was cut by the printer where no more words fitted before the edge of its column,
// and ended by its writer where they did. So a question that goes on over a page turn is one paragraph.
//
// PDFium is C++ that meets files of strangers. It runs in WebAssembly, with memory of its own and no way
// to files or the network, and the whole in a process of its own (see the package child): the program
// that serves members never loads it. Compiling it takes 5 s and 340 MB of memory; the result is kept in
// the user's cache directory, and the next document takes half a second and 80 MB, one of 200 full pages 130 MB.
//
// What it cannot do: letters of a font that is not embedded and stand alone (see isLost), vertical text,
// text that is a picture.
package pdf

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/faq/importer/tree"
)

// Read reads a document. It returns a [tree.Fault] for one that asks for a password, is damaged, has too
// many pages, or shows only pictures.
func Read(data []byte) (tree.Doc, error) {
	e, err := start(context.Background())
	if err != nil {
		return tree.Doc{}, err
	}
	defer e.close()
	return e.read(data)
}

// mostLost: where one letter of so many is lost, what is left is no document.
const mostLost = 20

func (e *engine) read(data []byte) (tree.Doc, error) {
	opened, n, err := e.open(data)
	if err != nil {
		return tree.Doc{}, err
	}
	defer e.shut(opened)
	var pages []*page
	glyphs, lost := 0, 0
	for i := range n {
		p, err := e.readPage(opened, i)
		if err != nil {
			return tree.Doc{}, pageFault(err)
		}
		if glyphs += len(p.glyphs); glyphs > maxGlyphs {
			return tree.Doc{}, &tree.Fault{Code: tree.TooLarge, Limit: maxGlyphs >> 20}
		}
		lost += p.lost
		pages = append(pages, p)
	}
	if lost*mostLost > glyphs {
		return tree.Doc{}, &tree.Fault{Code: tree.Unreadable, Limit: lost}
	}
	doc := docOf(pages)
	if len(doc.Blocks) == 0 {
		for _, p := range pages {
			if p.pictures > 0 {
				return tree.Doc{}, &tree.Fault{Code: tree.Pictures}
			}
		}
		return tree.Doc{}, &tree.Fault{Code: tree.Empty}
	}
	doc.Title = plausibleTitle(e.title(opened))
	return doc, nil
}

// pageFault says why a page could not be read. PDFium stops itself where it gets no more memory, and
// nearly never elsewhere.
func pageFault(err error) error {
	cause, _, _ := strings.Cut(err.Error(), "\n")
	if strings.Contains(cause, "unreachable") || strings.Contains(cause, "out of bounds memory") {
		return &tree.Fault{Code: tree.OutOfSpace, Limit: maxEnginePages >> 4, Cause: cause}
	}
	return &tree.Fault{Code: tree.Broken, Cause: cause}
}

// docOf makes a tree of pages.
func docOf(pages []*page) tree.Doc {
	var doc tree.Doc
	lines := make([][]*line, len(pages))
	tables := make([][]*line, len(pages))
	scanned, lost := tree.Note{Code: tree.ScannedPages}, tree.Note{Code: tree.LostLetters}
	for i, p := range pages {
		p.tellGaps()
		var rest []glyph
		rest, tables[i] = takeGrids(p)
		lines[i] = linesOf(p, rest)
		if len(p.glyphs) == 0 && p.pictures > 0 {
			if scanned.N++; scanned.N == 1 {
				scanned.At.Page = p.no
			}
		}
		if p.lost > 0 && lost.N == 0 {
			lost.At.Page = p.no
		}
		lost.N += p.lost
	}
	dropFurniture(pages, lines)
	var o orderer
	for i := range pages {
		lines[i] = append(lines[i], tables[i]...)
		slices.SortStableFunc(lines[i], func(a, b *line) int { return cmp.Compare(a.order(), b.order()) })
		o.learn(lines[i])
	}
	for i := range pages {
		lines[i] = o.inOrder(lines[i], 0, 0)
	}
	setEdges(pages, lines)
	var all []*line
	for i := range lines {
		all = append(all, lines[i]...)
	}
	all, doc.Contents = splitContents(all)
	all = joinTables(alignedTables(all))
	for _, l := range all {
		l.closeUp()
	}
	doc.Blocks = joinTitle(paragraphs(all, styleOf(all)))
	for _, n := range []tree.Note{scanned, lost} {
		if n.N > 0 {
			doc.Notes = append(doc.Notes, n)
		}
	}
	return doc
}

// joinTitle makes one heading of those of the highest level that stand together at the very beginning: a
// title set on several lines.
func joinTitle(blocks []tree.Block) []tree.Block {
	first := 0
	for first < len(blocks) && first < 4 && (blocks[first].Kind != tree.Heading || blocks[first].Level != 1) {
		first++
	}
	if first >= len(blocks) || blocks[first].Kind != tree.Heading || blocks[first].Level != 1 {
		return blocks
	}
	n := 1
	for first+n < len(blocks) && n < 4 && blocks[first+n].Kind == tree.Heading && blocks[first+n].Level == 1 {
		n++
	}
	if n == 1 {
		return blocks
	}
	title := blocks[first]
	for _, b := range blocks[first+1 : first+n] {
		title.Spans = append(append(title.Spans, tree.Span{Text: " "}), b.Spans...)
	}
	return append(append(blocks[:first:first], title), blocks[first+n:]...)
}

// plausibleTitle is what a document's settings call it, unless a program has put its own name or a file's
// there.
func plausibleTitle(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, ""))
	lower := strings.ToLower(s)
	for _, wrong := range []string{"untitled", "anonymous", "microsoft", ".doc", ".xls", ".ppt", ".txt", ".htm", ".jtd", ".pdf", "about:", "file:", "http"} {
		if strings.Contains(lower, wrong) {
			return ""
		}
	}
	if utf8.RuneCountInString(s) > 100 || strings.Contains(s, "\ufffd") {
		return ""
	}
	return s
}
