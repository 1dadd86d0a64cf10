package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
)

const (
	sqlWantFiles = `
		INSERT INTO files (conversation, address, message_id, file_id, name, kind, size, created)
		SELECT $1, $2, $3, f.file_id, f.name, f.kind, f.size, $4
		FROM   unnest($5::text[], $6::text[], $7::text[], $8::bigint[]) AS f (file_id, name, kind, size)
		ON CONFLICT (conversation, file_id) DO UPDATE
		SET    message_id = EXCLUDED.message_id, state = 'wanted', due = now()
		WHERE  files.state = 'arrived'`

	// What is claimed is due again when the lease ends, should this process die. The wait after a
	// failure doubles from four seconds to an hour.
	sqlClaimFiles = `
		UPDATE files f
		SET    attempts = f.attempts + 1, due = now() + $3::interval
		FROM   (SELECT   id
		        FROM     files
		        WHERE    state = 'wanted' AND due <= now() AND split_part(address, ':', 1) = ANY ($1)
		        ORDER BY due
		        LIMIT    $2
		        FOR      UPDATE SKIP LOCKED) n
		WHERE  f.id = n.id
		RETURNING f.id, f.address, f.file_id, f.name, f.kind, f.size, f.attempts, f.created`

	sqlKeepFile = `
		WITH room AS (
		    SELECT   f.id, coalesce(sum(o.size) FILTER (WHERE o.state = 'kept' AND o.shared_until IS NULL), 0) + $3 <= $5 AS fits
		    FROM     files f
		             JOIN files o USING (conversation)
		    WHERE    f.id = $1
		    GROUP BY f.id
		)
		UPDATE files f
		SET    state = CASE WHEN r.fits THEN 'kept' ELSE 'full' END, media_type = $2, size = $3,
		       content = CASE WHEN r.fits THEN $4::bytea END, error = ''
		FROM   room r
		WHERE  f.id = r.id AND f.state = 'wanted'
		RETURNING f.state`

	sqlDropFile = `
		UPDATE files
		SET    state = $2, error = $3, content = NULL
		WHERE  id = $1 AND state = 'wanted'
		RETURNING state`

	sqlRetryFile = `
		UPDATE files
		SET    error = $2, due = now() + least(interval '2 seconds' * (2 ^ least(attempts, 12)), interval '1 hour')
		WHERE  id = $1 AND state = 'wanted'`

	// The tickets whose log tells of the message that a file came with.
	sqlFileTickets = `
		SELECT DISTINCT t.number, t.channel, f.message_id
		FROM   files f
		       JOIN tickets t        ON t.contact = f.address
		       JOIN ticket_events e  ON e.ticket = t.number AND e.message_id = f.message_id
		WHERE  f.id = $1 AND f.message_id <> ''
		ORDER BY t.number`

	sqlLogFile = `
		INSERT INTO ticket_events (ticket, at, what, text)
		VALUES                    ($1,     $2, 'file', $3)`

	sqlFile = `
		SELECT f.media_type, f.content
		FROM   files f
		       JOIN conversations c ON c.id = f.conversation
		WHERE  c.address = $1 AND f.file_id = $2 AND (f.state = 'kept' OR f.state IN ('arrived', 'wanted') AND f.content IS NOT NULL)`
)

const (
	// MaxFile is the largest file that is kept, in bytes.
	MaxFile = 10 << 20
	// maxFiles is how much is kept of one contact, in bytes.
	maxFiles = 100 << 20
	// fileLease is how long a process may take over fetching one file.
	fileLease = 5 * time.Minute
)

// saveFiles notes what the member sent along, to be fetched.
func (w *work) saveFiles(b *pgx.Batch) {
	t := w.turn
	if t.Event.Kind != chat.Media && t.Event.Kind != chat.Mailed {
		return
	}
	var ids, names, kinds []string
	var sizes []int64
	for _, f := range t.Event.Files {
		if f.ID != "" {
			ids, names = append(ids, key(f.ID)), append(names, clean(f.Name))
			kinds, sizes = append(kinds, clean(f.Type)), append(sizes, f.Bytes)
		}
	}
	if len(ids) > 0 {
		b.Queue(sqlWantFiles, t.Conversation.ID, w.lane, t.Event.MessageID, t.Now, ids, names, kinds, sizes)
	}
}

const sqlKeptFiles = `
	SELECT file_id, name, kind, size
	FROM   files
	WHERE  conversation = $1 AND message_id = $2 AND state = 'kept'`

// bringKept shows the staff of a ticket that is opened what was sent along before and has been fetched
// since. What has not is told of when it is.
func (w *work) bringKept(ctx context.Context) error {
	t := w.turn
	sent := map[string][]chat.File{} // by ticket
	for i := range t.Log {
		e := &t.Log[i]
		if e.MessageID == "" || e.MessageID == t.Event.MessageID {
			continue
		}
		rows, _ := w.conn.Query(ctx, sqlKeptFiles, t.Conversation.ID, e.MessageID) // CollectRows returns the error
		kept, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f chat.File, err error) {
			err = row.Scan(&f.ID, &f.Name, &f.Type, &f.Bytes)
			return f, err
		})
		if err != nil {
			return fmt.Errorf("look for files sent before: %w", err)
		}
		for _, f := range kept {
			f.MessageID = e.MessageID
			sent[e.Ticket] = append(sent[e.Ticket], f)
		}
	}
	for _, number := range slices.Sorted(maps.Keys(sent)) {
		for files := range slices.Chunk(sent[number], filesTogether) {
			t.Out = append(t.Out, turn.Outgoing{Staff: true, Ticket: number, Messages: []chat.Message{filesNews(files)}})
		}
	}
	return nil
}

