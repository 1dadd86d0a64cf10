package console

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A peopleView is who works here, and who stands in tickets without an account.
type peopleView struct {
	People, Left []personRow
	Unknown      []unknownRow
	Roles        []option
	Name         string
	Error        string
}

type personRow struct {
	ID                                     int64
	Name, Reading, Role, Teams, Ways, Ends string
}

type unknownRow struct {
	ID, Name, Where string
	Tickets         int
	Into            []option
}

func (s *Service) showPeople(w http.ResponseWriter, r *http.Request) error {
	v, err := s.peopleView(r)
	if err != nil {
		return err
	}
	s.render(w, r, "staff", page{Title: say("console.staff.title"), Nav: "staff", Body: v})
	return nil
}

func (s *Service) peopleView(r *http.Request) (*peopleView, error) {
	all, err := s.stores.People.Accounts(r.Context())
	if err != nil {
		return nil, err
	}
	unknown, err := s.stores.People.Unknown(r.Context())
	if err != nil {
		return nil, err
	}
	v, now := &peopleView{Roles: roleOptions(s.newcomer())}, s.Now()
	for _, a := range all {
		if a.Active(now) {
			v.People = append(v.People, s.personRow(a))
		} else {
			v.Left = append(v.Left, s.personRow(a))
		}
	}
	for _, u := range unknown {
		row := unknownRow{ID: u.Person.ID, Name: cmp.Or(u.Person.Name, u.Person.ID), Tickets: u.Tickets, Where: say("console.staff.from_desk")}
		if strings.HasPrefix(u.Person.ID, chat.Slack+":") {
			row.Where = "Slack"
		}
		row.Into = accountOptions(all, now, func(a staff.Account) bool { return a.Name == u.Person.Name })
		v.Unknown = append(v.Unknown, row)
	}
	return v, nil
}

func (s *Service) personRow(a staff.Account) personRow {
	row := personRow{ID: a.ID, Name: a.Name, Reading: a.Reading, Role: a.Role.Label(), Teams: strings.Join(a.Teams, "、")}
	var ways []string
	if a.Slack != "" {
		ways = append(ways, "Slack")
	}
	if a.Mail != "" {
		ways = append(ways, a.Mail)
	}
	row.Ways = strings.Join(ways, " ・ ")
	if !a.Ends.IsZero() {
		row.Ends = ticket.LongDay(s.Now(), a.Ends) + " " + ticket.Clock(a.Ends)
	}
	return row
}

func roleOptions(now staff.Role) []option {
	var out []option
	for _, role := range staff.Roles() {
		out = append(out, option{Value: string(role), Label: role.Label(), Selected: role == now})
	}
	return out
}

// accountOptions are those who work here, to choose one.
func accountOptions(all []staff.Account, now time.Time, selected func(staff.Account) bool) []option {
	var out []option
	for _, a := range all {
		if a.Active(now) {
			out = append(out, option{Value: strconv.FormatInt(a.ID, 10), Label: a.Name, Selected: selected(a)})
		}
	}
	return out
}

// addPerson makes an account.
func (s *Service) addPerson(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	a := staff.Account{Name: cleanName(form(r, "name")), Role: staff.Role(form(r, "role"))}
	var wrong catalogue.Key
	switch {
	case a.Name == "":
		wrong = "console.staff_fault.name"
	case !a.Role.Known():
		return errBadForm
	}
	if wrong == "" {
		made, err := s.stores.People.SaveAccount(r.Context(), a, s.record(r, audit.AccountMade, ""))
		if err == nil {
			s.redirect(w, r, personPage(made.ID), flash{OK: true, Text: say("console.staff.made", "name", made.Name)})
			return nil
		}
		if wrong = refusal(err); wrong == "" {
			return err
		}
	}
	v, err := s.peopleView(r)
	if err != nil {
		return err
	}
	v.Error, v.Name, v.Roles = say(wrong), a.Name, roleOptions(a.Role)
	s.renderStatus(w, r, http.StatusUnprocessableEntity, "staff", page{Title: say("console.staff.title"), Nav: "staff", Body: v})
	return nil
}

// refusal says why a store refused an account, "" where it is another error.
func refusal(err error) catalogue.Key {
	switch {
	case errors.Is(err, staff.ErrTaken):
		return "console.staff.taken"
	case errors.Is(err, staff.ErrLastAdmin):
		return "console.staff.last_admin"
	}
	return ""
}

func personPage(id int64) string { return "/desk/staff/" + strconv.FormatInt(id, 10) }

// joinPerson makes what somebody had done under another name an account's, with the administrator's word.
func (s *Service) joinPerson(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	person := form(r, "person")
	into, err := strconv.ParseInt(form(r, "into"), 10, 64)
	if err != nil || person == "" {
		return errBadForm
	}
	a, err := s.stores.People.Account(r.Context(), into)
	if err != nil {
		return err
	}
	switch err := s.stores.People.Join(r.Context(), person, into, s.record(r, audit.AccountJoined, "")); {
	case errors.Is(err, staff.ErrLastAdmin):
		s.redirect(w, r, "/desk/staff", flash{Text: say("console.staff.last_admin")})
		return nil
	case err != nil:
		return err
	}
	s.redirect(w, r, "/desk/staff", flash{OK: true, Text: say("console.staff.joined", "name", a.Name)})
	return nil
}

// A personView is one account: what is known of it, and where it is signed in.
type personView struct {
	personRow
	Active         bool
	Mail, Slack    string
	Zone, Holidays string
	Zones          []string
	Roles          []option
	Teams          []option
	Languages      []option
	News           []option
	Sessions       []sessionRow
	Others         []option // accounts that may be the same person
	Link, Error    string
	Hours          int
}

