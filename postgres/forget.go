package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/ticket"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// What erasing on request and forgetting in time have in common: how the words go out of a ticket
// and out of a delivery, so that nothing that reads them stumbles.

const (
	// The version counts on, so that a press on an old card is noticed. Whoever is erased while a
	// ticket is open can no longer be answered: it is cancelled.
	sqlEraseTicket = `
		UPDATE tickets
		SET    title = @title, fields = '{}', trace = '{}', tags = ARRAY(SELECT tag FROM unnest(tags) AS tag WHERE tag NOT LIKE @vouched), words = @words, pairs = @pairs, erased = @now, version = version + 1,
		       status = CASE WHEN open THEN 'cancelled' ELSE status END,
		       closed = CASE WHEN open THEN @now ELSE closed END, snoozed = CASE WHEN open THEN NULL ELSE snoozed END,
		       contact = CASE WHEN @contact::text = '' THEN contact ELSE @contact END
		WHERE  id = @id`

	// The log is only added to, but for this: its words go, and who was the member. What happened,
	// when, and who of the office did it, stays.
	sqlEraseTicketLog = `
		UPDATE ticket_events
		SET    text = '', message_id = '', who_name = CASE WHEN who = 'member' THEN '' ELSE who_name END
		WHERE  ticket = ANY (@numbers)
		AND    (text <> '' OR message_id <> '' OR who = 'member' AND who_name <> '')`

	// Why it was held once is told in words, here and where it is written down who did so.
	sqlEraseTicketHolds = `
		UPDATE holds
		SET    note = ''
		WHERE  lifted IS NOT NULL AND what = 'ticket' AND object = ANY (@numbers)`

	sqlEraseTicketHoldsAudit = `
		UPDATE audit
		SET    note = ''
		WHERE  object = ANY (SELECT 'ticket/' || number FROM unnest(@numbers::text[]) AS n (number))`

	sqlLogErased = `
		INSERT INTO ticket_events (ticket, at, who, who_name, what)
		SELECT number, @now, @who, @name, 'erased'
		FROM   unnest(@numbers::text[]) AS number`

	// A dead letter without words must not be sent again: it is given up with them. What is being
	// sent may arrive all the same; the settlement of its attempt finds nothing to settle.
	sqlEraseDeliveries = `
		UPDATE deliveries
		SET    messages = @erased::jsonb, reply_token = '', reply_until = NULL, error = '', reason = '', progress = '',
		       state = CASE WHEN state = 'sent' THEN 'sent' ELSE 'discarded' END, failed = false, settled = coalesce(settled, @now)
		WHERE  id = ANY (@ids)`
)

// erasedTitle stands where a ticket's title was.
func erasedTitle() string { return catalogue.JA.Say("postgres.erased") }

// erasedMessages stand where a delivery's were. Should the sentence change, those erased before are
// written anew, once.
func erasedMessages() string {
	b, _ := json.Marshal([]chat.Message{{Text: erasedTitle(), Author: chat.System}}) // strings: it cannot fail
	return string(b)
}

// A ticketName is how a ticket is known in the statements above.
type ticketName struct {
	ID     int64
	Number string
}

// eraseTickets wipes tickets and their logs. A pseudonym, unless it is empty, takes the place of
// their contact.
func eraseTickets(ctx context.Context, tx pgx.Tx, tickets []ticketName, pseudonym, who, name string, now time.Time) (logged int64, err error) {
	b := &pgx.Batch{}
	numbers := make([]string, len(tickets))
	for i, t := range tickets {
		numbers[i] = t.Number
		words := fold(t.Number)
		b.Queue(sqlEraseTicket, pgx.NamedArgs{
			"id": t.ID, "title": erasedTitle(), "words": words, "pairs": pairs(words), "now": now, "contact": pseudonym, "vouched": ticket.VouchedTag + "%",
		})
	}
	args := pgx.NamedArgs{"numbers": numbers, "now": now, "who": who, "name": name}
	b.Queue(sqlEraseTicketHolds, args)
	b.Queue(sqlAllowErasing, "on")
	b.Queue(sqlEraseTicketHoldsAudit, args)
	b.Queue(sqlEraseTicketLog, args).Exec(func(tag pgconn.CommandTag) error { logged = tag.RowsAffected(); return nil })
	b.Queue(sqlAllowErasing, "off")
	b.Queue(sqlLogErased, args)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return 0, fmt.Errorf("erase %d tickets: %w", len(tickets), err)
	}
	return logged, nil
}

// eraseDeliveries wipes deliveries and discards those that have not gone out. Lanes to be locked
// besides the deliveries' own are named, so that all are locked in one order.
func eraseDeliveries(ctx context.Context, tx pgx.Tx, ids []int64, lanes []string, now time.Time) (erased int64, err error) {
	b := &pgx.Batch{}
	b.Queue(sqlLockLanes, lanes, ids)
	b.Queue(sqlEraseDeliveries, pgx.NamedArgs{"ids": ids, "now": now, "erased": erasedMessages()}).
		Exec(func(tag pgconn.CommandTag) error { erased = tag.RowsAffected(); return nil })
	b.Queue(sqlAdvance, lanes, ids)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return 0, fmt.Errorf("erase %d deliveries: %w", len(ids), err)
	}
	return erased, nil
}
