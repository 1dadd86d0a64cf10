package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// The columns of events come as arrays, one row an event. The lane of a staff act is its ticket's
// contact; an act on a ticket we do not know gets a lane by its own address, where it is decided
// to say so. The scalar subqueries are index probes, whatever the planner believes of unnest. A
// reply token is there for whatever goes to its contact from now on: see replytoken.go.
const sqlAccept = `
	WITH brought AS (
	    SELECT *
	    FROM   unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $9::text[], $10::timestamptz[])
	           WITH ORDINALITY AS e (channel, event_id, address, at, body, ticket, thread, token, until, place)
	), stored AS (
	    INSERT INTO events (channel, event_id, body)
	    SELECT   channel, event_id, body::jsonb
	    FROM     brought
	    ORDER BY place
	    ON CONFLICT (channel, event_id) DO NOTHING
	    RETURNING seq, channel, event_id
	), waiting AS (
	    INSERT INTO inbox (seq, lane, at, process)
	    SELECT s.seq,
	           coalesce(
	               CASE WHEN e.ticket <> '' THEN (SELECT contact FROM tickets WHERE number = e.ticket) END,
	               CASE WHEN e.thread <> '' THEN (SELECT contact FROM tickets WHERE thread = e.thread AND channel = e.address LIMIT 1) END,
	               e.address),
	           e.at, $8
	    FROM   stored s
	           JOIN brought e USING (channel, event_id)
	    RETURNING seq, lane
	), pooled AS (
	    INSERT INTO reply_tokens (lane, token, until)
	    SELECT e.address, e.token, e.until
	    FROM   stored s
	           JOIN brought e USING (channel, event_id)
	    WHERE  e.token <> '' AND e.until IS NOT NULL
	    ON CONFLICT (lane, token) DO NOTHING
	), renewed AS ( -- a copy was sent again: its token, unless it is taken, is good for longer
	    UPDATE reply_tokens r
	    SET    until = e.until
	    FROM   brought e
	    WHERE  r.lane = e.address AND r.token = e.token AND r.until < e.until AND e.body::jsonb -> 'redelivered' = 'true'
	)
	SELECT   s.channel, s.event_id, w.lane
	FROM     waiting w
	         JOIN stored s USING (seq)
	ORDER BY s.seq`

const (
	// acceptBatch bounds how many events share one transaction.
	acceptBatch = 256
	// acceptTime bounds that transaction.
	acceptTime = 5 * time.Second
)

// An acceptance is one caller of Accept, waiting.
type acceptance struct {
	rows []eventRow
	done chan struct{}

	lanes []string
	err   error
}

// An eventRow is an event as it is stored.
type eventRow struct {
	channel, id, address, body, ticket, thread, token string

	at    time.Time
	until *time.Time // of the token
}

func newEventRow(e chat.Event, now time.Time) (eventRow, error) {
	e.At = plausible(e.At, now)
	if !e.Sent.IsZero() {
		e.Sent = plausible(e.Sent, e.At)
	}
	if !e.ReplyUntil.IsZero() {
		e.ReplyUntil = plausible(e.ReplyUntil, now)
	}
	e.ID, e.MessageID = key(e.ID), key(e.MessageID)
	r := eventRow{channel: clean(e.From.Channel), id: e.ID, address: clean(e.From.String()), at: e.At}
	if e.Kind == chat.StaffAct {
		r.ticket, r.thread = clean(e.Ticket), clean(e.Thread)
	} else if e.Kind == chat.Mailed { // it belongs to the ticket's contact, whoever wrote it
		r.ticket = clean(e.Ticket)
	} else {
		r.token, r.until = clean(e.ReplyToken), instant(e.ReplyUntil)
	}
	var err error
	if r.body, err = marshal(e); err != nil {
		return eventRow{}, fmt.Errorf("keep event %s: %w", r.id, err)
	}
	return r, nil
}

// Accept implements [turn.Inbox]. Callers at the same time share a transaction: what costs is the
// wait for the disk, and one wait serves all. Nobody waits for others to come.
func (s *Store) Accept(ctx context.Context, events []chat.Event) ([]string, error) {
	a := &acceptance{done: make(chan struct{})}
	now := s.options.Now()
	for _, e := range events {
		row, err := newEventRow(e, now)
		if err != nil {
			return nil, err
		}
		a.rows = append(a.rows, row)
	}
	if len(a.rows) == 0 {
		return nil, nil
	}
	select {
	case s.accepts <- a:
	case <-s.closing:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case <-a.done:
		return a.lanes, a.err
	case <-s.closing:
		return nil, errClosed
	case <-ctx.Done(): // it may yet be stored: the platform sends it again and finds it a copy
		return nil, ctx.Err()
	}
}

