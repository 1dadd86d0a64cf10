package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

const (
	// A contact's own tickets come by sqlTurnTickets; these it may only be shown.
	sqlLinkedTickets = `
		SELECT   ` + ticketColumns + `
		FROM     tickets
		WHERE    contact IN (SELECT linked FROM links WHERE contact = $1) AND (open OR closed > $2)
		ORDER BY id DESC
		LIMIT    20`

	sqlLinks = `
		SELECT   linked, since
		FROM     links
		WHERE    contact = $1
		ORDER BY since DESC, id DESC`

	sqlOpenTickets = `
		SELECT   ` + ticketColumns + `
		FROM     tickets
		WHERE    contact = $1 AND open
		ORDER BY id DESC
		LIMIT    50`

	// Both ends in the order of the key, so that two who link each other at once do not wait in a circle.
	// Who is being erased meanwhile is waited for, and then no longer there.
	sqlLink = `
		WITH known AS (
		    SELECT FROM conversations WHERE address IN ($1, $2) FOR KEY SHARE
		)
		INSERT INTO links (contact, linked, since)
		SELECT   l.contact, l.linked, $3
		FROM     (VALUES ($1::text, $2::text), ($2, $1)) AS l (contact, linked)
		WHERE    (SELECT count(*) FROM known) = 2
		ORDER BY l.contact
		ON CONFLICT (contact, linked) DO NOTHING`

	sqlUnlink = `
		DELETE FROM links
		WHERE  contact = $1 OR (contact, linked) IN (SELECT linked, contact FROM links WHERE contact = $1)`
)

// NewLink notes a nonce, by its hash, that stands for a contact until it is brought back.
func (s *Store) NewLink(ctx context.Context, nonce string, from chat.Address) error {
	h := turn.NewNonce(nonce, from, s.options.Now())
	body, err := marshal(handoffBody{Link: h.Link})
	if err != nil {
		return err
	}
	if _, err := s.workers.Exec(ctx, sqlHandOff, h.Hash, clean(h.From.String()), h.Until, body); err != nil {
		return fmt.Errorf("note a nonce of %s: %w", from, err)
	}
	return nil
}

// openTickets reads another contact's open tickets, and whether there is such a contact.
func (w *work) openTickets(ctx context.Context, of chat.Address) ([]ticket.Ticket, bool, error) {
	rows, _ := w.conn.Query(ctx, sqlOpenTickets, clean(of.String())) // collectTickets returns the error
	open, err := collectTickets(rows)
	if err != nil {
		return nil, false, fmt.Errorf("read the tickets of %s: %w", of, err)
	}
	var known bool
	if err := w.conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM conversations WHERE address = $1)`, clean(of.String())).Scan(&known); err != nil {
		return nil, false, fmt.Errorf("look for the contact %s: %w", of, err)
	}
	return open, known, nil
}

func collectLinks(rows pgx.Rows) ([]turn.Linked, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (turn.Linked, error) {
		var l turn.Linked
		var with string
		err := row.Scan(&with, &l.Since)
		if err == nil {
			l.With, err = chat.ParseAddress(with)
		}
		return l, err
	})
}

// saveLinks links the turn's contact with another, or ends its links.
func (w *work) saveLinks(b *pgx.Batch) {
	t := w.turn
	if t.Unlink {
		b.Queue(sqlUnlink, w.lane)
	}
	if t.Link.ID != "" {
		b.Queue(sqlLink, w.lane, clean(t.Link.String()), t.Now)
	}
}
