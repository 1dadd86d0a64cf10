package postgres_test

import (
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/records"
	"madoguchi/ticket"
)

// TestAgenda: a ticket is on the agenda while what the clock waits for is due, and not before or after.
func TestAgenda(t *testing.T) {
	t.Parallel()
	s := open(t)
	due := base.Add(time.Hour)
	number := openTicket(t, s, 1)
	n := 1
	change := func(do func(*turn.Turn, *ticket.Ticket)) {
		t.Helper()
		n++
		accept(t, s, wrote(member, n, "…"))
		runTurn(t, s, member, func(tn *turn.Turn) {
			tk := tn.Tickets[0]
			do(tn, &tk)
			tn.Changed = []*ticket.Ticket{&tk}
		})
	}
	want := func(what string, list func() ([]turn.Appointment, error), at ...time.Time) {
		t.Helper()
		got, err := list()
		if err != nil {
			t.Fatal(err)
		}
		var times []time.Time
		for _, a := range got {
			if a.Ticket != number {
				t.Errorf("%s: ticket %s", what, a.Ticket)
			}
			times = append(times, a.At.UTC())
		}
		same(t, what, times, at)
	}
	snoozed := func(now time.Time) func() ([]turn.Appointment, error) {
		return func() ([]turn.Appointment, error) { return s.Snoozed(t.Context(), now) }
	}
	promised := func(after, until time.Time) func() ([]turn.Appointment, error) {
		return func() ([]turn.Appointment, error) { return s.Promised(t.Context(), after, until) }
	}
	idle := func(before time.Time) func() ([]turn.Appointment, error) {
		return func() ([]turn.Appointment, error) { return s.Idle(t.Context(), before) }
	}

	waiting := func(before time.Time) func() ([]turn.Appointment, error) {
		return func() ([]turn.Appointment, error) { return s.Waiting(t.Context(), before) }
	}
	want("no promise was made", promised(base, base.Add(24*time.Hour)))
	change(func(_ *turn.Turn, tk *ticket.Ticket) { tk.Due = due })
	want("promised", promised(base, due), due)
	want("promised for later", promised(base, due.Add(-time.Second)))
	want("the promise is past", promised(due, due.Add(time.Hour)))

	change(func(_ *turn.Turn, tk *ticket.Ticket) { tk.Status, tk.Snoozed = ticket.OnHold, due })
	want("on hold", snoozed(due), due)
	want("not yet", snoozed(due.Add(-time.Second)))
	want("a promise on hold", promised(base, due))

	change(func(tn *turn.Turn, tk *ticket.Ticket) {
		tk.Status, tk.Assignee, tk.Replied = ticket.Working, chat.Person{ID: "slack:U1", Name: "佐々木"}, base
		tn.Conversation.State.Live = &turn.Live{Ticket: number, Person: "slack:U1", Last: base}
	})
	want("off hold", snoozed(due))
	want("a promise kept", promised(base, due))
	want("silent", idle(base.Add(time.Second)), base)
	want("just spoken", idle(base))
	change(func(tn *turn.Turn, _ *ticket.Ticket) { tn.Conversation.State.Live = nil })
	want("no relay", idle(base.Add(time.Hour)))

	change(func(tn *turn.Turn, tk *ticket.Ticket) {
		tk.Status = ticket.Waiting
		tn.Note(tk, ticket.Entry{What: ticket.LogReplied, Text: "いかがでしょうか"})
	})
	tk, err := s.Ticket(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	later := tk.Touched.Add(time.Second)
	want("waits for its member", waiting(later), tk.Touched)
	want("something has happened since", waiting(tk.Touched))
	ctx, by := t.Context(), administrator
	by.At = base
	if held, err := s.Hold(ctx, records.Hold{What: records.OnPerson, Object: member.String(), Why: "audit"}, by); err != nil || !held {
		t.Fatal(held, err)
	}
	want("held", waiting(later))
	holds, err := s.Holds(ctx, 1)
	if err != nil || len(holds) != 1 {
		t.Fatal(holds, err)
	}
	if err := s.LiftHold(ctx, holds[0].ID, by); err != nil {
		t.Fatal(err)
	}
	want("no longer held", waiting(later), tk.Touched)
	for _, tt := range []struct {
		name    string
		begin   func(*turn.Turn, *ticket.Ticket)
		restore func(*turn.Turn, *ticket.Ticket)
	}{
		{"a complaint", func(_ *turn.Turn, tk *ticket.Ticket) { tk.Tags = []string{ticket.ComplaintTag} }, func(_ *turn.Turn, tk *ticket.Ticket) { tk.Tags = nil }},
		{"distress", func(_ *turn.Turn, tk *ticket.Ticket) { tk.Tags = []string{"x", ticket.DistressTag} }, func(_ *turn.Turn, tk *ticket.Ticket) { tk.Tags = nil }},
		{"direct relay", func(tn *turn.Turn, _ *ticket.Ticket) {
			tn.Conversation.State.Live = &turn.Live{Ticket: number, Person: "slack:U1", Last: base}
		}, func(tn *turn.Turn, _ *ticket.Ticket) { tn.Conversation.State.Live = nil }},
		{"a reply under way", func(tn *turn.Turn, _ *ticket.Ticket) {
			tn.Out = append(tn.Out, turn.Outgoing{To: member, Ticket: number, Messages: []chat.Message{{Text: "…"}}})
		}, nil},
	} {
		change(tt.begin)
		want(tt.name, waiting(later))
		if tt.restore != nil {
			change(tt.restore)
			want("no longer "+tt.name, waiting(later), tk.Touched)
		}
	}
}

func TestAway(t *testing.T) {
	t.Parallel()
	s := open(t)
	who := chat.Person{ID: "slack:U1", Name: "佐々木"}
	until := ticket.AwayUntil(base)
	set := func(until time.Time) {
		t.Helper()
		if err := s.SetAway(t.Context(), who, until); err != nil {
			t.Fatal(err)
		}
	}
	away := func(at time.Time) int {
		t.Helper()
		all, err := s.Away(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) > 0 && (all[0].Person != who || !all[0].Until.Equal(until)) {
			t.Errorf("away is %+v", all[0])
		}
		return len(all)
	}
	set(base)
	set(until) // the later word counts
	for _, tt := range []struct {
		at   time.Time
		want int
	}{{base, 1}, {until.Add(-time.Second), 1}, {until, 0}} {
		if n := away(tt.at); n != tt.want {
			t.Errorf("%d away at %s, want %d", n, tt.at, tt.want)
		}
	}
	set(time.Time{})
	if away(base) != 0 {
		t.Error("still away after coming back")
	}
}
