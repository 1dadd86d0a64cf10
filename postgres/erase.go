package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/words"
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

	// One that says more than the message says the rest.
	sqlStrikeLog = `
		UPDATE ticket_events
		SET    text = replace(text, $2, '…')
		WHERE  ticket IN (SELECT number FROM tickets WHERE contact = $1)
		AND    who = 'member' AND length($2) > 3 AND strpos(text, $2) > 0`

	// A ticket that was opened with the words, or filled with them, keeps its place without them.
	sqlEraseTickets = `
		UPDATE tickets
		SET    title = CASE WHEN length($2) > 3 THEN replace(title, $2, '…') ELSE title END,
		       trace = blank_value(trace, $2), fields = blank_value(fields, $2), words = '', pairs = '{}'
		WHERE  contact = $1
		AND    (strpos(title, $2) > 0 OR blank_value(trace, $2) <> trace OR blank_value(fields, $2) <> fields)`

	// What the bot repeated of the words: the summary of a form, a question about them. Of what is not
	// settled yet the body must stay as it is, for its platform may have it already.
	sqlStrikeSaid = `
		WITH said AS (
			SELECT seq, delivery
			FROM   messages
			WHERE  conversation = $1 AND author <> 'member' AND length($2) > 3 AND strpos(body ->> 'text', $2) > 0),
		sent AS (
			UPDATE deliveries d
			SET    messages = replace(d.messages::text, substr(to_jsonb($2::text)::text, 2, length(to_jsonb($2::text)::text) - 2), '…')::jsonb
			WHERE  d.id IN (SELECT delivery FROM said) AND d.settled IS NOT NULL)
		UPDATE messages m
		SET    body = jsonb_set(m.body, '{text}', to_jsonb(replace(m.body ->> 'text', $2, '…')))
		FROM   said
		WHERE  m.conversation = $1 AND m.seq = said.seq`

	// Copies in the staff's threads, sent or not, and cards with the words.
	sqlEraseCopies = `
		UPDATE deliveries d
		SET    messages = (SELECT   jsonb_agg(CASE WHEN others.files IS NOT NULL AND others.n < jsonb_array_length(m.body -> 'files')
		                                           THEN m.body || jsonb_build_object('files', others.files, 'message_id', others.first, 'text', $5::text)
		                                           WHEN others.files IS NULL AND m.body ->> 'message_id' = ANY ($2)
		                                           THEN m.body - 'files' || jsonb_build_object('text', $4::text)
		                                           ELSE m.body END
		                                      ORDER BY m.place)
		                   FROM     jsonb_array_elements(blank_values(d.messages, $3)) WITH ORDINALITY AS m (body, place),
		                            LATERAL (SELECT jsonb_agg(f.file) AS files, count(*) AS n, min(f.file ->> 'message_id') AS first
		                                     FROM   jsonb_array_elements(m.body -> 'files') AS f (file)
		                                     WHERE  coalesce(f.file ->> 'message_id', m.body ->> 'message_id') <> ALL ($2)) others)
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
	texts, err := w.texts(ctx, t.Erase)
	if err != nil {
		return err
	}
	b.Queue(sqlAllowErasing, "on")
	b.Queue(sqlEraseLog, w.lane, t.Erase, texts)
	for _, text := range texts {
		b.Queue(sqlStrikeLog, w.lane, text)
	}
	b.Queue(sqlAllowErasing, "off")
	for _, text := range texts {
		b.Queue(sqlEraseTickets, w.lane, text)
		b.Queue(sqlStrikeSaid, t.Conversation.ID, text)
	}
	b.Queue(sqlEraseCopies, w.lane, t.Erase, texts, takenBack(), words.FilesLeft)
	said := make([]string, len(texts))
	for i, text := range texts {
		said[i] = reading.Anonymous(text)
	}
	b.Queue(sqlEraseUnanswered, t.Conversation.Address.Channel, t.Conversation.ID, t.Erase, said)
	b.Queue(sqlEraseCalls, t.Conversation.Address.Channel, t.Conversation.ID, t.Erase)
	b.Queue(sqlEraseAnswered, t.Conversation.Address.Channel, t.Conversation.ID, t.Erase)
	b.Queue(sqlEraseEvents, t.Conversation.Address.Channel, t.Conversation.ID, t.Erase)
	b.Queue(sqlEraseFiles, t.Conversation.ID, t.Erase)
	b.Queue(sqlEraseMessages, t.Conversation.ID, t.Erase, t.Now)
	return nil
}

// wordings is what a message of the contact's said, as the transcript has it.
func (w *work) wordings(ctx context.Context, messageID string) ([]string, error) {
	return w.texts(ctx, []string{messageID})
}

func (w *work) texts(ctx context.Context, messages []string) ([]string, error) {
	rows, _ := w.conn.Query(ctx, sqlErasedTexts, w.turn.Conversation.ID, messages) // CollectRows returns the error
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read what messages said: %w", err)
	}
	return texts, nil
}
