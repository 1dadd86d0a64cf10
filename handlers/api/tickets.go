package api

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A ticketView is a ticket as the API shows it.
type ticketView struct {
	Number      string        `json:"number"`
	Kind        ticket.Kind   `json:"kind"`
	Status      ticket.Status `json:"status"`
	Version     int           `json:"version"`
	Urgent      bool          `json:"urgent"`
	Title       string        `json:"title"`
	Programme   string        `json:"programme"`
	Team        string        `json:"team"`
	RouteReason string        `json:"route_reason"`
	Assignee    *personView   `json:"assignee"`
	Contact     contactRef    `json:"contact"`
	Opened      *time.Time    `json:"opened"`
	Sent        *time.Time    `json:"sent"`
	Due         *time.Time    `json:"due"`
	Snoozed     *time.Time    `json:"snoozed_until"`
	Replied     *time.Time    `json:"replied"`
	Closed      *time.Time    `json:"closed"`
	Heard       *time.Time    `json:"heard"`
	Touched     *time.Time    `json:"touched"`
	Tags        []string      `json:"tags"`
	Masked      bool          `json:"masked"`
	Fields      []fieldView   `json:"fields,omitempty"`
	URL         string        `json:"url"`
}

type personView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type contactRef struct {
	ID      int64  `json:"id"`
	Channel string `json:"channel"`
}

// A fieldView is one answer to the ticket's form.
type fieldView struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Values   []string `json:"values"`
	Personal bool     `json:"personal"`
}

// at is a moment to the microsecond, as it is kept, so that it is the same when it is read again; nil where there is none.
func at(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Microsecond)
	return &t
}

// A cloth is what lies over a ticket's texts.
type cloth struct {
	off bool
	ticket.Veil
}

func (c cloth) over(text string) string { return c.Show(text, c.off) }

// clothOf is what lies over a ticket unless it is shown whole.
func (s *Service) clothOf(tk *ticket.Ticket, whole bool) cloth {
	return cloth{whole, ticket.VeilOf(s.formOf(tk), tk.Fields)}
}

func (s *Service) formOf(tk *ticket.Ticket) *ticket.Form {
	forms := s.Facts().Forms
	if i := slices.IndexFunc(forms, func(fm ticket.Form) bool { return fm.ID == tk.FormID }); i >= 0 {
		return &forms[i]
	}
	return nil
}

// row is a ticket as lists show it: masked, and without its form's answers.
func (s *Service) row(tk *ticket.Ticket) ticketView { return s.rowUnder(tk, s.clothOf(tk, false)) }

func (s *Service) rowUnder(tk *ticket.Ticket, c cloth) ticketView {
	v := ticketView{
		Number: tk.Number, Kind: tk.Kind, Status: tk.Status, Version: tk.Version, Urgent: tk.Urgent, Title: c.over(tk.Title), Programme: tk.Programme,
		Team: tk.Team, RouteReason: tk.RouteReason, Contact: contactRef{tk.Conversation, tk.Contact.Channel}, Opened: at(tk.Opened), Sent: at(tk.Sent), Due: at(tk.Due),
		Replied: at(tk.Replied), Closed: at(tk.Closed), Heard: at(tk.Heard), Touched: at(tk.Touched), Tags: append([]string{}, tk.ReadableTags()...),
		Masked: !c.off, URL: s.BaseURL + "/desk/t/" + tk.Number,
	}
	if tk.Status == ticket.OnHold {
		v.Snoozed = at(tk.Snoozed)
	}
	if tk.Assignee.ID != "" {
		v.Assignee = &personView{tk.Assignee.ID, tk.Assignee.Name}
	}
	return v
}

