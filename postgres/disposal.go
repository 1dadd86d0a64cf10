package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/audit"
	"madoguchi/records"
)

// ErrHeld is what fails because somebody has said that it must be kept.
var ErrHeld = errors.New("it is held, and must not be deleted")

// heldCode is how a trigger names what it refuses: see refuse_held.
const heldCode = "MGH01"

// asHeld gives an error of that trigger its name.
func asHeld(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == heldCode {
		return fmt.Errorf("%w: %w", ErrHeld, err)
	}
	return err
}

// doneTickets are closed ones with their words.
const doneTickets = `NOT t.open AND (t.erased IS NULL OR t.erased < t.closed)`

const (
	sqlDoneKinds = `
		SELECT   t.kind, t.programme
		FROM     tickets t
		WHERE    ` + doneTickets + `
		GROUP BY 1, 2
		ORDER BY 1, 2`

	// Whether each is held is looked up once; the days are of those that are not.
	sqlDisposable = `
		WITH kept AS MATERIALIZED (
		    SELECT t.closed, held(t.number, t.programme, t.contact) AS held
		    FROM   tickets t
		    WHERE  ` + doneTickets + ` AND t.kind = $1 AND t.programme = $2 AND t.closed < $3
		)
		SELECT count(*) FILTER (WHERE NOT held), count(*) FILTER (WHERE held),
		       coalesce(min(closed) FILTER (WHERE NOT held), 'epoch'), coalesce(max(closed) FILTER (WHERE NOT held), 'epoch')
		FROM   kept`

	sqlOrderDisposal = `
		INSERT INTO disposal_orders (kind, programme, rule, before, who, who_name, approved)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`

	sqlOpenOrders = `
		SELECT   id, kind, programme, rule, before, who, who_name, approved
		FROM     disposal_orders
		WHERE    done IS NULL
		ORDER BY id`

	// Each ticket is wiped and registered once: who comes second finds it locked, then wiped.
	sqlDisposeOf = `
		SELECT   t.id, t.number
		FROM     tickets t
		WHERE    ` + doneTickets + ` AND t.kind = @kind AND t.programme = @programme AND t.closed < @before AND NOT held(t.number, t.programme, t.contact)
		ORDER BY t.id
		LIMIT    @limit
		FOR      UPDATE`

	sqlRegister = `
		INSERT INTO disposals (number, kind, programme, team, opened, closed, rule, who_name, approved, at)
		SELECT   t.number, t.kind, t.programme, t.team, t.opened, t.closed, @rule, @name, @approved, @now
		FROM     tickets t
		WHERE    t.id = ANY (@ids)
		ORDER BY t.id`

	sqlOrderDone = `UPDATE disposal_orders SET done = $2 WHERE id = $1 AND done IS NULL`

	sqlDisposals = `
		SELECT   number, kind, programme, team, opened, closed, rule, who_name, approved, at
		FROM     disposals
		WHERE    $1::text = '' OR number = $1
		ORDER BY id DESC
		LIMIT    $2`
)

// Disposable are the closed tickets that have been kept for as long as a rule says, by kind and programme; with those
// of which nobody has decided, whose rule is "".
func (s *Store) Disposable(ctx context.Context, rule records.Rule) ([]records.Group, error) {
	rows, _ := s.workers.Query(ctx, sqlDoneKinds) // CollectRows returns the error
	kinds, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Kind, Programme string }])
	if err != nil {
		return nil, fmt.Errorf("list what is closed: %w", err)
	}
	var out []records.Group
	for _, k := range kinds {
		g := records.Group{Kind: k.Kind, Programme: k.Programme}
		if before, words, ok := rule(k.Kind, k.Programme); ok {
			if g, err = disposable(ctx, s.workers, k.Kind, k.Programme, before); err != nil {
				return nil, fmt.Errorf("count what has been kept for long enough: %w", err)
			}
			g.Rule = words
		}
		out = append(out, g)
	}
	return out, nil
}

