package main

import (
	"context"

	"madoguchi/learn"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// alikeBatch is how many tickets are put together at a time, and alikeMost how many groups are kept in mind: those whose
// tickets are all closed are forgotten with the rest, and the others are read anew.
const (
	alikeBatch = 500
	alikeMost  = 20_000
)

// keepAlike puts new tickets to those that ask the same. Every process tries; the store lets one do it.
func (s *server) keepAlike(ctx context.Context, groups *learn.Groups) *learn.Groups {
	if groups == nil || groups.Len() > alikeMost {
		groups = learn.NewGroups(s.readTerms)
	}
	for n := alikeBatch; n == alikeBatch && ctx.Err() == nil; {
		var err error
		if n, err = s.db.store.GroupTickets(ctx, groups, s.asked, alikeBatch); err != nil {
			if ctx.Err() == nil {
				s.log.Error("put tickets together that ask the same", "err", err)
			}
			return nil // they may be ahead of what is stored
		}
	}
	return groups
}

// asked is what a ticket asks, without who, "" where it says nothing that another could say as well. A claim to one's own
// data is like no other.
func (s *server) asked(tk *ticket.Ticket) string {
	if tk.Kind == ticket.Disclosure {
		return ""
	}
	form := s.office.now().Form(tk.FormID)
	for _, text := range []string{form.About(tk.Fields), tk.Trace.Query, form.Case(tk.Kind, tk.Fields)} {
		if text != "" && text != tk.Kind.Label() && !reading.OnlyWishes(text) {
			return reading.Anonymous(text)
		}
	}
	return ""
}
