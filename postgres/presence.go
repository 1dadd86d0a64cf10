package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/ticket"
)

const (
	// An open page tells of itself every few seconds. What it tells is written down four times a minute, and when
	// somebody begins to write.
	sqlAttend = `
		INSERT INTO ticket_presence AS p (ticket, account, seen, wrote)
		VALUES                           ($1,     $2,      $3,   CASE WHEN $4 THEN $3::timestamptz END)
		ON CONFLICT (ticket, account) DO UPDATE
		SET    seen = excluded.seen, wrote = coalesce(excluded.wrote, p.wrote)
		WHERE  p.seen < excluded.seen - interval '15 seconds'
		OR     excluded.wrote IS NOT NULL AND (p.wrote IS NULL OR p.wrote < excluded.wrote - interval '15 seconds')`

	sqlForgetPresence = `DELETE FROM ticket_presence WHERE seen < $1`

	sqlPresent = `
		SELECT   a.name, coalesce(p.wrote > $3, false)
		FROM     ticket_presence p
		         JOIN accounts a ON a.id = p.account
		WHERE    p.ticket = $1 AND p.account <> $2 AND p.seen > $3 AND p.seen <= $4
		ORDER BY a.name`
)

// presenceLife is how long it is kept that somebody was at a ticket's page, which is worth nothing after a few minutes.
const presenceLife = time.Hour

// Attend notes what an account does at a ticket's page, and says who else is there.
func (s *Store) Attend(ctx context.Context, id, account int64, does ticket.Presence, now time.Time) ([]ticket.Present, error) {
	since := now.Add(-ticket.PresenceTime)
	b := &pgx.Batch{}
	if does != ticket.Absent {
		b.Queue(sqlAttend, id, account, now, does == ticket.Writing)
	}
	var there []ticket.Present
	b.Queue(sqlPresent, id, account, since, now.Add(ticket.PresenceTime)).Query(func(rows pgx.Rows) (err error) {
		there, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ticket.Present])
		return err
	})
	if err := s.workers.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("note who is at ticket %d: %w", id, err)
	}
	return there, nil
}
