package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/catalogue"
	"madoguchi/reading"
)

const (
	// A line of the transcript leads to its event. One that was masked says less than its event
	// did: the event no longer says it either.
	sqlErasedTexts = `
		SELECT DISTINCT body ->> 'text'
		FROM   messages
		WHERE  conversation = $1 AND message_id = ANY ($2) AND coalesce(body ->> 'text', '') <> ''`

	sqlEraseMessages = `
		UPDATE messages
		SET    body = jsonb_build_object('text', '', 'author', author, 'unsent', message_id), unsent = $3
		WHERE  conversation = $1 AND message_id = ANY ($2)`

	sqlEraseEvents = `
		UPDATE events
		SET    body = body - 'text' - 'data' - 'files'
		WHERE  channel = $1
		AND    event_id IN (SELECT event FROM messages WHERE conversation = $2 AND message_id = ANY ($3))`

	sqlEraseAnswered = `
		UPDATE answered
		SET    query = ''
		WHERE  event = ANY (ARRAY(
		           SELECT seq
		           FROM   events
		           WHERE  channel = $1
		           AND    event_id IN (SELECT event FROM messages WHERE conversation = $2 AND message_id = ANY ($3))))`

	sqlAllowErasing = `SELECT set_config('madoguchi.erasing', $1, true)`

	// By the message an entry tells of, and, for one that quotes an earlier message, by its words.
	sqlEraseLog = `
		UPDATE ticket_events
		SET    text = ''
		WHERE  ticket IN (SELECT number FROM tickets WHERE contact = $1)
		AND    who = 'member'
		AND    (message_id = ANY ($2) OR text = ANY ($3))`

	// A ticket that was opened with the words, or filled with them, keeps its place without them.
	sqlEraseTickets = `
		UPDATE tickets
		SET    title = CASE WHEN length($2) > 3 THEN replace(title, $2, '…') ELSE title END,
		       trace = blank_value(trace, $2), fields = blank_value(fields, $2), words = '', pairs = '{}'
		WHERE  contact = $1
		AND    (strpos(title, $2) > 0 OR blank_value(trace, $2) <> trace OR blank_value(fields, $2) <> fields)`

	// Copies in the staff's threads, sent or not, and cards with the words.
	sqlEraseCopies = `
		UPDATE deliveries d
		SET    messages = (SELECT   jsonb_agg(CASE WHEN m.body ->> 'message_id' = ANY ($2)
		                                           THEN m.body - 'files' || jsonb_build_object('text', $4::text)
		                                           ELSE m.body END
		                                      ORDER BY m.place)
		                   FROM     jsonb_array_elements(blank_values(d.messages, $3)) WITH ORDINALITY AS m (body, place))
		WHERE  d.ticket IN (SELECT number FROM tickets WHERE contact = $1)
		AND    d.staff`
)

const sqlEraseFiles = `DELETE FROM files WHERE conversation = $1 AND message_id = ANY ($2)`

// takenBack stands in the staff's threads where a member's words were.
func takenBack() string { return catalogue.JA.Say("postgres.taken_back") }

// saveErasure wipes what the member took back: from the transcript, the inbox, the logs, the
// tickets and the copies on their way to the staff.
func (w *work) saveErasure(ctx context.Context, b *pgx.Batch) error {
	t := w.turn
	if len(t.Erase) == 0 {
		return nil
	}
	rows, _ := w.conn.Query(ctx, sqlErasedTexts, t.Conversation.ID, t.Erase) // CollectRows returns the error
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("read what is to be erased: %w", err)
	}
	b.Queue(sqlAllowErasing, "on")
	b.Queue(sqlEraseLog, w.lane, t.Erase, texts)
	b.Queue(sqlAllowErasing, "off")
	for _, text := range texts {
		b.Queue(sqlEraseTickets, w.lane, text)
	}
	b.Queue(sqlEraseCopies, w.lane, t.Erase, texts, takenBack())
	said := make([]string, len(texts))
	for i, text := range texts {
		said[i] = reading.Anonymous(text)
	}
	b.Queue(sqlEraseUnanswered, t.Conversation.Address.Channel, t.Conversation.ID, t.Erase, said)
	b.Queue(sqlEraseAnswered, t.Conversation.Address.Channel, t.Conversation.ID, t.Erase)
	b.Queue(sqlEraseEvents, t.Conversation.Address.Channel, t.Conversation.ID, t.Erase)
	b.Queue(sqlEraseFiles, t.Conversation.ID, t.Erase)
	b.Queue(sqlEraseMessages, t.Conversation.ID, t.Erase, t.Now)
	return nil
}
