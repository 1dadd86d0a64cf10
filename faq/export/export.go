// Package export writes a programme's FAQ as a file that people can read and change, and reads that file again.
//
// A file is Markdown, CSV or JSON. Each entry carries its reference, so that the file, brought back, is known as
// what it is: not a document that has come in, but the office's own entries, some of them changed.
//
//	data, err := export.Write(export.CSV, collection)
//	entries, ok, err := export.Read(data) // not ok: it is no file of ours
//
// What is written says everything that people change of an entry; reading it back gives the same to the letter.
package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"madoguchi/faq"
)

// A Format is a sort of file.
type Format string

// The formats, by the endings of their files.
const (
	Markdown Format = "md"
	CSV      Format = "csv"
	JSON     Format = "json"
)

// mark is what a file says that is ours, with the version of how it is written.
const mark = "madoguchi-faq/1"

// An item is an entry as a file has it.
type item struct {
	Ref      string      `json:"ref"`
	Question string      `json:"question,omitempty"`
	Aliases  []string    `json:"aliases,omitempty"`
	Section  string      `json:"section,omitempty"`
	Answer   []faq.Block `json:"answer,omitempty"`
	Kind     faq.Kind    `json:"kind,omitempty"`
	Form     string      `json:"form,omitempty"`
	From     faq.Date    `json:"from,omitempty"`
	Until    faq.Date    `json:"until,omitempty"`
	Closes   faq.Clock   `json:"until_time,omitempty"`
	Owner    string      `json:"owner,omitempty"`
	Review   faq.Date    `json:"review,omitempty"`
}

// A file is what JSON holds, and, without its entries, what Markdown begins with.
type file struct {
	Mark      string `json:"format"`
	Programme string `json:"programme"`
	Title     string `json:"title"`
	Entries   []item `json:"entries,omitempty"`
}

func itemOf(e *faq.Entry) item {
	term := e.Validity
	if e.Inherited {
		term = faq.Validity{}
	}
	return item{Ref: e.Ref(), Question: e.Question, Aliases: e.Aliases, Section: e.Section, Answer: e.Answer, Kind: e.Kind, Form: e.Form,
		From: term.From, Until: term.Until, Closes: term.Closes, Owner: e.Owner, Review: e.Review}
}

// entry is an item as an entry of a programme. One without a reference of that programme is new: its Order is 0.
func (it *item) entry(programme string) faq.Entry {
	e := faq.Entry{Collection: programme, Question: it.Question, Aliases: append([]string{}, it.Aliases...), Section: it.Section, Answer: it.Answer, Kind: it.Kind,
		Form: it.Form, Validity: faq.Validity{From: it.From, Until: it.Until, Closes: it.Closes}, Owner: it.Owner, Review: it.Review, Warnings: []faq.Warning{}}
	if number, ok := strings.CutPrefix(it.Ref, programme+"/"); ok {
		e.Order, _ = strconv.Atoi(number)
	}
	return e
}

// Write writes a collection as a file.
func Write(f Format, c faq.Collection) ([]byte, error) {
	all := file{Mark: mark, Programme: c.ID, Title: c.Title}
	for i := range c.Entries {
		all.Entries = append(all.Entries, itemOf(&c.Entries[i]))
	}
	switch f {
	case JSON:
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err := enc.Encode(all)
		return b.Bytes(), err
	case CSV:
		return writeCSV(&all)
	case Markdown:
		return writeMarkdown(&all)
	}
	return nil, fmt.Errorf("export as %q: there is no such format", f)
}

// headLength is how much of a file says whether it is ours, in bytes.
const headLength = 200

// Ours reports whether a file, of which the beginning is given, is one that Write has written.
func Ours(head []byte) bool { return bytes.Contains(head[:min(len(head), headLength)], []byte(mark)) }

// Read reads a file that Write has written and a person may have changed. ok is false where it is none of ours. The
// entries' Order is that of their reference, 0 for new ones.
func Read(data []byte) (c faq.Collection, ok bool, err error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !Ours(data) {
		return c, false, nil
	}
	var all file
	switch trimmed := strings.TrimSpace(string(data[:min(len(data), headLength)])); {
	case strings.HasPrefix(trimmed, "{"):
		err = json.Unmarshal(data, &all)
	case strings.HasPrefix(trimmed, "<!--"):
		err = readMarkdown(data, &all)
	default:
		err = readCSV(data, &all)
	}
	if err != nil {
		return c, true, fmt.Errorf("read an exported FAQ: %w", err)
	}
	c = faq.Collection{ID: all.Programme, Title: all.Title}
	for i := range all.Entries {
		c.Entries = append(c.Entries, all.Entries[i].entry(all.Programme))
	}
	return c, true, nil
}
