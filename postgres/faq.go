package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/catalogue"
	"madoguchi/faq"
)

const (
	sqlCollections = `SELECT body FROM collections ORDER BY place, id`

	// The first document's is the collection's own.
	sqlFurtherDocuments = `
		SELECT   collection, number, body
		FROM     documents
		WHERE    number > 1
		ORDER BY collection, number`

	sqlAllEntries = `
		SELECT   e.collection, e.document, e.body, e.version, v.saved, e.kind, e.kind_by
		FROM     entries e
		         LEFT JOIN entry_versions v USING (collection, ordinal, version)
		ORDER BY e.collection, e.document, e.place, e.ordinal`
)

// LoadCollections reads the whole FAQ as of one moment, with the revision it had then.
func (s *Store) LoadCollections(ctx context.Context) ([]faq.Collection, int64, error) {
	var all []faq.Collection
	var revision int64
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.workers, snapshot, func(tx pgx.Tx) (err error) {
		if err := tx.QueryRow(ctx, sqlRevision).Scan(&revision); err != nil {
			return err
		}
		all, err = loadCollections(ctx, tx)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("load the FAQ: %w", err)
	}
	return all, revision, nil
}

// A shelved is one document of a collection, by its number.
type shelved struct {
	collection string
	document   int
}

func loadCollections(ctx context.Context, tx pgx.Tx) ([]faq.Collection, error) {
	rows, _ := tx.Query(ctx, sqlCollections) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, pgx.RowTo[faq.Collection])
	if err != nil {
		return nil, err
	}
	further, err := loadFurther(ctx, tx)
	if err != nil {
		return nil, err
	}
	entries, err := loadEntries(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		documents := append([]faq.Collection{all[i]}, further[all[i].ID]...)
		for n := range documents {
			documents[n].Entries = entries[shelved{all[i].ID, n + 1}]
		}
		all[i] = faq.Join(documents...)
	}
	return all, nil
}

// loadFurther reads what documents other than the first say of themselves. Documents are numbered
// without gaps.
func loadFurther(ctx context.Context, tx pgx.Tx) (map[string][]faq.Collection, error) {
	further := map[string][]faq.Collection{}
	rows, _ := tx.Query(ctx, sqlFurtherDocuments) // ForEachRow returns the error
	var collection string
	var number int
	var body []byte
	_, err := pgx.ForEachRow(rows, []any{&collection, &number, &body}, func() error {
		var c faq.Collection
		if err := json.Unmarshal(body, &c); err != nil {
			return fmt.Errorf("read what document %d of %s says of itself: %w", number, collection, err)
		}
		further[collection] = append(further[collection], c)
		return nil
	})
	return further, err
}

func loadEntries(ctx context.Context, tx pgx.Tx) (map[shelved][]faq.Entry, error) {
	entries := map[shelved][]faq.Entry{}
	rows, _ := tx.Query(ctx, sqlAllEntries) // ForEachRow returns the error
	var at shelved
	var body []byte
	var version int
	var saved *time.Time
	var kind, by string
	_, err := pgx.ForEachRow(rows, []any{&at.collection, &at.document, &body, &version, &saved, &kind, &by}, func() error {
		var e faq.Entry
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("read an entry of %s: %w", at.collection, err)
		}
		e.Version, e.Updated = version, moment(saved)
		if kind != "" {
			e.Kind, e.KindReason = faq.Kind(kind), catalogue.JA.Say("postgres.confirmed_by", "name", by)
		}
		entries[at] = append(entries[at], e)
		return nil
	})
	return entries, err
}
