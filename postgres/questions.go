package postgres

import (
	"context"
	"fmt"
	"time"

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

const sqlAsked = `
	SELECT   query, coalesce(max(ref) FILTER (WHERE useful = 'yes'), '')
	FROM     answered
	WHERE    query <> '' AND at >= $1
	GROUP BY query
	ORDER BY max(id) DESC
	LIMIT    $2`

// An Asked is what members have asked, with the entry that has helped one of them, or "".
type Asked struct{ Query, Helped string }

// Asked are what members have asked the FAQ since a time, each once, the latest first.
func (s *Store) Asked(ctx context.Context, since time.Time, limit int) ([]Asked, error) {
	rows, _ := s.workers.Query(ctx, sqlAsked, since, limit) // CollectRows returns the error
	asked, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Asked])
	if err != nil {
		return nil, fmt.Errorf("list what members have asked: %w", err)
	}
	return asked, nil
}
