package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/catalogue"
	"madoguchi/faq"
)

// A Change is what an import did to one entry.
type Change struct {
	Kind     string // added, changed, missing (still there and served: a person decides) or back (once missing)
	Ref      string
	Question string
	Version  int
}

const (
	// One import at a time: who comes second compares with what the first has saved.
	sqlLockFAQ = `SELECT revision FROM faq_revision FOR UPDATE`

	sqlCollection = `SELECT body FROM collections WHERE id = $1`

	sqlEntries = `
		SELECT   ordinal, place, question, body, version, missing
		FROM     entries
		WHERE    collection = $1
		ORDER BY ordinal`

	sqlSaveCollection = `
		INSERT INTO collections (id, place, body, source)
		SELECT $1, count(*), $2::jsonb, $3
		FROM   collections
		ON CONFLICT (id) DO UPDATE
		SET    body = excluded.body, source = excluded.source, imported = now()`

	sqlSaveEntry = `
		INSERT INTO entries (collection, ordinal, place, question, body, version, missing)
		VALUES              ($1,         $2,      $3,    $4,       $5::jsonb, $6,  false)
		ON CONFLICT (collection, ordinal) DO UPDATE
		SET    place = excluded.place, question = excluded.question, body = excluded.body, version = excluded.version, missing = false`

	sqlSaveVersion = `
		INSERT INTO entry_versions (collection, ordinal, version, body)
		VALUES                     ($1,         $2,      $3,      $4::jsonb)`

	sqlMissingEntry = `UPDATE entries SET missing = true WHERE collection = $1 AND ordinal = $2`

	sqlNextRevision = `UPDATE faq_revision SET revision = revision + 1`
)

// An entryRow is an entry as stored.
type entryRow struct {
	Ordinal  int
	Place    int
	Question string
	Body     json.RawMessage
	Version  int
	Missing  bool
}

// SaveCollection brings a collection up to its document, source being the document's digest. An
// entry is known again by its question, else by its label in the document, and keeps its reference
// and its history; new ones get the next free number. One that the document no longer has is
// marked missing and stays in service. The same document again changes nothing.
func (s *Store) SaveCollection(ctx context.Context, c faq.Collection, source []byte) ([]Change, error) {
	var changes []Change
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) {
		changes, err = saveCollection(ctx, tx, c, source)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("save collection %s: %w", c.ID, err)
	}
	s.hints.revision()
	return changes, nil
}

func saveCollection(ctx context.Context, tx pgx.Tx, c faq.Collection, source []byte) ([]Change, error) {
	var revision int64
	if err := tx.QueryRow(ctx, sqlLockFAQ).Scan(&revision); err != nil {
		return nil, fmt.Errorf("lock the FAQ: %w", err)
	}
	rows, _ := tx.Query(ctx, sqlEntries, c.ID) // CollectRows returns the error
	stored, err := pgx.CollectRows(rows, pgx.RowToStructByPos[entryRow])
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	b := &pgx.Batch{}
	differs, err := saveHead(ctx, tx, b, c, source)
	if err != nil {
		return nil, err
	}
	m := newMatcher(stored)
	changes, moved, err := m.save(b, c)
	if err != nil {
		return nil, err
	}
	if !differs && !moved && len(changes) == 0 {
		return nil, nil
	}
	b.Queue(sqlNextRevision)
	notifyRevision(b, revision+1)
	return changes, tx.SendBatch(ctx, b).Close()
}

// saveHead saves what is said of the collection as a whole, and reports whether it is new.
func saveHead(ctx context.Context, tx pgx.Tx, b *pgx.Batch, c faq.Collection, source []byte) (bool, error) {
	body, err := marshal(c)
	if err != nil {
		return false, err
	}
	rows, _ := tx.Query(ctx, sqlCollection, c.ID) // CollectRows returns the error
	had, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
	if err != nil {
		return false, fmt.Errorf("read collection: %w", err)
	}
	if len(had) == 1 && sameJSON(had[0], body) {
		return false, nil
	}
	b.Queue(sqlSaveCollection, c.ID, body, append([]byte{}, source...))
	return true, nil
}

// sameJSON compares two documents by what they say: jsonb orders keys in its own way.
func sameJSON(a []byte, b string) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	p, errP := json.Marshal(x)
	q, errQ := json.Marshal(y)
	return errP == nil && errQ == nil && string(p) == string(q)
}

// A matcher finds again the entries of a document in what is stored.
type matcher struct {
	stored []entryRow
	labels []string
	taken  []bool
	next   int // the next free ordinal
}

