package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/faq/edition"
)

// uploadLife is for how long a file waits of which nothing is asked.
const uploadLife = 7 * 24 * time.Hour

const (
	requestColumns = `id, collection, act, name, title, choice, document, publication, seen, state, authors, who, at, reviewer, reviewer_id, deadline, asked, decided, reason, due`

	sqlSaveUpload = `
		INSERT INTO uploads (id, collection, act, name, title, content, document, publication, authors, who, at)
		VALUES              ($1, $2,         $3,  $4,   $5,    $6,      $7,       $8,          $9,      $10, $11)`

	// One of which something is asked, or that has its time, waits as long as it has to.
	sqlUpload = `
		SELECT ` + requestColumns + `, content
		FROM   uploads
		WHERE  id = $1 AND (at > $2 OR state IN ('asked', 'approved') OR due IS NOT NULL)`

	sqlRequestLocked = `
		SELECT ` + requestColumns + `, ''::bytea
		FROM   uploads
		WHERE  id = $1 FOR UPDATE`

	sqlRequests = `
		SELECT   ` + requestColumns + `, ''::bytea
		FROM     uploads
		WHERE    state <> 'writing' OR due IS NOT NULL
		ORDER BY number`

	sqlDueRequests = `
		SELECT   ` + requestColumns + `, ''::bytea
		FROM     uploads
		WHERE    due <= $1
		ORDER BY due, number`

	sqlReviewRequest = `
		UPDATE uploads
		SET    choice = $2::jsonb, seen = $3, state = $4, authors = $5, reviewer = $6, reviewer_id = $7, deadline = $8, asked = $9, decided = $10, reason = $11, due = $12
		WHERE  id = $1`

	sqlDropUpload = `DELETE FROM uploads WHERE id = $1`

	sqlOldUploads = `
		SELECT   u.number
		FROM     uploads u
		WHERE    u.number > @after::bigint AND u.at <= @cutoff AND u.state NOT IN ('asked', 'approved') AND u.due IS NULL
		ORDER BY u.number
		LIMIT    @limit`

	sqlForgetUploads = `DELETE FROM uploads WHERE number = ANY (@ids)`
)

func requestRow(row pgx.CollectableRow) (r edition.Request, err error) {
	var choice []byte
	var asked, due *time.Time
	err = row.Scan(&r.ID, &r.Collection, &r.Act, &r.Name, &r.Title, &choice, &r.Document, &r.Number, &r.Seen, &r.State, &r.Authors, &r.By, &r.At,
		&r.Reviewer, &r.ReviewerID, &r.Deadline, &asked, &r.Decided, &r.Reason, &due, &r.Content)
	if err == nil {
		err = json.Unmarshal(choice, &r.Choice)
	}
	r.At, r.Asked, r.Due = r.At.UTC(), moment(asked), moment(due)
	return r, err
}

// SaveRequest keeps a change of a document that by has brought, under its ID, which the caller has made: for a week, or
// until it is done with, once something is asked of it.
func (s *Store) SaveRequest(ctx context.Context, r edition.Request, by chat.Person) error {
	authors, err := persons(ctx, s.workers, by.ID)
	if err == nil {
		_, err = s.workers.Exec(ctx, sqlSaveUpload, r.ID, clean(r.Collection), r.Act, clean(r.Name), clean(r.Title), append([]byte{}, r.Content...), r.Document, r.Number,
			authors, clean(by.Name), s.options.Now())
	}
	if err != nil {
		return fmt.Errorf("keep a change of a document: %w", err)
	}
	return nil
}

// Request finds a change of a document that waits. One that is unknown or over is chat.ErrNotFound.
func (s *Store) Request(ctx context.Context, id string) (edition.Request, error) {
	rows, _ := s.workers.Query(ctx, sqlUpload, id, s.options.Now().Add(-uploadLife)) // CollectExactlyOneRow returns the error
	r, err := pgx.CollectExactlyOneRow(rows, requestRow)
	err = orNotFound(err)
	if err == nil {
		r.Authors, err = persons(ctx, s.workers, r.Authors...)
	}
	if err != nil {
		return r, fmt.Errorf("read a change of a document: %w", err)
	}
	return r, nil
}

// lockedRequest reads a request, without its file, and holds it for the transaction.
func lockedRequest(ctx context.Context, tx pgx.Tx, id string) (edition.Request, error) {
	rows, _ := tx.Query(ctx, sqlRequestLocked, id) // CollectExactlyOneRow returns the error
	r, err := pgx.CollectExactlyOneRow(rows, requestRow)
	err = orNotFound(err)
	return r, err
}

// Requests are the changes of documents of which something is asked, or that have their time; without their files.
func (s *Store) Requests(ctx context.Context) ([]edition.Request, error) {
	return s.requests(ctx, "list changes of documents", sqlRequests)
}

// DueRequests are those whose time to be published has come.
func (s *Store) DueRequests(ctx context.Context) ([]edition.Request, error) {
	return s.requests(ctx, "list changes of documents that are due", sqlDueRequests, s.options.Now())
}

func (s *Store) requests(ctx context.Context, what, sql string, args ...any) ([]edition.Request, error) {
	rows, _ := s.workers.Query(ctx, sql, args...) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, requestRow)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return all, nil
}

// ReviewRequest changes what is asked and said of a request under its lock: decide is given it as it is, with its
// authors as the accounts they have by now, and says no by an error.
func (s *Store) ReviewRequest(ctx context.Context, id string, decide func(*edition.Request) error) (edition.Request, error) {
	var r edition.Request
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) {
		if r, err = lockedRequest(ctx, tx, id); err != nil {
			return err
		}
		if r.Authors, err = persons(ctx, tx, r.Authors...); err != nil {
			return err
		}
		if err := decide(&r); err != nil {
			return err
		}
		choice, err := marshal(r.Choice)
		if err != nil {
			return err
		}
		slices.Sort(r.Authors)
		_, err = tx.Exec(ctx, sqlReviewRequest, id, choice, r.Seen, string(r.State), slices.Compact(r.Authors), clean(r.Reviewer), r.ReviewerID, string(r.Deadline), instant(r.Asked),
			clean(r.Decided), clean(r.Reason), instant(r.Due))
		return err
	})
	if err != nil {
		return r, fmt.Errorf("review a change of a document: %w", err)
	}
	return r, nil
}

// DropRequest forgets a change of a document. Those that nobody comes back to are forgotten with what is retained no
// longer.
func (s *Store) DropRequest(ctx context.Context, id string) error {
	if _, err := s.workers.Exec(ctx, sqlDropUpload, id); err != nil {
		return fmt.Errorf("forget a change of a document: %w", err)
	}
	return nil
}
