package postgres

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/ticket"
)

const (
	checkTries = 5         // wrong codes for a number …
	checkTime  = time.Hour // … within so long
)

const (
	sqlCheck = `
		SELECT check_hash, CASE WHEN check_since > $2 THEN check_tries ELSE 0 END
		FROM   tickets
		WHERE  number = $1 AND check_hash IS NOT NULL AND erased IS NULL
		FOR    UPDATE`

	sqlCheckWrong = `
		UPDATE tickets
		SET    check_tries = $2, check_since = CASE WHEN $2 = 1 THEN $3 ELSE check_since END
		WHERE  number = $1`

	sqlCheckRight = `UPDATE tickets SET check_tries = 0, check_since = NULL WHERE number = $1 AND check_tries > 0`

	// What has reached the member: not a reply that was called back or still can be.
	sqlTold = `
		SELECT   e.at, e.text
		FROM     ticket_events e
		         LEFT JOIN deliveries d ON d.id = e.delivery
		WHERE    e.ticket = $1 AND e.what = 'replied' AND e.text <> '' AND d.state IS DISTINCT FROM 'discarded'
		AND      NOT coalesce(d.state = 'pending' AND d.attempt = 0 AND d.due > now(), false)
		ORDER BY e.id`
)

// A Told is a reply of the office's.
type Told struct {
	At   time.Time
	Text string
}

// CheckTicket tells how a ticket stands to whoever has the code of its receipt: see ticket.HashCheck. It
// reports false for a number that is unknown or has no code, for a wrong code, and, after five wrong ones
// within an hour, for the right one, too.
func (s *Store) CheckTicket(ctx context.Context, number string, hash []byte, now time.Time) (tk ticket.Ticket, told []Told, ok bool, err error) {
	number = clean(number)
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		ok, err = s.checkCode(ctx, tx, number, hash, now)
		return err
	})
	if err != nil {
		return ticket.Ticket{}, nil, false, fmt.Errorf("check the code of a ticket: %w", err)
	}
	if !ok {
		return ticket.Ticket{}, nil, false, nil
	}
	if tk, err = s.Ticket(ctx, number); err != nil {
		return ticket.Ticket{}, nil, false, err
	}
	rows, _ := s.workers.Query(ctx, sqlTold, number) // CollectRows returns the error
	if told, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Told]); err != nil {
		return ticket.Ticket{}, nil, false, fmt.Errorf("read the replies of a ticket: %w", err)
	}
	return tk, told, true, nil
}

// checkCode compares a code under the ticket's lock, so that tries made at once are all counted.
func (s *Store) checkCode(ctx context.Context, tx pgx.Tx, number string, hash []byte, now time.Time) (bool, error) {
	var want []byte
	var tries int
	err := tx.QueryRow(ctx, sqlCheck, number, now.Add(-checkTime)).Scan(&want, &tries)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && tries >= checkTries:
		return false, nil
	case err != nil:
		return false, err
	case subtle.ConstantTimeCompare(want, hash) == 1:
		_, err = tx.Exec(ctx, sqlCheckRight, number)
		return err == nil, err
	}
	_, err = tx.Exec(ctx, sqlCheckWrong, number, tries+1, now)
	return false, err
}
