package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/faq"
)

const sqlConfirmKind = `
	UPDATE entries
	SET    kind = $3, kind_by = $4
	WHERE  collection = $1 AND ordinal = $2`

// ConfirmKind notes that a person has decided what kind of answer an entry gives. Every process
// follows, as after an import. An unknown entry is chat.ErrNotFound.
func (s *Store) ConfirmKind(ctx context.Context, ref string, kind faq.Kind, by string) error {
	collection, order, _ := strings.Cut(ref, "/")
	ordinal, err := strconv.Atoi(order)
	if err != nil {
		return fmt.Errorf("confirm kind of %s: %w", ref, chat.ErrNotFound)
	}
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		var revision int64
		if err := tx.QueryRow(ctx, sqlLockFAQ).Scan(&revision); err != nil {
			return err
		}
		done, err := tx.Exec(ctx, sqlConfirmKind, collection, ordinal, string(kind), clean(by))
		if err == nil && done.RowsAffected() == 0 {
			err = chat.ErrNotFound
		}
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(sqlNextRevision)
		notifyRevision(b, revision+1)
		return tx.SendBatch(ctx, b).Close()
	})
	if err != nil {
		return fmt.Errorf("confirm kind of %s: %w", ref, err)
	}
	s.hints.revision()
	return nil
}
