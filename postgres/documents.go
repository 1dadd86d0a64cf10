package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
)

const (
	// A program of before documents were kept apart may have added a collection since.
	sqlDocuments = `
		SELECT number, name, body
		FROM   documents
		WHERE  collection = $1
		UNION ALL
		SELECT 1, coalesce(body->>'document', ''), body
		FROM   collections
		WHERE  id = $1 AND NOT EXISTS (SELECT FROM documents WHERE collection = $1 AND number = 1)
		ORDER BY 1`

	sqlEntries = `
		SELECT   document, ordinal, place, question, body, version, missing, kind
		FROM     entries
		WHERE    collection = $1
		ORDER BY ordinal`
)

// A shelf is a collection as stored: its documents with their entries.
type shelf struct {
	collection string
	documents  []document
	last       int // the highest number an entry ever had
}

// A document is one stored document.
type document struct {
	number  int
	name    string // by which it is called
	file    string // of its present version
	body    json.RawMessage
	entries []entryRow
}

// An entryRow is an entry as stored.
type entryRow struct {
	Document int
	Ordinal  int
	Place    int
	Question string
	Body     json.RawMessage
	Version  int
	Missing  bool
	Kind     string // as confirmed by a person, or ""
}

func loadShelf(ctx context.Context, tx pgx.Tx, collection string) (*shelf, error) {
	sh := &shelf{collection: collection}
	rows, _ := tx.Query(ctx, sqlDocuments, collection) // ForEachRow returns the error
	var d document
	_, err := pgx.ForEachRow(rows, []any{&d.number, &d.name, &d.body}, func() error {
		var head faq.Collection
		if err := json.Unmarshal(d.body, &head); err != nil {
			return fmt.Errorf("read what document %d says of itself: %w", d.number, err)
		}
		sh.documents = append(sh.documents, document{number: d.number, name: d.name, file: head.Document, body: slices.Clone(d.body)})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read documents of %s: %w", collection, err)
	}
	rows, _ = tx.Query(ctx, sqlEntries, collection) // CollectRows returns the error
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByPos[entryRow])
	if err != nil {
		return nil, fmt.Errorf("read entries of %s: %w", collection, err)
	}
	for _, e := range entries {
		sh.last = max(sh.last, e.Ordinal)
		if i := slices.IndexFunc(sh.documents, func(d document) bool { return d.number == e.Document }); i >= 0 {
			sh.documents[i].entries = append(sh.documents[i].entries, e)
		}
	}
	return sh, nil
}

// match finds a file's entries among the document's, see [faq.Match].
func (d *document) match(entries []faq.Entry) []int {
	stored := make([]faq.Entry, len(d.entries))
	for i, row := range d.entries {
		if err := json.Unmarshal(row.Body, &stored[i]); err != nil {
			stored[i] = faq.Entry{Question: row.Question}
		}
	}
	return faq.Match(stored, entries)
}

// shared counts the file's entries that the document has.
func (d *document) shared(entries []faq.Entry) int {
	n := 0
	for _, at := range d.match(entries) {
		if at >= 0 {
			n++
		}
	}
	return n
}

// alike says whether a document has at least half of a file's entries.
func (d *document) alike(entries []faq.Entry) bool {
	return len(entries) > 0 && 2*d.shared(entries) >= len(entries)
}

// A DocumentFault is why it is not clear which document a file is.
type DocumentFault string

// The faults.
const (
	Unlike    DocumentFault = "shares under half of its entries with any stored document"
	Ambiguous DocumentFault = "is as much like several stored documents"
	Unknown   DocumentFault = "is to replace a document that is not stored"
	Taken     DocumentFault = "is to be a new document under the name of another one"
)

// A DocumentError says that a file was not imported, because a person has to say which document of
// its collection it is.
type DocumentError struct {
	Fault      DocumentFault
	Collection string
	File       string
	Document   string   // the name that was given, or ""
	Shared     int      // how many of its entries the document has that is most like it
	Entries    int      // how many it has
	Stored     []string // the names of the stored documents
}

