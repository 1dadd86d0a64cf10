package postgres_test

import (
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// TestQueueRises: what a member says lets their ticket rise; a look at it, or a reminder, is no news.
func TestQueueRises(t *testing.T) {
	t.Parallel()
	s := open(t)
	second := chat.Address{Channel: chat.Web, ID: "W2"}
	openOf := func(a chat.Address, n int, number string) {
		accept(t, s, wrote(a, n, "領収書は？"))
		runTurn(t, s, a, func(tn *turn.Turn) {
			tk := &ticket.Ticket{Number: number, Kind: ticket.Inquiry, Status: ticket.Received, Due: time.Now().Add(time.Hour)}
			tn.Opened = []*ticket.Ticket{tk}
			tn.Note(tk, ticket.Entry{What: ticket.LogOpened})
		})
	}
	openOf(member, 1, "Q-0001")
	openOf(second, 2, "Q-0002")
	order := func() (out []string) {
		found, err := s.Tickets(t.Context(), ticket.Filter{Status: ticket.RunningStatuses, Assignee: "-", Order: ticket.LastHeard})
		if err != nil {
			t.Fatal(err)
		}
		for _, tk := range found {
			out = append(out, tk.Number)
		}
		return out
	}
	same(t, "as they came", order(), []string{"Q-0002", "Q-0001"})
	entry := func(what ticket.What, n int) {
		accept(t, s, wrote(member, n, "まだですか"))
		runTurn(t, s, member, func(tn *turn.Turn) {
			tn.Note(&tn.Tickets[0], ticket.Entry{What: what, Who: chat.Person{ID: "member"}})
		})
	}
	entry(ticket.LogLooked, 3)
	entry(ticket.LogReminded, 4)
	same(t, "after a look", order(), []string{"Q-0002", "Q-0001"})
	entry(ticket.LogMemberWrote, 5)
	same(t, "after the member's word", order(), []string{"Q-0001", "Q-0002"})
}

// TestQueueChoices chooses and counts by each condition that the desk has.
func TestQueueChoices(t *testing.T) {
	t.Parallel()
	s := open(t)
	now := time.Now()
	accept(t, s, wrote(member, 1, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		for _, tk := range []ticket.Ticket{
			{Number: "Q-0001", Due: now.Add(-time.Hour), Status: ticket.Received},
			{Number: "Q-0002", Due: now.Add(-time.Hour), Status: ticket.Waiting, Replied: now, Assignee: chat.Person{ID: "staff:1"}},
			{Number: "Q-0003", Due: now.Add(-time.Hour), Status: ticket.OnHold},
			{Number: "Q-0004", Due: now.Add(time.Hour), Status: ticket.Working, Assignee: chat.Person{ID: "staff:1"}, Urgent: true, Opened: now.Add(-48 * time.Hour)},
			{Number: "Q-0005", Status: ticket.Resolved, Closed: now},
		} {
			tk.Kind = ticket.Inquiry
			tn.Opened = append(tn.Opened, &tk)
		}
	})
	filters := []ticket.Filter{
		{Status: ticket.RunningStatuses, Assignee: "-"}, {Status: []ticket.Status{ticket.Waiting}}, {Overdue: now}, {Overdue: now.Add(2 * time.Hour)},
		{Status: []ticket.Status{ticket.Resolved, ticket.Cancelled}}, {Channel: member.Channel}, {Channel: "nothing"}, {Until: now.Add(-24 * time.Hour)},
		{Status: []ticket.Status{"nonsense"}}, {},
	}
	counts, err := s.CountTickets(t.Context(), 3, filters...)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "counts", counts, []int{1, 1, 1, 2, 1, 3, 0, 1, 0, 3})
	for _, o := range []ticket.Order{ticket.Newest, ticket.Oldest, ticket.LastHeard, ticket.LastMoved, ticket.DueFirst, ticket.LastEnded} {
		found, err := s.Tickets(t.Context(), ticket.Filter{Order: o, Offset: 4, Limit: 3})
		if err != nil || len(found) != 1 {
			t.Errorf("order %q: the fifth of five is %d, %v", o, len(found), err)
		}
	}
}

// TestReadsAndViews are each person's own.
func TestReadsAndViews(t *testing.T) {
	t.Parallel()
	s := open(t)
	accept(t, s, wrote(member, 1, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		tn.Opened = []*ticket.Ticket{{Number: "Q-0001", Kind: ticket.Inquiry, Status: ticket.Received}}
	})
	tk, err := s.Ticket(t.Context(), "Q-0001")
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.SaveAccount(t.Context(), staff.Account{Name: "佐々木", Role: staff.Admin}, audit.Record{Kind: audit.Program})
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.SaveAccount(t.Context(), staff.Account{Name: "小川", Role: staff.Clerk}, audit.Record{Kind: audit.Program})
	if err != nil {
		t.Fatal(err)
	}
	when := time.Now().UTC().Truncate(time.Second)
	for _, at := range []time.Time{when, when.Add(-time.Hour)} { // a page that was slow does not take it back
		if err := s.MarkRead(t.Context(), a.ID, tk.ID, at); err != nil {
			t.Fatal(err)
		}
	}
	for account, want := range map[int64]map[int64]time.Time{a.ID: {tk.ID: when}, b.ID: {}} {
		got, err := s.ReadUntil(t.Context(), account, []int64{tk.ID, 99})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "read", got, want)
	}
	by := audit.Record{Kind: audit.Staff, Actor: a.Person(), Via: audit.ViaDesk}
	for _, v := range []staff.View{
		{Account: a.ID, Name: "変更", Query: "kind=change", Shared: true}, {Account: a.ID, Name: "変更", Query: "kind=change&tab=all", Shared: true},
		{Account: a.ID, Name: "自分用", Query: "tab=mine"},
	} {
		if err := s.SaveView(t.Context(), v, by); err != nil {
			t.Fatal(err)
		}
	}
	theirs, err := s.Views(t.Context(), b.ID)
	if err != nil || len(theirs) != 1 || theirs[0].Query != "kind=change&tab=all" || theirs[0].Owner != "佐々木" {
		t.Fatalf("what is shared: %+v, %v", theirs, err)
	}
	if err := s.DropView(t.Context(), b.ID, theirs[0].ID, by); err == nil {
		t.Error("dropped by another")
	}
	if err := s.DropView(t.Context(), a.ID, theirs[0].ID, by); err != nil {
		t.Error(err)
	}
	written, err := s.Audited(t.Context(), audit.Filter{Act: audit.ViewDropped})
	if err != nil || len(written) != 1 || written[0].Object != "変更" {
		t.Errorf("written down: %+v, %v", written, err)
	}
}
