package console

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// The tabs of the queue.
const (
	tabNew     = ""        // open and nobody's
	tabMine    = "mine"    // open and the person's own
	tabOverdue = "overdue" // open and past the promise
	tabAll     = "all"     // all, closed ones too
	tabDone    = "done"    // resolved or cancelled
)

var openStatuses = []ticket.Status{ticket.Received, ticket.Working, ticket.Waiting, ticket.OnHold}

// mostOpen is how many open tickets the desk counts; an office with more sees "500+".
const mostOpen = 500

// queuePage is how many tickets a page of closed ones shows.
const queuePage = 50

// A queueView is the list of tickets with what chose it.
type queueView struct {
	Tabs       []tab
	Filter     queueFilter
	Rows       []queueRow
	Before     int64 // the page goes on below this ID; 0 = it is whole
	More       string
	Kinds      []option
	Programmes []option
	Teams      []option
	Found      string // what was searched for; "" = a tab is shown
}

type queueFilter struct{ Tab, Kind, Programme, Team, Text string }

type tab struct {
	Label, URL, Count string
	Current, Alert    bool
}

type option struct {
	Value, Label string
	Selected     bool
}

// A queueRow is one ticket of the list.
type queueRow struct {
	Number, Kind, Letter, Title, Programme, Team string
	Status, StatusClass, Channel                 string
	Assignee, Opened                             string
	Mine, Urgent                                 bool
	Due                                          due
}

// A due is a promise with how urgent it has become.
type due struct{ Text, Exact, Class string }

func (s *Service) showQueue(w http.ResponseWriter, r *http.Request) error {
	if !me(r).May(staff.Work) {
		http.Redirect(w, r, "/desk/status", http.StatusSeeOther)
		return nil
	}
	q := r.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64) // 0 where it is none: the first page
	f := queueFilter{Tab: q.Get("tab"), Kind: q.Get("kind"), Programme: q.Get("programme"), Team: q.Get("team")}
	v, err := s.queue(r, f, before)
	if err != nil {
		return err
	}
	s.render(w, r, "queue", page{Title: say("console.queue.title", "n", v.Tabs[0].Count), Nav: "queue", Live: "/desk?" + q.Encode(), Body: v})
	return nil
}

// searchQueue lists what holds a text. It is a POST because the text may be somebody's name.
func (s *Service) searchQueue(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	text := strings.TrimSpace(form(r, "text"))
	if text == "" {
		http.Redirect(w, r, "/desk", http.StatusSeeOther)
		return nil
	}
	before, _ := strconv.ParseInt(form(r, "before"), 10, 64) // 0 where it is none: the first page
	v, err := s.queue(r, queueFilter{Tab: tabAll, Text: text}, before)
	if err != nil {
		return err
	}
	v.Found = text
	s.render(w, r, "queue", page{Title: say("console.queue.results"), Nav: "queue", Body: v})
	return nil
}

// queue builds the list a filter chooses.
func (s *Service) queue(r *http.Request, f queueFilter, before int64) (queueView, error) {
	now, account := s.Now(), me(r)
	me := account.Person()
	open, err := s.stores.Tickets.Tickets(r.Context(), account.Within(ticket.Filter{Status: openStatuses, Limit: mostOpen}))
	if err != nil {
		return queueView{}, fmt.Errorf("list open tickets: %w", err)
	}
	tickets, err := s.stores.Tickets.Tickets(r.Context(), account.Within(f.tickets(now, me, before)))
	if err != nil {
		return queueView{}, fmt.Errorf("list tickets: %w", err)
	}
	v := queueView{Filter: f, Tabs: tabs(f, open, now, me)}
	if len(tickets) == queuePage && !f.open() {
		v.Before = tickets[len(tickets)-1].ID
		v.More = "/desk?" + url.Values{"tab": {f.Tab}, "kind": {f.Kind}, "programme": {f.Programme}, "team": {f.Team}, "before": {fmt.Sprint(v.Before)}}.Encode()
	}
	if f.open() {
		slices.SortStableFunc(tickets, byPressure)
	}
	names := s.programmes()
	for i := range tickets {
		v.Rows = append(v.Rows, s.row(&tickets[i], now, me, names))
	}
	v.choices(s, f, names)
	return v, nil
}

// open reports whether the filter's tab shows open tickets only.
func (f queueFilter) open() bool { return f.Tab != tabAll && f.Tab != tabDone }

// tickets is the filter in the store's terms.
func (f queueFilter) tickets(now time.Time, me chat.Person, before int64) ticket.Filter {
	out := ticket.Filter{
		Kind: ticket.Kind(f.Kind), Programme: f.Programme, Team: f.Team, Text: f.Text,
		Status: openStatuses, Limit: mostOpen,
	}
	switch f.Tab {
	case tabMine:
		out.Assignee = me.ID
	case tabOverdue:
		out.Overdue = now
	case tabAll:
		out.Status, out.Limit, out.Before = nil, queuePage, before
	case tabDone:
		out.Status, out.Limit, out.Before = []ticket.Status{ticket.Resolved, ticket.Cancelled}, queuePage, before
	default:
		out.Assignee = "-"
	}
	return out
}

