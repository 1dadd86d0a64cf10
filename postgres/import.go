package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
)

// An Import is a document on its way into its collection.
type Import struct {
	Collection faq.Collection
	Source     []byte // the file's digest
	// Document names the stored document that this is the new version of. Empty, it is told by its
	// entries. With New, it is the new document's name; empty, that is the file's.
	Document string
	New      bool // a further document of the collection
}

// A Change is what an import did to one entry.
type Change struct {
	Kind     string // added, changed, missing (still there and served: a person decides) or back (once missing)
	Ref      string
	Question string
	Version  int
	// Old is the question before, where the entry is the same and its question is not.
	Old string `json:",omitempty"`
	// Unconfirmed says that a person had confirmed the entry's kind under the old question, and that
	// the proposed kind holds again until somebody confirms it.
	Unconfirmed bool `json:",omitempty"`
}

const (
	// One import at a time: who comes second compares with what the first has saved.
	sqlLockFAQ = `SELECT revision FROM faq_revision FOR UPDATE`

	sqlAnyCollection = `SELECT EXISTS (SELECT FROM collections)`

	sqlSaveCollection = `
		INSERT INTO collections (id, place, body, source)
		SELECT $1, count(*), $2::jsonb, $3
		FROM   collections
		ON CONFLICT (id) DO UPDATE
		SET    body = excluded.body, source = excluded.source, imported = now()`

	sqlSaveDocument = `
		INSERT INTO documents (collection, number, name, body, source)
		VALUES                ($1,         $2,     $3,   $4::jsonb, $5)
		ON CONFLICT (collection, number) DO UPDATE
		SET    body = excluded.body, source = excluded.source, imported = now()`

	// What a person confirmed was confirmed of a question.
	sqlSaveEntry = `
		INSERT INTO entries (collection, ordinal, document, place, question, body, version, missing)
		VALUES              ($1,         $2,      $3,       $4,    $5,       $6::jsonb, $7, false)
		ON CONFLICT (collection, ordinal) DO UPDATE
		SET    place = excluded.place, question = excluded.question, body = excluded.body, version = excluded.version, missing = false,
		       kind = CASE WHEN $8::boolean THEN entries.kind ELSE '' END,
		       kind_by = CASE WHEN $8::boolean THEN entries.kind_by ELSE '' END`

	sqlSaveVersion = `
		INSERT INTO entry_versions (collection, ordinal, version, body)
		VALUES                     ($1,         $2,      $3,      $4::jsonb)`

	sqlMissingEntry = `UPDATE entries SET missing = true WHERE collection = $1 AND ordinal = $2`

	sqlNextRevision = `UPDATE faq_revision SET revision = revision + 1`
)

// Import brings collections up to their documents, all of them or none.
//
// An import touches the entries of its own document alone. Which document that is says
// [Import.Document], or else its entries: it is the new version of the document that has at least half
// of them. A file that has less in common with what is stored is a [DocumentError], unless it is
// told to be new, is the first of its collection, or came together with the first.
//
// An entry is known again by its question, see [faq.Match], and keeps its reference and its history;
// a new one gets the next number of the collection, which no other entry ever had. One that the
// document no longer has is marked missing and stays in service. A kind confirmed by a person falls
// back to the proposed one where the question changed. The same documents again change nothing.
func (s *Store) Import(ctx context.Context, imports ...Import) ([]Change, error) {
	var changes []Change
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) {
		changes, err = importAll(ctx, tx, imports)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("import into the FAQ: %w", err)
	}
	s.hints.revision()
	return changes, nil
}

// ImportFirst imports into a database that has no FAQ yet, and says whether it was so: of two
// processes that start at once on a new database, one does it.
func (s *Store) ImportFirst(ctx context.Context, imports ...Import) (bool, error) {
	first := false
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := lockFAQ(ctx, tx); err != nil {
			return err
		}
		var any bool
		if err := tx.QueryRow(ctx, sqlAnyCollection).Scan(&any); err != nil || any {
			return err
		}
		first = true
		_, err := importAll(ctx, tx, imports)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("import the first FAQ: %w", err)
	}
	s.hints.revision()
	return first, nil
}

// SaveCollection imports one document that its entries tell.
func (s *Store) SaveCollection(ctx context.Context, c faq.Collection, source []byte) ([]Change, error) {
	return s.Import(ctx, Import{Collection: c, Source: source})
}

func lockFAQ(ctx context.Context, tx pgx.Tx) (revision int64, err error) {
	if err := tx.QueryRow(ctx, sqlLockFAQ).Scan(&revision); err != nil {
		return 0, fmt.Errorf("lock the FAQ: %w", err)
	}
	return revision, nil
}

