package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/faq/lint"
)

const (
	sqlTicks = `
		SELECT   key, ref, what, kind, why, who, at
		FROM     finding_ticks
		ORDER BY at DESC, key
		LIMIT    $1`

	sqlTickCount = `SELECT count(*) FROM finding_ticks`

	sqlTicked = `SELECT key FROM finding_ticks WHERE key = ANY ($1)`

	sqlTick = `
		INSERT INTO finding_ticks (key, ref, what, kind, why, who, at)
		VALUES                    ($1,  $2,  $3,   $4,   $5,  $6,  $7)
		ON CONFLICT (key) DO UPDATE SET why = excluded.why, who = excluded.who, at = excluded.at`

	sqlUntick = `DELETE FROM finding_ticks WHERE key = $1 RETURNING ref`

	sqlShown = `
		SELECT DISTINCT ref
		FROM   answered
		WHERE  at > $1 AND ref <> ''
		UNION
		SELECT collection || '/' || ordinal
		FROM   entry_votes
		WHERE  day > $1::timestamptz::date`

	sqlSince = `
		SELECT   collection || '/' || ordinal, min(saved)
		FROM     entry_versions
		GROUP BY collection, ordinal`
)

// Ticks are the findings that people have ticked off last, so many at most, the latest first, and how many there are
// in all. They are never forgotten: the FAQ may come to say the same again.
func (s *Store) Ticks(ctx context.Context, limit int) (latest []lint.Tick, all int, err error) {
	rows, _ := s.workers.Query(ctx, sqlTicks, limit) // CollectRows returns the error
	if latest, err = pgx.CollectRows(rows, pgx.RowToStructByPos[lint.Tick]); err == nil {
		err = s.workers.QueryRow(ctx, sqlTickCount).Scan(&all)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("list what was ticked off: %w", err)
	}
	return latest, all, nil
}

// Ticked are those of some findings' keys that people have ticked off.
func (s *Store) Ticked(ctx context.Context, keys []string) ([]string, error) {
	rows, _ := s.workers.Query(ctx, sqlTicked, keys) // CollectRows returns the error
	off, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look what was ticked off: %w", err)
	}
	return off, nil
}

// TickFinding ticks a finding off, and writes down who did so and why.
func (s *Store) TickFinding(ctx context.Context, t lint.Tick, by audit.Record) error {
	by.Act, by.Object, by.After, by.Note = audit.FAQReviewed, t.Ref, "ticked="+string(t.Kind), t.Why
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlTick, t.Key, clean(t.Ref), clean(t.What), string(t.Kind), clean(t.Why), clean(by.Actor.Name), s.options.Now()); err != nil {
			return err
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("tick a finding off: %w", err)
	}
	return nil
}

// UntickFinding lets a finding be seen again. One that is not ticked off is chat.ErrNotFound.
func (s *Store) UntickFinding(ctx context.Context, key string, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		by.Act, by.After = audit.FAQReviewed, "unticked"
		if err := tx.QueryRow(ctx, sqlUntick, key).Scan(&by.Object); err != nil {
			return orNotFound(err)
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("show a finding again: %w", err)
	}
	return nil
}

// ShownSince says which entries anybody was answered with, or has read on the public pages, since a moment, and from
// when on each entry has been there.
func (s *Store) ShownSince(ctx context.Context, since time.Time) (shown map[string]bool, there map[string]time.Time, err error) {
	shown, there = map[string]bool{}, map[string]time.Time{}
	var ref string
	var at time.Time
	rows, _ := s.workers.Query(ctx, sqlShown, since) // ForEachRow returns the error
	if _, err = pgx.ForEachRow(rows, []any{&ref}, func() error { shown[ref] = true; return nil }); err == nil {
		rows, _ = s.workers.Query(ctx, sqlSince) // likewise
		_, err = pgx.ForEachRow(rows, []any{&ref, &at}, func() error { there[ref] = at; return nil })
	}
	if err != nil {
		return nil, nil, fmt.Errorf("look which entries were shown: %w", err)
	}
	return shown, there, nil
}