// ClaimFiles leases up to limit files of the named channels that are due to be fetched.
func (s *Store) ClaimFiles(ctx context.Context, channels []string, limit int) ([]chat.WantedFile, error) {
	rows, _ := s.workers.Query(ctx, sqlClaimFiles, channels, limit, fileLease) // CollectRows returns the error
	wanted, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (chat.WantedFile, error) {
		var f chat.WantedFile
		var address string
		err := row.Scan(&f.ID, &address, &f.File.ID, &f.File.Name, &f.File.Type, &f.File.Bytes, &f.Attempt, &f.Created)
		if err == nil {
			f.From, err = chat.ParseAddress(address)
		}
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("claim files: %w", err)
	}
	return wanted, nil
}

// KeepFile stores a fetched file, if the contact has not sent too much already, and tells the staff
// of its ticket. One that was taken back meanwhile is forgotten.
func (s *Store) KeepFile(ctx context.Context, f chat.WantedFile, mediaType string, content []byte) error {
	return s.endFile(ctx, f, int64(len(content)), sqlKeepFile, f.ID, clean(mediaType), int64(len(content)), content, int64(maxFiles))
}

// LoseFile gives up a file that the platform has no more, and tells the staff of its ticket.
func (s *Store) LoseFile(ctx context.Context, f chat.WantedFile, why error) error {
	return s.endFile(ctx, f, 0, sqlDropFile, f.ID, string(turn.FileGone), clean(why.Error()))
}

// RefuseFile gives up a file that is larger than we keep, and tells the staff of its ticket.
func (s *Store) RefuseFile(ctx context.Context, f chat.WantedFile, why error) error {
	return s.endFile(ctx, f, 0, sqlDropFile, f.ID, string(turn.FileTooBig), clean(why.Error()))
}

// endFile settles a file and, in the same transaction, writes what became of it into the log and the
// thread of the ticket it was sent to.
func (s *Store) endFile(ctx context.Context, f chat.WantedFile, size int64, sql string, args ...any) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		var fate string
		err := tx.QueryRow(ctx, sql, args...).Scan(&fate)
		if errors.Is(err, pgx.ErrNoRows) { // taken back, or another process was faster
			return nil
		}
		if err != nil {
			return err
		}
		m := chat.Message{Author: chat.System, Text: words.FileNews(turn.FileFate(fate), f.File, size)}
		if turn.FileFate(fate) == turn.FileKept {
			m.Files = []chat.File{f.File}
		}
		return s.tellOfFile(ctx, tx, f, m)
	})
	if err != nil {
		return fmt.Errorf("settle file %d: %w", f.ID, err)
	}
	s.wake()
	return nil
}

// tellOfFile tells the staff of the ticket, with the file itself where a channel can show it, and
// under the member's message, so that taking it back takes the file, too.
func (s *Store) tellOfFile(ctx context.Context, tx pgx.Tx, f chat.WantedFile, m chat.Message) error {
	rows, _ := tx.Query(ctx, sqlFileTickets, f.ID) // CollectRows returns the error
	tickets, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Number, Channel, Message string }])
	if err != nil {
		return fmt.Errorf("look for the file's ticket: %w", err)
	}
	var out []turn.Outgoing
	for _, t := range tickets {
		if _, err := tx.Exec(ctx, sqlLogFile, t.Number, s.options.Now(), m.Text); err != nil {
			return fmt.Errorf("log the file: %w", err)
		}
		to, err := chat.ParseAddress(t.Channel)
		if err != nil { // an empty one is a ticket without a card
			continue
		}
		m.MessageID = t.Message
		news := turn.Outgoing{To: to, Staff: true, Ticket: t.Number, Messages: []chat.Message{m}}
		joined, err := s.joinNews(ctx, tx, &news)
		if err != nil {
			return err
		}
		if !joined {
			out = append(out, news)
		}
	}
	return s.enqueueApart(ctx, tx, out)
}

// RetryFile lets a file be tried again after a while.
func (s *Store) RetryFile(ctx context.Context, f chat.WantedFile, why error) error {
	if _, err := s.workers.Exec(ctx, sqlRetryFile, f.ID, clean(why.Error())); err != nil {
		return fmt.Errorf("put off file %d: %w", f.ID, err)
	}
	return nil
}

// File reads a file that a contact sent, by the platform's id. One that is not kept, for whatever
// reason, is chat.ErrNotFound.
func (s *Store) File(ctx context.Context, from chat.Address, id string) (mediaType string, content []byte, err error) {
	err = s.workers.QueryRow(ctx, sqlFile, clean(from.String()), key(id)).Scan(&mediaType, &content)
	if err = orNotFound(err); err != nil {
		return "", nil, fmt.Errorf("read file %s of %s: %w", id, from, err)
	}
	return mediaType, content, nil
}
