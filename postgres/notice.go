package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
)

const sqlNotice = `
	INSERT INTO notices (key, at, text)
	VALUES              ($1,  $2, $3)
	ON CONFLICT (key) DO NOTHING`

// Notify sends out to the staff unless something was sent under the same key before, by whichever
// process, and reports whether it was new. What goes to several says the same to each. With no address to send it to, the key alone is kept.
func (s *Store) Notify(ctx context.Context, noticeKey string, out ...turn.Outgoing) (bool, error) {
	now, fresh := s.options.Now(), false
	var texts []string
	for _, m := range out[0].Messages {
		texts = append(texts, m.Text)
	}
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sqlNotice, key(noticeKey), now, clean(strings.Join(texts, "\n")))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		fresh = true
		return s.enqueueApart(ctx, tx, out)
	})
	if err != nil {
		return false, fmt.Errorf("notify staff of %s: %w", noticeKey, err)
	}
	if fresh {
		s.wake()
	}
	return fresh, nil
}

// enqueueApart stores deliveries that no turn decided on: to staff, and copies of talks. Those without an address are dropped.
func (s *Store) enqueueApart(ctx context.Context, tx pgx.Tx, out []turn.Outgoing) error {
	now := s.options.Now()
	parcels, err := newParcels(out, now, func(string) (string, bool) { return "", false })
	if err != nil {
		return err
	}
	return sendFollows(ctx, tx, []follow{{parcels: parcels}}, []int64{0}, now)
}