// account reads the account that a request's address names.
func (s *Service) account(r *http.Request) (staff.Account, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return staff.Account{}, chat.ErrNotFound
	}
	return s.stores.People.Account(r.Context(), id)
}

// formOn reads the request's form and the account that its address names: how every change to an account
// begins.
func (s *Service) formOn(r *http.Request) (staff.Account, error) {
	if err := parse(r); err != nil {
		return staff.Account{}, err
	}
	return s.account(r)
}

func (s *Service) showPerson(w http.ResponseWriter, r *http.Request) error {
	a, err := s.account(r)
	if err != nil {
		return err
	}
	return s.renderPerson(w, r, http.StatusOK, a, nil)
}

func (s *Service) renderPerson(w http.ResponseWriter, r *http.Request, status int, a staff.Account, change func(*personView)) error {
	v := personView{
		personRow: s.personRow(a), Active: a.Active(s.Now()), Mail: a.Mail, Slack: a.Slack, Zone: a.Zone, Holidays: holidayLines(a.Holidays), Zones: zones,
		Roles: roleOptions(a.Role), Hours: int(linkTime / time.Hour),
		Languages: languageOptions(a.Language), News: newsOptions(a.News),
	}
	for _, team := range s.Facts().Teams {
		v.Teams = append(v.Teams, option{Value: team, Label: team, Selected: slices.Contains(a.Teams, team)})
	}
	sessions, err := s.stores.People.Sessions(r.Context(), a.ID)
	if err != nil {
		return err
	}
	v.Sessions = s.sessionRows(sessions)
	all, err := s.stores.People.Accounts(r.Context())
	if err != nil {
		return err
	}
	for _, o := range accountOptions(all, s.Now(), func(staff.Account) bool { return false }) {
		if o.Value != strconv.FormatInt(a.ID, 10) {
			v.Others = append(v.Others, o)
		}
	}
	if change != nil {
		change(&v)
	}
	s.renderStatus(w, r, status, "person", page{Title: a.Name, Nav: "staff", Body: v})
	return nil
}

func languageOptions(now string) []option {
	return []option{
		{Value: staff.Japanese, Label: say("console.staff.japanese"), Selected: now != staff.English},
		{Value: staff.English, Label: "English", Selected: now == staff.English},
	}
}

// zones are those that are offered; any other of IANA's can be written.
var zones = []string{"Asia/Tokyo", "Asia/Ho_Chi_Minh", "Asia/Bangkok", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Shanghai", "Asia/Singapore",
	"Asia/Jakarta", "Asia/Kolkata", "Europe/Berlin", "Europe/Paris", "Europe/London", "America/New_York", "America/Los_Angeles", "Australia/Sydney"}

// changePerson keeps what an account's form says.
func (s *Service) changePerson(w http.ResponseWriter, r *http.Request) error {
	a, err := s.formOn(r)
	if err != nil {
		return err
	}
	wrong := s.readAccount(r, &a)
	if wrong == "" {
		_, err := s.stores.People.SaveAccount(r.Context(), a, s.record(r, audit.AccountChanged, ""))
		if err == nil {
			s.redirect(w, r, personPage(a.ID), flash{OK: true, Text: say("console.staff.saved")})
			return nil
		}
		if wrong = refusal(err); wrong == "" {
			return err
		}
	}
	return s.renderPerson(w, r, http.StatusUnprocessableEntity, a, func(v *personView) { v.Error = say(wrong) })
}

// readAccount puts into an account what its form says, or says what is wrong there.
func (s *Service) readAccount(r *http.Request, a *staff.Account) (wrong catalogue.Key) {
	a.Name, a.Reading, a.Role = cleanName(form(r, "name")), cleanName(form(r, "reading")), staff.Role(form(r, "role"))
	a.Mail, a.Slack = strings.TrimSpace(form(r, "mail")), strings.ToUpper(strings.TrimSpace(form(r, "slack")))
	a.Teams = nil
	for _, team := range r.PostForm["team"] {
		if slices.Contains(s.Facts().Teams, team) {
			a.Teams = append(a.Teams, team)
		}
	}
	a.Zone, a.Language, a.News = strings.TrimSpace(form(r, "zone")), form(r, "language"), staff.News(form(r, "news"))
	a.Holidays = readHolidays(form(r, "holidays"))
	var fault *staff.Fault
	if errors.As(a.Check(), &fault) {
		return catalogue.Key("console.staff_fault." + fault.What)
	}
	return ""
}

// readHolidays reads a period a line: "2027-02-05 2027-02-11 Tết". Whether it is one is for the account
// to say.
func readHolidays(text string) (out []ticket.Period) {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		p := ticket.Period{From: words[0]}
		words = words[1:]
		if len(words) > 0 && words[0][0] >= '0' && words[0][0] <= '9' {
			p.Until, words = words[0], words[1:]
		}
		p.Note = strings.Join(words, " ")
		out = append(out, p)
	}
	return out
}

func holidayLines(ps []ticket.Period) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(strings.Join(slices.DeleteFunc([]string{p.From, p.Until, p.Note}, func(s string) bool { return s == "" }), " ") + "\n")
	}
	return b.String()
}

// linkPerson makes a link by which the account can sign in.
func (s *Service) linkPerson(w http.ResponseWriter, r *http.Request) error {
	a, err := s.account(r)
	if err != nil {
		return err
	}
	if !a.Active(s.Now()) {
		return s.renderPerson(w, r, http.StatusConflict, a, func(v *personView) { v.Error = say("console.login.ended") })
	}
	link, err := s.inviteLink(r, a)
	if err != nil {
		return err
	}
	return s.renderPerson(w, r, http.StatusOK, a, func(v *personView) { v.Link = link })
}
