package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/records"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Records keep what is closed, and dispose of it as an administrator approves.
type Records interface {
	Disposable(ctx context.Context, rule records.Rule) ([]records.Group, error)
	// ApproveDisposal fails with an error that Is ErrMoved where a group is not as it was seen.
	ApproveDisposal(ctx context.Context, rule records.Rule, approved []records.Approval, by audit.Record) error
	Dispose(ctx context.Context) (int, error)
	Disposals(ctx context.Context, number string, limit int) ([]records.Disposal, error)
	// Hold keeps something from being deleted; false where it is already.
	Hold(ctx context.Context, h records.Hold, by audit.Record) (bool, error)
	LiftHold(ctx context.Context, id int64, by audit.Record) error
	Holds(ctx context.Context, limit int) ([]records.Hold, error)
}

// recordRows is how many lines of the register and holds a page shows.
const recordRows = 100

// A recordsView is the page of what is kept, held and disposed of.
type recordsView struct {
	Undecided  bool // the office has not said how long anything is kept
	Groups     []groupRow
	Any        bool // something can be approved of
	Holds      []holdRow
	Register   []disposalRow
	Number     string // that the register was asked for
	Whys       []option
	Programmes []option
	MayErase   bool
	Error      string
}

type groupRow struct {
	records.Group
	KindName, ProgrammeName, Span string
}

type holdRow struct {
	records.Hold
	WhatName, WhyName, On, SinceWord, LiftedWord string
}

type disposalRow struct {
	records.Disposal
	KindName, ProgrammeName, OpenedDay, ClosedDay, ApprovedDay, AtDay string
}

func (s *Service) showRecords(w http.ResponseWriter, r *http.Request) error {
	return s.renderRecords(w, r, http.StatusOK, "")
}

func (s *Service) renderRecords(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	if s.stores.Records == nil || s.Keep == nil {
		return chat.ErrNotFound
	}
	groups, err := s.stores.Records.Disposable(r.Context(), s.Keep())
	if err != nil {
		return err
	}
	titles := s.programmes()
	v := recordsView{Undecided: s.Facts().Undecided, MayErase: me(r).May(staff.Erase), Error: wrong, Number: strings.ToUpper(strings.TrimSpace(r.URL.Query().Get("number")))}
	for _, g := range groups {
		row := groupRow{g, ticket.Kind(g.Kind).Label(), nameOr(titles, g.Programme), ""}
		if g.Count > 0 {
			row.Span = say("console.records.span", "from", recordDay(g.First), "last", recordDay(g.Last))
		}
		v.Groups, v.Any = append(v.Groups, row), v.Any || g.Count > 0
	}
	if err := s.fillRecords(r, &v, titles); err != nil {
		return err
	}
	s.renderStatus(w, r, status, "records", page{Title: say("console.records.title"), Nav: "records", Body: v})
	return nil
}

// fillRecords adds what is held, the register and what can be chosen.
func (s *Service) fillRecords(r *http.Request, v *recordsView, titles map[string]string) error {
	holds, err := s.stores.Records.Holds(r.Context(), recordRows)
	if err != nil {
		return err
	}
	for _, h := range holds {
		row := holdRow{h, say(catalogue.Key("console.records.held_on." + h.What)), say(catalogue.Key("console.records.held_for." + h.Why)), h.Object, recordDay(h.Since), ""}
		switch h.What {
		case records.OnProgramme:
			row.On = nameOr(titles, h.Object)
		case records.OnPerson: // an address says nothing to anybody: the note does
			row.On = ""
		}
		if !h.Lifted.IsZero() {
			row.LiftedWord = say("console.records.lifted", "day", recordDay(h.Lifted), "name", h.LiftedBy)
		}
		v.Holds = append(v.Holds, row)
	}
	register, err := s.stores.Records.Disposals(r.Context(), v.Number, recordRows)
	if err != nil {
		return err
	}
	for _, d := range register {
		v.Register = append(v.Register, disposalRow{d, ticket.Kind(d.Kind).Label(), nameOr(titles, d.Programme), recordDay(d.Opened), recordDay(d.Closed), recordDay(d.Approved), recordDay(d.At)})
	}
	for _, why := range records.Whys {
		v.Whys = append(v.Whys, option{Value: why, Label: say(catalogue.Key("console.records.held_for." + why))})
	}
	for _, c := range s.collections() {
		v.Programmes = append(v.Programmes, option{Value: c.ID, Label: titles[c.ID]})
	}
	return nil
}

