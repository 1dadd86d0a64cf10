package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/learn"
)

// sqlJudged finds the questions of which it is known whether the search's first entry answers them. The last word
// of a conversation on a question counts. Whose asker is forgotten can still be counted where the member was
// answered at once, for the press carries the probability itself (one for an entry that had to be chosen has none).
const sqlJudged = `
	WITH recent AS MATERIALIZED (
	    SELECT id, conversation, query, verdict, ref, p, useful
	    FROM   answered
	    WHERE  at >= $1 AND query <> '' AND verdict IN ('suggest', 'chosen', 'feedback')
	),
	presses AS ( -- the last of each conversation on each question
	    SELECT DISTINCT ON (conversation, query, CASE WHEN conversation = 0 THEN id END) id, conversation, query, ref, p, useful = 'yes' AS helped
	    FROM   recent
	    WHERE  verdict = 'feedback' AND useful <> ''
	    ORDER BY conversation, query, CASE WHEN conversation = 0 THEN id END, id DESC
	),
	picks AS ( -- what was suggested, and the press on what was chosen of it
	    SELECT DISTINCT ON (f.id) s.id, f.id AS press, s.p, s.ref = c.ref AS first, f.helped
	    FROM   presses f
	    JOIN   recent c ON c.conversation = f.conversation AND c.query = f.query AND c.verdict = 'chosen' AND c.ref = f.ref AND c.id < f.id
	    JOIN   recent s ON s.conversation = f.conversation AND s.query = f.query AND s.verdict = 'suggest' AND s.id < c.id
	    WHERE  f.conversation <> 0
	    ORDER BY f.id, c.id DESC, s.id DESC
	),
	confirmed AS ( -- what was suggested, and the entry that staff have made the question a wording of
	    SELECT DISTINCT ON (s.conversation, s.query) s.id, s.p, s.ref = q.ref AS first
	    FROM   questions q
	    JOIN   unanswered u ON u.question = q.id AND u.wording = q.wording AND u.conversation <> 0
	    JOIN   recent s ON s.conversation = u.conversation AND s.query = u.wording AND s.verdict = 'suggest'
	    WHERE  q.state = 'alias'
	    ORDER BY s.conversation, s.query, s.id DESC
	)
	SELECT f.p, f.helped, true
	FROM   presses f
	WHERE  f.p > 0
	AND    NOT EXISTS (SELECT FROM recent c WHERE f.conversation <> 0 AND c.conversation = f.conversation AND c.query = f.query AND c.verdict = 'chosen' AND c.ref = f.ref AND c.id < f.id)
	UNION ALL
	SELECT p.p, p.first AND p.helped, false
	FROM   picks p
	WHERE  (p.first OR p.helped) -- that another entry did not help says nothing of the first
	AND    NOT EXISTS (SELECT FROM confirmed c WHERE c.id = p.id)
	UNION ALL
	SELECT p, first, false
	FROM   confirmed`

// Judged are the questions since a time of which members or staff have said whether the search's first entry
// answers them: members with 「解決した」 and its opposite below an answer, staff by making a question a wording.
func (s *Store) Judged(ctx context.Context, since time.Time) ([]learn.Judged, error) {
	rows, _ := s.workers.Query(ctx, sqlJudged, since) // CollectRows returns the error
	judged, err := pgx.CollectRows(rows, pgx.RowToStructByPos[learn.Judged])
	if err != nil {
		return nil, fmt.Errorf("list what was judged of the answers: %w", err)
	}
	return judged, nil
}
