package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/learn"
)

// groupLock is the second half of the advisory lock under which one process at a time groups questions.
const groupLock = -1

const (
	sqlTryGrouping = `SELECT pg_try_advisory_xact_lock($1, $2)`

	sqlNewGroups = `
		SELECT   id, programme, wording, terms, weights
		FROM     questions
		WHERE    id > $1
		ORDER BY id
		LIMIT    $2`

	// A group whose first question was erased is compared by its next one.
	sqlUnreadGroups = `
		SELECT   id, programme, wording
		FROM     questions
		WHERE    terms IS NULL
		ORDER BY id
		LIMIT    100`

	sqlReadGroup = `UPDATE questions SET terms = $2, weights = $3 WHERE id = $1`

	sqlWaitingQuestions = `
		SELECT   id, at, conversation, programme, wording, how, ref
		FROM     unanswered
		WHERE    question IS NULL
		ORDER BY id
		LIMIT    $1
		FOR UPDATE`

	sqlLockGroups = `SELECT id FROM questions WHERE id = ANY ($1) ORDER BY id FOR UPDATE`

	sqlDrawGroups = `SELECT nextval('questions_id_seq') FROM generate_series(1, $1)`

	sqlPlaceQuestions = `
		UPDATE unanswered u
		SET    question = p.question
		FROM   unnest($1::bigint[], $2::bigint[]) AS p (id, question)
		WHERE  u.id = p.id`

	// What was asked in vain again is open again; what is none of the FAQ's stays so.
	sqlCountQuestions = `
		UPDATE questions q
		SET    handoff = q.handoff + n.handoff, none = q.none + n.none, unsolved = q.unsolved + n.unsolved, chosen = q.chosen + n.chosen, solved = q.solved + n.solved,
		       last_at = greatest(q.last_at, n.at), first_at = least(q.first_at, n.first_at),
		       programme = CASE WHEN q.programme = '' THEN n.programme ELSE q.programme END,
		       state = CASE WHEN q.state IN ('alias', 'entry') AND n.gap_at > q.decided THEN 'open' ELSE q.state END
		FROM   (SELECT   question,
		                 count(*) FILTER (WHERE how = 'handoff')  AS handoff,
		                 count(*) FILTER (WHERE how = 'none')     AS none,
		                 count(*) FILTER (WHERE how = 'unsolved') AS unsolved,
		                 count(*) FILTER (WHERE how = 'chosen')   AS chosen,
		                 count(*) FILTER (WHERE how = 'solved')   AS solved,
		                 max(at) AS at, min(at) AS first_at, max(programme) AS programme,
		                 max(at) FILTER (WHERE how IN ('handoff', 'none', 'unsolved')) AS gap_at
		        FROM     unanswered
		        WHERE    id = ANY ($1)
		        GROUP BY question) AS n
		WHERE  q.id = n.question`

	// The entry that most different members have chosen, or were helped by having chosen. Who has said later
	// that it did not help has not. Linked contacts are one member.
	sqlPropose = `
		WITH picks AS (
		    SELECT u.question, u.ref, least(u.conversation, (SELECT min(c.id)
		                                                     FROM   conversations me
		                                                            JOIN links l ON l.contact = me.address
		                                                            JOIN conversations c ON c.address = l.linked
		                                                     WHERE  me.id = u.conversation)) AS member
		    FROM   unanswered u
		    WHERE  u.question = ANY ($1) AND u.how IN ('chosen', 'solved') AND u.conversation <> 0
		    AND    NOT EXISTS (SELECT FROM unanswered x
		                       WHERE  x.question = u.question AND x.conversation = u.conversation AND x.how = 'unsolved' AND x.ref = u.ref AND x.id > u.id)
		), counted AS (
		    SELECT   question, ref, count(DISTINCT member) AS members
		    FROM     picks
		    GROUP BY question, ref
		), best AS (
		    SELECT   DISTINCT ON (question) question, ref, members
		    FROM     counted
		    ORDER BY question, members DESC, ref
		)
		UPDATE questions q
		SET    pickers = b.members,
		       proposed = CASE WHEN b.members >= $2 AND b.ref <> q.declined THEN b.ref ELSE q.drafted END
		FROM   best b
		WHERE  q.id = b.question`

	// What waits is counted where the grouping begins; it is over when a batch is not full.
	sqlSaveProgress = `
		UPDATE question_progress
		SET    total = CASE WHEN $2::boolean THEN 0 WHEN total = 0 THEN (SELECT count(*) FROM unanswered WHERE question IS NULL) + $1 ELSE total END,
		       done  = CASE WHEN $2::boolean THEN 0 ELSE done + $1 END`
)

