package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/switches"
	"madoguchi/ticket"
)

const (
	switchColumns = `id, kind, begins, ends, words, programmes, channels, days, push, made, made_by, made_name, off, off_by, off_name`

	sqlSwitches = `
		SELECT   ` + switchColumns + `, 0, 0
		FROM     switches
		WHERE    off IS NULL AND (ends IS NULL OR ends > $1 OR kind = 'closed' AND ends > $2)
		ORDER BY id`

	sqlSwitchHistory = `
		SELECT   ` + switchColumns + `,
		         (SELECT count(*) FROM moved_promises m WHERE m.switch = s.id),
		         (SELECT count(*) FROM moved_promises m WHERE m.switch = s.id AND m.restored IS NOT NULL)
		FROM     switches s
		ORDER BY id DESC
		LIMIT    $1`

	sqlTurnOn = `
		INSERT INTO switches (kind, begins, ends, words, programmes, channels, days, push, made, made_by, made_name, request)
		VALUES               ($1,   $2,     $3,   $4,    $5,         $6,       $7,   $8,   $9,   $10,     $11,       nullif($12, ''))
		ON CONFLICT (request) DO NOTHING
		RETURNING id`

	sqlTurnOff = `
		UPDATE switches
		SET    off = $2, off_by = $3, off_name = $4
		WHERE  id = $1 AND off IS NULL
		RETURNING ` + switchColumns + `, 0, 0`

	// What has been promised and not yet been given. A ticket on hold was promised an answer, too.
	unkept = `replied IS NULL AND due IS NOT NULL AND status IN ('received', 'working', 'on_hold')`

	sqlBrokenBy = `
		SELECT   ` + ticketColumns + `
		FROM     tickets
		WHERE    open AND ` + unkept + ` AND due > $1 AND due <= $2
		ORDER BY due, id
		LIMIT    $3`

	// A promise is listed until the closure has moved it, which each does once; another one that breaks it anew lists it
	// again. One that was over when the closure was made is late, whatever the closure.
	sqlBroken = `
		SELECT   s.id, t.number, t.due, t.due, false, s.begins, s.ends, s.words, s.push
		FROM     switches s
		         JOIN tickets t ON t.due > s.begins AND t.due <= s.ends
		WHERE    s.kind = 'closed' AND s.off IS NULL AND s.ends > $1
		AND      t.open AND ` + unkept + ` AND t.due > s.made
		AND      NOT EXISTS (SELECT FROM moved_promises m WHERE m.switch = s.id AND m.ticket = t.number)
		UNION ALL
		SELECT   s.id, m.ticket, m.was, m.due, true, s.begins, s.ends, s.words, s.push
		FROM     moved_promises m
		         JOIN switches s ON s.id = m.switch
		WHERE    s.off IS NOT NULL AND m.restored IS NULL
		ORDER BY 1, 3
		LIMIT    $2`

	sqlMove = `
		INSERT INTO moved_promises (switch, ticket, was, due, moved)
		VALUES                     ($1,     $2,     $3,  $4,  $5)
		ON CONFLICT (switch, ticket) DO NOTHING`

	sqlMoveBack = `
		UPDATE moved_promises
		SET    restored = $3
		WHERE  switch = $1 AND ticket = $2 AND restored IS NULL`

	sqlMoveByEdit = `
		INSERT INTO edited_promises (edit, ticket, was, due, why, untold, moved)
		VALUES                      ($1,   $2,     $3,  $4,  $5,  $6,     $7)
		ON CONFLICT (edit, ticket) DO NOTHING`

	sqlMoveBackByEdit = `
		UPDATE edited_promises
		SET    restored = $3
		WHERE  edit = $1 AND ticket = $2 AND restored IS NULL`

	// The latest first, ticket by ticket: what is not as it was moved to has been set anew by somebody.
	sqlMovedByEdits = `
		SELECT   m.edit, m.ticket, m.was, m.due, m.why, m.untold
		FROM     edited_promises m
		WHERE    m.restored IS NULL AND m.ticket IN (SELECT number FROM tickets WHERE open AND ` + unkept + `)
		ORDER BY m.ticket, m.edit DESC`

	sqlMovedBy = `
		SELECT   ticket, was, due, restored IS NOT NULL
		FROM     moved_promises
		WHERE    switch = $1
		ORDER BY was, ticket`
)

// Switches are those that are on or will be, by ID.
func (s *Store) Switches(ctx context.Context, now time.Time) (switches.Set, error) {
	return s.switches(ctx, now, now)
}

// closuresKept is for how long a closure that is over stays in the calendar: what is counted in days of business may
// have begun before it.
const closuresKept = 366 * 24 * time.Hour

// SwitchesAndPast are those that are on or will be, by ID, and the closures of the past year with them: the office was
// closed then, whoever counts its days now.
func (s *Store) SwitchesAndPast(ctx context.Context, now time.Time) (switches.Set, error) {
	return s.switches(ctx, now, now.Add(-closuresKept))
}

func (s *Store) switches(ctx context.Context, now, closed time.Time) (switches.Set, error) {
	rows, _ := s.workers.Query(ctx, sqlSwitches, now, closed) // CollectRows returns the error
	set, err := pgx.CollectRows(rows, scanSwitch)
	if err != nil {
		return nil, fmt.Errorf("list switches: %w", err)
	}
	return set, nil
}

