package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
)

const applicationColumns = `a.id, a.name, a.scopes, a.hint, a.made_by, a.created, a.used, a.revoked`

const (
	sqlApplications = `
		SELECT   ` + applicationColumns + `
		FROM     applications a
		ORDER BY a.revoked IS NOT NULL, a.name, a.id`

	sqlApplication = `SELECT ` + applicationColumns + ` FROM applications a WHERE a.id = $1`

	// That a token was used is written down to the minute: an application may ask many times a second.
	sqlApplicationByToken = `
		WITH noted AS (
		    UPDATE applications
		    SET    used = $2
		    WHERE  hash = $1 AND revoked IS NULL AND (used IS NULL OR used < $2::timestamptz - interval '1 minute')
		)
		SELECT ` + applicationColumns + `
		FROM   applications a
		WHERE  a.hash = $1 AND a.revoked IS NULL`

	sqlNewApplication = `
		INSERT INTO applications (name, scopes, hash, hint, made_by, created)
		VALUES                   ($1,   $2,     $3,   $4,   $5,      $6)
		ON CONFLICT (hash) DO NOTHING
		RETURNING id`

	sqlPressedApplication = `SELECT ` + applicationColumns + ` FROM applications a WHERE a.hash = $1 AND a.revoked IS NULL`

	sqlRevokeApplication = `
		UPDATE applications
		SET    revoked = $2
		WHERE  id = $1 AND revoked IS NULL
		RETURNING name`
)

func scanApplication(row pgx.CollectableRow) (staff.Application, error) {
	var a staff.Application
	var used, revoked *time.Time
	err := row.Scan(&a.ID, &a.Name, &a.Scopes, &a.Hint, &a.By, &a.Created, &used, &revoked)
	a.Created, a.Used, a.Revoked = a.Created.UTC(), moment(used), moment(revoked)
	return a, err
}

func (s *Store) applications(ctx context.Context, sql string, args ...any) ([]staff.Application, error) {
	rows, _ := s.workers.Query(ctx, sql, args...) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, scanApplication)
	if err != nil {
		return nil, fmt.Errorf("read applications: %w", err)
	}
	return found, nil
}

// Applications are all that ever had a token, those whose is good first.
func (s *Store) Applications(ctx context.Context) ([]staff.Application, error) {
	return s.applications(ctx, sqlApplications)
}

// Application is one by its number, or chat.ErrNotFound.
func (s *Store) Application(ctx context.Context, id int64) (staff.Application, error) {
	found, err := s.applications(ctx, sqlApplication, id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("application %d: %w", id, chat.ErrNotFound)
	}
	if err != nil {
		return staff.Application{}, err
	}
	return found[0], nil
}

// ApplicationByToken is the one whose token has the hash, and false where no good token has.
func (s *Store) ApplicationByToken(ctx context.Context, hash []byte, now time.Time) (staff.Application, bool, error) {
	found, err := s.applications(ctx, sqlApplicationByToken, hash, now)
	if err != nil || len(found) == 0 {
		return staff.Application{}, false, err
	}
	return found[0], true, nil
}

// NewApplication keeps an application under the hash of its token. Where there is one under it already, because a form
// was pressed twice, that is the application; where its token was revoked since, it is chat.ErrNotFound.
func (s *Store) NewApplication(ctx context.Context, a staff.Application, hash []byte, by audit.Record) (staff.Application, error) {
	a.By, a.Created = by.Actor.Name, s.options.Now()
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, sqlNewApplication, clean(a.Name), a.Scopes, hash, a.Hint, clean(a.By), a.Created).Scan(&a.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			rows, _ := tx.Query(ctx, sqlPressedApplication, hash) // CollectExactlyOneRow returns the error
			a, err = pgx.CollectExactlyOneRow(rows, scanApplication)
			return orNotFound(err)
		}
		if err != nil {
			return err
		}
		by.Act, by.Object, by.After = audit.ApplicationMade, a.Person().ID, a.Summary()
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return a, fmt.Errorf("make application: %w", err)
	}
	return a, nil
}

// RevokeApplication makes a token good for nothing. Where it is so already, or there is none, it is
// chat.ErrNotFound.
func (s *Store) RevokeApplication(ctx context.Context, id int64, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		var name string
		err := tx.QueryRow(ctx, sqlRevokeApplication, id, s.options.Now()).Scan(&name)
		if err != nil {
			return orNotFound(err)
		}
		by.Act, by.Object, by.Before = audit.ApplicationRevoked, chat.ApplicationPerson(id, "").ID, name
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("revoke application %d: %w", id, err)
	}
	return nil
}
