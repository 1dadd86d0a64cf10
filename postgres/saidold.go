package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/ticket"
)

// oldBatch is how much is read at a time, so that a large transcript never waits in memory or under a lock.
const oldBatch = 1000

const (
	sqlSaidUntil = `SELECT CASE WHEN lines = '-infinity' THEN '0001-01-01' ELSE lines END, entries, tickets FROM said_until`

	sqlReadLines   = `UPDATE said_until SET lines = greatest(lines, $1)`
	sqlReadEntries = `UPDATE said_until SET entries = greatest(entries, $1)`
	sqlReadTickets = `UPDATE said_until SET tickets = greatest(tickets, $1)`

	// A day at a time, by the index that knows where in the table a day lies. From an hour before the last:
	// a turn notes when it began.
	sqlUnsaidFrom = `SELECT min(at) FROM messages WHERE at > $1`

	sqlUnsaidLines = `
		SELECT   m.conversation, m.seq, m.at, m.author, m.body ->> 'text'
		FROM     messages m
		WHERE    m.at >= $1 AND m.at < $2 AND m.author IN ('member', 'staff') AND coalesce(m.body ->> 'text', '') <> ''
		AND      (m.conversation, m.seq) > ($3, $4)
		AND      NOT EXISTS (SELECT FROM said s WHERE s.conversation = m.conversation AND s.line = m.seq AND s.line > 0)
		ORDER BY m.conversation, m.seq
		LIMIT    $5`

	sqlUnsaidEntries = `
		SELECT   e.id, t.conversation, e.ticket, e.at, e.text
		FROM     ticket_events e
		         JOIN tickets t ON t.number = e.ticket
		WHERE    e.id > $1 AND e.what IN ('noted', 'routed') AND e.text <> ''
		ORDER BY e.id
		LIMIT    $2`

	sqlUnsaidTickets = `
		SELECT   ` + ticketColumns + `
		FROM     tickets
		WHERE    id > $1
		ORDER BY id
		LIMIT    $2`

	sqlSaidLine = `
		INSERT INTO said (conversation, line, at, source, words, grams)
		VALUES           ($1, $2, $3, $4, $5, $6::integer[])
		ON CONFLICT DO NOTHING`

	sqlSaidEntry = `
		INSERT INTO said (conversation, ticket, entry, at, source, words, grams)
		VALUES           ($1, $2, $3, $4, 'note', $5, $6::integer[])
		ON CONFLICT DO NOTHING`

	sqlSaidOldTicket = `
		INSERT INTO said (conversation, ticket, at, source, words, grams)
		VALUES           ($1, $2, $3, 'ticket', $4, $5::integer[])
		ON CONFLICT DO NOTHING`
)

// ReadOld brings what was said before the search knew of it, or by a program that did not, to it. It goes on where
// an earlier process stopped, and ends when all is read. Several processes may do so at once.
func (s *Store) ReadOld(ctx context.Context) error {
	var lines time.Time
	var entries, tickets int64
	err := s.workers.QueryRow(ctx, sqlSaidUntil).Scan(&lines, &entries, &tickets)
	if err == nil {
		err = s.oldLines(ctx, lines.Add(-time.Hour))
	}
	if err == nil {
		err = s.oldEntries(ctx, entries)
	}
	if err == nil {
		err = s.oldTickets(ctx, tickets)
	}
	if err != nil {
		return fmt.Errorf("bring what was said to the search: %w", err)
	}
	return nil
}

// oldLines reads the transcripts day by day.
func (s *Store) oldLines(ctx context.Context, after time.Time) error {
	for {
		var first *time.Time
		if err := s.workers.QueryRow(ctx, sqlUnsaidFrom, after).Scan(&first); err != nil || first == nil {
			return err
		}
		end := first.Add(24 * time.Hour)
		if err := s.oldDay(ctx, *first, end); err != nil {
			return err
		}
		until := end
		if now := s.options.Now(); until.After(now) {
			until = now
		}
		if _, err := s.workers.Exec(ctx, sqlReadLines, until); err != nil {
			return err
		}
		after = end.Add(-time.Microsecond)
	}
}

func (s *Store) oldDay(ctx context.Context, from, end time.Time) error {
	var conversation, seq int64
	for {
		b, n := &pgx.Batch{}, 0
		rows, _ := s.workers.Query(ctx, sqlUnsaidLines, from, end, conversation, seq, oldBatch) // ForEachRow returns the error
		var at time.Time
		var author, text string
		_, err := pgx.ForEachRow(rows, []any{&conversation, &seq, &at, &author, &text}, func() error {
			n++
			if said, ok := seek(text, at); ok {
				b.Queue(sqlSaidLine, conversation, seq, at, author, said.words, said.grams)
			}
			return nil
		})
		if err == nil {
			err = s.workers.SendBatch(ctx, b).Close()
		}
		if err != nil || n < oldBatch {
			return err
		}
	}
}

func (s *Store) oldEntries(ctx context.Context, after int64) error {
	for {
		b, n := &pgx.Batch{}, 0
		rows, _ := s.workers.Query(ctx, sqlUnsaidEntries, after, oldBatch) // ForEachRow returns the error
		var conversation int64
		var at time.Time
		var number, text string
		_, err := pgx.ForEachRow(rows, []any{&after, &conversation, &number, &at, &text}, func() error {
			n++
			if said, ok := seek(text, at); ok {
				b.Queue(sqlSaidEntry, conversation, number, after, at, said.words, said.grams)
			}
			return nil
		})
		b.Queue(sqlReadEntries, after)
		if err == nil {
			err = s.workers.SendBatch(ctx, b).Close()
		}
		if err != nil || n < oldBatch {
			return err
		}
	}
}

func (s *Store) oldTickets(ctx context.Context, after int64) error {
	for {
		rows, _ := s.workers.Query(ctx, sqlUnsaidTickets, after, oldBatch) // collectTickets returns the error
		found, err := collectTickets(rows)
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		for i := range found {
			s.queueOld(b, &found[i])
			after = found[i].ID
		}
		b.Queue(sqlReadTickets, after)
		if err := s.workers.SendBatch(ctx, b).Close(); err != nil || len(found) < oldBatch {
			return err
		}
	}
}

func (s *Store) queueOld(b *pgx.Batch, tk *ticket.Ticket) {
	if said, ok := seek(ticketText(s.labels(tk)), tk.Opened); ok {
		b.Queue(sqlSaidOldTicket, tk.Conversation, tk.Number, tk.Opened, said.words, said.grams)
	}
}
