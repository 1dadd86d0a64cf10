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

// contrastLife is for how long a draft, or what a document changes, can be seen by a link.
const contrastLife = 7 * 24 * time.Hour

const (
	contrastColumns = `number, collection, ordinal, upload, document, was, body, changes, who, at`

	sqlSaveContrast = `
		INSERT INTO draft_links (hash, collection, ordinal, upload, document, was,       body,      changes,   who, at)
		VALUES                  ($1,   $2,         $3,      $4,     $5,       $6::jsonb, $7::jsonb, $8::jsonb, $9,  $10)`

	sqlContrast = `
		SELECT ` + contrastColumns + `
		FROM   draft_links
		WHERE  hash = $1 AND at > $2`

	// Of a list the changes are not read: those of a document may be thousands.
	sqlContrasts = `
		SELECT   number, collection, ordinal, upload, document, was, body, NULL::jsonb, who, at
		FROM     draft_links
		WHERE    collection = $1 AND ordinal = $2 AND upload = $3 AND at > $4
		ORDER BY number DESC`

	sqlAllContrasts = `
		SELECT   number, collection, ordinal, upload, document, was, body, NULL::jsonb, who, at
		FROM     draft_links
		WHERE    at > $1
		ORDER BY number DESC`

	sqlDropContrast = `DELETE FROM draft_links WHERE number = $1 RETURNING collection, ordinal`

	sqlOldContrasts = `
		SELECT   l.number
		FROM     draft_links l
		WHERE    l.number > @after::bigint AND l.at <= @cutoff
		ORDER BY l.number
		LIMIT    @limit`

	sqlForgetContrasts = `DELETE FROM draft_links WHERE number = ANY (@ids)`
)

func contrastRow(row pgx.CollectableRow) (c edition.Contrast, err error) {
	var was, body, changes []byte
	if err = row.Scan(&c.Number, &c.Of.Collection, &c.Of.Ordinal, &c.Of.Request, &c.Of.Document, &was, &body, &changes, &c.By, &c.At); err != nil {
		return c, err
	}
	c.At, c.Expires = c.At.UTC(), c.At.UTC().Add(contrastLife)
	switch {
	case changes != nil:
		return c, json.Unmarshal(changes, &c.Changes)
	case c.Of.Ordinal == 0:
		return c, nil
	}
	one := edition.Beside{After: &faq.Entry{}}
	err = json.Unmarshal(body, one.After)
	if was != nil {
		one.Before = &faq.Entry{}
		err = errors.Join(err, json.Unmarshal(was, one.Before))
	}
	c.Changes = []edition.Beside{one}
	return c, err
}

// contrastBodies are the columns was, body and changes of a contrast.
func contrastBodies(c *edition.Contrast) (was *string, body string, changes *string, err error) {
	if c.Of.Ordinal == 0 {
		text, err := marshal(c.Changes)
		return nil, "{}", &text, err
	}
	body, err = marshal(c.Changes[0].After)
	if before := c.Changes[0].Before; before != nil && err == nil {
		var text string
		text, err = marshal(before)
		was = &text
	}
	return was, body, nil, err
}

// contrastObject names what is shown in the audit trail: an entry, or a programme's document.
func contrastObject(o *edition.ContrastOf) string {
	if ref := o.Ref(); ref != "" {
		return ref
	}
	return o.Collection
}

// SaveContrast keeps what a draft or a document changes, as it is now, for who has a link to it, under the SHA-256 of
// the link's token: for a week, or until it is dropped.
func (s *Store) SaveContrast(ctx context.Context, hash []byte, c edition.Contrast, by audit.Record) error {
	was, body, changes, err := contrastBodies(&c)
	if err != nil {
		return fmt.Errorf("keep what a draft changes: %w", err)
	}
	by.Act, by.Object, by.After = audit.DataExported, contrastObject(&c.Of), "link of 7 days"
	if c.Of.Ordinal == 0 {
		by.After += " changes=" + fmt.Sprint(len(c.Changes))
	}
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlSaveContrast, hash, c.Of.Collection, c.Of.Ordinal, c.Of.Request, clean(c.Of.Document), was, body, changes, clean(by.Actor.Name), s.options.Now()); err != nil {
			return err
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("keep what the draft of %s changes: %w", by.Object, err)
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

// Contrasts are what can be seen by links, the latest first, without a document's changes: of an entry's drafts, of a
// document's change, or, where nothing is named, all there are.
func (s *Store) Contrasts(ctx context.Context, of edition.ContrastOf) ([]edition.Contrast, error) {
	since, sql := s.options.Now().Add(-contrastLife), sqlContrasts
	args := []any{of.Collection, of.Ordinal, of.Request, since}
	if of == (edition.ContrastOf{}) {
		sql, args = sqlAllContrasts, []any{since}
	}
	rows, _ := s.workers.Query(ctx, sql, args...) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, contrastRow)
	if err != nil {
		return nil, fmt.Errorf("list links to drafts: %w", err)
	}
	return all, nil
}

// DropContrast makes a link void. Where there is none of that number it is chat.ErrNotFound.
func (s *Store) DropContrast(ctx context.Context, number int64, by audit.Record) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		var of edition.ContrastOf
		if err := orNotFound(tx.QueryRow(ctx, sqlDropContrast, number).Scan(&of.Collection, &of.Ordinal)); err != nil {
			return err
		}
		by.Act, by.Object, by.After = audit.DataExported, contrastObject(&of), "link void"
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("make a link to a draft void: %w", err)
	}
	return nil
}
