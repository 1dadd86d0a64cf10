package postgres

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/ticket"
)

const sqlLog = `
	INSERT INTO ticket_events (ticket, at, who, who_name, what, text, before, after, delivery, message_id)
	SELECT e.ticket, $1, e.who, e.who_name, e.what, e.text, e.before, e.after, e.delivery, e.message_id
	FROM   unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[])
	       WITH ORDINALITY
	       AS e (ticket, who, who_name, what, text, before, after, delivery, message_id, place)
	ORDER  BY e.place`

// What happened lets a ticket rise in the queue: what anybody did by when it last moved, what its member said by
// when it was last heard. The tickets of a turn are their contact's, whose lock the turn holds.
const sqlTouch = `
	UPDATE tickets
	SET    touched = $1, heard = CASE WHEN number = ANY ($3) THEN $1 ELSE heard END
	WHERE  id IN (SELECT id FROM tickets WHERE number = ANY ($2) ORDER BY id FOR NO KEY UPDATE)`

// touch marks the tickets whose logs a turn adds to.
func (w *work) touch(b *pgx.Batch) {
	var moved, heard []string
	for _, e := range w.turn.Log {
		switch {
		case !e.What.Moves():
			continue
		case e.What == ticket.LogMemberWrote || e.What == ticket.LogFile:
			heard = append(heard, e.Ticket)
		}
		moved = append(moved, e.Ticket)
	}
	if len(moved) > 0 {
		b.Queue(sqlTouch, w.turn.Now, moved, heard)
	}
}

// memberID is the person ID under which the log names the member.
const memberID = "member"

// saveLog adds to the tickets' logs. An entry of the member's names the message it tells of, so
// that its words can be blanked when the member takes them back.
func (w *work) saveLog(b *pgx.Batch) {
	t := w.turn
	n := len(t.Log)
	if n == 0 {
		return
	}
	tickets, who, names, what := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	texts, before, after, messages := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	deliveries := make([]int64, n)
	for i, e := range t.Log {
		tickets[i], who[i], names[i], what[i] = e.Ticket, clean(e.Who.ID), clean(e.Who.Name), string(e.What)
		texts[i], before[i], after[i], deliveries[i] = clean(e.Text), clean(e.From), clean(e.To), e.Delivery
		if e.Who.ID == memberID {
			messages[i] = cmp.Or(e.MessageID, t.Event.MessageID)
		}
	}
	w.touch(b)
	b.Queue(sqlLog, t.Now, tickets, who, names, what, texts, before, after, deliveries, messages)
}

const sqlTicketLog = `
	SELECT   id, ticket, at, who, who_name, what, text, before, after, delivery
	FROM     ticket_events
	WHERE    ticket = $1
	ORDER BY id`

// Log reads all that happened to a ticket, oldest first.
func (s *Store) Log(ctx context.Context, number string) ([]ticket.Entry, error) {
	rows, _ := s.workers.Query(ctx, sqlTicketLog, clean(number)) // CollectRows returns the error
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ticket.Entry, error) {
		var e ticket.Entry
		var at time.Time
		var who chat.Person
		err := row.Scan(&e.ID, &e.Ticket, &at, &who.ID, &who.Name, &e.What, &e.Text, &e.From, &e.To, &e.Delivery)
		e.At, e.Who = at.UTC(), who
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("read log of ticket %s: %w", number, err)
	}
	return entries, nil
}
