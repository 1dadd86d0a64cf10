package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
	"madoguchi/faq/edition"
)

const (
	sqlShelves = `
		SELECT   d.collection, d.number, d.name, coalesce(d.body->>'title', ''), coalesce(d.body->>'document', ''), coalesce(d.body->>'dated', ''), d.imported,
		         EXISTS (SELECT FROM originals o WHERE o.digest = d.source),
		         count(*) FILTER (WHERE e.state = 'public'), count(*) FILTER (WHERE e.state = 'draft'), count(*) FILTER (WHERE e.state = 'withdrawn')
		FROM     documents d
		         JOIN collections c ON c.id = d.collection
		         LEFT JOIN entries e ON e.collection = d.collection AND abs(e.document) = d.number
		GROUP BY c.place, d.collection, d.number, d.name, d.body, d.imported, d.source
		ORDER BY c.place, d.collection, d.number`

	sqlPublications = `
		SELECT   collection, document, number, act, at, who, changes
		FROM     publications p
		WHERE    undone IS NULL
		AND      number = (SELECT max(number) FROM publications l WHERE l.collection = p.collection AND l.document = p.document AND l.undone IS NULL)`

	sqlAside = `
		SELECT   collection, ordinal, abs(document), question, state, missing, missing_since, kept_by
		FROM     entries
		WHERE    state <> 'public' OR missing
		ORDER BY collection, abs(document), place, ordinal`

	sqlStoredEntry = `
		SELECT   e.body, e.term, e.kind, e.kind_by, e.version, e.confirmed, e.state, e.missing, e.missing_since, e.kept_by, coalesce(d.body->>'document', ''), coalesce(c.body->>'title', '')
		FROM     entries e
		         JOIN collections c ON c.id = e.collection
		         LEFT JOIN documents d ON d.collection = e.collection AND d.number = abs(e.document)
		WHERE    e.collection = $1 AND e.ordinal = $2`

	sqlOriginal = `
		SELECT   o.name, o.content
		FROM     documents d
		         JOIN originals o ON o.digest = d.source
		WHERE    d.collection = $1 AND d.number = $2`

	// The program of before does not say since when.
	sqlSinceNow = `UPDATE entries SET missing_since = $1 WHERE missing AND missing_since IS NULL`

	sqlUnasked = `
		SELECT   e.collection, e.ordinal, e.question, e.missing_since, d.name
		FROM     entries e
		         JOIN documents d ON d.collection = e.collection AND d.number = e.document
		WHERE    e.missing AND e.state = 'public' AND e.kept_by = ''
		ORDER BY e.collection, e.document, e.missing_since, e.ordinal`
)

// Shelves lists the stored documents, what was last done to each, and the entries that are set aside.
func (s *Store) Shelves(ctx context.Context) (edition.Shelves, error) {
	var all edition.Shelves
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.workers, snapshot, func(tx pgx.Tx) (err error) {
		rows, _ := tx.Query(ctx, sqlShelves) // CollectRows returns the error
		if all.Documents, err = pgx.CollectRows(rows, pgx.RowToStructByPos[edition.Listed]); err != nil {
			return err
		}
		rows, _ = tx.Query(ctx, sqlPublications)
		if all.Published, err = pgx.CollectRows(rows, pgx.RowToStructByPos[edition.Published]); err != nil {
			return err
		}
		rows, _ = tx.Query(ctx, sqlAside)
		all.Aside, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a edition.Aside, err error) {
			var since *time.Time
			err = row.Scan(&a.Collection, &a.Ordinal, &a.Document, &a.Question, &a.State, &a.Missing, &since, &a.KeptBy)
			a.Since = moment(since)
			return a, err
		})
		return err
	})
	if err != nil {
		return edition.Shelves{}, fmt.Errorf("list the stored documents: %w", err)
	}
	return all, nil
}

// StoredEntry reads an entry, served or not. An unknown one is chat.ErrNotFound.
func (s *Store) StoredEntry(ctx context.Context, ref string) (edition.Stored, error) {
	return storedEntryOf(ctx, s.workers, ref)
}

// storedEntryOf reads it by a connection of the caller's: who holds a lock must not wait for another one.
func storedEntryOf(ctx context.Context, q querier, ref string) (edition.Stored, error) {
	var out edition.Stored
	collection, ordinal, err := parseRef(ref)
	if err != nil {
		return out, fmt.Errorf("read entry %s: %w", ref, err)
	}
	var body, term []byte
	var kind, by, file string
	var version int
	var confirmed, since *time.Time
	err = q.QueryRow(ctx, sqlStoredEntry, collection, ordinal).Scan(&body, &term, &kind, &by, &version, &confirmed, &out.State, &out.Missing, &since, &out.KeptBy, &file, &out.Title)
	err = orNotFound(err)
	if err == nil {
		out.Entry, err = storedEntry(body, term, faq.Kind(kind), by)
	}
	if err != nil {
		return out, fmt.Errorf("read entry %s: %w", ref, err)
	}
	if err := q.QueryRow(ctx, sqlVotes, collection, ordinal, version).Scan(&out.Helped, &out.Unhelped); err != nil {
		return out, fmt.Errorf("count readers of entry %s: %w", ref, err)
	}
	out.Entry.Version, out.Entry.Confirmed, out.Entry.Document, out.Since = version, moment(confirmed), file, moment(since)
	return out, nil
}

// Original is the file of a document's present edition, as it came in. One that is not kept is
// chat.ErrNotFound.
func (s *Store) Original(ctx context.Context, collection string, document int) (name string, content []byte, err error) {
	err = s.workers.QueryRow(ctx, sqlOriginal, collection, document).Scan(&name, &content)
	if err = orNotFound(err); err != nil {
		return "", nil, fmt.Errorf("read the file of document %d of %s: %w", document, collection, err)
	}
	return name, content, nil
}

// A Lost is an entry that its document has no more and of which nobody has decided anything.
type Lost struct {
	Collection string
	Ordinal    int
	Question   string
	Since      time.Time
	Document   string
}

// Lost lists the entries that a person should decide of, by document and by when they went missing.
func (s *Store) Lost(ctx context.Context) ([]Lost, error) {
	if _, err := s.workers.Exec(ctx, sqlSinceNow, s.options.Now()); err != nil {
		return nil, fmt.Errorf("note since when entries are missing: %w", err)
	}
	rows, _ := s.workers.Query(ctx, sqlUnasked) // CollectRows returns the error
	lost, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Lost])
	if err != nil {
		return nil, fmt.Errorf("list missing entries: %w", err)
	}
	return lost, nil
}
