package postgres

import (
	"context"
	"fmt"
	"time"

	"madoguchi/learn"
)

const (
	sqlVerdicts = `
		SELECT count(*) FILTER (WHERE verdict = 'answer'), count(*) FILTER (WHERE verdict IN ('suggest', 'choices')), count(*) FILTER (WHERE verdict = 'handoff')
		FROM   answered
		WHERE  at >= $1 AND at < $2`

	sqlLearnt = `
		SELECT count(*) FILTER (WHERE state = 'alias' AND decided >= $1 AND decided < $2), count(*) FILTER (WHERE state = 'entry' AND decided >= $1 AND decided < $2),
		       count(*) FILTER (WHERE state = 'open' AND proposed <> '')
		FROM   questions
		WHERE  decided >= $1 OR proposed <> ''`

	sqlLate = `SELECT count(*) FROM tickets WHERE open AND due < $1`
)

// Digest counts what became of a week's questions. What ends before long is the FAQ's to say.
func (s *Store) Digest(ctx context.Context, from, till time.Time) (learn.Digest, error) {
	d := learn.Digest{From: from, Till: till}
	for _, step := range []struct {
		sql  string
		args []any
		into []any
	}{
		{sqlVerdicts, []any{from, till}, []any{&d.Verdicts.Direct, &d.Verdicts.Asked, &d.Verdicts.Handed}},
		{sqlLearnt, []any{from, till}, []any{&d.Learnt.Aliases, &d.Learnt.Entries, &d.Learnt.Proposed}},
		{sqlLate, []any{s.options.Now()}, []any{&d.Late}},
	} {
		if err := s.workers.QueryRow(ctx, step.sql, step.args...).Scan(step.into...); err != nil {
			return d, fmt.Errorf("count a week: %w", err)
		}
	}
	var err error
	d.Groups, err = s.Groups(ctx, learn.Filter{Before: till, Limit: 5})
	return d, err
}
