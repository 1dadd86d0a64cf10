package console

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A leaveView is all that hangs on somebody who leaves, with who gets each.
type leaveView struct {
	personRow
	Kinds            []leaveKind
	Links, Sessions  int
	Subjects         int
	Date, Tomorrow   string
	Planned          bool // they leave at Ends
	Gone, Handed     bool
	MayErase, Erased bool
	Error            string
}

// A leaveKind is one sort of what hangs on somebody.
type leaveKind struct {
	Key, Label string
	Heirs      []option
	Tickets    []leaveTicket
	Routes     []string // where they stand in the office file
}

type leaveTicket struct {
	Number, Title, Status string
	Live                  bool
	Heirs                 []option
}

func (s *Service) showLeave(w http.ResponseWriter, r *http.Request) error {
	a, err := s.account(r)
	if err != nil {
		return err
	}
	return s.renderLeave(w, r, http.StatusOK, a, "")
}

func (s *Service) renderLeave(w http.ResponseWriter, r *http.Request, status int, a staff.Account, wrong catalogue.Key) error {
	h, err := s.stores.People.Hanging(r.Context(), a)
	if err != nil {
		return err
	}
	all, err := s.stores.People.Accounts(r.Context())
	if err != nil {
		return err
	}
	now := s.Now()
	v := leaveView{
		personRow: s.personRow(a), Links: h.Links, Sessions: h.Sessions, Subjects: h.Subjects,
		Tomorrow: now.In(reading.JST).AddDate(0, 0, 1).Format(time.DateOnly), Planned: !a.Ends.IsZero() && a.Active(now), Gone: !a.Active(now),
		Handed: !a.Handed.IsZero(), MayErase: me(r).May(staff.Erase), Erased: !a.Erased.IsZero(),
	}
	if v.Planned {
		v.Date = reading.FormatDay(a.Ends)
	}
	if wrong != "" {
		v.Error = say(wrong)
	}
	heirs := func(key string) []option { return heirOptions(a, all, now, key) }
	tickets := func(list []staff.HangingTicket) (out []leaveTicket) {
		for _, t := range list {
			out = append(out, leaveTicket{t.Number, t.Title, t.Status.Label(), t.Live, heirs(t.Number)})
		}
		return out
	}
	persons, deputies := routesOf(s.Facts().Routes, a.Name)
	v.Kinds = []leaveKind{
		{staff.HeirTickets, say("console.leave.tickets"), heirs(staff.HeirTickets), tickets(h.Tickets), nil},
		{staff.HeirPlanned, say("console.leave.planned"), heirs(staff.HeirPlanned), tickets(h.Planned), nil},
		{staff.HeirRoutes, say("console.leave.routes"), heirs(staff.HeirRoutes), nil, persons},
		{staff.HeirDeputies, say("console.leave.deputies"), heirs(staff.HeirDeputies), nil, deputies},
	}
	s.renderStatus(w, r, status, "leave", page{Title: say("console.leave.title", "name", a.Name), Nav: "staff", Body: v})
	return nil
}

// heirOptions are who can get something, with who does as it is now.
func heirOptions(a staff.Account, all []staff.Account, now time.Time, key string) []option {
	chosen, said := a.Heirs[key]
	out := []option{{Value: "0", Label: say("console.leave.nobody"), Selected: said && chosen == 0}}
	for _, other := range all {
		if other.ID != a.ID && other.Active(now) && other.May(staff.Work) {
			out = append(out, option{Value: strconv.FormatInt(other.ID, 10), Label: other.Name, Selected: said && chosen == other.ID})
		}
	}
	return out
}

// routesOf are the routes in which somebody stands, as the person and as the deputy.
func routesOf(routes []ticket.Rule, name string) (persons, deputies []string) {
	for _, rule := range routes {
		if rule.Person == name {
			persons = append(persons, rule.ID)
		}
		if rule.Deputy == name {
			deputies = append(deputies, rule.ID)
		}
	}
	return persons, deputies
}

// leave ends an account, now or at the beginning of a day, with who gets what hangs on it; or takes back
// that somebody will leave.
func (s *Service) leave(w http.ResponseWriter, r *http.Request) error {
	a, err := s.formOn(r)
	if err != nil {
		return err
	}
	if !a.Active(s.Now()) {
		return s.renderLeave(w, r, http.StatusConflict, a, "console.login.ended")
	}
	stands, done := a, catalogue.Key("console.leave.planned_for")
	switch form(r, "when") {
	case "stay":
		a.Ends, a.Heirs, done = time.Time{}, nil, "console.leave.stays"
	case "now":
		a.Ends, a.Heirs, done = s.Now(), s.readHeirs(r, a), "console.leave.done"
	default:
		day, err := reading.ParseDay(form(r, "date"))
		if err != nil || !day.After(s.Now()) || day.Sub(s.Now()) > farthest {
			return s.renderLeave(w, r, http.StatusUnprocessableEntity, a, "console.leave.no_day")
		}
		a.Ends, a.Heirs = day, s.readHeirs(r, a)
	}
	if _, err := s.stores.People.SaveAccount(r.Context(), a, s.record(r, audit.AccountChanged, "")); err != nil {
		if wrong := refusal(err); wrong != "" {
			a.Ends = stands.Ends // they go on working here, as the page has to say
			return s.renderLeave(w, r, http.StatusUnprocessableEntity, a, wrong)
		}
		return err
	}
	to := personPage(a.ID) + "/leave"
	if a.ID == me(r).ID && !a.Active(s.Now()) {
		to = "/desk/login"
	}
	s.redirect(w, r, to, flash{OK: true, Text: say(done)})
	return nil
}

// farthest is how long ahead somebody's leaving may be set: longer would be a slip of the year.
const farthest = 2 * 366 * 24 * time.Hour

// readHeirs reads who gets what. A ticket for which nothing is said goes with the others of its sort.
func (s *Service) readHeirs(r *http.Request, a staff.Account) map[string]int64 {
	heirs := map[string]int64{}
	for name := range r.PostForm {
		key, isHeir := strings.CutPrefix(name, "heir-")
		id, err := strconv.ParseInt(form(r, name), 10, 64)
		if isHeir && err == nil && id >= 0 && id != a.ID && (isNumber(key) ||
			slices.Contains([]string{staff.HeirTickets, staff.HeirPlanned, staff.HeirRoutes, staff.HeirDeputies}, key)) {
			heirs[key] = id
		}
	}
	return heirs
}

// erasePerson lets a pseudonym stand for somebody who has left.
func (s *Service) erasePerson(w http.ResponseWriter, r *http.Request) error {
	a, err := s.formOn(r)
	if err != nil {
		return err
	}
	if err := s.need(r, staff.Erase); err != nil {
		return err
	}
	switch err := s.stores.People.EraseAccount(r.Context(), a.ID, say("console.leave.pseudonym", "id", a.ID), s.record(r, audit.AccountErased, "")); {
	case errors.Is(err, staff.ErrActive):
		return s.renderLeave(w, r, http.StatusConflict, a, "console.leave.not_gone")
	case err != nil && !errors.Is(err, chat.ErrNotFound):
		return err
	}
	s.redirect(w, r, "/desk/staff", flash{OK: true, Text: say("console.leave.erased")})
	return nil
}
