// Package importer reads the FAQ documents an office already has.
//
// Nobody writes a FAQ for a machine. A document comes out of a word processor, a spreadsheet or a web
// page, with a table of contents that has drifted from the body, words cut in two at the right margin,
// merged cells, hidden rows, and questions that only a reader recognises as questions. Read takes such a
// document apart in one direction:
//
//	bytes ─ format ─▶ reader (a room of its own, in a child process) ─▶ tree ─ compose ─▶ pieces ─ blocks ─▶ entries ─ review ─▶ warnings
//	            └──▶ plain text ─ lines ─ outline ───────────────────────────────────────▶ pieces
//
// What a file is, its content tells before its name ([formatOf]); what holds no text for people is refused
// by its kind. One reader a format hands over a tree: headings, paragraphs, tables, links (see the package
// tree). What the format itself calls questions is believed; then tables with a column of questions and one
// of answers; then marks, headings and numbers; and the form of sentences last, which is all that a plain
// text has.
//
// To add a format, write its reader, name it in [readers] and in formatOf, and add documents of it to
// testdata/formats.
//
// Two rules hold everywhere. Nothing is mended silently: the office's words stay as they are, and
// what looks wrong becomes a [faq.Warning] for a person. And nothing is half imported: a document
// that cannot be read, or in which no question is found, is one error that says what to do.
package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/importer/tree"
)

// Options say what the document itself does not.
type Options struct {
	Programme string   // the collection's ID, as in "hanro/7"
	Title     string   // takes the place of the document's own title
	Today     faq.Date // the day the review is made on; empty is the present day in Japan
}

// Read reads the document called name from r and returns it as a collection with its entries,
// each with the warnings a person should see before it is published.
//
// It may be a workbook (.xlsx), a Word document (.docx), a PDF with text, a web page, Markdown, CSV or TSV, JSON, YAML or
// plain text; text in UTF-8, UTF-16, Shift_JIS (CP932), EUC-JP or ISO-2022-JP. All but plain text and
// tables are read in a child process, so the program must answer its hidden command: see [ServeChild].
// Read fails when r fails, when ctx ends, and with a [Refusal] when the document is too large, no text
// for people, empty, or without a recognisable question; it then returns no entry at all.
func Read(ctx context.Context, name string, r io.Reader, opt Options) (faq.Collection, error) {
	base := filepath.Base(name)
	c, err := read(ctx, base, r, opt)
	var refused *Refusal
	if errors.As(err, &refused) {
		of := *refused
		of.File = base
		return faq.Collection{}, &of
	}
	if err != nil {
		return faq.Collection{}, fmt.Errorf("read %s: %w", base, err)
	}
	return c, nil
}

func read(ctx context.Context, base string, r io.Reader, opt Options) (faq.Collection, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return faq.Collection{}, err
	}
	if opt.Today == "" {
		opt.Today = faq.DateOf(time.Now())
	}
	f, err := formatOf(base, data)
	var doc tree.Doc
	structured := false
	if err == nil {
		doc, structured, err = f.read(ctx)
	}
	var fault *tree.Fault
	switch {
	case errors.As(err, &fault):
		return faq.Collection{}, faulty(f, fault)
	case err != nil:
		return faq.Collection{}, err
	case structured:
		return fromTree(ctx, base, doc, opt)
	}
	return fromText(ctx, base, f, opt)
}

// fromText makes a collection of plain text.
func fromText(ctx context.Context, base string, f format, opt Options) (faq.Collection, error) {
	d, err := newDocument(f.text, f.encoding)
	if err != nil {
		return faq.Collection{}, err
	}
	d.outline()
	d.mergeDuplicates()
	if err := d.check(); err != nil {
		return faq.Collection{}, err
	}
	if err := ctx.Err(); err != nil {
		return faq.Collection{}, err
	}
	c := d.collection(base, opt)
	if err := ctx.Err(); err != nil {
		return faq.Collection{}, err
	}
	d.review(&c, opt)
	return c, nil
}

// collection turns the outline into entries, before anything is judged about them.
func (d *document) collection(base string, opt Options) faq.Collection {
	c := faq.Collection{ID: opt.Programme, Document: base}
	d.relative = map[int][]faq.Warning{}
	for i := range d.pieces {
		p := &d.pieces[i]
		e := faq.Entry{
			Collection: opt.Programme,
			Order:      i + 1,
			Label:      p.label,
			Section:    p.section,
			Question:   d.join(p.question, " "),
			Aliases:    append([]string{}, p.aliases...),
			Answer:     d.blocks(p.answer),
			Validity:   p.validity,
			Source:     faq.Source{Line: p.line, Page: p.page},
			Warnings:   append([]faq.Warning{}, p.warnings...),
		}
		if p.alias != "" {
			e.Aliases = append(e.Aliases, p.alias)
			e.Warnings = append(e.Warnings, warn("toc_question_mismatch", "import.warning.contents_differ", "contents", p.alias, "question", e.Question))
		}
		if isStruck(p) {
			e.Warnings = append(e.Warnings, warn("struck_through", "import.warning.struck", "question", e.Question))
		}
		d.relative[i] = relativeLinks(p.answer)
		c.Entries = append(c.Entries, e)
	}
	d.describe(&c, opt)
	return c
}
