package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/learn"
	"madoguchi/ticket"
)

// Tickets that ask the same are put together as unanswered questions are (learn.Groups), once, when they are new: the
// list of tickets only counts. A group is known by the first of its tickets, and compared by the oldest that is open.

// alikeLock is the second half of the advisory lock under which one process at a time puts tickets together.
const alikeLock = -3

const (
	sqlUnlikeTickets = `
		SELECT   ` + ticketColumns + `
		FROM     tickets
		WHERE    open AND alike IS NULL
		ORDER BY id
		LIMIT    $1`

	sqlAlikeGroups = `SELECT DISTINCT alike FROM tickets WHERE open AND alike > 0`

	sqlAlikeFirst = `
		SELECT   DISTINCT ON (alike) alike, ` + ticketColumns + `
		FROM     tickets
		WHERE    open AND alike = ANY ($1)
		ORDER BY alike, id`

	// Those that a turn is changing are looked at the next time: two that wait for one another would be worse.
	sqlPlaceAlike = `
		WITH mine AS (
		    SELECT   id
		    FROM     tickets
		    WHERE    id = ANY ($1) AND alike IS NULL
		    ORDER BY id
		    FOR      NO KEY UPDATE SKIP LOCKED
		)
		UPDATE tickets t
		SET    alike = p.alike
		FROM   unnest($1::bigint[], $2::bigint[]) AS p (id, alike)
		       JOIN mine USING (id)
		WHERE  t.id = p.id`
)

// GroupTickets puts up to limit open tickets to those that ask the same of the same kind and programme, and says how many
// it looked at. ask is what a ticket asks, "" where that can be compared with nothing. It does nothing where another
// process does so now. groups are kept by a caller from one call to the next; where it fails they are not to be used again.
func (s *Store) GroupTickets(ctx context.Context, groups *learn.Groups, ask func(*ticket.Ticket) string, limit int) (n int, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, sqlTryGrouping, advisoryClass, alikeLock).Scan(&mine); err != nil || !mine {
			return err
		}
		rows, _ := tx.Query(ctx, sqlUnlikeTickets, limit) // collectTickets returns the error
		waiting, err := collectTickets(rows)
		if err != nil || len(waiting) == 0 {
			return err
		}
		n = len(waiting)
		if err := readAlike(ctx, tx, groups, ask); err != nil {
			return err
		}
		ids, places := make([]int64, n), make([]int64, n)
		for i := range waiting {
			ids[i], places[i] = waiting[i].ID, placeOf(groups, &waiting[i], ask)
		}
		_, err = tx.Exec(ctx, sqlPlaceAlike, ids, places)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("put tickets together: %w", err)
	}
	return n, nil
}

// readAlike learns of groups that another process has made.
func readAlike(ctx context.Context, tx pgx.Tx, groups *learn.Groups, ask func(*ticket.Ticket) string) error {
	rows, _ := tx.Query(ctx, sqlAlikeGroups) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("list groups: %w", err)
	}
	unknown := slices.DeleteFunc(all, groups.Has)
	if len(unknown) == 0 {
		return nil
	}
	rows, _ = tx.Query(ctx, sqlAlikeFirst, unknown) // CollectRows returns the error
	type first struct {
		Alike int64
		ticketRow
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[first])
	if err != nil {
		return fmt.Errorf("read groups: %w", err)
	}
	for _, f := range found {
		tk, err := f.ticket()
		if err != nil {
			return err
		}
		if text := ask(&tk); text != "" {
			groups.Add(f.Alike, scopeOf(&tk), text, groups.Read(text))
		}
	}
	return nil
}

// placeOf is the group of a ticket, which is its own where it is the first to ask that.
func placeOf(groups *learn.Groups, tk *ticket.Ticket, ask func(*ticket.Ticket) string) int64 {
	text := ask(tk)
	if text == "" {
		return 0
	}
	id, said := groups.Find(scopeOf(tk), text)
	if id != 0 {
		return id
	}
	if len(said) == 0 {
		return 0
	}
	groups.Add(tk.ID, scopeOf(tk), text, said)
	return tk.ID
}

// scopeOf is within what tickets are compared.
func scopeOf(tk *ticket.Ticket) string { return string(tk.Kind) + " " + tk.Programme }

// alikeQuery is the statement that counts the groups of what a filter chooses, the largest first.
func alikeQuery(f ticket.Filter, least, most int) (string, pgx.NamedArgs) {
	f.Unanswered = true
	where, args := conditions(f)
	args["least"], args["most"] = least, most
	return `
		SELECT   g.alike, g.n, g.latest, g.soonest, ` + ticketColumns + `
		FROM     (SELECT   alike, count(*) AS n, max(heard) AS latest, min(due) AS soonest, min(id) AS first
		          FROM     tickets
		          ` + where + `AND open AND alike > 0
		          GROUP BY alike
		          HAVING   count(*) >= @least
		          ORDER BY n DESC, alike
		          LIMIT    @most) AS g
		         JOIN tickets ON id = g.first
		ORDER BY g.n DESC, g.alike`, args
}

// AlikeTickets are the groups of at least so many unanswered tickets that ask the same, among those that a filter
// chooses: the largest first, at most so many.
func (s *Store) AlikeTickets(ctx context.Context, f ticket.Filter, least, most int) ([]ticket.Alike, error) {
	sql, args := alikeQuery(f, least, most)
	rows, _ := s.workers.Query(ctx, sql, args) // CollectRows returns the error
	type group struct {
		Alike   int64
		N       int
		Latest  time.Time
		Soonest *time.Time
		ticketRow
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[group])
	var out []ticket.Alike
	for _, g := range found {
		tk, errRow := g.ticket()
		err = errors.Join(err, errRow)
		out = append(out, ticket.Alike{ID: g.Alike, N: g.N, First: tk, Heard: g.Latest.UTC(), Due: moment(g.Soonest)})
	}
	if err != nil {
		return nil, fmt.Errorf("count tickets that ask the same: %w", err)
	}
	return out, nil
}
