package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// mostCounted is up to where tickets are counted; an office with more in one tab sees "999+".
const mostCounted = 999

// A queueView is the list of tickets with what chose it.
type queueView struct {
	Tabs     []tab
	Filter   queueFilter
	Narrowed bool
	Rows     []queueRow
	From, To int // which rows of all these are
	Total    string
	Previous string // addresses of the pages beside this one; "" where there is none
	Next     string
	Query    string // the filter as in an address
	Choices  queueChoices
	Views    []viewLink
	Acts     []option // what can be done with several at once
	Found    string   // what was searched for; "" = a tab is shown
	More     int      // the next page of what was found; 0 = there is none

	Groups          []alikeRow // tickets that ask the same, each group as one row
	Together, Apart string     // the same list with and without such rows; "" where that is no question
	Opened          *alikeRow  // the row whose tickets these are
}

// queueChoices are the lists to choose by.
type queueChoices struct{ Kinds, Programmes, Teams, People, Channels, Sorts []option }

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
	Case, Company                                string // the title in its two parts
	Status, StatusClass, Channel                 string
	Assignee, Opened, Moved                      string
	Sent                                         string // when the member sent it, to the second; "" = not known
	Mine, Urgent, Unread                         bool
	Version                                      int
	Due                                          due
	Excerpt                                      foundIn // where it was found
}

// A due is a promise with how urgent it has become.
type due struct{ Text, Exact, Class string }

func (s *Service) showQueue(w http.ResponseWriter, r *http.Request) error {
	if !me(r).May(staff.Work) {
		http.Redirect(w, r, "/desk/status", http.StatusSeeOther)
		return nil
	}
	f := readFilter(r.URL.Query())
	v, err := s.queue(r, f)
	if err != nil {
		return err
	}
	s.render(w, r, "queue", page{Title: say("console.queue.title", "n", v.Tabs[0].Count), Nav: "queue", Live: f.address(), Bell: true, Body: v})
	return nil
}

// queue builds the list a filter chooses.
func (s *Service) queue(r *http.Request, f queueFilter) (queueView, error) {
	now, account := s.Now(), me(r)
	v := queueView{Filter: f, Narrowed: f.narrowed(), Query: f.query(), Acts: bulkOptions(account)}
	chosen := account.Within(f.tickets(now, account.Person()))
	if err := s.putTogether(r, &v, &chosen); err != nil {
		return queueView{}, err
	}
	tickets, err := s.stores.Tickets.Tickets(r.Context(), chosen)
	if err != nil {
		return queueView{}, fmt.Errorf("list tickets: %w", err)
	}
	if v.Tabs, err = s.tabs(r, f); err != nil {
		return queueView{}, err
	}
	if len(tickets) > pageRows {
		tickets, v.Next = tickets[:pageRows], f.at(f.Page+1).address()
	}
	if f.Page > 1 {
		v.Previous = f.at(f.Page - 1).address()
	}
	if v.Rows, err = s.rows(r, tickets); err != nil {
		return queueView{}, err
	}
	v.From, v.To = (f.Page-1)*pageRows+1, (f.Page-1)*pageRows+len(v.Rows)
	for _, t := range v.Tabs {
		if t.Current && f.Alike == 0 && len(v.Groups) == 0 {
			v.Total = t.Count
		}
	}
	if v.Choices, err = s.choices(r, f); err != nil {
		return queueView{}, err
	}
	v.Views, err = s.views(r, f)
	return v, err
}

// rows are tickets as the list shows them, with what of them is news to who is signed in.
func (s *Service) rows(r *http.Request, tickets []ticket.Ticket) ([]queueRow, error) {
	now, account, names := s.Now(), me(r), s.programmes()
	ids := make([]int64, len(tickets))
	for i := range tickets {
		ids[i] = tickets[i].ID
	}
	read, err := s.stores.Queue.ReadUntil(r.Context(), account.ID, ids)
	if err != nil {
		return nil, err
	}
	var rows []queueRow
	for i := range tickets {
		row := s.row(&tickets[i], now, account.Person(), names)
		row.Unread = tickets[i].Status.Open() && tickets[i].Heard.After(read[tickets[i].ID])
		rows = append(rows, row)
	}
	return rows, nil
}

// tabs are the tabs with what is in each, under the same filters.
func (s *Service) tabs(r *http.Request, f queueFilter) ([]tab, error) {
	now, account := s.Now(), me(r)
	counted := queueTabs[:len(queueTabs)-1] // all of them are no work
	var filters []ticket.Filter
	for _, name := range counted {
		g := f.on(name)
		g.Text = ""
		filters = append(filters, account.Within(g.tickets(now, account.Person())))
	}
	late := filters[slices.Index(queueTabs, tabDue)]
	late.Overdue = now
	counts, err := s.stores.Queue.CountTickets(r.Context(), mostCounted+1, append(filters, late)...)
	if err != nil {
		return nil, err
	}
	var out []tab
	for i, name := range queueTabs {
		t := tab{Label: say(tabNames[name]), URL: f.on(name).address(), Current: f.Text == "" && name == f.Tab}
		if i < len(counted) {
			t.Count = upTo(counts[i])
		}
		t.Alert = name == tabDue && counts[len(counts)-1] > 0
		out = append(out, t)
	}
	return out, nil
}