// byPressure puts first what cannot wait: urgent ones, then by what was promised.
func byPressure(a, b ticket.Ticket) int {
	if a.Urgent != b.Urgent {
		if a.Urgent {
			return -1
		}
		return 1
	}
	if a.Due.IsZero() != b.Due.IsZero() {
		if b.Due.IsZero() {
			return -1
		}
		return 1
	}
	return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
}

// tabs are the tabs with what waits in each.
func tabs(f queueFilter, open []ticket.Ticket, now time.Time, me chat.Person) []tab {
	var fresh, mine, late int
	for i := range open {
		tk := &open[i]
		if tk.Assignee.ID == "" {
			fresh++
		}
		if tk.Assignee.ID == me.ID {
			mine++
		}
		if !tk.Due.IsZero() && tk.Due.Before(now) {
			late++
		}
	}
	count := func(n int) string {
		if len(open) == mostOpen {
			return fmt.Sprintf("%d+", n)
		}
		return strconv.Itoa(n)
	}
	out := []tab{
		{Label: say("console.queue.new"), URL: tabNew, Count: count(fresh)},
		{Label: say("console.queue.mine"), URL: tabMine, Count: count(mine)},
		{Label: say("console.queue.overdue"), URL: tabOverdue, Count: count(late), Alert: late > 0},
		{Label: say("console.all"), URL: tabAll},
		{Label: say("console.queue.done"), URL: tabDone},
	}
	for i := range out {
		out[i].Current = f.Text == "" && out[i].URL == f.Tab
		q := url.Values{}
		for name, value := range map[string]string{"tab": out[i].URL, "kind": f.Kind, "programme": f.Programme, "team": f.Team} {
			if value != "" {
				q.Set(name, value)
			}
		}
		out[i].URL = strings.TrimSuffix("/desk?"+q.Encode(), "?")
	}
	return out
}

// row is a ticket as the list shows it.
func (s *Service) row(tk *ticket.Ticket, now time.Time, me chat.Person, names map[string]string) queueRow {
	return queueRow{
		Number: tk.Number, Kind: tk.Kind.Label(), Letter: tk.Kind.Letter(), Title: tk.Title,
		Programme: nameOr(names, tk.Programme), Team: tk.Team, Channel: staffwords.Channel(tk.Contact.Channel),
		Status: tk.Status.Label(), StatusClass: string(tk.Status), Assignee: tk.Assignee.Name,
		Mine: tk.Assignee.ID == me.ID && me.ID != "", Urgent: tk.Urgent,
		Opened: moment(now, tk.Opened), Due: dueOf(tk, now),
	}
}

// soon is how long before a promise it is shown as pressing.
const soon = 4 * time.Hour

// dueOf says how a ticket stands to what was promised to the member.
func dueOf(tk *ticket.Ticket, now time.Time) due {
	left := tk.Due.Sub(now)
	d := due{Exact: moment(now, tk.Due)}
	switch {
	case !tk.Status.Open():
		return due{Text: strings.TrimSpace(say("console.due.closed", "at", moment(now, tk.Closed))), Class: "closed"}
	case tk.Due.IsZero():
		return due{Text: say("console.due.none"), Class: "none"}
	case left < 0:
		d.Text, d.Class = say("console.due.over", "span", span(-left)), "over"
	case left < soon:
		d.Text, d.Class = say("console.due.soon", "span", span(left)), "soon"
	default:
		d.Text, d.Class = d.Exact, "later"
	}
	return d
}

// programmes are the titles of the FAQ's collections by ID.
func (s *Service) programmes() map[string]string {
	names := map[string]string{}
	for _, c := range s.collections() {
		names[c.ID] = c.Title
		if len(c.Names) > 0 {
			names[c.ID] = c.Names[0] // shorter, and what everyone calls it
		}
	}
	return names
}

func nameOr(names map[string]string, id string) string {
	if name, ok := names[id]; ok {
		return name
	}
	return id
}

// choices fills the lists to filter by.
func (v *queueView) choices(s *Service, f queueFilter, names map[string]string) {
	for _, k := range ticketKinds {
		v.Kinds = append(v.Kinds, option{string(k), k.Label(), f.Kind == string(k)})
	}
	for _, c := range s.collections() {
		v.Programmes = append(v.Programmes, option{c.ID, names[c.ID], f.Programme == c.ID})
	}
	for _, t := range s.Facts().Teams {
		v.Teams = append(v.Teams, option{t, t, f.Team == t})
	}
}

// ticketOf reads the ticket a request's address names, where who is signed in may see it.
func (s *Service) ticketOf(r *http.Request) (ticket.Ticket, error) {
	number := r.PathValue("number")
	if !isNumber(number) {
		return ticket.Ticket{}, chat.ErrNotFound
	}
	tk, err := s.stores.Tickets.Ticket(r.Context(), number)
	if err != nil {
		return ticket.Ticket{}, fmt.Errorf("read ticket: %w", err)
	}
	if a := me(r); !a.Sees(&tk) { // that it is there is not told, either
		return ticket.Ticket{}, chat.ErrNotFound
	}
	return tk, nil
}

// isNumber reports whether s is formed like a ticket's number: a letter and up to nine digits.
func isNumber(s string) bool {
	digits, ok := strings.CutPrefix(strings.TrimLeft(s, "QHSK"), "-")
	return ok && len(s)-len(digits) == 2 && digits != "" && len(digits) <= 9 && strings.Trim(digits, "0123456789") == ""
}
