package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/incident"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

func incidentPage(id int64) string { return "/desk/incidents/" + strconv.FormatInt(id, 10) }

// mostIncidents is how many are listed: an office that has more should not be reading lists.
const mostIncidents = 200

// An incidentRow is one in the list.
type incidentRow struct {
	ID                 int64
	Title, Kind, Known string
	Days               int
	Open               bool
	Closed             string
}

func (s *Service) showIncidents(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Incidents == nil {
		return chat.ErrNotFound
	}
	all, err := s.stores.Incidents.Incidents(r.Context(), mostIncidents)
	if err != nil {
		return err
	}
	now := s.Now()
	var rows []incidentRow
	for i := range all {
		in := &all[i]
		rows = append(rows, incidentRow{
			ID: in.ID, Title: in.Title, Kind: kindOf(in.Kind), Known: moment(now, in.Known), Days: in.Days(now), Open: in.Open(),
			Closed: moment(now, in.Closed.At),
		})
	}
	s.render(w, r, "incidents", page{Title: say("console.incident.list"), Nav: "incidents", Body: rows})
	return nil
}

func kindOf(k incident.Kind) string {
	if k == incident.Misdirected {
		return say("console.incident.misdirected")
	}
	return say("console.incident.other")
}

// An incidentView is one with all that is known of it.
type incidentView struct {
	incident.Incident
	New                       bool
	KindName                  string
	KnownDay, KnownHour       string
	HappenedDay, HappenedHour string
	KnownAt, HappenedAt       string
	Days                      int
	EarlyFrom, EarlyUntil     string
	FullUntil                 string
	EarlyLate, FullLate       bool
	Steps                     []stepView
	To                        receiver // who got the reply
	Sent                      string   // how it fared
	Said                      string   // its words, on the report
	ApologyAt                 string
	MayApprove                bool
	Refused                   string
	Now, ByName               string
}

// A stepView is something that is done about it.
type stepView struct{ Word, Label, Done, Who string }

func (s *Service) incidentOf(r *http.Request) (incident.Incident, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Incidents == nil {
		return incident.Incident{}, chat.ErrNotFound
	}
	return s.stores.Incidents.Incident(r.Context(), id)
}

func (s *Service) incidentView(r *http.Request, in incident.Incident) (incidentView, error) {
	now, from := s.Now(), s.readAt(r.Context())
	limits := in.Deadlines()
	day := func(t time.Time) (string, string) {
		if t.IsZero() {
			return "", ""
		}
		t = t.In(reading.JST)
		return t.Format(time.DateOnly), t.Format("15:04")
	}
	v := incidentView{
		Incident: in, New: in.ID == 0, KindName: kindOf(in.Kind), KnownAt: moment(from, in.Known), HappenedAt: moment(from, in.Happened), Days: in.Days(now),
		EarlyFrom: ticket.LongDay(from, limits.EarlyFrom), EarlyUntil: ticket.LongDay(from, limits.EarlyUntil), FullUntil: ticket.LongDay(from, limits.Full),
		EarlyLate: in.Early.At.IsZero() && now.After(limits.EarlyUntil.AddDate(0, 0, 1)), FullLate: in.Full.At.IsZero() && now.After(limits.Full.AddDate(0, 0, 1)),
		MayApprove: in.MayApprove(who(r)), ApologyAt: moment(from, in.Approved), Now: moment(from, now), ByName: in.By.Name,
	}
	if v.HappenedAt != "" && !in.Happened.After(reading.Midnight(in.Happened)) { // of which only the day is known
		v.HappenedAt = ticket.LongDay(from, in.Happened)
	}
	v.KnownDay, v.KnownHour = day(in.Known)
	v.HappenedDay, v.HappenedHour = day(in.Happened)
	labels := map[string]string{
		"early": say("console.incident.step.early"), "full": say("console.incident.step.full"),
		"told": say("console.incident.step.told"), "closed": say("console.incident.step.closed"),
	}
	for _, word := range incident.Steps() {
		done := in.Step(word)
		v.Steps = append(v.Steps, stepView{word, labels[word], moment(from, done.At), done.Who})
	}
	return v, s.addReply(r, &v)
}

// addReply adds to whom a misdirected reply went, and how it fared.
func (s *Service) addReply(r *http.Request, v *incidentView) error {
	if v.Ticket == "" {
		return nil
	}
	tk, err := s.stores.Tickets.Ticket(r.Context(), v.Ticket)
	if err != nil {
		if isAbsent(err) {
			return nil
		}
		return err
	}
	v.To = s.receiverOf(&tk)
	rows, err := s.stores.Ledger.Deliveries(r.Context(), chat.LedgerFilter{Ticket: v.Ticket, Members: true, Limit: lastLines})
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(rows, func(row chat.LedgerRow) bool { return row.ID == v.Delivery }); i >= 0 {
		v.Sent = staffwords.Delivery(rows[i].State)
	}
	return nil
}

