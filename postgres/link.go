package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot"
	"madoguchi/chat"
)

const (
	// A contact's own tickets come by sqlTurnTickets; these it may only be shown.
	sqlLinkedTickets = `
		SELECT   ` + ticketColumns + `
		FROM     tickets
		WHERE    contact IN (SELECT linked FROM links WHERE contact = $1) AND (open OR closed > $2)
		ORDER BY id DESC
		LIMIT    20`

	// Both ends in the order of the key, so that two who link each other at once do not wait in a circle.
	sqlLink = `
		INSERT INTO links (contact, linked, since)
		SELECT   l.contact, l.linked, $3
		FROM     (VALUES ($1::text, $2::text), ($2, $1)) AS l (contact, linked)
		ORDER BY l.contact
		ON CONFLICT (contact, linked) DO NOTHING`

	sqlUnlink = `
		DELETE FROM links
		WHERE  contact = $1 OR (contact, linked) IN (SELECT linked, contact FROM links WHERE contact = $1)`
)

// NewLink notes a nonce, by its hash, that stands for a contact until it is brought back.
func (s *Store) NewLink(ctx context.Context, nonce string, from chat.Address) error {
	h := bot.NewNonce(nonce, from, s.options.Now())
	body, err := marshal(handoffBody{Link: h.Link})
	if err != nil {
		return err
	}
	if _, err := s.workers.Exec(ctx, sqlHandOff, h.Hash, clean(h.From.String()), h.Until, body); err != nil {
		return fmt.Errorf("note a nonce of %s: %w", from, err)
	}
	return nil
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
