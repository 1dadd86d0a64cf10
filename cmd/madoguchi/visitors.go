package main

import (
	"context"
	"time"

	"madoguchi/handlers/web"
	"madoguchi/postgres"
	"madoguchi/ticket"
)

// standings tell visitors of the web pages how their requests stand.
type standings struct {
	store *postgres.Store
	now   func() time.Time
}

// Standing implements [web.Tickets].
func (x standings) Standing(ctx context.Context, number, code string) (web.Standing, bool, error) {
	number = ticket.CheckNumber(number)
	tk, told, ok, err := x.store.CheckTicket(ctx, number, ticket.HashCheck(number, code), x.now())
	if err != nil || !ok {
		return web.Standing{}, false, err
	}
	s := web.Standing{Number: tk.Number, Kind: tk.Kind.Label(), Status: tk.Status.Label(), Opened: tk.Opened, Sent: tk.Sent}
	if tk.Status.Open() && tk.Replied.IsZero() {
		s.Promise = ticket.Promise(x.now(), tk.Due)
	}
	for _, t := range told {
		s.Replies = append(s.Replies, web.Reply{At: t.At, Text: t.Text})
	}
	return s, true, nil
}
