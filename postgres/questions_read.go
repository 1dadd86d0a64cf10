package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/learn"
)

const (
	groupColumns = `id, programme, wording, handoff, none, unsolved, chosen, solved, first_at, last_at, state, ref, decided, decided_by, proposed, pickers, declined, drafted`

	sqlGroup = `
		SELECT ` + groupColumns + `
		FROM   questions
		WHERE  id = $1`

	sqlGroupQuestions = `
		SELECT   id, at, programme, wording, how, ref, ticket
		FROM     unanswered
		WHERE    question = $1
		ORDER BY id DESC
		LIMIT    $2`

	sqlGroupWithTicket = `
		SELECT   question
		FROM     unanswered
		WHERE    ticket = $1 AND question IS NOT NULL
		ORDER BY id DESC
		LIMIT    1`

	sqlGroupingProgress = `SELECT total, done FROM question_progress`

	sqlDecideGroup = `
		UPDATE questions
		SET    state = $2, ref = $3, decided = $4, decided_by = $5, proposed = '', drafted = ''
		WHERE  id = $1`

	sqlDeclineProposal = `
		UPDATE questions
		SET    declined = proposed, proposed = '', drafted = ''
		WHERE  id = $1 AND proposed = $2 AND proposed <> ''`
)

// groupLimit is how many groups a filter without a limit chooses.
const groupLimit = 20

// Groups lists groups of questions that were not answered, those that are asked most first.
func (s *Store) Groups(ctx context.Context, f learn.Filter) ([]learn.Group, error) {
	sql, args := groupsQuery(f)
	rows, _ := s.workers.Query(ctx, sql, args) // CollectRows returns the error
	groups, err := pgx.CollectRows(rows, scanGroup)
	if err != nil {
		return nil, fmt.Errorf("list what was not answered: %w", err)
	}
	return groups, nil
}

// groupsQuery writes only the conditions that a filter has, so that each finds its index.
func groupsQuery(f learn.Filter) (string, pgx.NamedArgs) {
	where := []string{"state = @state"}
	args := pgx.NamedArgs{"state": string(cmp.Or(f.State, learn.Open)), "limit": cmp.Or(max(0, f.Limit), groupLimit)}
	if f.Programme != "" {
		where, args["programme"] = append(where, "programme = @programme"), clean(f.Programme)
	}
	if !f.Before.IsZero() {
		where, args["before"] = append(where, "first_at < @before"), f.Before
	}
	order := "asked DESC, id"
	if f.Latest {
		order = "last_at DESC, id"
	}
	if f.Proposed {
		where, order = append(where, "proposed <> ''"), "id"
	} else if f.State == "" || f.State == learn.Open {
		where = append(where, "asked > 0")
	}
	if a := f.After; a != nil {
		args["id"], args["asked"], args["last"] = a.ID, a.Counts.Asked(), a.Last
		switch {
		case f.Proposed:
			where = append(where, "id > @id")
		case f.Latest:
			where = append(where, "last_at <= @last AND (last_at < @last OR id > @id)") // the first of it bounds the index
		default:
			where = append(where, "asked <= @asked AND (asked < @asked OR id > @id)")
		}
	}
	return "SELECT " + groupColumns + "\nFROM questions\nWHERE " + strings.Join(where, "\nAND ") + "\nORDER BY " + order + "\nLIMIT @limit", args
}

func scanGroup(row pgx.CollectableRow) (g learn.Group, err error) {
	var decided *time.Time
	c := &g.Counts
	err = row.Scan(&g.ID, &g.Programme, &g.Wording, &c.Handoff, &c.None, &c.Unsolved, &c.Chosen, &c.Solved, &g.First, &g.Last,
		&g.State, &g.Ref, &decided, &g.By, &g.Proposed, &g.Pickers, &g.Declined, &g.Drafted)
	g.First, g.Last, g.Decided = g.First.UTC(), g.Last.UTC(), moment(decided)
	return g, err
}

// Group is one group, or chat.ErrNotFound.
func (s *Store) Group(ctx context.Context, id int64) (learn.Group, error) {
	rows, _ := s.workers.Query(ctx, sqlGroup, id) // CollectExactlyOneRow returns the error
	g, err := pgx.CollectExactlyOneRow(rows, scanGroup)
	if err = orNotFound(err); err != nil {
		return g, fmt.Errorf("read group %d: %w", id, err)
	}
	return g, nil
}

// InGroup lists a group's questions, the latest first.
func (s *Store) InGroup(ctx context.Context, id int64, limit int) ([]learn.Question, error) {
	rows, _ := s.workers.Query(ctx, sqlGroupQuestions, id, limit) // CollectRows returns the error
	questions, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (q learn.Question, err error) {
		err = row.Scan(&q.ID, &q.At, &q.Programme, &q.Wording, &q.How, &q.Ref, &q.Ticket)
		q.At = q.At.UTC()
		return q, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the questions of group %d: %w", id, err)
	}
	return questions, nil
}

// GroupOfTicket is the group of a ticket's question, 0 where it has none, or none yet.
func (s *Store) GroupOfTicket(ctx context.Context, number string) (id int64, err error) {
	err = s.workers.QueryRow(ctx, sqlGroupWithTicket, clean(number)).Scan(&id)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("look for the question of %s: %w", number, err)
	}
	return id, nil
}

// Grouping is how far the grouping is.
func (s *Store) Grouping(ctx context.Context) (p learn.Progress, err error) {
	if err := s.workers.QueryRow(ctx, sqlGroupingProgress).Scan(&p.Total, &p.Done); err != nil {
		return p, fmt.Errorf("read how far the grouping is: %w", err)
	}
	return p, nil
}

// DecideGroup notes what becomes of a group, and who said so. It is chat.ErrNotFound where there is none.
func (s *Store) DecideGroup(ctx context.Context, id int64, to learn.State, ref string, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if err := expectOne(tx.Exec(ctx, sqlDecideGroup, id, string(to), clean(ref), s.options.Now(), clean(by.Actor.Name))); err != nil {
			return err
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("decide on group %d: %w", id, err)
	}
	return nil
}

// DeclineProposal notes that a group is no wording of the entry it was proposed for. It reports false where
// it is not proposed for that one now.
func (s *Store) DeclineProposal(ctx context.Context, id int64, ref string, by audit.Record) (declined bool, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sqlDeclineProposal, id, clean(ref))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		declined = true
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return false, fmt.Errorf("decline what is proposed for group %d: %w", id, err)
	}
	return declined, nil
}
