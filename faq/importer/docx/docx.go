// Package docx reads Word's documents (.docx).
//
// What a person sees in Word is spread over parts: the text is in one, the styles that make a heading of
// a paragraph in another, the numbers before paragraphs are counted from a third. The reader puts them
// together again: a heading by its outline level, 「Q1」 from automatic numbering, the points of lists,
// tables with their merged cells, links. It drops what nobody sees (deletions that wait to be accepted,
// hidden text, field codes) and what is no text (ruby, headers and footers), and keeps a table of contents
// apart.
package docx

import (
	"strconv"
	"strings"

	"madoguchi/faq/importer/parcel"
	"madoguchi/faq/importer/tree"
)

// Read reads a document.
func Read(data []byte) (tree.Doc, error) {
	p, err := parcel.Open(data)
	if err != nil {
		return tree.Doc{}, err
	}
	part := mainPart(p)
	root, err := p.XML(part)
	if err != nil {
		return tree.Doc{}, err
	}
	dir := part[:strings.LastIndex(part, "/")+1]
	r := &reader{links: p.Relations(part), styles: readStyles(p, dir+"styles.xml")}
	r.numbers = readNumbering(p, dir+"numbering.xml")
	r.body(root.At("document", "body"), &r.doc.Blocks)
	if r.deleted > 0 {
		r.doc.Notes = append(r.doc.Notes, tree.Note{Code: tree.Deleted, N: r.deleted})
	}
	if r.hidden > 0 {
		r.doc.Notes = append(r.doc.Notes, tree.Note{Code: tree.HiddenText, N: r.hidden})
	}
	if len(r.doc.Blocks) == 0 {
		if r.pictures > 0 {
			return tree.Doc{}, &tree.Fault{Code: tree.Pictures}
		}
		return tree.Doc{}, &tree.Fault{Code: tree.Empty}
	}
	return r.doc, nil
}

// mainPart is the part that the package names as its document.
func mainPart(p *parcel.Parcel) string {
	if root, err := p.XML("_rels/.rels"); err == nil {
		if list := root.Kid("Relationships"); list != nil {
			for _, r := range list.Kids {
				if strings.HasSuffix(r.Attr["Type"], "/officeDocument") {
					if name := strings.TrimPrefix(r.Attr["Target"], "/"); p.Has(name) {
						return name
					}
				}
			}
		}
	}
	return "word/document.xml"
}

// A reader reads the body from its first paragraph to its last.
type reader struct {
	doc      tree.Doc
	links    map[string]string
	styles   map[string]style
	numbers  *numbering
	fields   []field // that are open
	deleted  int
	hidden   int
	pictures int
}

// A field is something Word computes: a link, a table of contents. Its code is not shown, its result is.
type field struct {
	code   string
	result bool // what comes is the result
}

// inContents says whether what comes belongs to a table of contents.
func (r *reader) inContents() bool {
	for _, f := range r.fields {
		if strings.HasPrefix(strings.TrimSpace(f.code), "TOC") {
			return true
		}
	}
	return false
}

// link is where the open field leads, if it is a link.
func (r *reader) link() string {
	for i := len(r.fields) - 1; i >= 0; i-- {
		code := strings.TrimSpace(r.fields[i].code)
		if rest, ok := strings.CutPrefix(code, "HYPERLINK"); ok && r.fields[i].result {
			if _, rest, ok = strings.Cut(rest, `"`); ok {
				address, _, _ := strings.Cut(rest, `"`)
				if !strings.Contains(code, `\l`) {
					return address
				}
			}
		}
	}
	return ""
}

// body reads paragraphs and tables into blocks.
func (r *reader) body(e *parcel.Element, into *[]tree.Block) {
	if e == nil {
		return
	}
	for _, k := range e.Kids {
		switch k.Name {
		case "p":
			r.paragraph(k, into)
		case "tbl":
			r.table(k, into)
		case "sdt":
			if strings.Contains(k.At("sdtPr", "docPartObj").Val("docPartGallery"), "Contents") {
				r.contents(k.Kid("sdtContent"))
				continue
			}
			r.body(k.Kid("sdtContent"), into)
		case "ins", "moveTo", "smartTag", "customXml":
			r.body(k, into)
		case "del", "moveFrom":
			r.deleted++
		}
	}
}

// contents reads a table of contents: each of its lines ends with a page.
func (r *reader) contents(e *parcel.Element) {
	var blocks []tree.Block
	r.body(e, &blocks)
	r.doc.Contents = append(r.doc.Contents, blocks...)
}

// paragraph reads one paragraph, and after it the text boxes that are anchored in it.
func (r *reader) paragraph(e *parcel.Element, into *[]tree.Block) {
	props := e.Kid("pPr")
	st := r.styles[props.Val("pStyle")]
	w := &words{reader: r, hidden: st.hidden}
	inContents := r.inContents() || st.contents
	w.runs(e, "", st.bold)
	inContents = inContents || r.inContents()
	b := tree.Block{Kind: tree.Paragraph, Spans: trimmed(w.spans)}
	if w.bold > 0 && w.plain == 0 {
		b.Strong = true
	}
	if len(b.Spans) > 0 {
		r.form(&b, props, st)
		if inContents {
			r.doc.Contents = append(r.doc.Contents, b)
		} else {
			*into = append(*into, b)
		}
	}
	for _, box := range w.boxes {
		r.body(box, into)
	}
}

// form says what a paragraph is by its style and numbering.
func (r *reader) form(b *tree.Block, props *parcel.Element, st style) {
	level := st.level
	if n, err := strconv.Atoi(props.Val("outlineLvl")); err == nil && n < 9 {
		level = n + 1
	}
	b.Role = st.role
	switch {
	case st.role == tree.Title:
		b.Kind, b.Level = tree.Heading, 1
	case level > 0:
		b.Kind, b.Level = tree.Heading, level
	}
	num, depth := props.At("numPr").Val("numId"), props.At("numPr").Val("ilvl")
	if props.Kid("numPr") == nil || num == "" {
		num = st.num
		if depth == "" {
			depth = st.depth
		}
	}
	if num == "" || num == "0" {
		return
	}
	at, _ := strconv.Atoi(depth)
	label, known := r.numbers.next(num, at)
	if !known {
		return
	}
	b.Label = label
	if b.Kind == tree.Paragraph {
		b.Kind, b.Level = tree.Item, at+1
	}
}

// trimmed takes white space off both ends. A tab at the beginning of a row set with tabs is its empty
// first cell.
func trimmed(spans []tree.Span) []tree.Span {
	white := " \t\n\u3000\u00a0"
	if len(spans) > 0 && strings.HasPrefix(spans[0].Text, "\t") && strings.Contains(strings.TrimLeft(spans[0].Text, "\t"), "\t") {
		white = " \n\u3000\u00a0"
	}
	for len(spans) > 0 && strings.Trim(spans[0].Text, white) == "" {
		spans = spans[1:]
	}
	for n := len(spans); n > 0 && strings.Trim(spans[n-1].Text, white) == ""; n = len(spans) {
		spans = spans[:n-1]
	}
	if n := len(spans); n > 0 {
		spans[0].Text = strings.TrimLeft(spans[0].Text, white)
		spans[n-1].Text = strings.TrimRight(spans[n-1].Text, white)
	}
	return spans
}
