package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// Files that contacts send to our own door are here before the message they come with is: piece by piece,
// for a telephone's connection breaks. The turn that decides the message makes them wanted; from then on
// their way is that of files which a platform keeps.

const (
	// What a contact has sent is counted with what is on its way.
	sqlArrive = `
		INSERT INTO files (conversation, address, message_id, file_id, name, kind, state, size, media_type, content, created)
		SELECT   c.id, c.address, '', $2, $3, $4, 'arrived', $5::bigint, $6, '', $7
		FROM     conversations c
		         LEFT JOIN files o ON o.conversation = c.id AND o.state IN ('arrived', 'wanted', 'kept') AND o.shared_until IS NULL
		WHERE    c.address = $1
		GROUP BY c.id
		HAVING   coalesce(sum(o.size), 0) + $5::bigint <= $8
		ON CONFLICT (conversation, file_id) DO NOTHING`

	sqlAppend = `
		UPDATE files f
		SET    content = f.content || $4::bytea
		FROM   conversations c
		WHERE  c.id = f.conversation AND c.address = $1 AND f.file_id = $2 AND f.state = 'arrived'
		AND    octet_length(f.content) = $3 AND octet_length(f.content) + octet_length($4::bytea) <= f.size`

	sqlHave = `
		SELECT octet_length(f.content)
		FROM   files f
		       JOIN conversations c ON c.id = f.conversation
		WHERE  c.address = $1 AND f.file_id = $2 AND f.content IS NOT NULL`

	sqlKnowsContact = `SELECT EXISTS (SELECT FROM conversations WHERE address = $1)`

	sqlArrived = `
		SELECT f.file_id, f.name, f.kind, f.size
		FROM   files f
		       JOIN conversations c ON c.id = f.conversation
		WHERE  c.address = $1 AND f.file_id = ANY ($2) AND octet_length(f.content) = f.size AND f.shared_until IS NULL`

	sqlDropArrived = `
		DELETE FROM files f
		USING  conversations c
		WHERE  c.id = f.conversation AND c.address = $1 AND f.file_id = $2 AND f.state = 'arrived'`
)

// ArriveFile takes a piece of a file that a contact sends, from offset on, and says how much of it is here
// now: less than the sender thinks where an earlier piece was lost, more where this one is here already.
// f.Bytes is the size of the whole. What is not sent to its end, or never named by a message, is forgotten
// after a day. A contact nobody knows yet is chat.ErrNotFound; one who has sent too much already,
// chat.ErrTooBig.
func (s *Store) ArriveFile(ctx context.Context, from chat.Address, f chat.File, mediaType string, offset int64, piece []byte) (have int64, err error) {
	address, id := clean(from.String()), key(f.ID)
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if offset == 0 {
			if _, err := tx.Exec(ctx, sqlArrive, address, id, clean(f.Name), clean(f.Type), f.Bytes, clean(mediaType), s.options.Now(), int64(maxFiles)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, sqlAppend, address, id, offset, piece); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, sqlHave, address, id).Scan(&have)
		if errors.Is(err, pgx.ErrNoRows) {
			return notTaken(ctx, tx, address, offset)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("take in a file of %s: %w", from, err)
	}
	return have, nil
}

// notTaken says why there is no file that something could be added to.
func notTaken(ctx context.Context, tx pgx.Tx, address string, offset int64) error {
	var known bool
	if err := tx.QueryRow(ctx, sqlKnowsContact, address).Scan(&known); err != nil {
		return err
	}
	if known && offset == 0 {
		return chat.ErrTooBig
	}
	return chat.ErrNotFound
}

// Arrived describes files of a contact that are here whole, in the order of ids. Where one is missing it
// fails with chat.ErrNotFound.
func (s *Store) Arrived(ctx context.Context, from chat.Address, ids []string) ([]chat.File, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = key(id)
	}
	rows, _ := s.workers.Query(ctx, sqlArrived, clean(from.String()), keys) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f chat.File, err error) {
		err = row.Scan(&f.ID, &f.Name, &f.Type, &f.Bytes)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("look for files of %s: %w", from, err)
	}
	byID := map[string]chat.File{}
	for _, f := range found {
		byID[f.ID] = f
	}
	out := make([]chat.File, len(keys))
	for i, id := range keys {
		f, ok := byID[id]
		if !ok {
			return nil, fmt.Errorf("look for file %s of %s: %w", id, from, chat.ErrNotFound)
		}
		out[i] = f
	}
	return out, nil
}

// DropArrived forgets a file that a contact has decided not to send.
func (s *Store) DropArrived(ctx context.Context, from chat.Address, id string) error {
	if _, err := s.workers.Exec(ctx, sqlDropArrived, clean(from.String()), key(id)); err != nil {
		return fmt.Errorf("forget file %s of %s: %w", id, from, err)
	}
	return nil
}
