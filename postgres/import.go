package postgres

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// An Import is a document on its way into its collection: see [edition.Import], whose fields it has.
type Import struct {
	Collection  faq.Collection
	Document    string
	New         bool
	Apart, Same []int
	Theirs      []int

	Source  []byte // the file's digest
	Content []byte // the file; nil where it is not kept
	Act     string // why it is imported; "" is [edition.ActImport]
	By      string // who publishes it
	Draft   bool   // what is new in it is not served yet
	Back    bool   // it is our own export, brought back: see edition.Shelf.Back
	Request string // the edition.Request whose file it is: what was seen of it and nothing else is published
}

func (imp *Import) edition() edition.Import {
	return edition.Import{Collection: imp.Collection, Document: clean(imp.Document), New: imp.New, Apart: imp.Apart, Same: imp.Same, Theirs: imp.Theirs}
}

func (imp *Import) act() string { return cmp.Or(imp.Act, edition.ActImport) }

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
		INSERT INTO documents (collection, number, name, body,      source)
		VALUES                ($1,         $2,     $3,   $4::jsonb, $5)
		ON CONFLICT (collection, number) DO UPDATE
		SET    body = excluded.body, source = excluded.source, imported = now()`

	// What a person confirmed was confirmed of a text.
	sqlSaveEntry = `
		INSERT INTO entries (collection, ordinal, document, place, question, body,      version, state, printed)
		VALUES              ($1,         $2,      $3,       $4,    $5,       $6::jsonb, $7,      $8,    $10::jsonb)
		ON CONFLICT (collection, ordinal) DO UPDATE
		SET    document = excluded.document, place = excluded.place, question = excluded.question, body = excluded.body,
		       version = excluded.version, state = excluded.state, printed = excluded.printed, missing = false, missing_since = NULL, kept_by = '',
		       kind = CASE WHEN $9::boolean THEN entries.kind ELSE '' END,
		       kind_by = CASE WHEN $9::boolean THEN entries.kind_by ELSE '' END,
		       term = CASE WHEN $9::boolean THEN entries.term END,
		       term_by = CASE WHEN $9::boolean THEN entries.term_by ELSE '' END,
		       confirmed = CASE WHEN $9::boolean THEN entries.confirmed END`

	sqlSaveVersion = `
		INSERT INTO entry_versions (collection, ordinal, version, body,      who, act)
		VALUES                     ($1,         $2,      $3,      $4::jsonb, $5,  $6)`

	sqlMissingEntry = `UPDATE entries SET missing = true, missing_since = $3 WHERE collection = $1 AND ordinal = $2`

	sqlNextRevision = `UPDATE faq_revision SET revision = revision + 1`

	sqlSaveOriginal = `
		INSERT INTO originals (digest, name, content, saved)
		VALUES                ($1,     $2,   $3,      $4)
		ON CONFLICT (digest) DO NOTHING`
)

// Import publishes documents, all of them or none, and says what it did.
//
// An import touches the entries of its own document alone. Which document that is, and which entry is
// which, is told by [edition.Shelf.Plan]; a file of which that is not clear is an [edition.Fault]. Of
// several files of a collection that had none, each is a document.
//
// An entry keeps its reference and its history; a new one gets the next number of the collection, which no
// other entry ever had. One that the document no longer has is marked missing and stays in service. What a
// person confirmed of a text falls back to what is proposed where the text changed. The same
// documents again change nothing.
func (s *Store) Import(ctx context.Context, imports ...Import) ([]edition.Plan, error) {
	return s.ImportSeen(ctx, 0, imports...)
}

// ImportSeen is Import for who has looked at what it does to the FAQ of a revision. Where that is not
// the present one it does nothing and is [edition.ErrChanged].
func (s *Store) ImportSeen(ctx context.Context, revision int64, imports ...Import) ([]edition.Plan, error) {
	var plans []edition.Plan
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) {
		now, err := lockFAQ(ctx, tx)
		if err != nil {
			return err
		}
		if revision != 0 && now != revision {
			return edition.ErrChanged
		}
		plans, err = s.importAll(ctx, tx, now, imports, s.licensed)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("import into the FAQ: %w", err)
	}
	s.hints.revision()
	return plans, nil
}

// A Preview is what an import would do.
type Preview struct {
	Plans    []edition.Plan
	Revision int64            // of the FAQ with which it was compared
	After    []faq.Collection // what would be served
	Nothing  bool             // there is nothing that it would write: all of it is stored
}

// errPreviewed takes back what a preview has done.
var errPreviewed = errors.New("previewed")

// Preview says what an import would do, by doing it and taking it back: nobody sees anything of it.
func (s *Store) Preview(ctx context.Context, imports ...Import) (Preview, error) {
	var p Preview
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) {
		if p.Revision, err = lockFAQ(ctx, tx); err != nil {
			return err
		}
		preview := func(context.Context, pgx.Tx, *Import, *edition.Plan) (license, error) { return asBefore(), nil } // it is taken back
		if p.Plans, err = s.importAll(ctx, tx, p.Revision, imports, preview); err != nil {
			return err
		}
		if p.After, err = loadCollections(ctx, tx); err != nil {
			return err
		}
		written, err := lockFAQ(ctx, tx)
		if err != nil {
			return err
		}
		p.Nothing = written == p.Revision
		return errPreviewed
	})
	if !errors.Is(err, errPreviewed) {
		return Preview{}, fmt.Errorf("preview an import: %w", err)
	}
	return p, nil
}

// ImportFirst imports into a database that has no FAQ yet, and says whether it was so: of two
// processes that start at once on a new database, one does it.
func (s *Store) ImportFirst(ctx context.Context, imports ...Import) (bool, error) {
	first := false
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		revision, err := lockFAQ(ctx, tx)
		if err != nil {
			return err
		}
		var any bool
		if err := tx.QueryRow(ctx, sqlAnyCollection).Scan(&any); err != nil || any {
			return err
		}
		first = true
		_, err = s.importAll(ctx, tx, revision, imports, func(context.Context, pgx.Tx, *Import, *edition.Plan) (license, error) { return firstFAQ(), nil })
		return err
	})
	if err != nil {
		return false, fmt.Errorf("import the first FAQ: %w", err)
	}
	s.hints.revision()
	return first, nil
}

// licensed is the license of an import. In a programme that has its changes approved it is that of its request, and
// a request is carried out as it was seen or not at all: edition.ErrChanged. Drafts of a new document are no change.
func (s *Store) licensed(ctx context.Context, tx pgx.Tx, imp *Import, plan *edition.Plan) (license, error) {
	switch {
	case imp.Request != "":
		return s.spend(ctx, tx, imp.Request, func(r *edition.Request) bool {
			return r.Act == edition.ActImport && r.Collection == imp.Collection.ID && (r.Seen == nil || bytes.Equal(r.Seen, plan.Digest()))
		})
	case imp.Draft && plan.New, len(plan.Changes) == 0:
		return asBefore(), nil
	}
	return s.unreviewed(imp.Collection.ID)
}

// SaveCollection imports one document that its entries tell.
func (s *Store) SaveCollection(ctx context.Context, c faq.Collection, source []byte) ([]edition.Plan, error) {
	return s.Import(ctx, Import{Collection: c, Source: source})
}

func lockFAQ(ctx context.Context, tx pgx.Tx) (revision int64, err error) {
	if err := tx.QueryRow(ctx, sqlLockFAQ).Scan(&revision); err != nil {
		return 0, fmt.Errorf("lock the FAQ: %w", err)
	}
	return revision, nil
}

func (s *Store) importAll(ctx context.Context, tx pgx.Tx, revision int64, imports []Import,
	licensed func(context.Context, pgx.Tx, *Import, *edition.Plan) (license, error)) ([]edition.Plan, error) {
	why := license{}
	var plans []edition.Plan
	written := false
	opened := map[string]bool{} // collections that had no document before
	for _, imp := range imports {
		sh, err := loadShelf(ctx, tx, imp.Collection.ID)
		if err != nil {
			return nil, err
		}
		if imp.Back {
			plan, any, err := sh.importBack(ctx, tx, &imp, s.options.Now())
			if err != nil {
				return nil, err
			}
			if why, err = licensed(ctx, tx, &imp, plan); err != nil {
				return nil, err
			}
			plans, written = append(plans, *plan), written || any
			continue
		}
		if len(sh.Documents) == 0 {
			opened[sh.Collection] = true
		} else if opened[sh.Collection] && imp.Document == "" {
			imp.New = true
		}
		plan, err := sh.Plan(imp.edition())
		if err != nil {
			return nil, err
		}
		if why, err = licensed(ctx, tx, &imp, plan); err != nil {
			return nil, err
		}
		b := &pgx.Batch{}
		if err := sh.put(b, plan, imp, s.options.Now()); err != nil {
			return nil, err
		}
		written = written || b.Len() > 0
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return nil, fmt.Errorf("save %s: %w", imp.Collection.Document, err)
		}
		plans = append(plans, *plan)
	}
	if !written {
		return plans, nil
	}
	return plans, nextRevision(ctx, tx, revision, why)
}

// errUnlicensed is a mistake of ours: something changes the FAQ and has not asked whether it may.
var errUnlicensed = errors.New("a change of the FAQ without a license")

// nextRevision tells all processes, once it is committed, that the FAQ has changed.
func nextRevision(ctx context.Context, tx pgx.Tx, revision int64, why license) error {
	if !why.granted {
		return errUnlicensed
	}
	b := &pgx.Batch{}
	b.Queue(sqlNextRevision)
	notifyRevision(b, revision+1)
	return tx.SendBatch(ctx, b).Close()
}

// put queues what a plan has to write, and the publication itself where there is anything.
func (sh *shelf) put(b *pgx.Batch, p *edition.Plan, imp Import, now time.Time) error {
	if err := sh.saveHead(b, p, imp); err != nil {
		return err
	}
	for i := range p.Writes {
		if err := sh.saveEntry(b, p, &p.Writes[i], &imp); err != nil {
			return err
		}
	}
	for _, ordinal := range p.Gone {
		b.Queue(sqlMissingEntry, sh.Collection, ordinal, now)
	}
	if b.Len() == 0 {
		return nil
	}
	if len(imp.Content) > 0 {
		b.Queue(sqlSaveOriginal, imp.Source, clean(imp.Collection.Document), imp.Content, now)
	}
	return queuePublication(b, sh, publication{document: p.Number, act: imp.act(), who: imp.By, at: now, changes: told(p.Changes), source: imp.Source})
}

// saveHead queues what the document says of itself, where that is new.
func (sh *shelf) saveHead(b *pgx.Batch, p *edition.Plan, imp Import) error {
	id := imp.Collection.ID
	body, err := marshal(imp.Collection)
	if err != nil {
		return err
	}
	if h, ok := sh.heads[p.Number]; ok && sameJSON(h.Body, body) {
		return nil
	}
	queueHead(b, id, p.Number, head{Name: p.Name, Body: json.RawMessage(body), Source: imp.Source})
	return nil
}

// queueHead queues a document. The first one's stands in its collection, too.
func queueHead(b *pgx.Batch, collection string, number int, h head) {
	source := append([]byte{}, h.Source...)
	if number == 1 {
		b.Queue(sqlSaveCollection, collection, string(h.Body), source)
	}
	b.Queue(sqlSaveDocument, collection, number, clean(h.Name), string(h.Body), source)
}

// saveEntry queues an entry, where anything of it is new.
func (sh *shelf) saveEntry(b *pgx.Batch, p *edition.Plan, w *edition.Write, imp *Import) error {
	body, err := marshal(w.Entry)
	if err != nil {
		return err
	}
	var printed *string
	if w.Printed != nil {
		text, err := marshal(w.Printed)
		if err != nil {
			return err
		}
		printed = &text
	}
	row, stored := sh.rows[w.Entry.Order]
	state := faq.Public
	switch {
	case stored && faq.State(row.State) == faq.Withdrawn && !row.Missing:
		state = faq.Withdrawn // a person's decision outlasts the next edition
	case imp.Draft && stored:
		state = faq.State(row.State)
	case imp.Draft:
		state = faq.Draft
	}
	if stored && row.Place == w.Place && !row.Missing && row.State == string(state) && sameJSON(row.Body, body) && samePrinted(row.Printed, printed) {
		return nil
	}
	b.Queue(sqlSaveEntry, sh.Collection, w.Entry.Order, shelved(p.Number, state), w.Place, clean(w.Entry.Question), body, w.Version, string(state), w.SameText, printed)
	if w.Fresh {
		b.Queue(sqlSaveVersion, sh.Collection, w.Entry.Order, w.Version, body, clean(imp.By), imp.act())
	}
	return nil
}

// samePrinted compares what a document says with what it said.
func samePrinted(was json.RawMessage, is *string) bool {
	if was == nil || is == nil {
		return was == nil && is == nil
	}
	return sameJSON(was, *is)
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
