package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

const (
	// Of two who type the same code at once the second waits here and finds it taken.
	sqlHandoff = `
		SELECT origin, until, taken, body
		FROM   handoffs
		WHERE  hash = $1
		FOR    UPDATE`

	sqlHandOff = `
		INSERT INTO handoffs (hash, origin, until, body)
		VALUES               ($1,   $2,     $3,    $4::jsonb)`

	sqlTakeOver = `
		WITH taken AS (
		    UPDATE handoffs SET taken = $2, body = '{}' WHERE hash = $1 AND taken = '' RETURNING id
		)
		SELECT expect_rows(count(*), 1, 'take over a form')
		FROM   taken`
)

// A handoffBody is what waits under a code, as it is stored.
type handoffBody struct {
	Form      *turn.FormState `json:"form,omitempty"`
	Programme string          `json:"programme,omitempty"`
	Last      *turn.Last      `json:"last,omitempty"`
	Link      bool            `json:"link,omitempty"`
}

// handoff reads what waits under a code and locks it until the turn ends. The lock comes after the
// conversation's and nobody waits for anything else while holding only this one.
func (w *work) handoff(ctx context.Context, hash []byte) (*turn.Handoff, error) {
	h := &turn.Handoff{Hash: hash}
	var origin, taken string
	var until time.Time
	var raw []byte
	err := w.conn.QueryRow(ctx, sqlHandoff, hash).Scan(&origin, &until, &taken, &raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up a code: %w", err)
	}
	var body handoffBody
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, fmt.Errorf("read what waits under a code: %w", err)
	}
	h.Until, h.Form, h.Programme, h.Last, h.Link = until.UTC(), body.Form, body.Programme, body.Last, body.Link
	if h.From, err = chat.ParseAddress(origin); err != nil {
		return nil, err
	}
	if taken != "" {
		h.Taken, err = chat.ParseAddress(taken)
	}
	return h, err
}

// saveHandoff uses up a code and stores what waits under a new one.
func (w *work) saveHandoff(b *pgx.Batch) error {
	t := w.turn
	if t.TakenOver != nil {
		b.Queue(sqlTakeOver, t.TakenOver, w.lane)
	}
	if h := t.HandedOff; h != nil {
		body, err := marshal(handoffBody{Form: h.Form, Programme: h.Programme, Last: h.Last})
		if err != nil {
			return err
		}
		b.Queue(sqlHandOff, h.Hash, w.lane, h.Until, body)
	}
	return nil
}