// whole is a ticket with its form's answers, under what lies over it.
func (s *Service) whole(tk *ticket.Ticket, c cloth) ticketView {
	v, fm := s.rowUnder(tk, c), s.formOf(tk)
	v.Fields = []fieldView{}
	for _, id := range fieldsOf(fm, tk.Fields) {
		f := fieldView{ID: id, Label: id, Personal: true} // of a form that has changed since: as if personal
		if fm != nil && fm.Field(id) != nil {
			f.Label, f.Personal = fm.Field(id).Label, fm.Field(id).Personal
		}
		for _, value := range tk.Fields[id] {
			switch {
			case c.off:
			case f.Personal && value != "":
				value = ticket.Hidden
			default:
				value = c.over(value)
			}
			f.Values = append(f.Values, value)
		}
		v.Fields = append(v.Fields, f)
	}
	return v
}

// fieldsOf are the fields that have answers, in their form's order; those that it does not know come last.
func fieldsOf(fm *ticket.Form, v ticket.Values) []string {
	var known, other []string
	if fm != nil {
		for i := range fm.Fields {
			if len(v[fm.Fields[i].ID]) > 0 {
				known = append(known, fm.Fields[i].ID)
			}
		}
	}
	for id, values := range v {
		if len(values) > 0 && !slices.Contains(known, id) {
			other = append(other, id)
		}
	}
	slices.Sort(other)
	return append(known, other...)
}

// statuses reads the statuses that a list is about; open and closed stand for several.
func (q *query) statuses() (out []ticket.Status) {
	for _, list := range q.r.URL.Query()["status"] {
		for word := range strings.SplitSeq(list, ",") {
			if word != "open" && word != "closed" && !slices.Contains(ticket.Statuses, ticket.Status(word)) {
				q.fail("status")
			}
			for _, st := range ticket.Statuses {
				if string(st) == word || word == "open" && st.Open() || word == "closed" && !st.Open() {
					out = append(out, st)
				}
			}
		}
	}
	return out
}

// kind is the kind that a list is about.
func (q *query) kind() ticket.Kind {
	kind := ticket.Kind(q.text("kind"))
	if kind != "" && !kind.Known() {
		q.fail("kind")
	}
	return kind
}

// contact finds the address of the contact that a list is about.
func (s *Service) contactIn(q *query) (chat.Address, error) {
	id := q.number("contact", 0, 1, 1<<50)
	if id == 0 || q.err != nil {
		return chat.Address{}, q.err
	}
	c, err := s.contactOf(q.r, int64(id))
	return c.Address, err
}

func (s *Service) listTickets(w http.ResponseWriter, r *http.Request) error {
	q := &query{r: r}
	limit := q.limit()
	f := ticket.Filter{
		Status: q.statuses(), Kind: q.kind(), Programme: q.text("programme"), Team: q.text("team"), Assignee: q.text("assignee"), Channel: q.text("channel"),
		From: q.moment("opened_from"), Until: q.moment("opened_until"), Before: q.cursor(), Limit: limit + 1,
	}
	if f.Assignee == "none" {
		f.Assignee = "-"
	}
	if q.text("overdue") == "true" {
		f.Overdue = s.Now()
	}
	var err error
	if f.Contact, err = s.contactIn(q); err != nil || q.err != nil {
		return errors.Join(err, q.err)
	}
	found, err := s.find(r.Context(), f, q.text("q"))
	if err != nil {
		return err
	}
	p := paged(found, limit, s.row, func(tk *ticket.Ticket) int64 { return tk.ID })
	if strings.TrimSpace(q.text("q")) != "" {
		p.Next = nil // what was found stands by nearness, not by ID
	}
	return show(w, r, p)
}

// find finds tickets: by words that were said of them, the nearest first, else the newest.
func (s *Service) find(ctx context.Context, f ticket.Filter, words string) (found []ticket.Ticket, err error) {
	if words = strings.TrimSpace(chars.Clean(words)); words == "" {
		return s.stores.Tickets.Tickets(ctx, f)
	}
	if chars.Units(words) > longestQuery {
		return nil, badParameter("q")
	}
	hits, err := s.stores.Tickets.Search(ctx, f, words)
	for i := range hits {
		found = append(found, hits[i].Ticket)
	}
	return found, err
}

var numberPattern = regexp.MustCompile(`^[QHSK]-[0-9]{1,12}$`)

