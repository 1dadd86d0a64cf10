package console

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// mostAskers bounds how many of the tickets that wait longest are asked about for one page.
const mostAskers = 200

// askers are the tickets nobody has answered yet whose question an entry answers as members are given it now: each
// of them can be sent the answer with one press. Who was given just that before asking a person is none of them, nor
// is who complains: those want a person's words.
func (s *Service) askers(r *http.Request, ix faq.Index, e *faq.Entry) ([]askedTicket, error) {
	if a := me(r); s.stores.Teacher == nil || s.stores.Tickets == nil || !a.May(staff.Send) {
		return nil, nil
	}
	waiting, err := s.stores.Tickets.Tickets(r.Context(), ticket.Filter{Status: ticket.RunningStatuses, Kind: ticket.Inquiry, Order: ticket.Oldest, Limit: mostAskers})
	if err != nil {
		return nil, fmt.Errorf("look for who asks for %s: %w", e.Ref(), err)
	}
	var out []askedTicket
	began := time.Now()
	for i := range waiting {
		tk := &waiting[i]
		if time.Since(began) > triesTime {
			break
		}
		question := cmp.Or(s.formOf(tk).Get(ticket.RoleQuestion, tk.Fields), tk.Trace.Query)
		if a := me(r); a.Sees(tk) && tk.Replied.IsZero() && !slices.ContainsFunc(ticket.NeverLapse, tk.Has) && asksFor(r.Context(), ix, tk, question, e) {
			out = append(out, askedTicket{tk.Number, tk.Title, tk.Status.Label()})
		}
	}
	return out, nil
}

// asksFor reports whether an entry answers a ticket's question, and did not when it was asked.
func asksFor(ctx context.Context, ix faq.Index, tk *ticket.Ticket, question string, e *faq.Entry) bool {
	told := tk.Trace
	if question == "" || told.Decision == string(faq.Answer) && len(told.Hits) > 0 && told.Hits[0].Ref == e.Ref() && told.Hits[0].Version == e.Version {
		return false
	}
	d, err := ix.Decide(ctx, question, faq.Scope{Programme: tk.Programme})
	return err == nil && d.Verdict == faq.Answer && len(d.Hits) > 0 && d.Hits[0].Entry.Ref() == e.Ref()
}

// sendEntry sends an entry's answer to the member of a ticket that asks for it.
func (s *Service) sendEntry(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Teacher == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	return s.sendAnswerOf(w, r, refOf(r), "/desk/faq/"+refOf(r))
}

// sendAnswerOf sends the answer of an entry to the member of the ticket that the form names, and goes back.
func (s *Service) sendAnswerOf(w http.ResponseWriter, r *http.Request, ref, back string) error {
	number := form(r, "ticket")
	tk, sees := s.askedOf(r, number)
	if !isNumber(number) || !sees {
		return chat.ErrNotFound
	}
	value := s.stores.Teacher.Answer(r.Context(), ref)
	if value == "" {
		return errNotServed
	}
	e := s.event(r, chat.Reply, number)
	e.Value, e.Version = value, tk.Version
	e.ID = e.Person.ID + ":answer:" + number + ":" + value // a second press is the same
	outcome, err := s.sink.Act(r.Context(), e)
	if err != nil {
		return fmt.Errorf("send the answer to %s: %w", number, err)
	}
	s.redirect(w, r, back, flash{OK: outcome.OK, Text: orElse(outcome.Text, say("console.act.finished"))})
	return nil
}
