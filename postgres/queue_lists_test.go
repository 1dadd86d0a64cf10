package postgres_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/postgres"
	"madoguchi/ticket"
)

// A listedRow is what a list is chosen and read by.
type listedRow struct {
	ID                                 int64
	Status                             ticket.Status
	Kind                               ticket.Kind
	Programme, Team, Assignee, Contact string
	Urgent                             bool
	Opened, Heard, Touched             time.Time
	Due, Replied, Closed               *time.Time
	Tags                               []string
}

// chosenBy says of a row, by hand, whether a filter chooses it.
func (r *listedRow) chosenBy(f *ticket.Filter) bool {
	channel, _, _ := strings.Cut(r.Contact, ":")
	person := f.Assignee
	if person == "-" {
		person = ""
	}
	running := r.Replied == nil && r.Due != nil && (r.Status == ticket.Received || r.Status == ticket.Working)
	return (f.Status == nil || slices.Contains(f.Status, r.Status)) && (f.Kind == "" || f.Kind == r.Kind) &&
		(f.Programme == "" || f.Programme == r.Programme) && (f.Team == "" || f.Team == r.Team) && (f.Channel == "" || f.Channel == channel) &&
		(f.Assignee == "" || person == r.Assignee) && !r.Opened.Before(f.From) && (f.Until.IsZero() || r.Opened.Before(f.Until)) &&
		(f.Overdue.IsZero() || running && r.Due.Before(f.Overdue)) &&
		(f.Within == nil || r.Assignee == f.Within.Person.ID || slices.Contains(f.Within.Teams, r.Team) || slices.Contains(r.Tags, ticket.PlannedTag+f.Within.Person.Name))
}

// before compares two rows as an order has them.
func before(o ticket.Order, a, b *listedRow) int {
	late := func(x, y time.Time) int { return y.Compare(x) }
	urgent := func(x *listedRow) int { return map[bool]int{true: 0, false: 1}[x.Urgent] }
	switch o {
	case ticket.Oldest:
		return cmp.Compare(a.ID, b.ID)
	case ticket.LastOpen:
		return cmp.Or(late(a.Opened, b.Opened), cmp.Compare(b.ID, a.ID))
	case ticket.FirstOpen:
		return cmp.Or(late(b.Opened, a.Opened), cmp.Compare(a.ID, b.ID))
	case ticket.LastHeard:
		return cmp.Or(urgent(a)-urgent(b), late(a.Heard, b.Heard), cmp.Compare(b.ID, a.ID))
	case ticket.LastMoved:
		return cmp.Or(late(a.Touched, b.Touched), cmp.Compare(b.ID, a.ID))
	case ticket.DueFirst:
		return cmp.Or(late(*b.Due, *a.Due), cmp.Compare(a.ID, b.ID))
	case ticket.LastEnded:
		return cmp.Or(late(*a.Closed, *b.Closed), cmp.Compare(b.ID, a.ID))
	}
	return cmp.Compare(b.ID, a.ID)
}

// TestListsAgreeWithTheRows: whatever a page of the queue is narrowed by and in whatever order, it shows and counts the
// tickets that are chosen by hand.
func TestListsAgreeWithTheRows(t *testing.T) {
	t.Parallel()
	c := &crowd{size: 700}
	url := c.url(t)
	s, conn := openURL(t, url, postgres.Options{}), connect(t, url)
	if _, err := conn.Exec(t.Context(), `UPDATE tickets SET tags = ARRAY[$1] WHERE id % 40 = 3`, ticket.PlannedTag+"渡辺"); err != nil {
		t.Fatal(err)
	}
	rows, _ := conn.Query(t.Context(), `SELECT id, status, kind, programme, team, assignee, contact, urgent, opened, heard, touched, due, replied, closed, tags FROM tickets`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[listedRow])
	if err != nil || len(all) != 700 {
		t.Fatal(len(all), err)
	}
	seen := 0
	for tab, f := range crowdTabs(time.Now()) {
		for how, narrow := range c.narrowings() {
			f := f
			narrow(&f)
			var chosen []*listedRow
			for i := range all {
				if all[i].chosenBy(&f) {
					chosen = append(chosen, &all[i])
				}
			}
			for _, most := range []int{7, 1000} {
				counts, err := s.CountTickets(t.Context(), most, f)
				if err != nil || counts[0] != min(most, len(chosen)) {
					t.Errorf("%s, %s: counted %v up to %d, by hand %d, %v", tab, how, counts, most, len(chosen), err)
				}
			}
			for _, o := range crowdOrders(f.Order) {
				f.Order, f.Limit, f.Offset = o, 40, min(f.Offset, len(chosen)/2)
				found, err := s.Tickets(t.Context(), f)
				if err != nil {
					t.Fatalf("%s, %s, by %s: %v", tab, how, o, err)
				}
				slices.SortFunc(chosen, func(a, b *listedRow) int { return before(o, a, b) })
				var got, want []int64
				for i := range found {
					got = append(got, found[i].ID)
				}
				for _, r := range chosen[f.Offset:min(len(chosen), f.Offset+40)] {
					want = append(want, r.ID)
				}
				if seen += len(want); !slices.Equal(got, want) {
					t.Errorf("%s, %s, by %s:\nlisted %v\nwant   %v", tab, how, o, got, want)
				}
			}
		}
	}
	if seen < 5000 {
		t.Errorf("only %d rows were listed: the test shows nothing", seen)
	}
}

// TestClassesFollowTheirTickets: a ticket that moves is found under what it is now, and under nothing else.
func TestClassesFollowTheirTickets(t *testing.T) {
	t.Parallel()
	url := (&crowd{size: 30}).url(t)
	s, conn := openURL(t, url, postgres.Options{}), connect(t, url)
	for _, sql := range []string{`SET session_replication_role = origin`, `UPDATE tickets SET team = '新設', kind = 'change', programme = 'fresh', status = 'on_hold', closed = NULL WHERE id = 7`} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	fresh := ticket.Filter{Team: "新設", Kind: ticket.Change, Programme: "fresh"}
	counts, err := s.CountTickets(t.Context(), 100, fresh, ticket.Filter{Kind: ticket.Inquiry, Programme: "fresh"})
	if err != nil || counts[0] != 1 || counts[1] != 0 {
		t.Errorf("counted %v, %v", counts, err)
	}
	found, err := s.Tickets(t.Context(), fresh)
	if err != nil || len(found) != 1 || found[0].ID != 7 {
		t.Errorf("found %v, %v", found, err)
	}
}
