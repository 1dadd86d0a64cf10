package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq/links"
)

const (
	sqlForgetFAQLinks = `DELETE FROM faq_links WHERE address <> ALL ($1)`

	sqlKnowFAQLinks = `INSERT INTO faq_links (address, next) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING`

	// Whoever looks at a link has an hour for it, in which nobody else does.
	sqlTakeFAQLinks = `
		UPDATE faq_links l
		SET    next = $1::timestamptz + interval '1 hour'
		FROM   (SELECT address FROM faq_links WHERE next <= $1 ORDER BY next, address LIMIT $2 FOR UPDATE SKIP LOCKED) due
		WHERE  l.address = due.address
		RETURNING l.address, l.fault, l.fails`

	sqlSaveFAQLink = `UPDATE faq_links SET fault = $2, fails = $3, next = $4 WHERE address = $1`

	sqlFailingFAQLinks = `SELECT address, fault, fails FROM faq_links WHERE fault <> '' ORDER BY address`
)

// DueLinks implements [links.Store].
func (s *Store) DueLinks(ctx context.Context, addresses []string, now time.Time, limit int) (due []links.Link, err error) {
	if addresses == nil {
		addresses = []string{} // NULL would compare with none
	}
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		for _, step := range []struct {
			sql  string
			args []any
		}{{sqlForgetFAQLinks, []any{addresses}}, {sqlKnowFAQLinks, []any{addresses, now}}} {
			if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
				return err
			}
		}
		rows, _ := tx.Query(ctx, sqlTakeFAQLinks, now, limit) // CollectRows returns the error
		due, err = pgx.CollectRows(rows, pgx.RowToStructByPos[links.Link])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take links to look at: %w", err)
	}
	return due, nil
}

// SaveLink implements [links.Store].
func (s *Store) SaveLink(ctx context.Context, l links.Link, next time.Time) error {
	if _, err := s.workers.Exec(ctx, sqlSaveFAQLink, l.Address, l.Fault, l.Fails, next); err != nil {
		return fmt.Errorf("note a link: %w", err)
	}
	return nil
}

// FailingLinks are the links whose last look failed.
func (s *Store) FailingLinks(ctx context.Context) ([]links.Link, error) {
	rows, _ := s.workers.Query(ctx, sqlFailingFAQLinks) // CollectRows returns the error
	failing, err := pgx.CollectRows(rows, pgx.RowToStructByPos[links.Link])
	if err != nil {
		return nil, fmt.Errorf("read which links fail: %w", err)
	}
	return failing, nil
}
