package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// One reply to several tickets is as many events, each of them a reply like any other. They are stored with the list of
// them in one transaction: either all of them go out, whatever becomes of the process, or none does.

const (
	sqlNewBulk = `
		INSERT INTO bulk_replies (at, who, who_name, request)
		VALUES                   ($1, $2,  $3,       $4)
		ON CONFLICT (request) DO NOTHING
		RETURNING id`

	sqlPressedBulk = `SELECT id FROM bulk_replies WHERE request = $1`

	sqlInTalk = `
		SELECT t.number
		FROM   tickets t
		       JOIN conversations c ON c.id = t.conversation
		WHERE  t.number = ANY ($1) AND c.state -> 'live' ->> 'ticket' = t.number`

	sqlBulkTickets = `
		INSERT INTO bulk_reply_tickets (bulk, place, ticket, event)
		SELECT $1, e.place, e.ticket, e.event
		FROM   unnest($2::text[], $3::text[]) WITH ORDINALITY AS e (ticket, event, place)`

	sqlBulk = `
		SELECT at, who, who_name, undone, undone_by
		FROM   bulk_replies
		WHERE  id = $1`

	sqlBulkReplies = `
		SELECT    b.ticket, b.event, b.done IS NOT NULL, coalesce(b.done, false), b.delivery,
		          coalesce(d.state, ''), coalesce(d.reason, ''), coalesce(d.attempt, 0)
		FROM      bulk_reply_tickets b
		LEFT JOIN deliveries d ON d.id = b.delivery
		WHERE     b.bulk = $1
		ORDER BY  b.place`

	sqlUndoBulk = `
		UPDATE bulk_replies
		SET    undone = $2, undone_by = $3
		WHERE  id = $1 AND undone IS NULL`

	// Nothing more goes out until the acts that call it back are decided, which may take a second.
	sqlStayBulk = `
		UPDATE deliveries
		SET    due = now() + interval '1 minute'
		WHERE  id = ANY ($1) AND state = 'pending' AND attempt = 0`

	sqlBulkPending = `
		SELECT d.id
		FROM   bulk_reply_tickets b
		       JOIN deliveries d ON d.id = b.delivery
		WHERE  b.bulk = $1 AND d.state = 'pending' AND d.attempt = 0`

	sqlDecideBulk = `UPDATE bulk_reply_tickets SET done = $2, delivery = $3 WHERE event = $1`

	sqlBulkDelivery = `SELECT delivery FROM bulk_reply_tickets WHERE event = $1 AND delivery > 0`
)

// SendBulk stores the replies to several tickets, all or none, and gives the number under which they can be looked at.
// by.Request names the form: one that is pressed twice sends once.
func (s *Store) SendBulk(ctx context.Context, replies []chat.Event, by audit.Record) (id int64, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, sqlNewBulk, by.At, clean(by.Actor.ID), clean(by.Actor.Name), clean(by.Request)).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) { // it was pressed before
			return tx.QueryRow(ctx, sqlPressedBulk, clean(by.Request)).Scan(&id)
		}
		if err != nil {
			return err
		}
		numbers, events := make([]string, len(replies)), make([]string, len(replies))
		for i := range replies {
			numbers[i], events[i] = clean(replies[i].Ticket), key(replies[i].ID)
		}
		if _, err := tx.Exec(ctx, sqlBulkTickets, id, numbers, events); err != nil {
			return err
		}
		if err := s.storeEvents(ctx, tx, replies, s.options.Now()); err != nil {
			return err
		}
		by.Act, by.Object, by.After = audit.BulkReplied, strconv.FormatInt(id, 10), strconv.Itoa(len(replies))
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return 0, fmt.Errorf("send a reply to %d tickets: %w", len(replies), err)
	}
	return id, nil
}

// PressedBulk is the number of the replies that a form has sent before, or chat.ErrNotFound.
func (s *Store) PressedBulk(ctx context.Context, request string) (id int64, err error) {
	if err = orNotFound(s.workers.QueryRow(ctx, sqlPressedBulk, clean(request)).Scan(&id)); err != nil {
		return 0, fmt.Errorf("look for a bulk reply that was sent before: %w", err)
	}
	return id, nil
}

