package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// TestPresence: who is at a ticket's page sees who else is, and no longer than a few minutes after they have left.
func TestPresence(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx := t.Context()
	accept(t, s, wrote(member, 1, "領収書は？"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		tk := &ticket.Ticket{Number: "Q-0001", Kind: ticket.Inquiry, Status: ticket.Received}
		tn.Opened = []*ticket.Ticket{tk}
		tn.Note(tk, ticket.Entry{What: ticket.LogOpened})
	})
	tk, err := s.Ticket(ctx, "Q-0001")
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, name := range []string{"佐々木", "小川", "森"} {
		a, err := s.SaveAccount(ctx, staff.Account{Name: name, Role: staff.Clerk}, audit.Record{Kind: audit.Operator, Via: audit.ViaTerminal})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	for i, step := range []struct {
		who   int
		does  ticket.Presence
		after time.Duration // since the step before
		want  string
	}{
		{0, ticket.Looking, 0, "[]"},
		{1, ticket.Looking, time.Second, "[{佐々木 false}]"},
		{0, ticket.Writing, 3 * time.Second, "[{小川 false}]"},
		{1, ticket.Looking, 3 * time.Second, "[{佐々木 true}]"},
		{2, ticket.Absent, time.Second, "[{佐々木 true} {小川 false}]"}, // in the background: not there
		{1, ticket.Looking, time.Second, "[{佐々木 true}]"},
		{0, ticket.Looking, 90 * time.Second, "[{小川 false}]"},
		{1, ticket.Looking, 40 * time.Second, "[{佐々木 false}]"}, // there still, and no longer writing
		{1, ticket.Looking, 3 * time.Minute, "[]"},
		{0, ticket.Absent, ticket.PresenceTime, "[]"},
	} {
		now = now.Add(step.after)
		there, err := s.Attend(ctx, tk.ID, ids[step.who], step.does, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(there); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
}

// TestPresenceIsForgotten: that somebody was at a ticket's page is forgotten with all that is old, and not by each page
// that is open anywhere.
func TestPresenceIsForgotten(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	s, conn := openURL(t, url, postgres.Options{Now: func() time.Time { return now }}), connect(t, url)
	accept(t, s, wrote(member, 1, "領収書は？"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		for _, number := range []string{"Q-0001", "Q-0002"} {
			tk := &ticket.Ticket{Number: number, Kind: ticket.Inquiry, Status: ticket.Received}
			tn.Opened = append(tn.Opened, tk)
			tn.Note(tk, ticket.Entry{What: ticket.LogOpened})
		}
	})
	a, err := s.SaveAccount(t.Context(), staff.Account{Name: "佐々木", Role: staff.Clerk}, audit.Record{Kind: audit.Operator, Via: audit.ViaTerminal})
	if err != nil {
		t.Fatal(err)
	}
	attend := func(number string, at time.Time) {
		t.Helper()
		tk, err := s.Ticket(t.Context(), number)
		if err == nil {
			_, err = s.Attend(t.Context(), tk.ID, a.ID, ticket.Looking, at)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	rows := func() (n int) {
		t.Helper()
		if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM ticket_presence`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	attend("Q-0001", now.Add(-2*time.Hour))
	attend("Q-0002", now)
	if n := rows(); n != 2 {
		t.Errorf("%d rows before anything is forgotten, want 2", n)
	}
	if _, err := s.Forget(t.Context(), postgres.Terms{}); err != nil {
		t.Fatal(err)
	}
	if n := rows(); n != 1 {
		t.Errorf("%d rows are left, want the one of the last hour", n)
	}
}