func (s *Service) showIncident(w http.ResponseWriter, r *http.Request) error {
	in, err := s.incidentOf(r)
	if err != nil {
		return err
	}
	return s.renderIncident(w, r, http.StatusOK, in, "")
}

func (s *Service) renderIncident(w http.ResponseWriter, r *http.Request, status int, in incident.Incident, refused string) error {
	v, err := s.incidentView(r, in)
	if err != nil {
		return err
	}
	v.Refused = refused
	title := orElse(in.Title, say("console.incident.new"))
	s.renderStatus(w, r, status, "incident", page{Title: title, Nav: "incidents", Body: v})
	return nil
}

func (s *Service) newIncident(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Incidents == nil {
		return chat.ErrNotFound
	}
	return s.renderIncident(w, r, http.StatusOK, incident.Incident{Kind: incident.Other, Known: s.Now()}, "")
}

// saveIncident writes one down, or changes it. What cannot be so is said above the form, with all that was typed.
func (s *Service) saveIncident(w http.ResponseWriter, r *http.Request) error {
	in := incident.Incident{Kind: incident.Other}
	if r.PathValue("id") != "" {
		var err error
		if in, err = s.incidentOf(r); err != nil {
			return err
		}
	} else if s.stores.Incidents == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	seen, _ := strconv.Atoi(form(r, "version")) // 0 of a new one
	stale := in.ID != 0 && seen != in.Version
	errRead := readIncident(r, &in)
	if stale {
		return s.renderIncident(w, r, http.StatusConflict, in, say("console.incident.stale"))
	}
	err := errRead
	if err == nil {
		err = in.Check(s.Now())
	}
	var fault *incident.Fault
	if errors.As(err, &fault) {
		return s.renderIncident(w, r, http.StatusUnprocessableEntity, in, refusalOf(fault))
	}
	id, err := s.stores.Incidents.SaveIncident(r.Context(), in, s.pressed(r))
	if err != nil {
		return s.staleOr(w, r, in, err)
	}
	s.redirect(w, r, incidentPage(id), flash{OK: true, Text: say("console.incident.saved")})
	return nil
}

// staleOr says of a change that came second that it did, with what was typed.
func (s *Service) staleOr(w http.ResponseWriter, r *http.Request, in incident.Incident, err error) error {
	if !isAbsent(err) {
		return err
	}
	return s.renderIncident(w, r, http.StatusConflict, in, say("console.incident.stale"))
}

// readIncident reads what a form says.
func readIncident(r *http.Request, in *incident.Incident) error {
	in.Title = chars.Line(form(r, "title"))
	in.Whose, in.What, in.Who = strings.TrimSpace(form(r, "whose")), strings.TrimSpace(form(r, "what")), strings.TrimSpace(form(r, "who"))
	in.Cause, in.Measures, in.Wrongful = strings.TrimSpace(form(r, "cause")), strings.TrimSpace(form(r, "measures")), form(r, "wrongful") == "on"
	var err error
	in.Count = 0
	if n := form(r, "count"); n != "" {
		if in.Count, err = strconv.Atoi(n); err != nil {
			return &incident.Fault{Field: "count"}
		}
	}
	at := func(field string) (time.Time, error) {
		if form(r, field+"_day") == "" {
			return time.Time{}, nil
		}
		return time.ParseInLocation("2006-01-02 15:04", form(r, field+"_day")+" "+orElse(form(r, field+"_clock"), "00:00"), reading.JST)
	}
	known, err1 := at("known")
	happened, err2 := at("happened")
	switch {
	case err1 != nil || known.IsZero():
		return &incident.Fault{Field: "known"}
	case err2 != nil:
		return &incident.Fault{Field: "happened"}
	}
	in.Known, in.Happened = sameMinute(in.Known, known), sameMinute(in.Happened, happened)
	return nil
}

// sameMinute keeps a moment to the second where the form, which knows minutes, says the same.
func sameMinute(was, is time.Time) time.Time {
	if was.Truncate(time.Minute).Equal(is) {
		return was
	}
	return is
}

func refusalOf(f *incident.Fault) string {
	switch f.Field {
	case "title":
		return say("console.incident.fault.title")
	case "known":
		return say("console.incident.fault.known")
	case "happened":
		return say("console.incident.fault.happened")
	case "count":
		return say("console.incident.fault.count")
	}
	return say("console.incident.fault.text")
}

