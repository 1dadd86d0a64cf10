package postgres

import (
	"context"
	"fmt"

	"madoguchi/learn"
)

// Where a wording is known, whatever was decided of it, it is not proposed again.
const sqlDraftWording = `
	INSERT INTO questions (programme, wording, first, first_at, last_at, proposed, drafted)
	SELECT $1, $2, 0, $4, $4, $3, $3
	WHERE  NOT EXISTS (SELECT FROM questions WHERE programme = $1 AND wording = $2)`

// ProposeWordings keeps wordings that a language model has written, for a person to take or not, and says how many of them
// are new. They stand with those that members have chosen; nothing is found by them until somebody takes one.
func (s *Store) ProposeWordings(ctx context.Context, all ...learn.Proposal) (n int, err error) {
	for _, p := range all {
		tag, err := s.workers.Exec(ctx, sqlDraftWording, clean(p.Programme), clean(p.Wording), clean(p.Ref), s.options.Now())
		if err != nil {
			return n, fmt.Errorf("propose a wording of %s: %w", p.Ref, err)
		}
		n += int(tag.RowsAffected())
	}
	return n, nil
}
