package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

var _ turn.Agenda = (*Store)(nil)

// agendaPage bounds each list. What is behind it comes in a later round: those found before are
// done by then.
const agendaPage = 500

const (
	sqlSnoozed = `
		SELECT   number, snoozed
		FROM     tickets
		WHERE    status = 'on_hold' AND snoozed <= $1
		ORDER BY snoozed
		LIMIT    $2`

	// Newest first: promises long broken, which have been told of, must not fill the page.
	sqlPromised = `
		SELECT   t.number, t.due
		FROM     tickets t
		WHERE    t.open AND t.due > $1 AND t.due <= $2 AND t.replied IS NULL AND t.status IN ('received', 'working')
		ORDER BY t.due DESC
		LIMIT    $3`

	// Relays are few and so are open tickets that somebody has; an index over the state of
	// conversations would cost every turn.
	sqlIdle = `
		SELECT   t.number, (c.state -> 'live' ->> 'last')::timestamptz
		FROM     tickets t
		         JOIN conversations c ON c.id = t.conversation
		WHERE    t.open AND t.assignee <> '' AND c.state -> 'live' ->> 'ticket' = t.number
		AND      (c.state -> 'live' ->> 'last')::timestamptz < $1
		LIMIT    $2`

	// What must be kept, what its member has not been able to read and what a person talks about waits for a person.
	sqlWaiting = `
		SELECT   t.number, t.touched
		FROM     tickets t
		         JOIN conversations c ON c.id = t.conversation
		WHERE    t.open AND t.status = 'waiting' AND t.touched < $1 AND NOT t.tags && $2
		AND      c.state -> 'live' ->> 'ticket' IS DISTINCT FROM t.number AND NOT held(t.number, t.programme, t.contact)
		AND      NOT EXISTS (SELECT FROM deliveries d WHERE d.ticket = t.number AND d.ticket <> '' AND NOT d.staff AND (d.failed OR d.settled IS NULL))
		ORDER BY t.touched
		LIMIT    $3`

	sqlAway = `
		SELECT   person, name, until
		FROM     absences
		WHERE    until > $1
		ORDER BY name, person`

	sqlGoAway = `
		INSERT INTO absences (person, name, until)
		VALUES               ($1,     $2,   $3)
		ON CONFLICT (person) DO UPDATE SET name = excluded.name, until = excluded.until`

	sqlComeBack = `DELETE FROM absences WHERE person = $1`
)

// Snoozed implements [turn.Agenda].
func (s *Store) Snoozed(ctx context.Context, now time.Time) ([]turn.Appointment, error) {
	return s.appointments(ctx, "whose time on hold is over", sqlSnoozed, now, agendaPage)
}

// Promised implements [turn.Agenda].
func (s *Store) Promised(ctx context.Context, after, until time.Time) ([]turn.Appointment, error) {
	return s.appointments(ctx, "promised an answer", sqlPromised, after, until, agendaPage)
}

// Idle implements [turn.Agenda].
func (s *Store) Idle(ctx context.Context, before time.Time) ([]turn.Appointment, error) {
	return s.appointments(ctx, "in a silent relay", sqlIdle, before, agendaPage)
}

// Waiting implements [turn.Agenda].
func (s *Store) Waiting(ctx context.Context, before time.Time) ([]turn.Appointment, error) {
	return s.appointments(ctx, "that wait for their member", sqlWaiting, before, ticket.NeverLapse, agendaPage)
}

func (s *Store) appointments(ctx context.Context, which, sql string, args ...any) ([]turn.Appointment, error) {
	rows, _ := s.workers.Query(ctx, sql, args...) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[turn.Appointment])
	if err != nil {
		return nil, fmt.Errorf("list tickets %s: %w", which, err)
	}
	return found, nil
}

// Away implements [turn.Agenda].
func (s *Store) Away(ctx context.Context, at time.Time) ([]ticket.Absence, error) {
	rows, _ := s.workers.Query(ctx, sqlAway, at) // CollectRows returns the error
	away, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a ticket.Absence, err error) {
		return a, row.Scan(&a.Person.ID, &a.Person.Name, &a.Until)
	})
	if err != nil {
		return nil, fmt.Errorf("list who is away: %w", err)
	}
	return away, nil
}

// SetAway notes that somebody is away until a moment, or, with a zero one, that they are back.
func (s *Store) SetAway(ctx context.Context, who chat.Person, until time.Time) error {
	sql, args := sqlGoAway, []any{clean(who.ID), clean(who.Name), until}
	if until.IsZero() {
		sql, args = sqlComeBack, args[:1]
	}
	if _, err := s.workers.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("note the absence of %s: %w", who.ID, err)
	}
	return nil
}