// A waiting question has no group yet.
type waitingQuestion struct {
	id, conversation int64
	at               time.Time
	programme        string
	wording          string
	how, ref         string
}

// GroupQuestions puts up to limit questions that wait to groups, and says how many it put. It does nothing
// where another process does so now. groups are brought up to date first; a caller keeps them from one call
// to the next. Where it fails they may be ahead of what is stored, and are not to be used again.
func (s *Store) GroupQuestions(ctx context.Context, groups *learn.Groups, limit int) (int, error) {
	n, err := s.groupQuestions(ctx, groups, limit)
	if err != nil {
		return 0, fmt.Errorf("group questions: %w", err)
	}
	return n, nil
}

func (s *Store) groupQuestions(ctx context.Context, groups *learn.Groups, limit int) (n int, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, sqlTryGrouping, advisoryClass, groupLock).Scan(&mine); err != nil || !mine {
			return err
		}
		if err := readGroups(ctx, tx, groups); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, sqlWaitingQuestions, limit) // CollectRows returns the error
		waiting, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (w waitingQuestion, err error) {
			err = row.Scan(&w.id, &w.at, &w.conversation, &w.programme, &w.wording, &w.how, &w.ref)
			return w, err
		})
		if err != nil || len(waiting) == 0 {
			return err
		}
		n = len(waiting)
		return placeQuestions(ctx, tx, groups, waiting, limit)
	})
	return n, err
}

// groupPage is how many groups are read at a time.
const groupPage = 20_000

func readGroups(ctx context.Context, tx pgx.Tx, groups *learn.Groups) error {
	if err := rereadGroups(ctx, tx, groups); err != nil {
		return err
	}
	for {
		before := groups.Latest()
		rows, _ := tx.Query(ctx, sqlNewGroups, before, groupPage) // ForEachRow returns the error
		var id int64
		var programme, wording string
		var keys []string
		var weights []float32
		n := 0
		_, err := pgx.ForEachRow(rows, []any{&id, &programme, &wording, &keys, &weights}, func() error {
			n++
			groups.Add(id, programme, wording, termsOf(keys, weights))
			return nil
		})
		if err != nil {
			return fmt.Errorf("read the groups: %w", err)
		}
		if n < groupPage || groups.Latest() == before {
			return nil
		}
	}
}

func termsOf(keys []string, weights []float32) []learn.Term {
	terms := make([]learn.Term, min(len(keys), len(weights)))
	for i := range terms {
		terms[i] = learn.Term{Key: keys[i], Weight: weights[i]}
	}
	return terms
}

// rereadGroups reads anew the groups whose first question has been erased, and those that are new.
func rereadGroups(ctx context.Context, tx pgx.Tx, groups *learn.Groups) error {
	rows, _ := tx.Query(ctx, sqlUnreadGroups) // CollectRows returns the error
	type unread struct {
		ID                 int64
		Programme, Wording string
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[unread])
	if err != nil {
		return fmt.Errorf("look for groups to read: %w", err)
	}
	for _, g := range found {
		terms := groups.Read(g.Wording)
		if _, err := tx.Exec(ctx, sqlReadGroup, g.ID, keysOf(terms), weightsOf(terms)); err != nil {
			return fmt.Errorf("read group %d: %w", g.ID, err)
		}
		groups.Remove(g.ID)
		groups.Add(g.ID, g.Programme, g.Wording, terms)
	}
	return nil
}