func newMatcher(stored []entryRow) *matcher {
	m := &matcher{stored: stored, labels: make([]string, len(stored)), taken: make([]bool, len(stored)), next: 1}
	for i, row := range stored {
		m.next = max(m.next, row.Ordinal+1)
		var e faq.Entry
		if json.Unmarshal(row.Body, &e) == nil {
			m.labels[i] = e.Label
		}
	}
	return m
}

// match gives for each entry its row in stored, or -1. Questions first, for all: a label that
// moved to another question must not take that question's entry away.
func (m *matcher) match(entries []faq.Entry) []int {
	found := make([]int, len(entries))
	for i := range found {
		found[i] = -1
	}
	take := func(i int, fits func(row int) bool) {
		for row := range m.stored {
			if found[i] < 0 && !m.taken[row] && fits(row) {
				found[i], m.taken[row] = row, true
			}
		}
	}
	for i, e := range entries {
		question := normQuestion(e.Question)
		take(i, func(row int) bool { return normQuestion(m.stored[row].Question) == question })
	}
	for i, e := range entries {
		if e.Label != "" {
			take(i, func(row int) bool { return m.labels[row] == e.Label })
		}
	}
	return found
}

// normQuestion is a question without what a new edition changes in passing: widths and spaces.
func normQuestion(q string) string { return strings.Join(strings.Fields(fold(q)), "") }

// save queues what has to be written of the document's entries. An entry that only moved within
// the document is no change of its own.
func (m *matcher) save(b *pgx.Batch, c faq.Collection) (changes []Change, moved bool, err error) {
	found := m.match(c.Entries)
	for i, e := range c.Entries {
		row := entryRow{Ordinal: m.next}
		change := Change{Kind: "added", Question: e.Question}
		if found[i] >= 0 {
			row = m.stored[found[i]]
		} else {
			m.next++
		}
		e.Collection, e.Order, e.Version = c.ID, row.Ordinal, 0 // the version is a column
		body, err := marshal(e)
		if err != nil {
			return nil, false, err
		}
		version, place := row.Version, i+1
		switch {
		case found[i] < 0:
			version = 1
		case !sameJSON(row.Body, body):
			change.Kind = "changed"
			version++
		case row.Missing:
			change.Kind = "back"
		case row.Place != place:
			change.Kind = ""
			moved = true
		default:
			continue
		}
		b.Queue(sqlSaveEntry, c.ID, row.Ordinal, place, clean(e.Question), body, version)
		if version != row.Version {
			b.Queue(sqlSaveVersion, c.ID, row.Ordinal, version, body)
		}
		if change.Kind != "" {
			change.Ref, change.Version = e.Ref(), version
			changes = append(changes, change)
		}
	}
	return append(changes, m.missing(b, c.ID)...), moved, nil
}

// missing marks what the document no longer has. It is reported once, not at every import after.
func (m *matcher) missing(b *pgx.Batch, collection string) []Change {
	var changes []Change
	for i, row := range m.stored {
		if m.taken[i] || row.Missing {
			continue
		}
		b.Queue(sqlMissingEntry, collection, row.Ordinal)
		e := faq.Entry{Collection: collection, Order: row.Ordinal}
		changes = append(changes, Change{Kind: "missing", Ref: e.Ref(), Question: row.Question, Version: row.Version})
	}
	return changes
}

const (
	sqlCollections = `SELECT body FROM collections ORDER BY place, id`

	sqlAllEntries = `
		SELECT   e.collection, e.body, e.version, v.saved, e.kind, e.kind_by
		FROM     entries e
		         LEFT JOIN entry_versions v USING (collection, ordinal, version)
		ORDER BY e.collection, e.place, e.ordinal`
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

func loadCollections(ctx context.Context, tx pgx.Tx) ([]faq.Collection, error) {
	rows, _ := tx.Query(ctx, sqlCollections) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, pgx.RowTo[faq.Collection])
	if err != nil {
		return nil, err
	}
	entries := map[string][]faq.Entry{}
	rows, _ = tx.Query(ctx, sqlAllEntries) // ForEachRow returns the error
	var collection string
	var body []byte
	var version int
	var saved *time.Time
	var kind, by string
	_, err = pgx.ForEachRow(rows, []any{&collection, &body, &version, &saved, &kind, &by}, func() error {
		var e faq.Entry
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("read an entry of %s: %w", collection, err)
		}
		e.Version, e.Updated = version, moment(saved)
		if kind != "" {
			e.Kind, e.KindReason = faq.Kind(kind), catalogue.JA.Say("postgres.confirmed_by", "name", by)
		}
		entries[collection] = append(entries[collection], e)
		return nil
	})
	for i := range all {
		all[i].Entries = entries[all[i].ID]
	}
	return all, err
}