// approveDisposal orders what was chosen to be disposed of, and begins with it.
func (s *Service) approveDisposal(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Records == nil || s.Keep == nil {
		return chat.ErrNotFound
	}
	var approved []records.Approval
	for _, chosen := range r.PostForm["group"] {
		parts := strings.Split(chosen, "|")
		if len(parts) != 3 {
			return errBadForm
		}
		n, err := strconv.Atoi(parts[2])
		if err != nil {
			return errBadForm
		}
		approved = append(approved, records.Approval{Kind: parts[0], Programme: parts[1], Count: n})
	}
	if len(approved) == 0 || form(r, "sure") != "on" {
		return s.renderRecords(w, r, http.StatusUnprocessableEntity, say("console.records.choose"))
	}
	err := s.stores.Records.ApproveDisposal(r.Context(), s.Keep(), approved, s.record(r, audit.DisposalApproved, ""))
	if errors.Is(err, records.ErrMoved) {
		return s.renderRecords(w, r, http.StatusConflict, say("console.records.moved"))
	}
	if err != nil {
		return err
	}
	n, err := s.stores.Records.Dispose(r.Context())
	if err != nil { // it is ordered: serve goes on with it
		s.Log.Error("dispose of tickets", "err", err)
	}
	s.redirect(w, r, "/desk/records", flash{OK: true, Text: say("console.records.done", "n", n)})
	return nil
}

// hold keeps a ticket, all of its member, or a programme from being deleted.
func (s *Service) hold(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Records == nil {
		return chat.ErrNotFound
	}
	h := records.Hold{What: form(r, "what"), Why: form(r, "why"), Note: chars.Clip(chars.Line(form(r, "note")), longestReason)}
	if !slices.Contains(records.Whys, h.Why) || !slices.Contains([]string{records.OnTicket, records.OnPerson, records.OnProgramme}, h.What) {
		return errBadForm
	}
	if h.What == records.OnProgramme {
		if h.Object = form(r, "programme"); s.programmes()[h.Object] == "" {
			return s.renderRecords(w, r, http.StatusUnprocessableEntity, say("console.records.no_programme"))
		}
	} else {
		tk, err := s.stores.Tickets.Ticket(r.Context(), strings.ToUpper(strings.TrimSpace(form(r, "number"))))
		if errors.Is(err, chat.ErrNotFound) {
			return s.renderRecords(w, r, http.StatusUnprocessableEntity, say("console.records.no_ticket"))
		}
		if err != nil {
			return err
		}
		if h.Object = tk.Number; h.What == records.OnPerson {
			h.Object, h.Note = tk.Contact.String(), strings.TrimSpace(tk.Number+" "+h.Note)
		}
	}
	held, err := s.stores.Records.Hold(r.Context(), h, s.record(r, audit.RecordHeld, ""))
	if err != nil {
		return err
	}
	text := say("console.records.held")
	if !held {
		text = say("console.records.held_before")
	}
	s.redirect(w, r, "/desk/records", flash{OK: held, Text: text})
	return nil
}

// liftHold ends a hold.
func (s *Service) liftHold(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Records == nil {
		return chat.ErrNotFound
	}
	if err := s.stores.Records.LiftHold(r.Context(), id, s.record(r, audit.RecordReleased, "")); err != nil {
		return err
	}
	s.redirect(w, r, "/desk/records", flash{OK: true, Text: say("console.records.released")})
	return nil
}

// recordDay is a day as papers have it.
func recordDay(t time.Time) string { return t.In(reading.JST).Format("2006/01/02") }