// saveApology keeps the words of an apology until somebody else has read them.
func (s *Service) saveApology(w http.ResponseWriter, r *http.Request) error {
	in, err := s.incidentOf(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	version, _ := strconv.Atoi(form(r, "version")) // one that is none fits no incident
	text := strings.TrimSpace(form(r, "text"))
	in.Apology = text
	switch {
	case text == "" || in.Check(s.Now()) != nil:
		return s.renderIncident(w, r, http.StatusUnprocessableEntity, in, say("console.incident.fault.text"))
	case version != in.Version:
		return s.renderIncident(w, r, http.StatusConflict, in, say("console.incident.stale"))
	}
	if refused := unsendable(text); refused != "" { // once it is approved nobody can mend it
		return s.renderIncident(w, r, http.StatusUnprocessableEntity, in, refused)
	}
	if err := s.stores.Incidents.SaveApology(r.Context(), in.ID, version, text, s.record(r, audit.IncidentApology, "")); err != nil {
		return s.staleOr(w, r, in, err)
	}
	s.redirect(w, r, incidentPage(in.ID), flash{OK: true, Text: say("console.incident.apology_kept")})
	return nil
}

// approveApology lets a second person send it. That it is approved is kept first; the sending has the incident's number
// for its name, so that it goes out once, however often somebody presses after a failure.
func (s *Service) approveApology(w http.ResponseWriter, r *http.Request) error {
	in, err := s.incidentOf(r)
	if err == nil {
		err = s.need(r, staff.Send)
	}
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	version, _ := strconv.Atoi(form(r, "version")) // one that is none fits no incident
	switch {
	case !in.MayApprove(who(r)):
		return s.renderIncident(w, r, http.StatusConflict, in, say("console.incident.second"))
	case in.Approved.IsZero() && version != in.Version:
		return s.renderIncident(w, r, http.StatusConflict, in, say("console.incident.stale"))
	case in.Approved.IsZero() && unsendable(in.Apology) != "":
		return s.renderIncident(w, r, http.StatusUnprocessableEntity, in, unsendable(in.Apology))
	case in.Approved.IsZero():
		if err := s.stores.Incidents.ApproveApology(r.Context(), in.ID, version, s.record(r, audit.IncidentApproved, "")); err != nil {
			return s.staleOr(w, r, in, err)
		}
	}
	e := s.event(r, chat.Apologise, in.Ticket)
	e.ID, e.Version, e.Text = fmt.Sprintf("apology:%d", in.ID), 0, in.Apology
	outcome, err := s.act1(r.Context(), e)
	if err != nil {
		return s.renderIncident(w, r, http.StatusConflict, in, say("console.act.failed"))
	}
	s.redirect(w, r, incidentPage(in.ID), flash{OK: outcome.OK, Text: orElse(outcome.Text, say("console.act.finished"))})
	return nil
}

// markStep notes that something was reported, told or closed.
func (s *Service) markStep(w http.ResponseWriter, r *http.Request) error {
	in, err := s.incidentOf(r)
	step := r.PathValue("step")
	if err != nil || !slices.Contains(incident.Steps(), step) {
		return orAbsent(err)
	}
	if err := parse(r); err != nil {
		return err
	}
	err = s.stores.Incidents.MarkStep(r.Context(), in.ID, step, s.record(r, audit.IncidentStep, ""))
	if err != nil && !isAbsent(err) { // marked already is as wished
		return err
	}
	s.redirect(w, r, incidentPage(in.ID), flash{OK: true, Text: say("console.incident.marked")})
	return nil
}

func orAbsent(err error) error {
	if err == nil {
		return chat.ErrNotFound
	}
	return err
}

// showIncidentReport is the report to print, with the words that went astray. Who has opened it is written down.
func (s *Service) showIncidentReport(w http.ResponseWriter, r *http.Request) error {
	in, err := s.incidentOf(r)
	if err == nil {
		err = s.need(r, staff.Personal)
	}
	if err != nil {
		return err
	}
	v, err := s.incidentView(printed(r), in)
	if err != nil {
		return err
	}
	if in.Ticket != "" {
		entries, err := s.stores.Tickets.Log(r.Context(), in.Ticket)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.What == ticket.LogReplied && e.Delivery == in.Delivery {
				v.Said = e.Text
			}
		}
	}
	if err := s.stores.Trail.Audit(r.Context(), s.record(r, audit.IncidentPrinted, strconv.FormatInt(in.ID, 10))); err != nil {
		return err
	}
	s.render(w, r, "incidentreport", page{Title: say("console.incident.report"), Nav: "incidents", Body: v})
	return nil
}
