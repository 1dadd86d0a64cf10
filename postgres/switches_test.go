package postgres_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/switches"
	"madoguchi/ticket"
)

// TestSwitches: one is on once however often it is pressed, is off once, and both stand in the trail.
func TestSwitches(t *testing.T) {
	t.Parallel()
	s := open(t)
	who := chat.Person{ID: "staff:1", Name: "佐々木"}
	by := func(request string) audit.Record {
		return audit.Record{At: base, Kind: audit.Staff, Actor: who, Via: audit.ViaDesk, Request: request}
	}
	on := func(at time.Time) switches.Set {
		t.Helper()
		set, err := s.Switches(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	want := switches.Switch{
		Kind: switches.Notice, From: base, Until: base.Add(time.Hour), Text: "点検です", Programmes: []string{"hanro"}, Channels: []string{chat.Web}, Made: base, By: who,
	}
	for range 2 {
		if err := s.TurnOn(t.Context(), want, by("once")); err != nil {
			t.Fatal(err)
		}
	}
	set := on(base)
	if len(set) != 1 {
		t.Fatalf("%d switches are on, want 1", len(set))
	}
	want.ID = set[0].ID
	same(t, "switch", set[0], want)
	if len(on(base.Add(time.Hour))) != 0 {
		t.Error("it is on after its time")
	}
	if sw, err := s.TurnOff(t.Context(), want.ID, by("")); err != nil || sw.Text != "点検です" {
		t.Fatalf("turned off: %+v, %v", sw, err)
	}
	if _, err := s.TurnOff(t.Context(), want.ID, by("")); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("turned off twice: %v", err)
	}
	if len(on(base)) != 0 {
		t.Error("it is still on")
	}
	past, err := s.SwitchHistory(t.Context(), 5)
	if err != nil || len(past) != 1 || past[0].OffBy != who || !past[0].Off.Equal(base) {
		t.Errorf("history: %+v, %v", past, err)
	}
	for _, act := range []audit.Act{audit.SwitchOn, audit.SwitchOff} {
		done, err := s.Audited(t.Context(), audit.Filter{Act: act})
		if err != nil || len(done) != 1 || done[0].Actor != who {
			t.Errorf("%s in the trail: %+v, %v", act, done, err)
		}
	}
}

// TestClosuresStayInTheCalendar: one that is over is no switch any more, but the office was closed then, for a year; one
// that was undone never closed it.
func TestClosuresStayInTheCalendar(t *testing.T) {
	t.Parallel()
	s := open(t)
	by := audit.Record{At: base, Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"}, Via: audit.ViaDesk}
	for _, sw := range []switches.Switch{
		{Kind: switches.Closed, From: base, Until: base.Add(day), Text: "台風"},
		{Kind: switches.Closed, From: base.Add(7 * day), Until: base.Add(8 * day), Text: "取りやめ"},
		{Kind: switches.Notice, From: base, Until: base.Add(day), Text: "点検です"},
	} {
		if err := s.TurnOn(t.Context(), sw, by); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Switches(t.Context(), base)
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	if _, err := s.TurnOff(t.Context(), all[1].ID, by); err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]int{time.Hour: 1, 2 * day: 1, 360 * day: 1, 368 * day: 0} {
		set, err := s.SwitchesAndPast(t.Context(), base.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		breaks := set.Breaks()
		if len(breaks) != want || want > 0 && (breaks[0].Note != "台風" || !breaks[0].From.Equal(base)) {
			t.Errorf("after %s: %+v", after, breaks)
		}
		if on, err := s.Switches(t.Context(), base.Add(after)); err != nil || after > day && len(on) != 0 {
			t.Errorf("on after %s: %+v, %v", after, on, err)
		}
	}
}

// TestClosureMovesPromises: a promise within a closure is listed until it has been moved, and again once the closure is
// undone, until that was looked at.
func TestClosureMovesPromises(t *testing.T) {
	t.Parallel()
	s := open(t)
	due := base.Add(3 * time.Hour)
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
	broken := func() []turn.Broken {
		t.Helper()
		found, err := s.Broken(t.Context(), base)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	change(func(_ *turn.Turn, tk *ticket.Ticket) { tk.Due = due })
	by := audit.Record{At: base, Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"}, Via: audit.ViaDesk}
	closed := switches.Switch{Kind: switches.Closed, From: base.Add(time.Hour), Until: base.Add(8 * time.Hour), Text: "台風"}
	hits, err := s.BrokenBy(t.Context(), closed.Break(), 10)
	if err != nil || len(hits) != 1 || hits[0].Number != number {
		t.Fatalf("within the closure: %+v, %v", hits, err)
	}
	if err := s.TurnOn(t.Context(), closed, by); err != nil {
		t.Fatal(err)
	}
	found := broken()
	if len(found) != 1 || found[0].Ticket != number || !found[0].Was.Equal(due) || found[0].Back || found[0].Why != "台風" || !found[0].Until.Equal(closed.Until) {
		t.Fatalf("broken: %+v", found)
	}

	moved := due.Add(24 * time.Hour)
	change(func(tn *turn.Turn, tk *ticket.Ticket) {
		tk.Due = moved
		tn.Moves = []turn.Move{{Switch: found[0].Switch, Ticket: number, Was: due, Due: moved}}
	})
	if again := broken(); len(again) != 0 {
		t.Fatalf("it is moved once more: %+v", again)
	}
	list, err := s.MovedBy(t.Context(), found[0].Switch)
	if err != nil || len(list) != 1 || !list[0].Was.Equal(due) || !list[0].Due.Equal(moved) {
		t.Fatalf("moved by it: %+v, %v", list, err)
	}

	if _, err := s.TurnOff(t.Context(), found[0].Switch, by); err != nil {
		t.Fatal(err)
	}
	back := broken()
	if len(back) != 1 || !back[0].Back || !back[0].Was.Equal(due) || !back[0].Due.Equal(moved) {
		t.Fatalf("to be given back: %+v", back)
	}
	change(func(tn *turn.Turn, tk *ticket.Ticket) { tk.Due, tn.Moves = due, []turn.Move{back[0].Move} })
	if again := broken(); len(again) != 0 {
		t.Errorf("it is given back once more: %+v", again)
	}
	if past, err := s.SwitchHistory(t.Context(), 5); err != nil || past[0].Moved != 1 || past[0].Restored != 1 {
		t.Errorf("history: %+v, %v", past, err)
	}
}
