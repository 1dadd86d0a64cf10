package console

import (
	"net/http"
	"slices"
	"strconv"

	"madoguchi/chat"
	"madoguchi/staff"
)

// askAstray asks once more before a reply is written down as one for somebody else.
func (s *Service) askAstray(w http.ResponseWriter, r *http.Request) error {
	v, err := s.ticketView(r, false)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(r.PathValue("delivery"), 10, 64)
	if err != nil || s.stores.Incidents == nil {
		return chat.ErrNotFound
	}
	if known := s.knownAstray(r, id); known != "" {
		http.Redirect(w, r, known, http.StatusSeeOther)
		return nil
	}
	i := slices.IndexFunc(v.Bubbles, func(b bubble) bool { return b.Delivery != nil && b.Delivery.ID == id && b.Delivery.Astray })
	if i < 0 {
		return chat.ErrNotFound
	}
	v.Preview = &v.Bubbles[i]
	s.render(w, r, "astray", page{Title: say("office.act.misdirect"), Nav: "queue", Body: v})
	return nil
}

// knownAstray is the page of the incident that a reply is written down as, "" where there is none or who is signed in may
// not see it.
func (s *Service) knownAstray(r *http.Request, delivery int64) string {
	if s.stores.Incidents == nil || !me(r).May(staff.Everyone) {
		return ""
	}
	id, err := s.stores.Incidents.IncidentOf(r.Context(), delivery)
	if err != nil || id == 0 {
		return ""
	}
	return incidentPage(id)
}

// ofTicket reports whether a delivery is one of a ticket's to its member.
func (s *Service) ofTicket(r *http.Request, number, delivery string) bool {
	id, err := strconv.ParseInt(delivery, 10, 64)
	if err != nil {
		return false
	}
	rows, err := s.stores.Ledger.Deliveries(r.Context(), chat.LedgerFilter{Ticket: number, Members: true, Before: id + 1, Limit: 1})
	return err == nil && len(rows) == 1 && rows[0].ID == id
}

// after is the page that follows an act: the ticket's, or that of the incident which the act wrote down.
func (s *Service) after(r *http.Request, what chat.Act, e *chat.Event) string {
	if what == chat.Misdirect {
		delivery, _ := strconv.ParseInt(e.Value, 10, 64) // the act has been done with it
		if known := s.knownAstray(r, delivery); known != "" {
			return known
		}
	}
	return ticketPage(e.Ticket, listOf(r))
}
