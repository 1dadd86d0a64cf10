package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Somebody leaves: what hangs on them is found here, and that their heirs have got it is noted. The
// handing over itself goes the road of every act, so that cards, threads and logs know of it.

const (
	sqlHangingTickets = `
		SELECT   t.number, t.title, t.team, t.status, t.version, coalesce(c.state -> 'live' ->> 'ticket' = t.number, false)
		FROM     tickets t LEFT JOIN conversations c ON c.id = t.conversation
		WHERE    t.open AND t.assignee = $1
		ORDER BY t.id`

	sqlHangingPlanned = `
		SELECT   number, title, team, status, version, false
		FROM     tickets
		WHERE    open AND assignee = '' AND tags @> ARRAY[$1::text]
		ORDER BY id`

	sqlHangingRest = `
		SELECT (SELECT count(*) FROM staff_logins     WHERE account = $1 AND expires > $2),
		       (SELECT count(*) FROM staff_sessions   WHERE account = $1 AND expires > $2),
		       (SELECT count(*) FROM account_subjects WHERE account = $1)`

	// Who has left and still has something: not handed over yet, or a ticket that was opened again since.
	sqlLeavers = `
		SELECT   ` + accountColumns + `
		FROM     accounts a
		WHERE    a.ends <= $1
		AND      (a.handed IS NULL OR EXISTS (SELECT FROM tickets t WHERE t.open AND t.assignee = 'staff:' || a.id))
		ORDER BY a.id`

	sqlHanded = `UPDATE accounts SET handed = $2 WHERE id = $1 AND handed IS NULL AND ends <= $2`

	sqlDropLogins = `DELETE FROM staff_logins WHERE account = $1`

	sqlDropSessions = `DELETE FROM staff_sessions WHERE account = $1`
)

// Hanging is all that hangs on an account now.
func (s *Store) Hanging(ctx context.Context, a staff.Account) (h staff.Hanging, err error) {
	scan := func(row pgx.CollectableRow) (t staff.HangingTicket, err error) {
		return t, row.Scan(&t.Number, &t.Title, &t.Team, &t.Status, &t.Version, &t.Live)
	}
	rows, _ := s.workers.Query(ctx, sqlHangingTickets, a.Person().ID) // CollectRows returns the error
	if h.Tickets, err = pgx.CollectRows(rows, scan); err != nil {
		return h, fmt.Errorf("list tickets of account %d: %w", a.ID, err)
	}
	rows, _ = s.workers.Query(ctx, sqlHangingPlanned, ticket.PlannedTag+clean(a.Name)) // likewise
	if h.Planned, err = pgx.CollectRows(rows, scan); err != nil {
		return h, fmt.Errorf("list tickets planned for account %d: %w", a.ID, err)
	}
	if err := s.workers.QueryRow(ctx, sqlHangingRest, a.ID, s.options.Now()).Scan(&h.Links, &h.Sessions, &h.Subjects); err != nil {
		return h, fmt.Errorf("count what else hangs on account %d: %w", a.ID, err)
	}
	return h, nil
}

// Leavers are who has left and on whom something still hangs.
func (s *Store) Leavers(ctx context.Context, now time.Time) ([]staff.Account, error) {
	rows, _ := s.workers.Query(ctx, sqlLeavers, now) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, scanAccount)
	if err != nil {
		return nil, fmt.Errorf("look for who has left: %w", err)
	}
	return found, nil
}

// Handed notes that somebody's heirs have got what hung on them, and ends whatever they were signed in by.
// It reports false where that was noted before.
func (s *Store) Handed(ctx context.Context, a staff.Account, now time.Time) (first bool, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sqlHanded, a.ID, now)
		if first = tag.RowsAffected() > 0; err != nil || !first {
			return err
		}
		for _, sql := range []string{sqlDropLogins, sqlDropSessions} {
			if _, err := tx.Exec(ctx, sql, a.ID); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, sqlDropAway, []string{a.Person().ID}); err != nil {
			return err
		}
		return s.audit(ctx, tx, audit.Record{At: now, Kind: audit.Program, Via: audit.ViaProgram, Act: audit.AccountEnded, Object: a.Person().ID})
	})
	if err != nil {
		return false, fmt.Errorf("note that account %d was handed over: %w", a.ID, err)
	}
	return first, nil
}
