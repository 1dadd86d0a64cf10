package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// contrastLife is for how long a draft can be seen by a link.
const contrastLife = 7 * 24 * time.Hour

const (
	contrastColumns = `number, collection, ordinal, was, body, who, at`

	sqlSaveContrast = `
		INSERT INTO draft_links (hash, collection, ordinal, was,       body,      who, at)
		VALUES                  ($1,   $2,         $3,      $4::jsonb, $5::jsonb, $6,  $7)`

	sqlContrast = `
		SELECT ` + contrastColumns + `
		FROM   draft_links
		WHERE  hash = $1 AND at > $2`

	sqlContrasts = `
		SELECT   ` + contrastColumns + `
		FROM     draft_links
		WHERE    collection = $1 AND ordinal = $2 AND at > $3
		ORDER BY number DESC`

	sqlDropContrast = `DELETE FROM draft_links WHERE collection = $1 AND ordinal = $2 AND number = $3`

	sqlOldContrasts = `
		SELECT   l.number
		FROM     draft_links l
		WHERE    l.number > @after::bigint AND l.at <= @cutoff
		ORDER BY l.number
		LIMIT    @limit`

	sqlForgetContrasts = `DELETE FROM draft_links WHERE number = ANY (@ids)`
)

func contrastRow(row pgx.CollectableRow) (c edition.Contrast, err error) {
	var collection string
	var ordinal int
	var was, body []byte
	if err = row.Scan(&c.Number, &collection, &ordinal, &was, &body, &c.By, &c.At); err != nil {
		return c, err
	}
	if was != nil {
		c.Before = &faq.Entry{}
		err = json.Unmarshal(was, c.Before)
	}
	c.At, c.Expires, c.Ref = c.At.UTC(), c.At.UTC().Add(contrastLife), fmt.Sprintf("%s/%d", collection, ordinal)
	return c, errors.Join(err, json.Unmarshal(body, &c.After))
}

// SaveContrast keeps what a draft changes, as it is now, for who has a link to it, under the SHA-256 of the link's
// token: for a week, or until it is dropped.
func (s *Store) SaveContrast(ctx context.Context, hash []byte, c edition.Contrast, by audit.Record) error {
	collection, ordinal, err := parseRef(c.Ref)
	if err != nil {
		return fmt.Errorf("keep what a draft changes: %w", err)
	}
	body, err := marshal(c.After)
	if err != nil {
		return err
	}
	var was *string
	if c.Before != nil {
		text, err := marshal(c.Before)
		if err != nil {
			return err
		}
		was = &text
	}
	by.Act, by.Object, by.After = audit.DataExported, c.Ref, "link of 7 days"
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlSaveContrast, hash, collection, ordinal, was, body, clean(by.Actor.Name), s.options.Now()); err != nil {
			return err
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("keep what the draft of %s changes: %w", c.Ref, err)
	}
	return nil
}

// Contrast finds what a link shows. One that is unknown, over or dropped is chat.ErrNotFound.
func (s *Store) Contrast(ctx context.Context, hash []byte) (edition.Contrast, error) {
	rows, _ := s.workers.Query(ctx, sqlContrast, hash, s.options.Now().Add(-contrastLife)) // CollectExactlyOneRow returns the error
	c, err := pgx.CollectExactlyOneRow(rows, contrastRow)
	if err = orNotFound(err); err != nil {
		return c, fmt.Errorf("read what a draft changes: %w", err)
	}
	return c, nil
}

// Contrasts are what can be seen of an entry's drafts by links, the latest first.
func (s *Store) Contrasts(ctx context.Context, ref string) ([]edition.Contrast, error) {
	collection, ordinal, err := parseRef(ref)
	if err != nil {
		return nil, fmt.Errorf("list links to drafts of %s: %w", ref, err)
	}
	rows, _ := s.workers.Query(ctx, sqlContrasts, collection, ordinal, s.options.Now().Add(-contrastLife)) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, contrastRow)
	if err != nil {
		return nil, fmt.Errorf("list links to drafts of %s: %w", ref, err)
	}
	return all, nil
}

// DropContrast makes a link void. Where there is none of that number it is chat.ErrNotFound.
func (s *Store) DropContrast(ctx context.Context, ref string, number int64, by audit.Record) error {
	collection, ordinal, err := parseRef(ref)
	if err == nil {
		by.Act, by.Object, by.After = audit.DataExported, ref, "link void"
		err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
			if err := expectOne(tx.Exec(ctx, sqlDropContrast, collection, ordinal, number)); err != nil {
				return err
			}
			return s.audit(ctx, tx, by)
		})
	}
	if err != nil {
		return fmt.Errorf("make a link to the draft of %s void: %w", ref, err)
	}
	return nil
}
