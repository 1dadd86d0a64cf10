package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/records"
)

const (
	sqlHold = `
		INSERT INTO holds (what, object, why, note, since, who)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (what, object) WHERE lifted IS NULL DO NOTHING`

	sqlLiftHold = `
		UPDATE holds
		SET    lifted = $2, lifted_by = $3
		WHERE  id = $1 AND lifted IS NULL
		RETURNING what || '/' || object`

	sqlHolds = `
		SELECT   id, what, object, why, note, since, who, lifted, lifted_by
		FROM     holds
		ORDER BY lifted DESC NULLS FIRST, id DESC
		LIMIT    $1`

	sqlHeldContact = `SELECT held_contact($1)`
)

// Hold keeps something from being deleted until it is lifted. It reports false where it was held already.
func (s *Store) Hold(ctx context.Context, h records.Hold, by audit.Record) (bool, error) {
	var held bool
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sqlHold, h.What, clean(h.Object), h.Why, clean(h.Note), by.At, clean(by.Actor.Name))
		if held = tag.RowsAffected() > 0; err != nil || !held {
			return err
		}
		by.Act, by.Object, by.After, by.Note = audit.RecordHeld, h.What+"/"+h.Object, h.Why, h.Note
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return false, fmt.Errorf("hold a record: %w", err)
	}
	return held, nil
}

// LiftHold ends a hold. It fails with chat.ErrNotFound where there is none such.
func (s *Store) LiftHold(ctx context.Context, id int64, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		by.Act = audit.RecordReleased
		err := tx.QueryRow(ctx, sqlLiftHold, id, by.At, clean(by.Actor.Name)).Scan(&by.Object)
		if err != nil {
			return orNotFound(err)
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("lift a hold: %w", err)
	}
	return nil
}

// Holds are those that hold, then those that were lifted, the latest first.
func (s *Store) Holds(ctx context.Context, limit int) ([]records.Hold, error) {
	rows, _ := s.workers.Query(ctx, sqlHolds, limit) // CollectRows returns the error
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h records.Hold, err error) {
		var lifted *time.Time
		err = row.Scan(&h.ID, &h.What, &h.Object, &h.Why, &h.Note, &h.Since, &h.By, &lifted, &h.LiftedBy)
		h.Lifted = moment(lifted)
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is held: %w", err)
	}
	return out, nil
}

// refuseHeld fails with ErrHeld where something of a contact must be kept.
func refuseHeld(ctx context.Context, tx pgx.Tx, addr chat.Address) error {
	var held bool
	if err := tx.QueryRow(ctx, sqlHeldContact, clean(addr.String())).Scan(&held); err != nil {
		return err
	}
	if held {
		return ErrHeld
	}
	return nil
}
