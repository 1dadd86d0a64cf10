package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
)

const sqlWithdrawn = `
	SELECT   collection, ordinal, question
	FROM     entries
	WHERE    state = 'withdrawn' AND NOT missing
	ORDER BY collection, ordinal
	LIMIT    $1`

// Withdrawn are entries that somebody has taken out of service, by their references and questions alone.
func (s *Store) Withdrawn(ctx context.Context, limit int) ([]faq.Entry, error) {
	rows, _ := s.workers.Query(ctx, sqlWithdrawn, limit) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e faq.Entry, err error) {
		err = row.Scan(&e.Collection, &e.Order, &e.Question)
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("list withdrawn entries: %w", err)
	}
	return all, nil
}
