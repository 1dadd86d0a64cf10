// Package contrast writes down what a change of an entry replaces beside what it becomes, as offices put changes before
// a committee: two columns, with the words that differ marked (新旧対照表).
//
// The .docx is written here, of the few parts that one table needs. The Go libraries that write such files ask for a
// key of their maker (unioffice), are under a license that ours cannot take in (fumiama/go-docx, AGPL), or have had no
// release for long; of the format we need a table, a paragraph and a mark.
package contrast

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"madoguchi/faq/edition"
)

// A Table is what was and what is, a part of the entry a row.
type Table struct {
	Title    string
	Of       string // what it is a table of: the programme, and the entry or the document
	Dated    string // when what it shows was so, for who reads it on paper later
	Old, New string // the columns' heads
	Part     string // the head of the column before them
	Rows     []Row
}

// A Row is one part of an entry, or, where it has a Head alone, stands across the table before the parts of one.
type Row struct {
	Head    string
	Name    string
	Was, Is []edition.Span
}

const (
	contentTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`

	relations = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`

	documentHead = xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

	// A4, across, with margins of 20 mm; lengths are in twentieths of a point.
	documentTail = `<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`

	tableHead = `<w:tbl><w:tblPr><w:tblW w:w="14570" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="1970"/><w:gridCol w:w="6300"/><w:gridCol w:w="6300"/></w:tblGrid>`
)

var widths = [3]int{1970, 6300, 6300}

// WriteDocx writes the table as a Word document.
func WriteDocx(w io.Writer, t *Table) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", relations}, {"word/document.xml", document(t)},
	} {
		f, err := z.Create(part.name)
		if err == nil {
			_, err = io.WriteString(f, part.content)
		}
		if err != nil {
			return fmt.Errorf("write %s of a .docx: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write a .docx: %w", err)
	}
	return nil
}

func document(t *Table) string {
	var b strings.Builder
	b.WriteString(documentHead)
	paragraph(&b, []edition.Span{{Text: t.Title}}, true)
	for _, line := range []string{t.Of, t.Dated} {
		if line != "" {
			paragraph(&b, []edition.Span{{Text: line}}, false)
		}
	}
	b.WriteString(tableHead)
	plain := func(text string) []edition.Span { return []edition.Span{{Text: text}} }
	row(&b, true, plain(t.Part), plain(t.Old), plain(t.New))
	for _, r := range t.Rows {
		if r.Head != "" {
			across(&b, r.Head)
			continue
		}
		row(&b, false, plain(r.Name), r.Was, r.Is)
	}
	b.WriteString(`</w:tbl>`)
	paragraph(&b, nil, false) // a table is not the last of a body
	b.WriteString(documentTail)
	return b.String()
}

// row writes a row. One that is a head stands on every page.
func row(b *strings.Builder, head bool, cells ...[]edition.Span) {
	b.WriteString(`<w:tr>`)
	if head {
		b.WriteString(`<w:trPr><w:tblHeader/></w:trPr>`)
	}
	for i, spans := range cells {
		fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, widths[i])
		paragraph(b, spans, head)
		b.WriteString(`</w:tc>`)
	}
	b.WriteString(`</w:tr>`)
}

// across writes a row of one cell.
func across(b *strings.Builder, text string) {
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="14570" w:type="dxa"/><w:gridSpan w:val="3"/></w:tcPr>`)
	paragraph(b, []edition.Span{{Text: text}}, true)
	b.WriteString(`</w:tc></w:tr>`)
}

func paragraph(b *strings.Builder, spans []edition.Span, bold bool) {
	b.WriteString(`<w:p>`)
	for _, s := range spans {
		for i, line := range strings.Split(s.Text, "\n") {
			if i > 0 {
				b.WriteString(`<w:r><w:br/></w:r>`)
			}
			run(b, line, bold, s.Differ)
		}
	}
	b.WriteString(`</w:p>`)
}

// run writes words. Those that differ are underlined, too: many are printed in black.
func run(b *strings.Builder, text string, bold, marked bool) {
	if text == "" {
		return
	}
	b.WriteString(`<w:r><w:rPr><w:rFonts w:ascii="Yu Gothic" w:hAnsi="Yu Gothic" w:eastAsia="Yu Gothic"/>`)
	if bold {
		b.WriteString(`<w:b/>`)
	}
	b.WriteString(`<w:sz w:val="20"/>`)
	if marked {
		b.WriteString(`<w:highlight w:val="yellow"/><w:u w:val="single"/>`)
	}
	b.WriteString(`<w:lang w:val="en-US" w:eastAsia="ja-JP"/></w:rPr><w:t xml:space="preserve">`)
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(text)) // a buffer takes everything
	b.Write(escaped.Bytes())
	b.WriteString(`</w:t></w:r>`)
}
