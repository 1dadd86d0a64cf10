package main

import (
	"context"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// canned are the canned replies for a ticket, as somebody would send them.
func (s *server) canned(ctx context.Context, t ticket.Ticket, who chat.Person) ([]ticket.Canned, error) {
	all, err := s.db.store.CannedReplies(ctx, t.Programme)
	if err != nil {
		return nil, err
	}
	off := s.office.now()
	letter := ticket.Letter{Ticket: &t, Form: off.Form(t.FormID), Office: off.Name, Me: off.StaffName(who.Name), Now: s.env.Now()}
	if p := off.Programme(t.Programme); p != nil {
		letter.Programme = p.Name
	}
	for i := range all {
		all[i].Text = letter.Fit(all[i].Text)
	}
	return all, nil
}
