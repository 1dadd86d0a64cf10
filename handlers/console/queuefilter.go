package console

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// The tabs of the queue.
const (
	tabNew     = ""        // nobody has it
	tabMine    = "mine"    // open and the person's own
	tabWorking = "working" // somebody is at it, whoever
	tabWaiting = "waiting" // the member's turn
	tabHeld    = "held"    // on hold
	tabDue     = "due"     // promises that are over, or will be within a day
	tabDone    = "done"    // resolved or cancelled
	tabAll     = "all"     // all, closed ones too
)

// queueTabs are all there are, in their order.
var queueTabs = []string{tabNew, tabMine, tabWorking, tabWaiting, tabHeld, tabDue, tabDone, tabAll}

// openStatuses are those in which work remains.
var openStatuses = []ticket.Status{ticket.Received, ticket.Working, ticket.Waiting, ticket.OnHold}

// pageRows is how many tickets a page of the queue shows: what one look takes in.
const pageRows = 30

// lastPage bounds how far back a list is turned: the store counts through all rows before.
const lastPage = 1000

// dueWithin is how far ahead the tab of promises looks: what has to be answered before tomorrow at this time.
const dueWithin = 24 * time.Hour

// A queueFilter chooses what of the queue is shown, as it stands in the page's address.
type queueFilter struct {
	Tab, Kind, Programme, Team, Person, Channel string
	From, Until                                 string // days: 2026-10-09
	Sort                                        string // the word of one of sorts; "" = the tab's own
	Page                                        int    // from 1
	Group                                       bool   // those that ask the same stand as one row
	Alike                                       int64  // only those of one such row
	Text                                        string // what was searched for; never in an address
}

// readFilter reads a page's address. What it cannot mean is left out.
func readFilter(q url.Values) queueFilter {
	f := queueFilter{
		Tab: q.Get("tab"), Kind: q.Get("kind"), Programme: q.Get("programme"), Team: q.Get("team"),
		Person: q.Get("person"), Channel: q.Get("channel"), From: q.Get("from"), Until: q.Get("until"), Sort: q.Get("sort"),
	}
	if !slices.Contains(queueTabs, f.Tab) {
		f.Tab = tabNew
	}
	if sortOf(f.Sort) < 0 {
		f.Sort = ""
	}
	for _, day := range []*string{&f.From, &f.Until} {
		if _, err := reading.ParseDay(*day); err != nil {
			*day = ""
		}
	}
	f.Group = q.Get("group") == "1"
	if id, err := strconv.ParseInt(q.Get("alike"), 10, 64); err == nil && id > 0 {
		f.Alike, f.Group = id, false
	}
	n, _ := strconv.Atoi(q.Get("page")) // the first page where it is none
	f.Page = min(max(n, 1), lastPage)
	return f
}

// sorts are the orders that are offered, by their word in an address.
var sorts = []struct {
	word  string
	order ticket.Order
	label catalogue.Key
}{
	{"heard", ticket.LastHeard, "console.sort.heard"}, {"due", ticket.DueFirst, "console.sort.due"},
	{"newest", ticket.LastOpen, "console.sort.newest"}, {"oldest", ticket.FirstOpen, "console.sort.oldest"}, {"moved", ticket.LastMoved, "console.sort.moved"},
}

// sortOf is the place of an order among those, or -1.
func sortOf(word string) int {
	for i := range sorts {
		if sorts[i].word == word {
			return i
		}
	}
	return -1
}

// query is the filter as it stands in an address, without what is as usual.
func (f queueFilter) query() string {
	q := url.Values{}
	for name, value := range map[string]string{
		"tab": f.Tab, "kind": f.Kind, "programme": f.Programme, "team": f.Team, "person": f.Person,
		"channel": f.Channel, "from": f.From, "until": f.Until, "sort": f.Sort,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	if f.Group {
		q.Set("group", "1")
	}
	if f.Alike > 0 {
		q.Set("alike", strconv.FormatInt(f.Alike, 10))
	}
	return q.Encode()
}

// address is the page of the queue that the filter chooses.
func (f queueFilter) address() string {
	if q := f.query(); q != "" {
		return "/desk?" + q
	}
	return "/desk"
}

// on is the filter on another tab, from its beginning.
func (f queueFilter) on(tab string) queueFilter {
	f.Tab, f.Page, f.Alike = tab, 1, 0
	return f
}

// at is another page of the same.
func (f queueFilter) at(page int) queueFilter {
	f.Page = page
	return f
}

// narrowed reports whether more than a tab was chosen.
func (f queueFilter) narrowed() bool {
	return f.Kind+f.Programme+f.Team+f.Person+f.Channel+f.From+f.Until != ""
}

// tickets is the filter in the store's terms.
func (f queueFilter) tickets(now time.Time, me chat.Person) ticket.Filter {
	out := ticket.Filter{
		Kind: ticket.Kind(f.Kind), Programme: f.Programme, Team: f.Team, Channel: f.Channel,
		Alike: f.Alike, Assignee: f.Person, From: midnight(f.From, 0), Until: midnight(f.Until, 1),
		Offset: (max(f.Page, 1) - 1) * pageRows, Limit: pageRows + 1, // one more shows that there are more
	}
	if out.Until.After(now) { // nothing was opened later: the list need not be looked through for its days
		out.Until = time.Time{}
	}
	order := ticket.LastHeard
	switch f.Tab {
	case tabNew:
		out.Status, out.Assignee = ticket.RunningStatuses, "-"
	case tabMine:
		out.Status, out.Assignee = openStatuses, me.ID
	case tabWorking:
		out.Status = []ticket.Status{ticket.Working}
	case tabWaiting:
		out.Status = []ticket.Status{ticket.Waiting}
	case tabHeld:
		out.Status = []ticket.Status{ticket.OnHold}
	case tabDue:
		out.Overdue, order = now.Add(dueWithin), ticket.DueFirst
	case tabDone:
		out.Status, order = []ticket.Status{ticket.Resolved, ticket.Cancelled}, ticket.LastEnded
	case tabAll:
		order = ticket.LastMoved
	}
	if out.Order = order; sortOf(f.Sort) >= 0 {
		out.Order = sorts[sortOf(f.Sort)].order
	}
	return out
}

// midnight is the beginning of a day in Japan, so many days on; zero where there is none.
func midnight(day string, on int) time.Time {
	t, err := reading.ParseDay(day)
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 0, on)
}
