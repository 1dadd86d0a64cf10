package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// Planned for the very values it is given, the conditions that do not apply fall away and an index
// remains: failures are few among millions, and have one of their own.
const sqlDeliveries = `
	SELECT   id, address, staff, ticket, messages, state, fault, reason, error, attempt, created,
	         CASE WHEN due < 'infinity' THEN due END, settled, via, pushes
	FROM     deliveries
	WHERE    (cardinality($1::text[]) = 0 OR state = ANY ($1)) AND ($2 = '' OR ticket = $2) AND ($3 = 0 OR id < $3)
	AND      NOT ($5 AND staff) AND (failed OR NOT $6)
	ORDER BY id DESC
	LIMIT    $4`

// Deliveries lists deliveries, newest first.
func (s *Store) Deliveries(ctx context.Context, f chat.LedgerFilter) ([]chat.LedgerRow, error) {
	if f.Limit <= 0 {
		f.Limit = queuePage
	}
	states, failed := make([]string, 0, len(f.States)), len(f.States) > 0
	for _, state := range f.States {
		states = append(states, string(state))
		failed = failed && (state == chat.Held || state == chat.Dead)
	}
	args := []any{pgx.QueryExecModeExec, states, f.Ticket, f.Before, min(f.Limit, queueMost), f.Members, failed}
	rows, _ := s.workers.Query(ctx, sqlDeliveries, args...) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, scanDeliveryRow)
	if err != nil {
		return nil, fmt.Errorf("list deliveries: %w", err)
	}
	return found, nil
}

func scanDeliveryRow(row pgx.CollectableRow) (chat.LedgerRow, error) {
	var d chat.LedgerRow
	var fault chat.Fault
	var address string
	var due, settled *time.Time
	err := row.Scan(&d.ID, &address, &d.Staff, &d.Ticket, &d.Messages, &d.State, &fault, &d.Reason, &d.Error, &d.Attempts,
		&d.Created, &due, &settled, &d.Via, &d.Pushes)
	if err != nil {
		return d, err
	}
	d.Created, d.Due, d.Settled = d.Created.UTC(), moment(due), moment(settled)
	d.To, err = chat.ParseAddress(address)
	return d, err
}

// A DeadEvent is something that came in and could not be decided.
type DeadEvent struct {
	Seq      int64
	Lane     string
	Event    chat.Event
	Attempts int
	Error    string // the last
	Accepted time.Time
}

const sqlDeadEvents = `
	SELECT   e.seq, i.lane, e.body, i.attempts, i.last_error, e.accepted
	FROM     inbox i
	         JOIN events e USING (seq)
	WHERE    i.dead AND ($1 = 0 OR i.seq < $1)
	ORDER BY i.seq DESC
	LIMIT    $2`

// DeadEvents lists events set aside after bot.MaxAttempts failures, newest first, those with a
// smaller Seq than before (0 = all).
func (s *Store) DeadEvents(ctx context.Context, before int64, limit int) ([]DeadEvent, error) {
	rows, _ := s.workers.Query(ctx, sqlDeadEvents, before, limit) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (DeadEvent, error) {
		var e DeadEvent
		err := row.Scan(&e.Seq, &e.Lane, &e.Event, &e.Attempts, &e.Error, &e.Accepted)
		e.Accepted = e.Accepted.UTC()
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("list dead events: %w", err)
	}
	return found, nil
}

const sqlReviveEvent = `
	UPDATE inbox
	SET    dead = false, attempts = 0
	WHERE  seq = $1 AND dead
	RETURNING lane`

// ReviveEvent lets a dead event be decided again, once what was wrong is mended. It gives the lane
// it waits in, and false where no dead event has that number.
func (s *Store) ReviveEvent(ctx context.Context, seq int64) (lane string, ok bool, err error) {
	return s.one(ctx, fmt.Sprintf("revive event %d", seq), sqlReviveEvent, seq)
}

// Gauges are the figures an operator watches.
type Gauges struct {
	EventsWaiting     int
	EventsDead        int
	DeliveriesPending int // of them being sent, too
	DeliveriesHeld    int
	DeliveriesDead    int
	PendingSince      time.Duration // the age of the oldest delivery that waits and is not held
	TicketsOpen       int
	TicketsUnassigned int
	TicketsOverdue    int
}

const sqlGauges = `
	SELECT (SELECT count(*) FROM inbox WHERE NOT dead),
	       (SELECT count(*) FROM inbox WHERE dead),
	       d.pending, d.held, (SELECT count(*) FROM deliveries WHERE failed) - d.held, d.since::float8,
	       t.open, t.unassigned, t.overdue
	FROM   (SELECT count(*) FILTER (WHERE state <> 'held') AS pending,
	               count(*) FILTER (WHERE state = 'held')  AS held,
	               coalesce(extract(epoch FROM $1 - min(created) FILTER (WHERE state <> 'held')), 0) AS since
	        FROM   deliveries
	        WHERE  settled IS NULL) d,
	       (SELECT count(*) AS open, count(*) FILTER (WHERE assignee = '') AS unassigned, count(*) FILTER (WHERE due < $1 AND ` + running + `) AS overdue
	        FROM   tickets
	        WHERE  open) t`

// Gauges reads them. It looks at everything that waits, and at nothing that is done.
func (s *Store) Gauges(ctx context.Context) (Gauges, error) {
	var g Gauges
	var since float64
	err := s.workers.QueryRow(ctx, sqlGauges, s.options.Now()).Scan(&g.EventsWaiting, &g.EventsDead,
		&g.DeliveriesPending, &g.DeliveriesHeld, &g.DeliveriesDead, &since, &g.TicketsOpen, &g.TicketsUnassigned, &g.TicketsOverdue)
	if err != nil {
		return g, fmt.Errorf("read gauges: %w", err)
	}
	g.PendingSince = max(time.Duration(since*float64(time.Second)), 0)
	return g, nil
}
