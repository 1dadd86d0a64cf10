package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/ticket"
)

// The company stands before the mark in a ticket's title, which holds no personal data.
const sqlCompanies = `
	SELECT DISTINCT split_part(title, $2, 1)
	FROM   (SELECT title FROM tickets ORDER BY id DESC LIMIT $1) AS latest
	WHERE  strpos(title, $2) > 0`

// Companies are those of so many of the latest tickets, each once.
func (s *Store) Companies(ctx context.Context, latest int) ([]string, error) {
	rows, _ := s.workers.Query(ctx, sqlCompanies, latest, ticket.TitleMark) // CollectRows returns the error
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list companies: %w", err)
	}
	return names, nil
}