// Error implements error.
func (e *DocumentError) Error() string {
	return fmt.Sprintf("%s %s of %s (%d of %d entries; stored: %s)", e.File, e.Fault, e.Collection, e.Shared, e.Entries, strings.Join(e.Stored, ", "))
}

// choose tells which document an import is, or makes a new one.
func (sh *shelf) choose(imp Import) (*document, error) {
	imp.Document, imp.Collection.Document = clean(imp.Document), clean(imp.Collection.Document)
	named := cmp.Or(imp.Document, imp.Collection.Document)
	switch {
	case len(sh.documents) == 0:
		return &document{number: 1, name: named}, nil
	case imp.New:
		return sh.chooseNew(imp, named)
	case imp.Document != "":
		if d := sh.named(imp.Document); d != nil {
			return d, nil
		}
		return nil, sh.fault(Unknown, imp)
	}
	return sh.chooseLike(imp)
}

// chooseNew makes a document, unless the same command was given before: then it is there already.
func (sh *shelf) chooseNew(imp Import, named string) (*document, error) {
	highest := 0
	for i := range sh.documents {
		d := &sh.documents[i]
		highest = max(highest, d.number)
		if (d.name == named || imp.Document == "" && d.file == named) && d.alike(imp.Collection.Entries) {
			return d, nil
		}
	}
	name := named
	for n := 2; sh.called(name) != nil; n++ {
		if imp.Document != "" {
			return nil, sh.fault(Taken, imp)
		}
		name = fmt.Sprintf("%s（%d）", named, n)
	}
	return &document{number: highest + 1, name: name}, nil
}

// chooseLike takes the document that has most of the file's entries, and at least half. Of several
// as good ones, the one that came in a file of that name is meant.
func (sh *shelf) chooseLike(imp Import) (*document, error) {
	var best []*document
	most := 0
	for i := range sh.documents {
		d := &sh.documents[i]
		n := d.shared(imp.Collection.Entries)
		if 2*n < len(imp.Collection.Entries) || n == 0 || n < most {
			continue
		}
		if n > most {
			best, most = nil, n
		}
		best = append(best, d)
	}
	switch len(best) {
	case 0:
		return nil, sh.fault(Unlike, imp)
	case 1:
		return best[0], nil
	}
	of := slices.DeleteFunc(best, func(d *document) bool { return d.file != imp.Collection.Document })
	if len(of) != 1 {
		return nil, sh.fault(Ambiguous, imp)
	}
	return of[0], nil
}

// called finds a document by its name.
func (sh *shelf) called(name string) *document {
	for i := range sh.documents {
		if sh.documents[i].name == name {
			return &sh.documents[i]
		}
	}
	return nil
}

// named finds a document by its name, or by its present file's if only one came in such a file.
func (sh *shelf) named(name string) *document {
	if d := sh.called(name); d != nil {
		return d
	}
	var of *document
	for i := range sh.documents {
		if sh.documents[i].file != name {
			continue
		}
		if of != nil {
			return nil
		}
		of = &sh.documents[i]
	}
	return of
}

func (sh *shelf) fault(f DocumentFault, imp Import) error {
	e := &DocumentError{Fault: f, Collection: sh.collection, File: imp.Collection.Document, Document: imp.Document, Entries: len(imp.Collection.Entries)}
	for i := range sh.documents {
		e.Shared = max(e.Shared, sh.documents[i].shared(imp.Collection.Entries))
		e.Stored = append(e.Stored, sh.documents[i].name)
	}
	return e
}

// Documents are the names of a collection's stored documents, in the order of their first import.
func (s *Store) Documents(ctx context.Context, collection string) ([]string, error) {
	var names []string
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		sh, err := loadShelf(ctx, tx, collection)
		if err != nil {
			return err
		}
		for _, d := range sh.documents {
			names = append(names, d.name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	return names, nil
}
