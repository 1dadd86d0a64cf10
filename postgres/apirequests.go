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
	// bring it at once one waits for the other's row, and finds it under way.
	sqlBeginRequest = `
		INSERT INTO api_requests AS r (application, key, request, began)
		VALUES                        ($1,          $2,  $3,      $4)
		ON CONFLICT (application, key) DO UPDATE
		SET    request = excluded.request, began = excluded.began, status = NULL, location = '', body = ''
		WHERE  r.began < $5 OR r.status IS NULL AND r.began < $6 AND r.request = excluded.request
		RETURNING true`

	sqlStoredRequest = `
		SELECT request = $3, coalesce(status, 0), location, body
		FROM   api_requests
		WHERE  application = $1 AND key = $2`

	sqlEndRequest = `
		UPDATE api_requests
		SET    status = $4, location = $5, body = $6
		WHERE  application = $1 AND key = $2 AND began = $3`

	sqlDropRequest = `DELETE FROM api_requests WHERE application = $1 AND key = $2 AND began = $3`

	sqlForgetRequests = `DELETE FROM api_requests WHERE began < $1`

	sqlFiledTicket = `SELECT object FROM audit WHERE request = $1 AND act = 'ticket.opened' LIMIT 1`
)

// RequestLife is how long the answer to a request of the API is kept under its key.
const RequestLife = 24 * time.Hour

// requestTime is how long a request may be worked on: whoever has not ended it by then has died.
const requestTime = time.Minute

// BeginOnce lets a request under a key begin. Where one has begun under it before, it gives that one, and
// nil where this is the first. Times are to the microsecond, as Postgres keeps them: began names the attempt.
func (s *Store) BeginOnce(ctx context.Context, application int64, key string, request []byte, began time.Time) (*staff.KeptAnswer, error) {
	mine := false
	err := s.workers.QueryRow(ctx, sqlBeginRequest, application, clean(key), request, began, began.Add(-RequestLife), began.Add(-requestTime)).Scan(&mine)
	if err == nil {
		return nil, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("begin request: %w", err)
	}
	var r staff.KeptAnswer
	err = s.workers.QueryRow(ctx, sqlStoredRequest, application, clean(key), request).Scan(&r.Same, &r.Status, &r.Location, &r.Body)
	if errors.Is(err, pgx.ErrNoRows) { // the other has just failed
		return &staff.KeptAnswer{Same: true}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up request: %w", err)
	}
	return &r, nil
}

// EndOnce keeps the answer to a request.
func (s *Store) EndOnce(ctx context.Context, application int64, key string, began time.Time, r staff.KeptAnswer) error {
	if _, err := s.workers.Exec(ctx, sqlEndRequest, application, clean(key), began, r.Status, r.Location, append([]byte{}, r.Body...)); err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	return nil
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
	if errors.Is(err, pgx.ErrNoRows) {
		return "", chat.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("find the ticket of event %s: %w", event, err)
	}
	return number, nil
}
