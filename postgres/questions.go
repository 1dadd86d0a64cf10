package postgres

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
)

// The latest questions are read from the end, so many rows at a time, until there are as many different ones as are
// wanted: to put all that was ever asked in groups first takes seconds where there is a million.
const (
	sqlLatestQuestions = `
		SELECT   id, at, query
		FROM     answered
		WHERE    id < $1 AND query <> ''
		ORDER BY id DESC
		LIMIT    $2`

	latestRows = 5000
)

// Questions are what members have asked the FAQ, each once, the latest first.
func (s *Store) Questions(ctx context.Context, limit int) ([]string, error) {
	questions, err := s.latestQuestions(ctx, time.Time{}, limit)
	if err != nil {
		return nil, fmt.Errorf("list what members have asked: %w", err)
	}
	return questions, nil
}

// latestQuestions are what members have asked since a time, each once, the latest first.
func (s *Store) latestQuestions(ctx context.Context, since time.Time, limit int) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for before := int64(math.MaxInt64); len(out) < limit; {
		rows, _ := s.workers.Query(ctx, sqlLatestQuestions, before, latestRows) // ForEachRow returns the error
		var at time.Time
		var query string
		n, fresh := 0, false
		_, err := pgx.ForEachRow(rows, []any{&before, &at, &query}, func() error {
			if n++; at.Before(since) { // clocks of processes differ a little: the rows before may still be later
				return nil
			}
			if fresh = true; !seen[query] && len(out) < limit {
				seen[query] = true
				out = append(out, query)
			}
			return nil
		})
		if err != nil || n < latestRows || !fresh {
			return out, err
		}
	}
	return out, nil
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

const sqlHelped = `
	SELECT   query, max(ref)
	FROM     answered
	WHERE    useful = 'yes' AND at >= $1 AND query = ANY ($2)
	GROUP BY query`

// An Asked is what members have asked, with the entry that has helped one of them, or "".
type Asked struct{ Query, Helped string }

// Asked are what members have asked the FAQ since a time, each once, the latest first.
func (s *Store) Asked(ctx context.Context, since time.Time, limit int) ([]Asked, error) {
	questions, err := s.latestQuestions(ctx, since, limit)
	helped := map[string]string{}
	if err == nil {
		rows, _ := s.workers.Query(ctx, sqlHelped, since, questions) // ForEachRow returns the error
		var query, ref string
		_, err = pgx.ForEachRow(rows, []any{&query, &ref}, func() error { helped[query] = ref; return nil })
	}
	if err != nil {
		return nil, fmt.Errorf("list what members have asked: %w", err)
	}
	asked := make([]Asked, len(questions))
	for i, q := range questions {
		asked[i] = Asked{q, helped[q]}
	}
	return asked, nil
}
