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

// fewAskers is how many conversations an entry was wanted in before anybody is told of it: what one member
// asks is their own affair.
const fewAskers = 3

// By conversations, not by messages: who asks the same five times is one.
const sqlAskedMost = `
	SELECT   ref
	FROM     answered
	WHERE    at > $1 AND ref <> '' AND verdict IN ('answer', 'chosen')
	GROUP BY ref
	HAVING   count(DISTINCT conversation) >= $2
	ORDER BY count(DISTINCT conversation) DESC, ref
	LIMIT    200`

// AskedMost lists references of the entries that members were answered with since then, those that most
// conversations wanted first. What fewer than three wanted is left out.
func (s *Store) AskedMost(ctx context.Context, since time.Time) ([]string, error) {
	rows, _ := s.workers.Query(ctx, sqlAskedMost, since, fewAskers) // CollectRows returns the error
	refs, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list what members ask most: %w", err)
	}
	return refs, nil
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
