package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/staff"
)

const (
	// A key that is new, that is older than its life, or whose worker has died, is the caller's. Of two who
	// bring it at once one waits for the other's row, and finds it under way. Who goes on with another's work has
	// its event, which may have been taken already; a key that is new again has an event of its own.
	sqlBeginRequest = `
		INSERT INTO api_requests AS r (application, key, request, began, event)
		VALUES                        ($1,          $2,  $3,      $4,    $7)
		ON CONFLICT (application, key) DO UPDATE
		SET    request = excluded.request, began = excluded.began, status = NULL, location = '', body = '',
		       event = CASE WHEN r.began < $5 OR r.event = '' THEN excluded.event ELSE r.event END,
		       outcome = CASE WHEN r.began < $5 OR r.event = '' THEN NULL ELSE r.outcome END
		WHERE  r.began < $5 OR r.status IS NULL AND r.began < $6 AND r.request = excluded.request
		RETURNING event`

	sqlStoredRequest = `
		SELECT request = $3, coalesce(status, 0), location, body
		FROM   api_requests
		WHERE  application = $1 AND key = $2`

	sqlEndRequest = `
		UPDATE api_requests
		SET    status = $4, location = $5, body = $6
		WHERE  application = $1 AND key = $2 AND began = $3`

	sqlFreeRequest = `
		UPDATE api_requests
		SET    began = $4
		WHERE  application = $1 AND key = $2 AND began = $3 AND status IS NULL`

	sqlRequestOutcome = `
		SELECT EXISTS (SELECT FROM events WHERE channel = $1 AND event_id = $2) OR
		       EXISTS (SELECT FROM audit WHERE request = $2 AND request <> '' AND act IN ('faq.drafted', 'faq.published')),
		       EXISTS (SELECT FROM events JOIN inbox USING (seq) WHERE channel = $1 AND event_id = $2),
		       (SELECT outcome FROM api_requests WHERE event = $2 AND event <> '' LIMIT 1)`

	// Most events of the channel belong to no request that named a key.
	sqlKeepOutcome = `UPDATE api_requests SET outcome = $2::jsonb WHERE event = $1 AND event <> ''`

	sqlDropRequest = `DELETE FROM api_requests WHERE application = $1 AND key = $2 AND began = $3`

	sqlForgetRequests = `DELETE FROM api_requests WHERE began < $1`

	sqlFiledTicket = `SELECT object FROM audit WHERE request = $1 AND act = 'ticket.opened' LIMIT 1`
)

// RequestLife is how long the answer to a request of the API is kept under its key.
const RequestLife = 24 * time.Hour

// requestTime is how long a request may be worked on: whoever has not ended it by then has died.
const requestTime = time.Minute

// BeginOnce lets a request under a key begin, and gives the ID of its event: fresh, or that of the attempt that it
// goes on with. Where one has begun under the key before and is not to be gone on with, it gives that one instead.
// Times are to the microsecond, as Postgres keeps them: began names the attempt.
func (s *Store) BeginOnce(ctx context.Context, application int64, key string, request []byte, began time.Time, fresh string) (event string, before *staff.KeptAnswer, err error) {
	err = s.workers.QueryRow(ctx, sqlBeginRequest, application, clean(key), request, began, began.Add(-RequestLife), began.Add(-requestTime), fresh).Scan(&event)
	if err == nil {
		return event, nil, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return "", nil, fmt.Errorf("begin request: %w", err)
	}
	var r staff.KeptAnswer
	err = s.workers.QueryRow(ctx, sqlStoredRequest, application, clean(key), request).Scan(&r.Same, &r.Status, &r.Location, &r.Body)
	if errors.Is(err, pgx.ErrNoRows) { // the other has just failed
		return "", &staff.KeptAnswer{Same: true}, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("look up request: %w", err)
	}
	return "", &r, nil
}

// EndOnce keeps the answer to a request.
func (s *Store) EndOnce(ctx context.Context, application int64, key string, began time.Time, r staff.KeptAnswer) error {
	if _, err := s.workers.Exec(ctx, sqlEndRequest, application, clean(key), began, r.Status, r.Location, append([]byte{}, r.Body...)); err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	return nil
}

// FreeOnce lets the next attempt at a request begin at once, with its event: this one has failed, and nobody knows
// whether it has changed something.
func (s *Store) FreeOnce(ctx context.Context, application int64, key string, began time.Time) error {
	if _, err := s.workers.Exec(ctx, sqlFreeRequest, application, clean(key), began, began.Add(-2*requestTime)); err != nil {
		return fmt.Errorf("free request: %w", err)
	}
	return nil
}

// RequestOutcome is what came of the event of a request, nil while it is not decided. It reports whether the event was
// stored at all, or, where it is a change of the FAQ, done. A change of the FAQ, and what a process of an older version
// has decided, have no outcome of their own: that is one that is Before.
func (s *Store) RequestOutcome(ctx context.Context, event string) (o *chat.Outcome, stored bool, err error) {
	waits := false
	if err := s.workers.QueryRow(ctx, sqlRequestOutcome, chat.API, key(event)).Scan(&stored, &waits, &o); err != nil {
		return nil, false, fmt.Errorf("look for event %s: %w", event, err)
	}
	if o == nil && stored && !waits {
		o = &chat.Outcome{OK: true, Before: true}
	}
	return o, stored, nil
}

// saveRequestOutcome keeps what is said to an application with the request that it made.
func (w *work) saveRequestOutcome(b *pgx.Batch) error {
	if w.turn.Event.From.Channel != chat.API {
		return nil
	}
	outcome, err := marshal(w.turn.Outcome)
	if err == nil {
		b.Queue(sqlKeepOutcome, w.turn.Event.ID, outcome)
	}
	return err
}

// DropOnce forgets a request that has changed nothing.
func (s *Store) DropOnce(ctx context.Context, application int64, key string, began time.Time) error {
	if _, err := s.workers.Exec(ctx, sqlDropRequest, application, clean(key), began); err != nil {
		return fmt.Errorf("drop request: %w", err)
	}
	return nil
}

// ForgetOnce forgets what was answered before a moment.
func (s *Store) ForgetOnce(ctx context.Context, before time.Time) error {
	if _, err := s.workers.Exec(ctx, sqlForgetRequests, before); err != nil {
		return fmt.Errorf("forget requests: %w", err)
	}
	return nil
}

// FiledTicket is the number of the ticket that an application's event opened, or chat.ErrNotFound.
func (s *Store) FiledTicket(ctx context.Context, event string) (string, error) {
	var number string
	err := s.workers.QueryRow(ctx, sqlFiledTicket, key(event)).Scan(&number)
	if err = orNotFound(err); err != nil {
		return "", fmt.Errorf("find the ticket of event %s: %w", event, err)
	}
	return number, nil
}