// InTalk are those of some tickets in which a person of the office and the member talk directly.
func (s *Store) InTalk(ctx context.Context, numbers []string) ([]string, error) {
	rows, _ := s.workers.Query(ctx, sqlInTalk, cleanAll(numbers)) // CollectRows returns the error
	talks, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look who talks directly: %w", err)
	}
	return talks, nil
}

// Bulk is one reply to several tickets with what has become of each, or chat.ErrNotFound.
func (s *Store) Bulk(ctx context.Context, id int64) (ticket.Bulk, error) {
	b := ticket.Bulk{ID: id}
	var undone *time.Time
	err := s.workers.QueryRow(ctx, sqlBulk, id).Scan(&b.At, &b.By.ID, &b.By.Name, &undone, &b.UndoneBy)
	if err = orNotFound(err); err != nil {
		return b, fmt.Errorf("read bulk reply %d: %w", id, err)
	}
	b.At, b.Undone = b.At.UTC(), moment(undone)
	rows, _ := s.workers.Query(ctx, sqlBulkReplies, id) // CollectRows returns the error
	b.Replies, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r ticket.BulkReply, err error) {
		err = row.Scan(&r.Number, &r.Event, &r.Decided, &r.Done, &r.Delivery, &r.State, &r.Reason, &r.Attempts)
		return r, err
	})
	if err != nil {
		return b, fmt.Errorf("read what became of bulk reply %d: %w", id, err)
	}
	return b, nil
}

// UndoBulk stores the events by which each of the replies is called back, once: it reports false where somebody has done
// so before.
func (s *Store) UndoBulk(ctx context.Context, id int64, recalls []chat.Event, by audit.Record) (undone bool, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sqlUndoBulk, id, by.At, clean(by.Actor.Name))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		undone = true
		if err := stayBulk(ctx, tx, id); err != nil {
			return err
		}
		if err := s.storeEvents(ctx, tx, recalls, s.options.Now()); err != nil {
			return err
		}
		by.Act, by.Object = audit.BulkRecalled, strconv.FormatInt(id, 10)
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return false, fmt.Errorf("call back bulk reply %d: %w", id, err)
	}
	return undone, nil
}

// stayBulk keeps replies that wait, and their copies by mail, where they are.
func stayBulk(ctx context.Context, tx pgx.Tx, id int64) error {
	var waiting []int64
	for _, q := range []struct {
		sql string
		arg any
	}{{sqlBulkPending, id}, {sqlCopies, &waiting}} {
		rows, _ := tx.Query(ctx, q.sql, q.arg) // CollectRows returns the error
		more, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return fmt.Errorf("look for what waits: %w", err)
		}
		waiting = append(waiting, more...)
	}
	for _, step := range []struct {
		sql  string
		args []any
	}{{sqlLockLanes, []any{[]string{}, waiting}}, {sqlStayBulk, []any{waiting}}, {sqlAdvance, []any{[]string{}, waiting}}} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return fmt.Errorf("let what waits wait: %w", err)
		}
	}
	return nil
}

// saveBulk notes what has become of one of several replies.
func (w *work) saveBulk(b *pgx.Batch, parcels []parcel) {
	t := w.turn
	if t.Event.Kind != chat.StaffAct || t.Event.Act != chat.Reply || !strings.HasPrefix(t.Event.ID, ticket.BulkPrefix) {
		return
	}
	delivery := int64(0)
	for _, p := range parcels { // the last one is the reply whose delivery staff follow
		if !p.staff && p.ticket != "" && p.messages[0].Author == chat.Staff {
			delivery = p.id
		}
	}
	b.Queue(sqlDecideBulk, t.Event.ID, t.Outcome.OK, delivery)
}

// replyOf is the delivery of the reply that an event of several has made, or chat.ErrNotFound.
func (w *work) replyOf(ctx context.Context, event string) (id int64, err error) {
	err = w.conn.QueryRow(ctx, sqlBulkDelivery, key(event)).Scan(&id)
	if err = orNotFound(err); err != nil {
		return 0, fmt.Errorf("find the reply of event %s: %w", event, err)
	}
	return id, nil
}
