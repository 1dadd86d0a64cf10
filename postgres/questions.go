package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const sqlQuestions = `
	SELECT   query
	FROM     answered
	WHERE    query <> ''
	GROUP BY query
	ORDER BY max(id) DESC
	LIMIT    $1`

// Questions are what members have asked the FAQ, each once, the latest first.
func (s *Store) Questions(ctx context.Context, limit int) ([]string, error) {
	rows, _ := s.workers.Query(ctx, sqlQuestions, limit) // CollectRows returns the error
	questions, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list what members have asked: %w", err)
	}
	return questions, nil
}