// SwitchHistory are the latest switches, on or off, newest first.
func (s *Store) SwitchHistory(ctx context.Context, limit int) ([]switches.Switch, error) {
	rows, _ := s.workers.Query(ctx, sqlSwitchHistory, limit) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, scanSwitch)
	if err != nil {
		return nil, fmt.Errorf("list former switches: %w", err)
	}
	return all, nil
}

func scanSwitch(row pgx.CollectableRow) (sw switches.Switch, err error) {
	var ends, off *time.Time
	err = row.Scan(&sw.ID, &sw.Kind, &sw.From, &ends, &sw.Text, &sw.Programmes, &sw.Channels, &sw.Days, &sw.Push,
		&sw.Made, &sw.By.ID, &sw.By.Name, &off, &sw.OffBy.ID, &sw.OffBy.Name, &sw.Moved, &sw.Restored)
	sw.From, sw.Made, sw.Until, sw.Off = sw.From.UTC(), sw.Made.UTC(), moment(ends), moment(off)
	return sw, err
}

// TurnOn keeps a switch that is on from now on. The same request again changes nothing.
func (s *Store) TurnOn(ctx context.Context, sw switches.Switch, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, sqlTurnOn, sw.Kind, sw.From, instant(sw.Until), clean(sw.Text), cleanAll(sw.Programmes), cleanAll(sw.Channels), sw.Days, sw.Push,
			by.At, clean(by.Actor.ID), clean(by.Actor.Name), by.Request).Scan(&sw.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		by.Act, by.Object, by.After = audit.SwitchOn, fmt.Sprint(sw.ID), sw.Summary()
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("turn on switch %s: %w", sw.Kind, err)
	}
	return nil
}

// TurnOff ends a switch, and says what it was. One that is off is chat.ErrNotFound.
func (s *Store) TurnOff(ctx context.Context, id int64, by audit.Record) (sw switches.Switch, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, sqlTurnOff, id, by.At, clean(by.Actor.ID), clean(by.Actor.Name)) // CollectExactlyOneRow returns the error
		if sw, err = pgx.CollectExactlyOneRow(rows, scanSwitch); err != nil {
			return orNotFound(err)
		}
		by.Act, by.Object, by.Before = audit.SwitchOff, fmt.Sprint(id), sw.Summary()
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return sw, fmt.Errorf("turn off switch %d: %w", id, err)
	}
	return sw, nil
}

// BrokenBy lists the tickets whose promise a break would break, the nearest first, at most so many.
func (s *Store) BrokenBy(ctx context.Context, b ticket.Break, limit int) ([]ticket.Ticket, error) {
	rows, _ := s.workers.Query(ctx, sqlBrokenBy, b.From, b.Until, limit) // collectTickets returns the error
	found, err := collectTickets(rows)
	if err != nil {
		return nil, fmt.Errorf("list promises within a closure: %w", err)
	}
	return found, nil
}

// MovedBy lists the promises that a closure has moved.
func (s *Store) MovedBy(ctx context.Context, id int64) ([]switches.Moved, error) {
	rows, _ := s.workers.Query(ctx, sqlMovedBy, id) // CollectRows returns the error
	moved, err := pgx.CollectRows(rows, pgx.RowToStructByPos[switches.Moved])
	if err != nil {
		return nil, fmt.Errorf("list promises that closure %d has moved: %w", id, err)
	}
	return moved, nil
}

// Broken implements [turn.Agenda].
func (s *Store) Broken(ctx context.Context, now time.Time) ([]turn.Broken, error) {
	rows, _ := s.workers.Query(ctx, sqlBroken, now, agendaPage) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (b turn.Broken, err error) {
		return b, row.Scan(&b.Switch, &b.Ticket, &b.Was, &b.Due, &b.Back, &b.From, &b.Until, &b.Why, &b.Push)
	})
	if err != nil {
		return nil, fmt.Errorf("list promises that closures break: %w", err)
	}
	return found, nil
}

// MovedByEdits lists the promises that changes of the office's hours have moved and that still wait: those of a ticket
// one after the other, the latest first.
func (s *Store) MovedByEdits(ctx context.Context) ([]turn.Move, error) {
	rows, _ := s.workers.Query(ctx, sqlMovedByEdits) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m turn.Move, err error) {
		return m, row.Scan(&m.Edit, &m.Ticket, &m.Was, &m.Due, &m.Why, &m.Untold)
	})
	if err != nil {
		return nil, fmt.Errorf("list promises that new hours have moved: %w", err)
	}
	return found, nil
}

// cleanAll cleans each of several words.
func cleanAll(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = clean(w)
	}
	return out
}

// saveMoves keeps which promises the turn has moved, or given back.
func (w *work) saveMoves(b *pgx.Batch) {
	for _, m := range w.turn.Moves {
		switch {
		case m.Edit != 0 && m.Back:
			b.Queue(sqlMoveBackByEdit, m.Edit, m.Ticket, w.turn.Now)
		case m.Edit != 0:
			b.Queue(sqlMoveByEdit, m.Edit, m.Ticket, m.Was, m.Due, clean(m.Why), m.Untold, w.turn.Now)
		case m.Back:
			b.Queue(sqlMoveBack, m.Switch, m.Ticket, w.turn.Now)
		default:
			b.Queue(sqlMove, m.Switch, m.Ticket, m.Was, m.Due, w.turn.Now)
		}
	}
}