func keysOf(terms []learn.Term) []string {
	keys := make([]string, len(terms))
	for i, t := range terms {
		keys[i] = t.Key
	}
	return keys
}

func weightsOf(terms []learn.Term) []float32 {
	weights := make([]float32, len(terms))
	for i, t := range terms {
		weights[i] = t.Weight
	}
	return weights
}

// placeQuestions puts questions to groups and writes all of it down.
func placeQuestions(ctx context.Context, tx pgx.Tx, groups *learn.Groups, waiting []waitingQuestion, limit int) error {
	places, said, err := findGroups(ctx, tx, groups, waiting)
	if err != nil {
		return err
	}
	var fresh [][]any // rows of new groups
	var drawn []int64
	for i, w := range waiting {
		if places[i] != 0 {
			continue
		}
		if places[i] = groups.FindRead(w.programme, w.wording, said[i]); places[i] != 0 {
			continue
		}
		if len(drawn) == 0 {
			if drawn, err = drawGroups(ctx, tx, min(len(waiting)-i, 256)); err != nil {
				return err
			}
		}
		places[i], drawn = drawn[0], drawn[1:]
		groups.Add(places[i], w.programme, w.wording, said[i])
		fresh = append(fresh, []any{places[i], w.programme, w.wording, w.id, keysOf(said[i]), weightsOf(said[i]), w.at, w.at})
	}
	columns := []string{"id", "programme", "wording", "first", "terms", "weights", "first_at", "last_at"}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"questions"}, columns, pgx.CopyFromRows(fresh)); err != nil {
		return fmt.Errorf("save %d groups: %w", len(fresh), err)
	}
	return countQuestions(ctx, tx, waiting, places, limit)
}

// findGroups finds the group of each question, 0 where there is none yet, and locks those that it finds. said
// is what the others say.
func findGroups(ctx context.Context, tx pgx.Tx, groups *learn.Groups, waiting []waitingQuestion) (places []int64, said [][]learn.Term, err error) {
	for {
		places, said = make([]int64, len(waiting)), make([][]learn.Term, len(waiting))
		found := map[int64]bool{}
		for i, w := range waiting {
			if places[i], said[i] = groups.Find(w.programme, w.wording); places[i] != 0 {
				found[places[i]] = true
			}
		}
		rows, _ := tx.Query(ctx, sqlLockGroups, slices.Collect(maps.Keys(found))) // CollectRows returns the error
		there, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return nil, nil, fmt.Errorf("lock the groups: %w", err)
		}
		for _, id := range there {
			delete(found, id)
		}
		if len(found) == 0 {
			return places, said, nil
		}
		for id := range found { // all its questions have been erased
			groups.Remove(id)
		}
	}
}

func drawGroups(ctx context.Context, tx pgx.Tx, n int) ([]int64, error) {
	rows, _ := tx.Query(ctx, sqlDrawGroups, n) // CollectRows returns the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("draw numbers for groups: %w", err)
	}
	return ids, nil
}

func countQuestions(ctx context.Context, tx pgx.Tx, waiting []waitingQuestion, places []int64, limit int) error {
	ids := make([]int64, len(waiting))
	picked := map[int64]bool{}
	for i, w := range waiting {
		ids[i] = w.id
		if how := turn.How(w.how); how == turn.EndedChosen || how == turn.EndedSolved || how == turn.EndedUnsolved {
			picked[places[i]] = true
		}
	}
	for _, step := range []struct {
		what, sql string
		args      []any
	}{
		{"place questions", sqlPlaceQuestions, []any{ids, places}},
		{"count questions", sqlCountQuestions, []any{ids}},
		{"propose wordings", sqlPropose, []any{slices.Collect(maps.Keys(picked)), learn.Enough}},
	} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	if _, err := tx.Exec(ctx, sqlSaveProgress, len(waiting), len(waiting) < limit); err != nil {
		return fmt.Errorf("save how far the grouping is: %w", err)
	}
	return nil
}
