package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"madoguchi/staff"
	"madoguchi/ticket"
)

// Tickets that ask the same and wait for an answer can stand as one row of the queue: on the day that a call closes,
// dozens ask one thing. Which they are is known before (Queue.AlikeTickets); the page only counts.

const (
	leastAlike = 3  // fewer are no row of their own
	mostGroups = 20 // rows on a page: who has more of them has none that stand out
)

// groupedTabs are the tabs in which tickets wait for an answer.
var groupedTabs = []string{tabNew, tabMine, tabWorking, tabDue, tabAll}

// A alikeRow is several tickets as one row.
type alikeRow struct {
	Case, Kind, Letter, Programme string
	N                             int
	URL                           string // the list of them
	Reply                         string // one reply to all of them; "" for who may not
	Heard                         string
	Due                           due
}

// putTogether puts the rows of tickets that ask the same into the view, and takes those out of what is listed one by
// one. Where one such row was opened, the view says which.
func (s *Service) putTogether(r *http.Request, v *queueView, chosen *ticket.Filter) error {
	f := v.Filter
	if f.Alike > 0 {
		f.Group = false
		v.Together = f.together(true).address()
		return s.openGroup(r, v, chosen)
	}
	if !slices.Contains(groupedTabs, f.Tab) {
		return nil
	}
	if !f.Group {
		v.Together = f.together(true).address()
		return nil
	}
	v.Apart = f.together(false).address()
	all := *chosen
	all.Offset, all.Limit = 0, 0
	groups, err := s.stores.Queue.AlikeTickets(r.Context(), all, leastAlike, mostGroups)
	if err != nil {
		return err
	}
	for i := range groups {
		chosen.NotAlike = append(chosen.NotAlike, groups[i].ID)
		if f.Page == 1 {
			v.Groups = append(v.Groups, s.alikeRow(r, f, &groups[i]))
		}
	}
	return nil
}

// together is the same list with rows for tickets that ask the same, or without.
func (f queueFilter) together(group bool) queueFilter {
	f.Group, f.Alike, f.Page = group, 0, 1
	return f
}

func (s *Service) alikeRow(r *http.Request, f queueFilter, g *ticket.Alike) alikeRow {
	now := s.Now()
	f.Group, f.Alike, f.Page = false, g.ID, 1
	row := alikeRow{
		Case: s.caseOf(&g.First), Kind: g.First.Kind.Label(), Letter: g.First.Kind.Letter(), Programme: nameOr(s.programmes(), g.First.Programme),
		N: g.N, URL: f.address(), Heard: moment(now, g.Heard),
		Due: dueOf(&ticket.Ticket{Status: g.First.Status, Due: g.Due}, now),
	}
	if me(r).May(staff.Send) && s.stores.Bulks != nil && g.First.Kind != ticket.Disclosure {
		row.Reply = "/desk/replies/new?" + f.query()
	}
	return row
}

// caseOf is what a ticket is about, in a line without who asks.
func (s *Service) caseOf(tk *ticket.Ticket) string {
	_, about := parts(tk.Title)
	return cmp.Or(about, tk.Kind.Label())
}

// openGroup names the row whose tickets are listed.
func (s *Service) openGroup(r *http.Request, v *queueView, chosen *ticket.Filter) error {
	all := *chosen
	all.Offset, all.Limit = 0, 0
	groups, err := s.stores.Queue.AlikeTickets(r.Context(), all, 1, 1)
	if err != nil || len(groups) == 0 {
		return err
	}
	row := s.alikeRow(r, v.Filter, &groups[0])
	v.Opened, v.Total = &row, strconv.Itoa(row.N)
	return nil
}
