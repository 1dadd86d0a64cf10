package console

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"madoguchi/chat"
)

// A ticket's record is all of it on one page to print: what was asked, what was said, what was done. Offices put it
// into their files, or hand it to who asks for an account. Personal data is covered on it, unless somebody has it
// shown; that is logged, as on the ticket's page.

// showRecord shows a ticket's record, with personal data covered.
func (s *Service) showRecord(w http.ResponseWriter, r *http.Request) error {
	v, err := s.ticketView(printed(r), false)
	if err != nil {
		return err
	}
	return s.renderRecord(w, r, v)
}

// openRecord shows it with personal data, which is logged first.
func (s *Service) openRecord(w http.ResponseWriter, r *http.Request) error {
	v, err := s.looked(printed(r))
	if err != nil {
		return err
	}
	return s.renderRecord(w, r, v)
}

// looked is a ticket with its personal data, after the look at it is logged. Where it was refused, the data stays
// covered and the view says why.
func (s *Service) looked(r *http.Request) (*ticketView, error) {
	number := r.PathValue("number")
	if !isNumber(number) {
		return nil, chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return nil, err
	}
	if _, err := s.ticketOf(r); err != nil {
		return nil, err
	}
	outcome, err := s.sink.Act(r.Context(), s.event(r, chat.Look, number))
	if err != nil {
		return nil, fmt.Errorf("log a look at %s: %w", number, err)
	}
	v, err := s.ticketView(r, outcome.OK)
	if err != nil {
		return nil, err
	}
	if !outcome.OK {
		v.Refused = outcome.Text
	}
	return v, nil
}

// renderRecord writes a record: the talk as one, and what was done from its beginning.
func (s *Service) renderRecord(w http.ResponseWriter, r *http.Request, v *ticketView) error {
	v.Bubbles, v.Folded = append(slices.Clone(v.Folded), v.Bubbles...), nil
	slices.Reverse(v.Log)
	v.Printed = moment(time.Time{}, s.Now())
	s.render(w, r, "record", page{Title: say("console.record.title", "number", v.Number), Nav: "queue", Body: v})
	return nil
}
