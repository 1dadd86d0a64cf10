package api

import (
	"context"
	"fmt"
	"slices"

	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// What follows is the API for who does not come by HTTP: an office's own assistant (package mcp). It asks in the
// name of the application of the context, under the same rights.

// allowed is nil where the application of the context has a scope.
func allowed(ctx context.Context, scope staff.Scope) error {
	if !Asking(ctx).May(scope) {
		return lacks(scope)
	}
	return nil
}

// A TicketChoice chooses tickets for a list.
type TicketChoice struct {
	Status    []ticket.Status
	Kind      ticket.Kind
	Programme string
	Text      string // words that were said of it
	Limit     int    // at most; 0 = 20
}

// mostListed is how many tickets an assistant is shown at a time: what is more fits into no answer of its own.
const mostListed = 50

// ListTickets lists tickets, masked, the newest first.
func (s *Service) ListTickets(ctx context.Context, c TicketChoice) (any, error) {
	if err := allowed(ctx, staff.ReadTickets); err != nil {
		return nil, err
	}
	if c.Kind != "" && !c.Kind.Known() {
		return nil, invalid("kind")
	}
	if slices.ContainsFunc(c.Status, func(st ticket.Status) bool { return !slices.Contains(ticket.Statuses, st) }) {
		return nil, invalid("status")
	}
	limit := c.Limit
	if limit < 1 {
		limit = 20
	}
	f := ticket.Filter{Status: c.Status, Kind: c.Kind, Programme: c.Programme, Limit: min(limit, mostListed)}
	out := page[ticketView]{Items: []ticketView{}}
	found, err := s.find(ctx, f, c.Text)
	for i := range found {
		out.Items = append(out.Items, s.row(&found[i]))
	}
	return out, err
}

// A wholeTicket is a ticket with what was last said.
type wholeTicket struct {
	Ticket   ticketView    `json:"ticket"`
	Messages []messageView `json:"messages"`
}

// lastSaid is how many lines of the talk are shown with a ticket.
const lastSaid = 30

// ReadTicket is a ticket with what was last said, masked unless the application may see personal data, which is
// written into the ticket's log.
func (s *Service) ReadTicket(ctx context.Context, number string) (any, error) {
	if err := allowed(ctx, staff.ReadTickets); err != nil {
		return nil, err
	}
	if !numberPattern.MatchString(number) {
		return nil, invalid("number")
	}
	tk, err := s.stores.Tickets.Ticket(ctx, number)
	if err != nil {
		return nil, err
	}
	whole := Asking(ctx).May(staff.SeePersonal)
	if whole {
		if err := s.Look(ctx, number); err != nil {
			return nil, err
		}
	}
	lines, err := s.stores.Tickets.LastLines(ctx, tk.Contact, lastSaid)
	if err != nil {
		return nil, err
	}
	c := s.clothOf(&tk, whole)
	return wholeTicket{s.whole(&tk, c), s.messages(lines, c)}, nil
}

// Propose puts a draft of a reply before staff, and says what came of it. The member is sent nothing.
func (s *Service) Propose(ctx context.Context, number, words string) (string, error) {
	if err := allowed(ctx, staff.WriteDrafts); err != nil {
		return "", err
	}
	if !numberPattern.MatchString(number) {
		return "", invalid("number")
	}
	words, err := text("text", words, chat.MaxReply)
	if err != nil {
		return "", err
	}
	e := s.event(ctx, newEventID(), chat.Draft, number)
	e.Text = words
	outcome, err := s.sink.Act(ctx, e)
	if err != nil {
		return "", fmt.Errorf("draft a reply to %s: %w", number, err)
	}
	if !outcome.OK {
		return "", refused(outcome.Text)
	}
	return outcome.Text, nil
}

// TicketFacts is what may be told of a ticket to other systems: masked, as in a list.
func (s *Service) TicketFacts(ctx context.Context, number string) (any, error) {
	tk, err := s.stores.Tickets.Ticket(ctx, number)
	if err != nil {
		return nil, err
	}
	return s.row(&tk), nil
}