// ticketOf is the ticket that a request's address names.
func (s *Service) ticketOf(r *http.Request) (ticket.Ticket, error) {
	number := r.PathValue("number")
	if !numberPattern.MatchString(number) {
		return ticket.Ticket{}, chat.ErrNotFound
	}
	return s.stores.Tickets.Ticket(r.Context(), number)
}

// seesWhole reports whether a request is to be shown personal data. A client that may see it can do without.
func seesWhole(r *http.Request) bool {
	return of(r).May(staff.SeePersonal) && r.URL.Query().Get("masked") != "true"
}

// showWhole shows what there is of a ticket, and writes into its log that personal data was shown. Where the
// client has it already, nothing is shown.
func (s *Service) showWhole(w http.ResponseWriter, r *http.Request, tk *ticket.Ticket, v any) error {
	if !seesWhole(r) {
		return show(w, r, v)
	}
	body, err := encode(v)
	if err != nil {
		return err
	}
	if !names(r.Header.Get("If-None-Match"), tagOf(body), true) {
		if err := s.Look(r.Context(), tk.Number); err != nil {
			return err
		}
	}
	return show(w, r, v)
}

func (s *Service) showTicket(w http.ResponseWriter, r *http.Request) error {
	tk, err := s.ticketOf(r)
	if err != nil {
		return err
	}
	return s.showWhole(w, r, &tk, s.whole(&tk, s.clothOf(&tk, seesWhole(r))))
}

// A messageView is one line of what was said.
type messageView struct {
	ID     int64       `json:"id"`
	At     time.Time   `json:"at"`
	Author chat.Author `json:"author"`
	Name   string      `json:"name,omitempty"`
	Text   string      `json:"text"`
	Files  []string    `json:"files"`
}

// messages are the latest lines of the talk with a ticket's contact, oldest first.
func (s *Service) messages(lines []chat.Line, c cloth) []messageView {
	out := []messageView{}
	for _, l := range lines {
		v := messageView{ID: l.Seq, At: l.At.UTC(), Author: l.Message.Author, Name: l.Message.Name, Text: c.over(l.Message.Text), Files: []string{}}
		if v.Author == chat.Member && !c.off {
			v.Name = ""
		}
		for _, f := range l.Message.Files {
			v.Files = append(v.Files, c.over(f.Name))
		}
		out = append(out, v)
	}
	return out
}

func (s *Service) showMessages(w http.ResponseWriter, r *http.Request) error {
	q := &query{r: r}
	limit := q.limit()
	if q.err != nil {
		return q.err
	}
	tk, err := s.ticketOf(r)
	if err != nil {
		return err
	}
	lines, err := s.stores.Tickets.LastLines(r.Context(), tk.Contact, limit)
	if err != nil {
		return err
	}
	return s.showWhole(w, r, &tk, page[messageView]{Items: s.messages(lines, s.clothOf(&tk, seesWhole(r)))})
}

// An entryView is an entry of a ticket's log.
type entryView struct {
	ID   int64       `json:"id"`
	At   time.Time   `json:"at"`
	Who  *personView `json:"who"`
	What ticket.What `json:"what"`
	Text string      `json:"text"`
	From string      `json:"from"`
	To   string      `json:"to"`
}

func (s *Service) showLog(w http.ResponseWriter, r *http.Request) error {
	tk, err := s.ticketOf(r)
	if err != nil {
		return err
	}
	entries, err := s.stores.Tickets.Log(r.Context(), tk.Number)
	if err != nil {
		return err
	}
	c, out := s.clothOf(&tk, seesWhole(r)), []entryView{}
	for _, e := range entries {
		if e.What == ticket.LogLooked {
			continue // that it is read must not change what is read
		}
		v := entryView{ID: e.ID, At: e.At.UTC(), What: e.What, Text: c.over(e.Text), From: c.over(e.From), To: c.over(e.To)}
		if e.Who.ID != "" {
			v.Who = &personView{e.Who.ID, c.over(e.Who.Name)}
		}
		if e.Who.ID == "member" && !c.off {
			v.Who.Name = ""
		}
		out = append(out, v)
	}
	return s.showWhole(w, r, &tk, page[entryView]{Items: out})
}
