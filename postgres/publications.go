package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
	"madoguchi/faq/edition"
)

const (
	sqlPublish = `
		INSERT INTO publications (collection, document, number, act, at, who, changes, before, source)
		SELECT $1, $2::integer, coalesce(max(number), 0) + 1, $3, $4, $5, $6::jsonb, $7::jsonb, $8
		FROM   publications
		WHERE  collection = $1 AND document = $2`

	sqlLastPublication = `
		SELECT   number, before
		FROM     publications
		WHERE    collection = $1 AND document = $2 AND undone IS NULL
		ORDER BY number DESC
		LIMIT    1`

	sqlUndone = `
		UPDATE publications
		SET    undone = $4, undone_by = $5
		WHERE  collection = $1 AND document = $2 AND number = $3`

	sqlRestoreEntry = `
		UPDATE entries
		SET    document = $3, place = $4, question = $5, body = $6::jsonb, version = $7, state = $8, missing = $9, missing_since = $10, kept_by = $11,
		       kind = $12, kind_by = $13, term = $14::jsonb, term_by = $15, confirmed = $16, printed = $17::jsonb, position = $18
		WHERE  collection = $1 AND ordinal = $2`

	// Missing as it now is in its document, it is known again when it comes back.
	sqlTakeOut = `
		UPDATE entries
		SET    document = -abs(document), state = 'withdrawn', missing = true, missing_since = $3
		WHERE  collection = $1 AND ordinal = $2`
)

// A publication is one on its way into the database.
type publication struct {
	document int
	act, who string
	at       time.Time
	changes  []edition.Told
	source   []byte
}

func told(changes []edition.Change) []edition.Told {
	out := make([]edition.Told, 0, len(changes))
	for i := range changes {
		out = append(out, edition.Told{Kind: changes[i].Kind, Ref: changes[i].Ref, Question: changes[i].Question})
	}
	return out
}

// queuePublication queues a publication with the document as it was before.
func queuePublication(b *pgx.Batch, sh *shelf, p publication) error {
	changes, err := marshal(p.changes)
	if err != nil {
		return err
	}
	before, err := marshal(sh.before(p.document))
	if err != nil {
		return err
	}
	b.Queue(sqlPublish, sh.Collection, p.document, p.act, p.at, clean(p.who), changes, before, append([]byte{}, p.source...))
	queueHookPublication(b, sh.Collection, p)
	return nil
}

// TakeBack undoes the last publication of a document that is not undone, whole: its entries say what they
// said before, and those that it brought are withdrawn. The publication must have the given number:
// where somebody was quicker it is edition.ErrChanged, and chat.ErrNotFound where there is none.
//
// What a person has confirmed since of a text that stays holds on.
//
// In a programme that has its changes approved it takes an approved request to do so, which is done with then.
func (s *Store) TakeBack(ctx context.Context, collection string, document, number int, by, request string) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		revision, err := lockFAQ(ctx, tx)
		if err != nil {
			return err
		}
		why, err := s.mayTakeBack(ctx, tx, collection, document, number, request)
		if err != nil {
			return err
		}
		past, err := lastPublication(ctx, tx, collection, document, number)
		if err != nil {
			return err
		}
		sh, err := loadShelf(ctx, tx, collection)
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		if past.Document != nil {
			queueHead(b, collection, document, *past.Document)
		}
		now := s.options.Now()
		if err := sh.restore(b, document, past, by, now); err != nil {
			return err
		}
		b.Queue(sqlUndone, collection, document, number, now, clean(by))
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		return nextRevision(ctx, tx, revision, why)
	})
	if err != nil {
		return fmt.Errorf("take back publication %d of %s, document %d: %w", number, collection, document, err)
	}
	s.hints.revision()
	return nil
}

// mayTakeBack is the license to take a publication back: that of the request, where there is one for this very one.
func (s *Store) mayTakeBack(ctx context.Context, tx pgx.Tx, collection string, document, number int, request string) (license, error) {
	if request == "" {
		return s.unreviewed(collection)
	}
	return s.spend(ctx, tx, request, func(r *edition.Request) bool {
		return r.Act == edition.ActBack && r.Collection == collection && r.Document == document && r.Number == number
	})
}

func lastPublication(ctx context.Context, tx pgx.Tx, collection string, document, number int) (past snapshot, err error) {
	var last int
	var before []byte
	switch err := tx.QueryRow(ctx, sqlLastPublication, collection, document).Scan(&last, &before); {
	case err != nil:
		return past, orNotFound(err)
	case last != number:
		return past, edition.ErrChanged
	}
	return past, json.Unmarshal(before, &past)
}

// restore queues a document's entries as they were.
func (sh *shelf) restore(b *pgx.Batch, document int, past snapshot, by string, now time.Time) error {
	was := map[int]entryRow{}
	for _, e := range past.Entries {
		was[e.Ordinal] = e
	}
	for _, is := range sh.before(document).Entries {
		e, ok := was[is.Ordinal]
		if !ok {
			b.Queue(sqlTakeOut, sh.Collection, is.Ordinal, now)
			continue
		}
		sh.restoreEntry(b, document, is, e, by)
	}
	return nil
}

func (sh *shelf) restoreEntry(b *pgx.Batch, document int, is, was entryRow, by string) {
	was.Version = is.Version
	if sameJSON(is.Body, string(was.Body)) {
		was.Kind, was.KindBy, was.Term, was.TermBy, was.Confirmed = is.Kind, is.KindBy, is.Term, is.TermBy, is.Confirmed
	} else {
		was.Version++
	}
	b.Queue(sqlRestoreEntry, sh.Collection, was.Ordinal, shelved(document, faq.State(was.State)), was.Place, was.Question, string(was.Body), was.Version, was.State,
		was.Missing, was.MissingSince, was.KeptBy, was.Kind, was.KindBy, orNull(was.Term), was.TermBy, was.Confirmed, orNull(was.Printed), was.Position)
	if was.Version != is.Version {
		b.Queue(sqlSaveVersion, sh.Collection, was.Ordinal, was.Version, string(was.Body), clean(by), actBack)
	}
}

// actBack is why a version came to be that an earlier publication had, when a later one was taken back.
const actBack = "back"

// orNull is JSON for a column that may be null.
func orNull(body json.RawMessage) *string {
	if body == nil {
		return nil
	}
	text := string(body)
	return &text
}
