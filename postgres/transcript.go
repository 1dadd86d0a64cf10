package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// A line is one addition to a transcript.
type line struct {
	seq       int64
	message   chat.Message
	event     string
	messageID string
	delivery  int64
	sent      time.Time // of a member's: when they sent it, by their platform's clock
}

const (
	sqlMessages = `
		INSERT INTO messages (conversation, seq, at, author, body, event, message_id, delivery, sent)
		SELECT m.conversation, m.seq, m.at, m.author, m.body::jsonb, m.event, m.message_id, nullif(m.delivery, 0), m.sent
		FROM   unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::timestamptz[])
		       AS m (conversation, at, seq, author, body, event, message_id, delivery, sent)`

	// What a turn says to another contact goes into that contact's transcript, under its lock.
	sqlForeignMessage = `
		WITH c AS (
		    UPDATE conversations SET last_seq = last_seq + 1 WHERE address = $1 RETURNING id, last_seq
		)
		INSERT INTO messages (conversation, seq, at, author, body, delivery)
		SELECT c.id, c.last_seq, $2, $3, $4::jsonb, $5
		FROM   c`
)

// queueMessages adds to the transcripts what the turns say.
func queueMessages(b *pgx.Batch, works ...*work) error {
	var conversations, seqs, deliveries []int64
	var times []time.Time
	var sent []*time.Time
	var authors, bodies, events, ids []string
	for _, w := range works {
		for _, l := range w.lines {
			body, err := marshal(l.message)
			if err != nil {
				return err
			}
			conversations, times = append(conversations, w.turn.Conversation.ID), append(times, w.turn.Now)
			seqs, deliveries = append(seqs, l.seq), append(deliveries, l.delivery)
			authors, bodies = append(authors, author(l.message)), append(bodies, body)
			events, ids, sent = append(events, l.event), append(ids, l.messageID), append(sent, instant(l.sent))
		}
	}
	if len(seqs) > 0 {
		b.Queue(sqlMessages, conversations, times, seqs, authors, bodies, events, ids, deliveries, sent)
	}
	return nil
}

// queueForeign adds to other contacts' transcripts what a turn of lane says to them.
func queueForeign(b *pgx.Batch, lane string, at time.Time, parcels []parcel) error {
	for _, p := range parcels {
		if p.staff || p.lane == lane {
			continue
		}
		for _, m := range p.messages {
			body, err := marshal(m)
			if err != nil {
				return err
			}
			b.Queue(sqlForeignMessage, p.lane, at, author(m), body, p.id)
		}
	}
	return nil
}

// author is who speaks; a message that does not say is the bot's.
func author(m chat.Message) string {
	if m.Author == "" {
		return string(chat.Bot)
	}
	return string(m.Author)
}

// A reply that can still be called back is not shown yet, nor is anything after it: a reader goes
// on from the last number it saw, so that a line must never appear below one already read. One
// that was called back is not shown at all.
const sqlTranscript = `
	WITH page AS MATERIALIZED (
	    SELECT   m.seq, m.at, m.body, m.event, m.sent, d.state,
	             coalesce(d.state = 'pending' AND d.attempt = 0 AND d.due > now(), false) AS early
	    FROM     messages m
	             JOIN conversations c ON c.id = m.conversation
	             LEFT JOIN deliveries d ON d.id = m.delivery
	    WHERE    c.address = $1 AND m.seq > $2
	    ORDER BY m.seq
	    LIMIT    $3
	)
	SELECT   seq, at, body, event, sent
	FROM     page
	WHERE    seq < coalesce((SELECT min(seq) FROM page WHERE early), seq + 1)
	AND      state IS DISTINCT FROM 'discarded'
	ORDER BY seq`

// transcriptPage is the length of a page of a transcript, and the most of one.
const transcriptPage = 200

// Transcript gives the lines of a contact's conversation numbered above after, oldest first, at
// most limit (0 means 200): what the member wrote and what was sent to them. The staff's notes are
// not part of it. Fewer lines than limit do not mean that there are no more: see Watch.
func (s *Store) Transcript(ctx context.Context, addr chat.Address, after int64, limit int) ([]chat.Line, error) {
	if limit <= 0 || limit > transcriptPage {
		limit = transcriptPage
	}
	rows, _ := s.workers.Query(ctx, sqlTranscript, addr.String(), after, limit) // CollectRows returns the error
	lines, err := pgx.CollectRows(rows, scanLine)
	if err != nil {
		return nil, fmt.Errorf("read transcript of %s: %w", addr, err)
	}
	return lines, nil
}

func scanLine(row pgx.CollectableRow) (chat.Line, error) {
	var l chat.Line
	var sent *time.Time
	err := row.Scan(&l.Seq, &l.At, &l.Message, &l.Event, &sent) // pgx reads jsonb into a struct
	l.At, l.Sent = l.At.UTC(), moment(sent)
	return l, err
}

const sqlLastLines = `
	SELECT   seq, at, body, event, sent
	FROM     (SELECT   m.seq, m.at, m.body, m.event, m.sent
	          FROM     messages m
	                   JOIN conversations c ON c.id = m.conversation
	                   LEFT JOIN deliveries d ON d.id = m.delivery
	          WHERE    c.address = $1 AND d.state IS DISTINCT FROM 'discarded'
	          ORDER BY m.seq DESC
	          LIMIT    $2) last
	ORDER BY seq`

// LastLines gives the newest lines of a contact's conversation, oldest first, for the staff:
// replies that are still on their way are among them.
func (s *Store) LastLines(ctx context.Context, addr chat.Address, limit int) ([]chat.Line, error) {
	rows, _ := s.workers.Query(ctx, sqlLastLines, addr.String(), limit) // CollectRows returns the error
	lines, err := pgx.CollectRows(rows, scanLine)
	if err != nil {
		return nil, fmt.Errorf("read last lines of %s: %w", addr, err)
	}
	return lines, nil
}

// Gone reports whether a contact has blocked us. One that nobody knows has not.
func (s *Store) Gone(ctx context.Context, addr chat.Address) (bool, error) {
	var gone bool
	err := s.workers.QueryRow(ctx, `SELECT EXISTS (SELECT FROM conversations WHERE address = $1 AND NOT reachable)`, clean(addr.String())).Scan(&gone)
	if err != nil {
		return false, fmt.Errorf("look whether %s has blocked us: %w", addr, err)
	}
	return gone, nil
}
