package console

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Subjects hold all that is kept about a member, for who claims their right to it.
type Subjects interface {
	// ExportSubject is all of it, as JSON.
	ExportSubject(ctx context.Context, a chat.Address) (json.RawMessage, error)
	// EraseSubject wipes it, in the name of whom the record says. Tickets that are open are cancelled.
	EraseSubject(ctx context.Context, a chat.Address, by audit.Record) error
}

// A subjectView is what the office has to do for a member who claims their right to their data.
type subjectView struct {
	Shown         string // how they have shown who they are; "" = they have not
	Export, Erase bool   // who is signed in may
	Number        string
}

// subjectOf is that, for a ticket of the kind; nil for others.
func (s *Service) subjectOf(r *http.Request, tk *ticket.Ticket) (*subjectView, error) {
	if tk.Kind != ticket.Disclosure || s.stores.Subjects == nil {
		return nil, nil
	}
	v := &subjectView{Number: tk.Number, Export: me(r).May(staff.Export), Erase: me(r).May(staff.Erase)}
	if identity, _ := tk.Identity(); identity == ticket.MailShown {
		v.Shown = identity.Label()
		return v, nil
	}
	seen, err := s.stores.Trail.Audited(r.Context(), audit.Filter{Act: audit.SubjectIdentified, Object: tk.Number, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(seen) > 0 {
		v.Shown = say("console.subject.shown", "how", seen[0].Note, "who", seen[0].Actor.Name)
	}
	return v, nil
}

// subjectActs are what is done for a claim, each with the right to it and what is written down.
var subjectActs = map[string]struct {
	right staff.Right
	act   audit.Act
}{
	"identify": {staff.Personal, audit.SubjectIdentified},
	"export":   {staff.Export, audit.SubjectExported},
	"correct":  {staff.Personal, audit.SubjectCorrected},
	"stop":     {staff.Personal, audit.SubjectStopped},
	"erase":    {staff.Erase, audit.SubjectErased},
}

// actOnSubject does what a member has the right to. Nothing leaves the office, and nothing is wiped, before
// somebody has seen who they are; and each needs a word on why or how, which is written down.
func (s *Service) actOnSubject(w http.ResponseWriter, r *http.Request) error {
	what, known := subjectActs[r.PathValue("act")]
	if !known || s.stores.Subjects == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	tk, err := s.ticketOf(r)
	if err != nil {
		return err
	}
	if tk.Kind != ticket.Disclosure {
		return chat.ErrNotFound
	}
	if err := s.need(r, what.right); err != nil {
		return err
	}
	v, err := s.subjectOf(r, &tk)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(form(r, "reason"))
	switch {
	case reason == "":
		return s.refuseSubject(w, r, say("console.subject.no_reason"))
	case v.Shown == "" && what.act != audit.SubjectIdentified:
		return s.refuseSubject(w, r, say("console.subject.not_shown"))
	}
	rec := s.record(r, what.act, tk.Number)
	rec.Note = reason
	switch what.act {
	case audit.SubjectExported:
		return s.handOutSubject(w, r, &tk, rec)
	case audit.SubjectErased:
		if err := s.stores.Subjects.EraseSubject(r.Context(), tk.Contact, rec); err != nil {
			return fmt.Errorf("erase for %s: %w", tk.Number, err)
		}
	default:
		if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
			return err
		}
	}
	s.redirect(w, r, "/desk/t/"+tk.Number, flash{OK: true, Text: say("console.subject.done")})
	return nil
}

func (s *Service) refuseSubject(w http.ResponseWriter, r *http.Request, why string) error {
	v, err := s.ticketView(r, false)
	if err != nil {
		return err
	}
	v.Refused = why
	s.renderTicket(w, r, http.StatusUnprocessableEntity, v)
	return nil
}

// handOutSubject hands out all that is kept about a member as a file, after that was written down.
func (s *Service) handOutSubject(w http.ResponseWriter, r *http.Request, tk *ticket.Ticket, rec audit.Record) error {
	record, err := s.stores.Subjects.ExportSubject(r.Context(), tk.Contact)
	if err != nil {
		return fmt.Errorf("export for %s: %w", tk.Number, err)
	}
	if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+tk.Number+`.json"`)
	_, _ = w.Write(record) // an error here is a browser that has left
	return nil
}
