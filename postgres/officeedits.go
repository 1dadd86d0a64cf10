package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/office/edits"
)

const (
	editColumns = `id, part, version, body, basis, made, made_by, made_name`

	sqlEdits = `
		SELECT   DISTINCT ON (part) ` + editColumns + `
		FROM     office_edits
		WHERE    part NOT LIKE 'file:%'
		ORDER BY part, version DESC`

	sqlEditHistory = `
		SELECT   ` + editColumns + `
		FROM     office_edits
		WHERE    part = $1
		ORDER BY version DESC
		LIMIT    $2`

	sqlEdit = `
		SELECT ` + editColumns + `
		FROM   office_edits
		WHERE  part = $1 AND version = $2`

	sqlEditOfRequest = `
		SELECT ` + editColumns + `
		FROM   office_edits
		WHERE  request = $1`

	// Only who has seen the latest version makes the next one.
	sqlSaveEdit = `
		INSERT INTO office_edits (part, version, body, basis, made, made_by, made_name, request)
		SELECT $1, $2, $3, $4, $5, $6, $7, nullif($8, '')
		WHERE  $2 = 1 + (SELECT coalesce(max(version), 0) FROM office_edits WHERE part = $1)
		ON CONFLICT DO NOTHING
		RETURNING ` + editColumns

	sqlSaveFilePart = `
		INSERT INTO office_edits (part, version, body, basis, made, made_by, made_name, moved)
		SELECT $1::text, $2::integer, $3, $4, $5::timestamptz, '', '', CASE WHEN $2 = 1 THEN $5 END
		WHERE  $2 = 1 + (SELECT coalesce(max(version), 0) FROM office_edits WHERE part = $1)
		ON CONFLICT DO NOTHING`

	sqlUnmoved = `
		SELECT   ` + editColumns + `
		FROM     office_edits
		WHERE    moved IS NULL
		ORDER BY id`

	sqlMarkMoved = `UPDATE office_edits SET moved = $2 WHERE id = $1 AND moved IS NULL`
)

// OfficeEdits are the latest edits of the office file's parts, one of each that was ever edited.
func (s *Store) OfficeEdits(ctx context.Context) ([]edits.Edit, error) {
	return s.edits(ctx, "list edits of the office file", sqlEdits)
}

// FilePart is what the office file said last of a part, as any process has read it; Version 0 = nobody has noted it.
func (s *Store) FilePart(ctx context.Context, p edits.Part) (e edits.Edit, err error) {
	found, err := s.edits(ctx, "read what the office file said", sqlEditHistory, p.InFile(), 1)
	if err == nil && len(found) > 0 {
		e = found[0]
	}
	return e, err
}

// SaveFilePart notes that the office file says something else of a part than before. The first version is only noted:
// there is nothing that it could have changed. Where another process was faster it does nothing.
func (s *Store) SaveFilePart(ctx context.Context, e edits.Edit) error {
	if _, err := s.workers.Exec(ctx, sqlSaveFilePart, e.Part, e.Version, clean(e.Text), clean(e.Basis), s.options.Now()); err != nil {
		return fmt.Errorf("note what the office file says of %s: %w", e.Part, err)
	}
	return nil
}

// OfficeEditHistory are the versions of a part, the newest first.
func (s *Store) OfficeEditHistory(ctx context.Context, p edits.Part, limit int) ([]edits.Edit, error) {
	return s.edits(ctx, "list versions of the office file", sqlEditHistory, p, limit)
}

// OfficeEdit is one version of a part. One that there never was is chat.ErrNotFound.
func (s *Store) OfficeEdit(ctx context.Context, p edits.Part, version int) (edits.Edit, error) {
	rows, _ := s.workers.Query(ctx, sqlEdit, p, version) // CollectExactlyOneRow returns the error
	e, err := pgx.CollectExactlyOneRow(rows, scanEdit)
	if err != nil {
		return e, fmt.Errorf("read version %d of the office file's %s: %w", version, p, orNotFound(err))
	}
	return e, nil
}

// UnmovedOfficeEdits are the edits of which nobody has looked yet which promises they break, the oldest first.
func (s *Store) UnmovedOfficeEdits(ctx context.Context) ([]edits.Edit, error) {
	return s.edits(ctx, "list edits of the office file that may break promises", sqlUnmoved)
}

// MarkOfficeEditMoved notes that the promises which an edit breaks are on their way.
func (s *Store) MarkOfficeEditMoved(ctx context.Context, id int64) error {
	if _, err := s.workers.Exec(ctx, sqlMarkMoved, id, s.options.Now()); err != nil {
		return fmt.Errorf("note that the promises broken by edit %d of the office file are moved: %w", id, err)
	}
	return nil
}

func (s *Store) edits(ctx context.Context, what, query string, args ...any) ([]edits.Edit, error) {
	rows, _ := s.workers.Query(ctx, query, args...) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, scanEdit)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return all, nil
}

func scanEdit(row pgx.CollectableRow) (e edits.Edit, err error) {
	err = row.Scan(&e.ID, &e.Part, &e.Version, &e.Text, &e.Basis, &e.Made, &e.By.ID, &e.By.Name)
	e.Made = e.Made.UTC()
	return e, err
}

// SaveOfficeEdit keeps the next version of a part. Where somebody was faster it is edits.ErrChanged; the same request
// again changes nothing.
func (s *Store) SaveOfficeEdit(ctx context.Context, e edits.Edit, by audit.Record) (saved edits.Edit, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, sqlSaveEdit, e.Part, e.Version, clean(e.Text), clean(e.Basis), by.At, clean(by.Actor.ID), clean(by.Actor.Name), by.Request) // CollectExactlyOneRow returns the error
		saved, err = pgx.CollectExactlyOneRow(rows, scanEdit)
		if errors.Is(err, pgx.ErrNoRows) {
			return again(ctx, tx, by.Request, &saved)
		}
		if err != nil {
			return err
		}
		// What it says stands in its row: the trail is never rewritten, and routes name people.
		by.Act, by.Object, by.After = audit.SettingsChanged, "office/"+string(e.Part), fmt.Sprintf("version=%d", e.Version)
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return saved, fmt.Errorf("save version %d of the office file's %s: %w", e.Version, e.Part, err)
	}
	return saved, nil
}

// again is the edit that the same request has saved before, or edits.ErrChanged.
func again(ctx context.Context, tx pgx.Tx, request string, saved *edits.Edit) (err error) {
	rows, _ := tx.Query(ctx, sqlEditOfRequest, request) // CollectExactlyOneRow returns the error
	if *saved, err = pgx.CollectExactlyOneRow(rows, scanEdit); errors.Is(err, pgx.ErrNoRows) {
		return edits.ErrChanged
	}
	return err
}
