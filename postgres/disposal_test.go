package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/records"
	"madoguchi/ticket"
)

// aYear lets go what was closed 365 days before.
func aYear(now time.Time) records.Rule {
	return func(string, string) (time.Time, string, bool) {
		return now.Add(-365 * day), "終わった日から365日", true
	}
}

var administrator = audit.Record{Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"}, Via: audit.ViaDesk}

// dispose approves of all that has been kept for a year, and does it.
func dispose(t *testing.T, s *postgres.Store, now time.Time) int {
	t.Helper()
	groups, err := s.Disposable(t.Context(), aYear(now))
	if err != nil {
		t.Fatal(err)
	}
	var approved []records.Approval
	for _, g := range groups {
		if g.Count > 0 {
			approved = append(approved, records.Approval{Kind: g.Kind, Programme: g.Programme, Count: g.Count})
		}
	}
	by := administrator
	by.At = now
	if err := s.ApproveDisposal(t.Context(), aYear(now), approved, by); err != nil {
		t.Fatal(err)
	}
	n, err := s.Dispose(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// closedOffice is an office with closed tickets of some members.
func closedOffice(t *testing.T, n int) (*officeYear, string) {
	y, url := newOfficeYear(t)
	for i := range n {
		tk := y.open(chat.Address{Channel: chat.LINE, ID: "U" + string(rune('a'+i))}, func(tk *ticket.Ticket) {
			tk.Fields["company"], tk.Title = []string{"株式会社ミナト"}, "用件"
			if i%2 == 1 {
				tk.Programme = "sea"
			}
		})
		now := *y.clock
		y.change(tk, func(tk *ticket.Ticket) { tk.Status, tk.Closed = ticket.Resolved, now })
	}
	*y.clock = y.clock.Add(400 * day)
	return y, url
}

func (y *officeYear) wiped() string {
	y.t.Helper()
	var out []string
	for _, tk := range y.tickets {
		now, err := y.store.Ticket(y.t.Context(), tk.Number)
		if err != nil {
			y.t.Fatal(err)
		}
		if len(now.Fields) == 0 {
			out = append(out, tk.Number)
		}
	}
	return strings.Join(out, " ")
}

// TestNothingGoesWithoutApproval: what has been kept for long enough is listed, and stays until somebody approves of
// just what they saw; then it goes, once, and the register has it for good.
func TestNothingGoesWithoutApproval(t *testing.T) {
	t.Parallel()
	y, url := closedOffice(t, 4)
	ctx, rule := t.Context(), aYear(*y.clock)
	if _, err := y.store.Forget(ctx, terms); err != nil {
		t.Fatal(err)
	}
	if n, err := y.store.Dispose(ctx); n != 0 || err != nil || y.wiped() != "" {
		t.Fatalf("%d tickets went without anybody's word, %v: %s", n, err, y.wiped())
	}
	none := func(string, string) (time.Time, string, bool) { return time.Time{}, "", false }
	groups, err := y.store.Disposable(ctx, none)
	if err != nil || len(groups) != 2 || groups[0].Rule != "" || groups[0].Count != 0 {
		t.Errorf("where nobody has decided: %+v, %v", groups, err)
	}
	for _, bad := range []records.Approval{{Kind: "consultation", Programme: "port", Count: 1}, {Kind: "consultation", Programme: "port", Count: 3}, {Kind: "consultation", Programme: "none", Count: 1}, {Kind: "change", Programme: "port", Count: 2}} {
		if err := y.store.ApproveDisposal(ctx, rule, []records.Approval{bad}, administrator); !errors.Is(err, records.ErrMoved) {
			t.Errorf("approval of %+v: %v", bad, err)
		}
	}
	if err := y.store.ApproveDisposal(ctx, none, []records.Approval{{Kind: "consultation", Programme: "port", Count: 2}}, administrator); !errors.Is(err, records.ErrMoved) {
		t.Errorf("approval without a rule: %v", err)
	}
	if err := y.store.ApproveDisposal(ctx, rule, []records.Approval{{Kind: "consultation", Programme: "port", Count: 2}}, administrator); err != nil {
		t.Fatal(err)
	}
	other := openURL(t, url, postgres.Options{Now: func() time.Time { return *y.clock }})
	var wg sync.WaitGroup
	for _, s := range []*postgres.Store{y.store, other, y.store} {
		wg.Go(func() {
			if _, err := s.Dispose(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := y.wiped(); got != "S-0001 S-0003" {
		t.Errorf("wiped are %s", got)
	}
	register, err := y.store.Disposals(ctx, "", 100)
	if err != nil || len(register) != 2 || register[1].Number != "S-0001" || register[1].By != "佐々木" || register[1].Rule != "終わった日から365日" || register[1].Closed.IsZero() {
		t.Errorf("the register: %+v, %v", register, err)
	}
	if one, err := y.store.Disposals(ctx, "S-0003", 100); err != nil || len(one) != 1 {
		t.Errorf("one number of it: %+v, %v", one, err)
	}
	conn := connect(t, url)
	for _, sql := range []string{`DELETE FROM disposals`, `UPDATE disposals SET number = 'x'`, `TRUNCATE disposals`} {
		if _, err := conn.Exec(ctx, sql); err == nil {
			t.Errorf("%s is let", sql)
		}
	}
	if _, err := conn.Exec(ctx, `SET madoguchi.erasing = 'on'; DELETE FROM disposals`); err == nil {
		t.Error("who erases may take lines out of the register")
	}
}

// TestHoldsStopEveryDeletion: of a ticket, a person or a programme that is held nothing goes, by no way; lifted, it does.
func TestHoldsStopEveryDeletion(t *testing.T) {
	t.Parallel()
	for what, object := range map[string]string{records.OnTicket: "S-0001", records.OnPerson: "line::Ua", records.OnProgramme: "port"} {
		y, url := closedOffice(t, 2)
		ctx := t.Context()
		y.ask(chat.Address{Channel: chat.LINE, ID: "Ua"}, "answer", "port/1", "")
		*y.clock = y.clock.Add(500 * day)
		by := administrator
		by.At = *y.clock
		hold := records.Hold{What: what, Object: object, Why: "audit", Note: "会計検査"}
		for _, want := range []bool{true, false} {
			if held, err := y.store.Hold(ctx, hold, by); err != nil || held != want {
				t.Fatalf("hold %s: %t, %v", what, held, err)
			}
		}
		conn := connect(t, url)
		count := func() (lines, words int) {
			err := conn.QueryRow(ctx, `SELECT (SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation WHERE c.address = 'line::Ua'),
				(SELECT count(*) FROM events WHERE body <> '{}' AND body -> 'from' ->> 'id' = 'Ua') + (SELECT count(*) FROM answered WHERE conversation <> 0)`).Scan(&lines, &words)
			if err != nil {
				t.Fatal(err)
			}
			return lines, words
		}
		lines, words := count()
		groups, err := y.store.Disposable(ctx, aYear(*y.clock))
		if err != nil {
			t.Fatal(err)
		}
		heldOnes := 0
		for _, g := range groups {
			heldOnes += g.Held
		}
		if n := dispose(t, y.store, *y.clock); heldOnes != 1 || n != 1 || y.wiped() != "S-0002" {
			t.Errorf("%s is held: %d listed as held, %d disposed of: %s", what, heldOnes, n, y.wiped())
		}
		if _, err := y.store.Forget(ctx, terms); err != nil {
			t.Fatal(err)
		}
		if l, w := count(); l != lines || w != words || l == 0 || w == 0 {
			t.Errorf("%s is held: %d lines and %d words of %d and %d are left", what, l, w, lines, words)
		}
		if _, err := y.store.Erase(ctx, chat.Address{Channel: chat.LINE, ID: "Ua"}, "佐々木"); !errors.Is(err, postgres.ErrHeld) {
			t.Errorf("%s is held: erased, %v", what, err)
		}
		if _, err := conn.Exec(ctx, `UPDATE tickets SET fields = '{}', erased = now() WHERE number = 'S-0001'`); err == nil {
			t.Errorf("%s is held: an older program may wipe it", what)
		}
		all, err := y.store.Holds(ctx, 10)
		if err != nil || len(all) != 1 || all[0].Note != "会計検査" || !all[0].Lifted.IsZero() {
			t.Fatalf("holds: %+v, %v", all, err)
		}
		if err := y.store.LiftHold(ctx, all[0].ID, by); err != nil {
			t.Fatal(err)
		}
		if err := y.store.LiftHold(ctx, all[0].ID, by); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("lifted twice: %v", err)
		}
		if n := dispose(t, y.store, *y.clock); n != 1 || y.wiped() != "S-0001 S-0002" {
			t.Errorf("%s was lifted: %d disposed of: %s", what, n, y.wiped())
		}
		kept := what != records.OnTicket // the words on a ticket go with its own
		if now := strings.Contains(strings.Join(found(t, url, "会計検査"), " "), "note"); now != kept {
			t.Errorf("%s was lifted and disposed of: why it was held is kept: %t", what, now)
		}
		if _, err := y.store.Forget(ctx, terms); err != nil {
			t.Fatal(err)
		}
		if l, w := count(); l != 0 || w != 0 {
			t.Errorf("%s was lifted: %d lines and %d words are left", what, l, w)
		}
	}
}

// TestHeldTicketsAreNotOfThoseToGo: how many there are, and from when to when they were closed, is said of those that
// go; what is held is counted beside them.
func TestHeldTicketsAreNotOfThoseToGo(t *testing.T) {
	t.Parallel()
	y, _ := newOfficeYear(t)
	var closed []time.Time
	for i := range 4 {
		tk := y.open(chat.Address{Channel: chat.LINE, ID: "U" + string(rune('a'+i))}, func(*ticket.Ticket) {})
		now := *y.clock
		closed = append(closed, now)
		y.change(tk, func(tk *ticket.Ticket) { tk.Status, tk.Closed = ticket.Resolved, now })
		*y.clock = y.clock.Add(day)
	}
	*y.clock = y.clock.Add(400 * day)
	for _, number := range []string{"S-0001", "S-0004"} { // the first and the last
		if held, err := y.store.Hold(t.Context(), records.Hold{What: records.OnTicket, Object: number, Why: "audit"}, administrator); err != nil || !held {
			t.Fatalf("hold %s: %t, %v", number, held, err)
		}
	}
	groups, err := y.store.Disposable(t.Context(), aYear(*y.clock))
	if err != nil || len(groups) != 1 {
		t.Fatalf("%+v, %v", groups, err)
	}
	if g := groups[0]; g.Count != 2 || g.Held != 2 || !g.First.Equal(closed[1]) || !g.Last.Equal(closed[2]) {
		t.Errorf("%+v, want two from %s to %s, and two held", g, closed[1], closed[2])
	}
}