// tabNames are what the tabs are called.
var tabNames = map[string]catalogue.Key{
	tabNew: "console.queue.new", tabMine: "console.queue.mine", tabWorking: "console.queue.working", tabWaiting: "console.queue.waiting",
	tabHeld: "console.queue.held", tabDue: "console.queue.due", tabDone: "console.queue.done", tabAll: "console.all",
}

// upTo is a count that ends at mostCounted.
func upTo(n int) string {
	if n > mostCounted {
		return strconv.Itoa(mostCounted) + "+"
	}
	return strconv.Itoa(n)
}

// parts are the company and the case of a title.
func parts(title string) (company, about string) {
	if company, about, found := strings.Cut(title, ticket.TitleMark); found {
		return company, about
	}
	return "", title
}

// row is a ticket as the list shows it.
func (s *Service) row(tk *ticket.Ticket, now time.Time, me chat.Person, names map[string]string) queueRow {
	company, about := parts(tk.Title)
	return queueRow{
		Case: about, Company: company, Version: tk.Version, Moved: moment(now, tk.Touched),
		Number: tk.Number, Kind: tk.Kind.Label(), Letter: tk.Kind.Letter(), Title: tk.Title,
		Programme: nameOr(names, tk.Programme), Team: tk.Team, Channel: staffwords.Channel(tk.Contact.Channel),
		Status: tk.Status.Label(), StatusClass: string(tk.Status), Assignee: tk.Assignee.Name,
		Mine: tk.Assignee.ID == me.ID && me.ID != "", Urgent: tk.Urgent,
		Opened: moment(now, tk.Opened), Sent: second(tk.Sent), Due: dueOf(tk, now),
	}
}

// soon is how long before a promise it is shown as pressing.
const soon = 4 * time.Hour

// dueOf says how a ticket stands to what was promised to the member. Only a promise whose clock runs can be late.
func dueOf(tk *ticket.Ticket, now time.Time) due {
	left := tk.Due.Sub(now)
	d := due{Exact: moment(now, tk.Due)}
	switch {
	case !tk.Status.Open():
		return due{Text: strings.TrimSpace(say("console.due.closed", "at", moment(now, tk.Closed))), Class: "closed"}
	case !tk.Replied.IsZero():
		return due{Text: say("console.due.replied"), Exact: moment(now, tk.Replied), Class: "closed"}
	case tk.Due.IsZero():
		return due{Text: say("console.due.none"), Class: "none"}
	case !tk.Running():
		d.Text, d.Class = say("console.due.still", "at", d.Exact), "none"
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

// choices are the lists to choose by, with what is chosen.
func (s *Service) choices(r *http.Request, f queueFilter) (queueChoices, error) {
	var out queueChoices
	for _, k := range ticket.Kinds() {
		out.Kinds = append(out.Kinds, option{string(k), k.Label(), f.Kind == string(k)})
	}
	names := s.programmes()
	for _, c := range s.collections() {
		out.Programmes = append(out.Programmes, option{c.ID, names[c.ID], f.Programme == c.ID})
	}
	for _, t := range s.Facts().Teams {
		out.Teams = append(out.Teams, option{t, t, f.Team == t})
	}
	for _, c := range chat.MemberChannels() {
		out.Channels = append(out.Channels, option{c, staffwords.Channel(c), f.Channel == c})
	}
	for _, o := range sorts {
		out.Sorts = append(out.Sorts, option{o.word, say(o.label), f.Sort == o.word})
	}
	out.People = []option{{"-", say("console.nobody"), f.Person == "-"}}
	all, err := s.stores.People.Accounts(r.Context())
	if err != nil {
		return out, err
	}
	for _, a := range all {
		if a.Active(s.Now()) && a.May(staff.Work) {
			out.People = append(out.People, option{a.Person().ID, a.Name, f.Person == a.Person().ID})
		}
	}
	return out, nil
}

// ticketOf reads the ticket a request's address names, where who is signed in may see it.
func (s *Service) ticketOf(r *http.Request) (ticket.Ticket, error) {
	return s.seen(r, r.PathValue("number"))
}

// seen reads a ticket, where who is signed in may see it.
func (s *Service) seen(r *http.Request, number string) (ticket.Ticket, error) {
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

// isAbsent reports whether an error says that there is no such ticket.
func isAbsent(err error) bool { return errors.Is(err, chat.ErrNotFound) }

// isNumber reports whether s is formed like a ticket's number: a letter and up to nine digits.
func isNumber(s string) bool {
	digits, ok := strings.CutPrefix(strings.TrimLeft(s, "QHSK"), "-")
	return ok && len(s)-len(digits) == 2 && digits != "" && len(digits) <= 9 && strings.Trim(digits, "0123456789") == ""
}
