package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
		SELECT   e.collection, e.document, e.body, e.version, e.kind, e.kind_by, e.term, e.confirmed, e.place, e.position, v.saved
		FROM     entries e
		         LEFT JOIN entry_versions v ON (v.collection, v.ordinal, v.version) = (e.collection, e.ordinal, e.version)
		WHERE    e.state = 'public'
		ORDER BY e.collection, e.document, e.place, e.ordinal`
)

// LoadCollections reads all that members are answered with as of one moment, with the revision the FAQ
// had then. A collection without such an entry is left out.
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

// A place is one document of a collection, by its number.
type place struct {
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
	entries, where, err := loadEntries(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		documents := append([]faq.Collection{all[i]}, further[all[i].ID]...)
		for n := range documents {
			documents[n].Entries = dated(entries[place{all[i].ID, n + 1}], documents[n].Dated)
		}
		all[i] = faq.Join(documents...)
		where.arrange(all[i].ID, all[i].Entries)
	}
	return slices.DeleteFunc(all, func(c faq.Collection) bool { return len(c.Entries) == 0 }), nil
}

// dated tells entries from which day their words are: their document's own.
func dated(entries []faq.Entry, of faq.Date) []faq.Entry {
	for i := range entries {
		entries[i].Dated = of
	}
	return entries
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

// An arrangement is where entries stand in their programmes, by collection and ordinal, where somebody has moved one.
type arrangement struct {
	where map[string]map[int]float64
	moved map[string]bool
}

func (a *arrangement) note(collection string, row entryRow) {
	if a.where[collection] == nil {
		a.where[collection] = map[int]float64{}
	}
	a.where[collection][row.Ordinal] = row.where()
	a.moved[collection] = a.moved[collection] || row.Position != nil
}

// arrange puts entries into the order in which people want to see them.
func (a *arrangement) arrange(collection string, entries []faq.Entry) {
	if where := a.where[collection]; a.moved[collection] {
		slices.SortStableFunc(entries, func(x, y faq.Entry) int { return cmp.Compare(where[x.Order], where[y.Order]) })
	}
}

func loadEntries(ctx context.Context, tx pgx.Tx) (map[place][]faq.Entry, *arrangement, error) {
	entries := map[place][]faq.Entry{}
	where := &arrangement{map[string]map[int]float64{}, map[string]bool{}}
	rows, _ := tx.Query(ctx, sqlAllEntries) // ForEachRow returns the error
	var at place
	var body, term []byte
	var row entryRow
	var confirmed, saved *time.Time
	_, err := pgx.ForEachRow(rows, []any{&at.collection, &at.document, &body, &row.Version, &row.Kind, &row.KindBy, &term, &confirmed, &row.Place, &row.Position, &saved}, func() error {
		e, err := storedEntry(body, term, faq.Kind(row.Kind), row.KindBy)
		if err != nil {
			return fmt.Errorf("read an entry of %s: %w", at.collection, err)
		}
		e.Version, e.Confirmed, e.Changed = row.Version, moment(confirmed), moment(saved)
		row.Document, row.Ordinal = at.document, e.Order
		where.note(at.collection, row)
		entries[at] = append(entries[at], e)
		return nil
	})
	return entries, where, err
}

// storedEntry is an entry as its document says it, under what a person confirmed of it.
func storedEntry(body, term []byte, kind faq.Kind, by string) (faq.Entry, error) {
	var e faq.Entry
	if err := json.Unmarshal(body, &e); err != nil {
		return e, err
	}
	if kind != "" {
		e.Kind, e.KindReason = kind, catalogue.JA.Say("postgres.confirmed_by", "name", by)
	}
	if term != nil {
		basis := e.Validity.Basis
		e.Validity = faq.Validity{}
		if err := json.Unmarshal(term, &e.Validity); err != nil {
			return e, err
		}
		e.Validity.Confirmed = true
		if e.Validity.Basis == "" {
			e.Validity.Basis = basis
		}
	}
	return e, nil
}