// commitAccepted stores what callers bring until ctx ends.
func (s *Store) commitAccepted(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-s.accepts:
			s.commit(ctx, s.gather(first))
		}
	}
}

// gather takes whoever else is waiting.
func (s *Store) gather(first *acceptance) []*acceptance {
	batch, rows := []*acceptance{first}, len(first.rows)
	for rows < acceptBatch {
		select {
		case a := <-s.accepts:
			batch = append(batch, a)
			rows += len(a.rows)
		default:
			return batch
		}
	}
	return batch
}

var errClosed = errors.New("the store is closed")

// commit stores a batch in one transaction. When that fails for what is in it, each caller, and
// then each event, gets a transaction of its own, so that one bad event costs no other.
func (s *Store) commit(ctx context.Context, batch []*acceptance) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), acceptTime)
	defer cancel()
	err := s.insertEvents(ctx, batch)
	s.trial.learn(err)
	for _, a := range batch {
		if err != nil && !broken(err) {
			a.err = s.insertOneByOne(ctx, a)
		} else {
			a.err = err
		}
		close(a.done)
	}
}

func (s *Store) insertOneByOne(ctx context.Context, a *acceptance) error {
	var errs []error
	a.lanes = nil
	for _, row := range a.rows {
		one := &acceptance{rows: []eventRow{row}}
		if err := s.insertEvents(ctx, []*acceptance{one}); err != nil {
			errs = append(errs, fmt.Errorf("event %s: %w", row.id, err))
		}
		a.addLanes(one.lanes...)
	}
	return errors.Join(errs...)
}

func (a *acceptance) addLanes(lanes ...string) {
	for _, lane := range lanes {
		if !slices.Contains(a.lanes, lane) {
			a.lanes = append(a.lanes, lane)
		}
	}
}

// insertEvents stores the batch's events and gives each caller the lanes of its new ones.
func (s *Store) insertEvents(ctx context.Context, batch []*acceptance) error {
	return s.insertInto(ctx, s.intake, batch)
}

func (s *Store) insertInto(ctx context.Context, q querier, batch []*acceptance) error {
	type id struct{ channel, event string }
	owner := map[id]*acceptance{}
	var channels, ids, addresses, bodies, tickets, threads, tokens []string
	var times []time.Time
	var untils []*time.Time
	for _, a := range batch {
		for _, r := range a.rows {
			if k := (id{r.channel, r.id}); owner[k] == nil {
				owner[k] = a
			} else {
				continue // a copy within the batch
			}
			channels, ids, addresses, times = append(channels, r.channel), append(ids, r.id), append(addresses, r.address), append(times, r.at)
			bodies, tickets, threads = append(bodies, r.body), append(tickets, r.ticket), append(threads, r.thread)
			tokens, untils = append(tokens, r.token), append(untils, r.until)
		}
	}
	rows, _ := q.Query(ctx, sqlAccept, channels, ids, addresses, times, bodies, tickets, threads, s.session.current(), tokens, untils) // ForEachRow returns the error
	var k id
	var lane string
	_, err := pgx.ForEachRow(rows, []any{&k.channel, &k.event, &lane}, func() error {
		owner[k].addLanes(lane)
		return nil
	})
	if err != nil {
		return fmt.Errorf("insert %d events: %w", len(ids), err)
	}
	return nil
}

// sqlUndecided reads all that waits, which is little unless a flood is being worked off. What was accepted
// later than now was so before the clock was set back.
const sqlUndecided = `
	SELECT   i.lane
	FROM     inbox i
	         LEFT JOIN processes p ON p.epoch = i.process
	WHERE    NOT i.dead
	AND      (i.accepted < now() - $1::interval OR i.accepted > now() OR p.ended IS NOT NULL)
	GROUP BY i.lane
	ORDER BY min(i.seq)
	LIMIT    $2`

// Undecided implements [turn.Inbox].
func (s *Store) Undecided(ctx context.Context, olderThan time.Time, limit int) ([]string, error) {
	// By age, not by moment: our clock may not be the database's.
	rows, _ := s.workers.Query(ctx, sqlUndecided, time.Since(olderThan), limit) // CollectRows returns the error
	lanes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look for undecided events: %w", err)
	}
	return lanes, nil
}