// disposable is a group of tickets that were closed before a moment.
func disposable(ctx context.Context, q querier, kind, programme string, before time.Time) (records.Group, error) {
	g := records.Group{Kind: kind, Programme: programme}
	err := q.QueryRow(ctx, sqlDisposable, kind, programme, before).Scan(&g.Count, &g.Held, &g.First, &g.Last)
	return g, err
}

// ApproveDisposal orders that groups be disposed of, in the name of who approves. It fails with records.ErrMoved where one
// has not as many tickets as they saw.
func (s *Store) ApproveDisposal(ctx context.Context, rule records.Rule, approved []records.Approval, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		for _, a := range approved {
			before, words, ok := rule(a.Kind, a.Programme)
			if !ok {
				return records.ErrMoved
			}
			g, err := disposable(ctx, tx, a.Kind, a.Programme, before)
			if err != nil {
				return err
			}
			if g.Count != a.Count || g.Count == 0 {
				return records.ErrMoved
			}
			if _, err := tx.Exec(ctx, sqlOrderDisposal, a.Kind, a.Programme, words, before, by.Actor.ID, clean(by.Actor.Name), by.At); err != nil {
				return err
			}
			rec := by
			rec.Act, rec.Object, rec.After = audit.DisposalApproved, a.Kind+"/"+a.Programme, fmt.Sprintf("%d, %s", g.Count, words)
			if err := s.audit(ctx, tx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("approve of a disposal: %w", err)
	}
	return nil
}

// An order is what is left to be disposed of.
type order struct {
	ID                    int64
	Kind, Programme, Rule string
	Before                time.Time
	Who, Name             string
	Approved              time.Time
}

// Dispose does what was approved of, a batch in a transaction, until nothing is left or ctx ends. Any number of
// processes may do it at once.
func (s *Store) Dispose(ctx context.Context) (total int, err error) {
	rows, _ := s.workers.Query(ctx, sqlOpenOrders) // CollectRows returns the error
	orders, err := pgx.CollectRows(rows, pgx.RowToStructByPos[order])
	if err != nil || len(orders) == 0 {
		return 0, err
	}
	if _, err := s.CountAllFigures(ctx); err != nil { // what is gone can be counted no more
		return 0, err
	}
	for _, o := range orders {
		for {
			n, err := s.dispose(ctx, o)
			total += n
			if err != nil {
				return total, fmt.Errorf("dispose of tickets: %w", asHeld(err))
			}
			if n < forgetBatch {
				break
			}
		}
	}
	return total, nil
}

// dispose wipes a batch, or, where nothing is left, ends the order.
func (s *Store) dispose(ctx context.Context, o order) (n int, err error) {
	now := s.options.Now()
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		args := pgx.NamedArgs{"kind": o.Kind, "programme": o.Programme, "before": o.Before, "limit": forgetBatch, "rule": o.Rule, "name": o.Name, "approved": o.Approved, "now": now}
		rows, _ := tx.Query(ctx, sqlDisposeOf, args) // CollectRows returns the error
		tickets, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ticketName])
		if err != nil {
			return err
		}
		if n = len(tickets); n < forgetBatch {
			if _, err := tx.Exec(ctx, sqlOrderDone, o.ID, now); err != nil || n == 0 {
				return err
			}
		}
		ids := make([]int64, n)
		for i := range tickets {
			ids[i] = tickets[i].ID
		}
		args["ids"] = ids
		if _, err := tx.Exec(ctx, sqlRegister, args); err != nil {
			return err
		}
		_, err = eraseTickets(ctx, tx, tickets, "", o.Who, o.Name, now)
		return err
	})
	return n, err
}

// Disposals are the latest lines of the register, or those of one number.
func (s *Store) Disposals(ctx context.Context, number string, limit int) ([]records.Disposal, error) {
	rows, _ := s.workers.Query(ctx, sqlDisposals, clean(number), limit) // CollectRows returns the error
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[records.Disposal])
	if err != nil {
		return nil, fmt.Errorf("read the register of disposals: %w", err)
	}
	return out, nil
}
