package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/staff"
)

const (
	sqlReadUntil = `SELECT ticket, until FROM ticket_reads WHERE account = $1 AND ticket = ANY ($2)`

	sqlMarkRead = `
		INSERT INTO ticket_reads (ticket, account, until)
		VALUES                   ($1,     $2,      $3)
		ON CONFLICT (ticket, account) DO UPDATE SET until = greatest(ticket_reads.until, excluded.until)`

	sqlViews = `
		SELECT   v.id, v.account, v.name, v.query, v.shared, a.name
		FROM     desk_views v
		         JOIN accounts a ON a.id = v.account
		WHERE    v.account = $1 OR v.shared
		ORDER BY v.name, v.id`

	// Who saves a view under the name of one of their own replaces it.
	sqlSaveView = `
		INSERT INTO desk_views (account, name, query, shared)
		VALUES                 ($1,      $2,   $3,    $4)
		ON CONFLICT (account, name) DO UPDATE SET query = excluded.query, shared = excluded.shared`

	sqlDropView = `DELETE FROM desk_views WHERE id = $1 AND account = $2 RETURNING name`
)

// ReadUntil says until when an account has read each of some tickets. One that it has never opened is not there.
func (s *Store) ReadUntil(ctx context.Context, account int64, tickets []int64) (map[int64]time.Time, error) {
	until := map[int64]time.Time{}
	rows, _ := s.workers.Query(ctx, sqlReadUntil, account, tickets) // ForEachRow returns the error
	var id int64
	var at time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &at}, func() error {
		until[id] = at.UTC()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look up what account %d has read: %w", account, err)
	}
	return until, nil
}

// MarkRead notes that an account has read a ticket, with all that happened to it before then.
func (s *Store) MarkRead(ctx context.Context, account, ticket int64, until time.Time) error {
	if _, err := s.workers.Exec(ctx, sqlMarkRead, ticket, account, until); err != nil {
		return fmt.Errorf("note that account %d has read ticket %d: %w", account, ticket, err)
	}
	return nil
}

// Views are the views that an account sees: its own, and those that others share.
func (s *Store) Views(ctx context.Context, account int64) ([]staff.View, error) {
	rows, _ := s.workers.Query(ctx, sqlViews, account) // CollectRows returns the error
	views, err := pgx.CollectRows(rows, pgx.RowToStructByPos[staff.View])
	if err != nil {
		return nil, fmt.Errorf("list views of account %d: %w", account, err)
	}
	return views, nil
}

// SaveView keeps a view under its name, in place of one of that name.
func (s *Store) SaveView(ctx context.Context, v staff.View, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlSaveView, v.Account, clean(v.Name), clean(v.Query), v.Shared); err != nil {
			return err
		}
		by.Act, by.Object, by.After = audit.ViewSaved, v.Name, v.Query
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("save view: %w", err)
	}
	return nil
}

// DropView forgets a view of an account's own. It fails with chat.ErrNotFound where there is none such.
func (s *Store) DropView(ctx context.Context, account, id int64, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		by.Act = audit.ViewDropped
		err := tx.QueryRow(ctx, sqlDropView, id, account).Scan(&by.Object)
		if err != nil {
			return orNotFound(err)
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("drop view %d: %w", id, err)
	}
	return nil
}
