package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
	"madoguchi/faq/edition"
)

const (
	// A program of before documents were kept apart may have added a collection since.
	sqlDocuments = `
		SELECT number, name, body, source
		FROM   documents
		WHERE  collection = $1
		UNION ALL
		SELECT 1, coalesce(body->>'document', ''), body, source
		FROM   collections
		WHERE  id = $1 AND NOT EXISTS (SELECT FROM documents WHERE collection = $1 AND number = 1)
		ORDER BY 1`

	// The document of an entry that is not served is negated, see the migration.
	sqlEntries = `
		SELECT   abs(document), ordinal, place, question, body, version, state, missing, missing_since, kept_by, kind, kind_by, term, term_by, confirmed, printed, position
		FROM     entries
		WHERE    collection = $1
		ORDER BY ordinal`

	sqlHighestDraft = `SELECT coalesce(max(ordinal), 0) FROM drafts WHERE collection = $1`
)

// A shelf is a collection as stored, with what only the store knows of it.
type shelf struct {
	edition.Shelf
	heads map[int]head
	rows  map[int]entryRow // by number
}

// A head is what a document says of itself, as stored.
type head struct {
	Name   string          `json:"name"`
	Body   json.RawMessage `json:"body"`
	Source []byte          `json:"source"`
}

// An entryRow is an entry as stored. It is kept as JSON in publications, too.
type entryRow struct {
	Document     int             `json:"-"`
	Ordinal      int             `json:"ordinal"`
	Place        int             `json:"place"`
	Question     string          `json:"question"`
	Body         json.RawMessage `json:"body"`
	Version      int             `json:"version"`
	State        string          `json:"state"`
	Missing      bool            `json:"missing,omitempty"`
	MissingSince *time.Time      `json:"missing_since,omitempty"`
	KeptBy       string          `json:"kept_by,omitempty"`
	Kind         string          `json:"kind,omitempty"`
	KindBy       string          `json:"kind_by,omitempty"`
	Term         json.RawMessage `json:"term,omitempty"`
	TermBy       string          `json:"term_by,omitempty"`
	Confirmed    *time.Time      `json:"confirmed,omitempty"`
	Printed      json.RawMessage `json:"printed,omitempty"`
	Position     *float64        `json:"position,omitempty"`
}

func loadShelf(ctx context.Context, tx pgx.Tx, collection string) (*shelf, error) {
	sh := &shelf{Shelf: edition.Shelf{Collection: collection}, heads: map[int]head{}, rows: map[int]entryRow{}}
	rows, _ := tx.Query(ctx, sqlDocuments, collection) // ForEachRow returns the error
	var number int
	var h head
	_, err := pgx.ForEachRow(rows, []any{&number, &h.Name, &h.Body, &h.Source}, func() error {
		d := edition.Document{Number: number, Name: h.Name}
		if err := json.Unmarshal(h.Body, &d.Head); err != nil {
			return fmt.Errorf("read what document %d says of itself: %w", number, err)
		}
		sh.heads[number] = head{h.Name, slices.Clone(h.Body), slices.Clone(h.Source)}
		sh.Documents = append(sh.Documents, d)
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
		sh.take(e)
	}
	var drafted int // the number of a new entry that is still a draft is given to nothing else
	if err := tx.QueryRow(ctx, sqlHighestDraft, collection).Scan(&drafted); err != nil {
		return nil, fmt.Errorf("read drafts of %s: %w", collection, err)
	}
	sh.Last = max(sh.Last, drafted)
	return sh, nil
}

// take puts an entry into its document.
func (sh *shelf) take(e entryRow) {
	sh.rows[e.Ordinal] = e
	sh.Last = max(sh.Last, e.Ordinal)
	row := edition.Row{Place: e.Place, Version: e.Version, State: faq.State(e.State), Missing: e.Missing, Kept: e.KeptBy != "", Kind: e.Kind, Term: e.Term != nil}
	if err := json.Unmarshal(e.Body, &row.Entry); err != nil {
		row.Entry = faq.Entry{Question: e.Question}
	}
	row.Entry.Collection, row.Entry.Order = sh.Collection, e.Ordinal
	if printed := (faq.Entry{}); e.Printed != nil && json.Unmarshal(e.Printed, &printed) == nil {
		printed.Collection, printed.Order = sh.Collection, e.Ordinal
		row.Printed = &printed
	}
	for i := range sh.Documents {
		if d := &sh.Documents[i]; d.Number == e.Document {
			d.Rows = append(d.Rows, row)
		}
	}
}

// before is a document as it is now, to be kept with the publication that changes it.
func (sh *shelf) before(number int) snapshot {
	var past snapshot
	if h, ok := sh.heads[number]; ok {
		past.Document = &h
	}
	for _, d := range sh.Documents {
		if d.Number == number {
			for _, row := range d.Rows {
				past.Entries = append(past.Entries, sh.rows[row.Entry.Order])
			}
		}
	}
	return past
}

// A snapshot is a document with all its entries at one moment.
type snapshot struct {
	Document *head      `json:"document"` // nil: there was none
	Entries  []entryRow `json:"entries"`
}

// shelved is how an entry's document is stored: negated where the entry is not served.
func shelved(document int, state faq.State) int {
	if state == faq.Public {
		return document
	}
	return -document
}

// Documents are the names of a collection's stored documents, in the order of their first import.
func (s *Store) Documents(ctx context.Context, collection string) ([]string, error) {
	var names []string
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		sh, err := loadShelf(ctx, tx, collection)
		if err != nil {
			return err
		}
		for _, d := range sh.Documents {
			names = append(names, d.Name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	return names, nil
}