func importAll(ctx context.Context, tx pgx.Tx, imports []Import) ([]Change, error) {
	revision, err := lockFAQ(ctx, tx)
	if err != nil {
		return nil, err
	}
	var changes []Change
	written := false
	opened := map[string]bool{} // collections that had no document before
	for _, imp := range imports {
		sh, err := loadShelf(ctx, tx, imp.Collection.ID)
		if err != nil {
			return nil, err
		}
		if len(sh.documents) == 0 {
			opened[sh.collection] = true
		} else if opened[sh.collection] && imp.Document == "" {
			imp.New = true
		}
		b := &pgx.Batch{}
		more, err := sh.put(b, imp)
		if err != nil {
			return nil, err
		}
		written = written || b.Len() > 0
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return nil, fmt.Errorf("save %s: %w", imp.Collection.Document, err)
		}
		changes = append(changes, more...)
	}
	if !written {
		return nil, nil
	}
	b := &pgx.Batch{}
	b.Queue(sqlNextRevision)
	notifyRevision(b, revision+1)
	return changes, tx.SendBatch(ctx, b).Close()
}

// put queues what an import has to write.
func (sh *shelf) put(b *pgx.Batch, imp Import) ([]Change, error) {
	d, err := sh.choose(imp)
	if err != nil {
		return nil, err
	}
	if err := d.saveHead(b, imp); err != nil {
		return nil, err
	}
	return sh.saveEntries(b, d, imp.Collection.Entries)
}

// saveHead queues what the document says of itself, where that is new.
func (d *document) saveHead(b *pgx.Batch, imp Import) error {
	id := imp.Collection.ID
	body, err := marshal(imp.Collection)
	if err != nil {
		return err
	}
	if d.body != nil && sameJSON(d.body, body) {
		return nil
	}
	source := append([]byte{}, imp.Source...)
	if d.number == 1 {
		b.Queue(sqlSaveCollection, id, body, source)
	}
	b.Queue(sqlSaveDocument, id, d.number, clean(d.name), body, source)
	return nil
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

// saveEntries queues what has to be written of a document's entries. An entry that only moved within
// the document is written, but is no change of its own.
func (sh *shelf) saveEntries(b *pgx.Batch, d *document, entries []faq.Entry) ([]Change, error) {
	var changes []Change
	found := d.match(entries)
	kept := make([]bool, len(d.entries))
	for i, e := range entries {
		var row *entryRow
		if found[i] >= 0 {
			row, kept[found[i]] = &d.entries[found[i]], true
		}
		change, err := sh.saveEntry(b, d, row, e, i+1)
		if err != nil {
			return nil, err
		}
		if change.Kind != "" {
			changes = append(changes, change)
		}
	}
	// What the document no longer has is reported once, not at every import after.
	for i, row := range d.entries {
		if kept[i] || row.Missing {
			continue
		}
		b.Queue(sqlMissingEntry, sh.collection, row.Ordinal)
		e := faq.Entry{Collection: sh.collection, Order: row.Ordinal}
		changes = append(changes, Change{Kind: "missing", Ref: e.Ref(), Question: row.Question, Version: row.Version})
	}
	return changes, nil
}

// saveEntry queues an entry that stands at place in its document; row is the entry as stored, or nil
// for a new one.
func (sh *shelf) saveEntry(b *pgx.Batch, d *document, row *entryRow, e faq.Entry, place int) (Change, error) {
	change := Change{Kind: "added", Question: e.Question}
	if row == nil {
		sh.last++
		row = &entryRow{Ordinal: sh.last, Question: e.Question}
	}
	e.Collection, e.Order, e.Version = sh.collection, row.Ordinal, 0 // the version is a column
	body, err := marshal(e)
	if err != nil {
		return Change{}, err
	}
	version, sameQuestion := row.Version, faq.SameQuestion(row.Question, clean(e.Question))
	switch {
	case row.Body == nil:
		version = 1
	case !sameJSON(row.Body, body):
		change.Kind = "changed"
		version++
	case row.Missing:
		change.Kind = "back"
	case row.Place != place:
		change.Kind = ""
	default:
		return Change{}, nil
	}
	b.Queue(sqlSaveEntry, sh.collection, row.Ordinal, d.number, place, clean(e.Question), body, version, sameQuestion)
	if version != row.Version {
		b.Queue(sqlSaveVersion, sh.collection, row.Ordinal, version, body)
	}
	if !sameQuestion {
		change.Old, change.Unconfirmed = row.Question, row.Kind != ""
	}
	change.Ref, change.Version = e.Ref(), version
	return change, nil
}
