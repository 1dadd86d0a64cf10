package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/ticket"
)

const (
	// Those for one programme stand before those for all.
	sqlCanned = `
		SELECT   id, programme, name, text, changed, changed_by
		FROM     canned_replies
		WHERE    $1 OR programme IN ('', $2)
		ORDER BY programme = '', programme, name, id`

	sqlAddCanned = `
		INSERT INTO canned_replies (programme, name, text, changed, changed_by)
		VALUES                     ($1,        $2,   $3,   $4,      $5)
		ON CONFLICT (programme, name) DO NOTHING
		RETURNING id`

	sqlChangeCanned = `
		UPDATE canned_replies c
		SET    programme = $2, name = $3, text = $4, changed = $5, changed_by = $6
		WHERE  id = $1 AND NOT EXISTS (SELECT FROM canned_replies o WHERE o.programme = $2 AND o.name = $3 AND o.id <> c.id)
		RETURNING id`

	sqlDropCanned = `DELETE FROM canned_replies WHERE id = $1 RETURNING name`
)

// CannedReplies are those for a programme and for all; with "*", every one there is.
func (s *Store) CannedReplies(ctx context.Context, programme string) ([]ticket.Canned, error) {
	rows, _ := s.workers.Query(ctx, sqlCanned, programme == "*", clean(programme)) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c ticket.Canned, err error) {
		err = row.Scan(&c.ID, &c.Programme, &c.Name, &c.Text, &c.Changed, &c.By)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("list canned replies: %w", err)
	}
	return all, nil
}

// SaveCanned keeps a canned reply: a new one where it has no ID. It reports false where there is another one of that
// name for the programme, and fails with chat.ErrNotFound where it is not there any more.
func (s *Store) SaveCanned(ctx context.Context, c ticket.Canned, by audit.Record) (saved bool, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		query, args := sqlAddCanned, []any{clean(c.Programme), clean(c.Name), clean(c.Text), c.Changed, clean(c.By)}
		if c.ID != 0 {
			var there bool
			if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM canned_replies WHERE id = $1)`, c.ID).Scan(&there); err != nil {
				return err
			}
			if !there {
				return chat.ErrNotFound
			}
			query, args = sqlChangeCanned, append([]any{c.ID}, args...)
		}
		if err := tx.QueryRow(ctx, query, args...).Scan(&c.ID); errors.Is(err, pgx.ErrNoRows) {
			return nil
		} else if err != nil {
			return err
		}
		saved = true
		by.Act, by.Object, by.After = audit.CannedSaved, c.Name, c.Text
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return false, fmt.Errorf("save canned reply %q: %w", c.Name, err)
	}
	return saved, nil
}

// DropCanned forgets a canned reply. It fails with chat.ErrNotFound where there is none such.
func (s *Store) DropCanned(ctx context.Context, id int64, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		by.Act = audit.CannedDropped
		err := tx.QueryRow(ctx, sqlDropCanned, id).Scan(&by.Object)
		if err != nil {
			return orNotFound(err)
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("drop canned reply %d: %w", id, err)
	}
	return nil
}
