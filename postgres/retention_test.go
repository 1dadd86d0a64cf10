package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

const day = 24 * time.Hour

var terms = postgres.Terms{Messages: 365 * day, Drafts: 30 * day, Events: 7 * day, Deliveries: 30 * day, Questions: 400 * day}

// forgotten lists the kinds that a run forgot something of; a rehearsal before it must say the same.
func forgotten(t *testing.T, s *postgres.Store) []string {
	t.Helper()
	due, err := s.Overdue(t.Context(), terms)
	if err != nil {
		t.Fatal(err)
	}
	done, err := s.Forget(t.Context(), terms)
	if err != nil {
		t.Fatal(err)
	}
	var got, rehearsed []string
	for _, d := range done {
		got = append(got, d.What)
	}
	for _, d := range due {
		if d.Count > 0 {
			rehearsed = append(rehearsed, d.What)
		}
	}
	same(t, "rehearsed", rehearsed, got)
	if again, err := s.Forget(t.Context(), terms); err != nil || len(again) > 0 {
		t.Errorf("a second run forgot %+v, %v", again, err)
	}
	return got
}

// TestWordsGoInTime follows one contact's words through the years: each kind goes when its time is
// over and not before, an open ticket keeps what belongs to it, and in the end nothing is left.
func TestWordsGoInTime(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	start := time.Now()
	clock := start
	s := openURL(t, url, postgres.Options{Now: func() time.Time { return clock }})
	who := chat.Address{Channel: chat.LINE, ID: "Ukept"}
	l := live(t, s, who, "canary6f1d")
	redelivered := l.event(1, chat.Text, "相談"+l.canary)
	runTurn(t, s, who, func(*turn.Turn) {}) // what still waited: undecided events stay whole
	held(t, s, l)
	for _, step := range []struct {
		days int
		want []string
	}{
		{6, []string{"mail files"}},
		{8, []string{"events"}},
		{29, nil},
		{31, []string{"drafts", "handoffs", "deliveries"}},
		{89, nil},
		{91, []string{"model calls"}},
		{364, nil},
		{366, []string{"conversations", "askers", "learners", "corrected", "held"}}, // the open ticket keeps its contact's lines, not those of who is linked
		{399, nil},
		{401, []string{"questions", "unanswered"}},
	} {
		clock = start.Add(time.Duration(step.days) * day)
		dispose(t, s, clock)
		same(t, clock.Sub(start).String(), forgotten(t, s), step.want)
	}
	if gone, err := s.Ticket(t.Context(), l.closed); err != nil || gone.Status != ticket.Resolved || len(gone.Fields) > 0 || gone.Contact != who {
		t.Errorf("the closed ticket: %+v, %v", gone, err)
	}
	if kept, err := s.Ticket(t.Context(), l.number); err != nil || kept.Fields.Get("company") == "" {
		t.Errorf("the open ticket: %+v, %v", kept, err)
	}
	if lines := len(lineTextsOf(t, s, who)); lines < 3 {
		t.Errorf("only %d lines are left beside an open ticket", lines)
	}
	same(t, "lanes of a late copy", accept(t, s, redelivered), []string(nil))
	resolve(t, s, l)
	clock = clock.Add(364 * day)
	same(t, "while the ticket is young", forgotten(t, s), []string{"events"})
	clock = clock.Add(2 * day)
	dispose(t, s, clock)
	same(t, "in the end", forgotten(t, s), []string{"conversations", "files", "contacts", "links"})
	same(t, "what is left", found(t, url, l.canary), []string(nil))
}

// held lets an answer wait for a contact who has blocked us.
func held(t *testing.T, s *postgres.Store, l life) {
	t.Helper()
	for claimed := claim(t, s, 100); len(claimed) > 0; claimed = claim(t, s, 100) {
		for _, d := range claimed {
			if d.To == l.who {
				err := s.Settle(t.Context(), []turn.Settlement{{Delivery: d, State: chat.Held, Fault: chat.Unreachable}})
				if err != nil {
					t.Fatal(err)
				}
			} else {
				settle(t, s, chat.Sent, d)
			}
		}
	}
}

func lineTextsOf(t *testing.T, s *postgres.Store, who chat.Address) []string {
	t.Helper()
	lines, err := s.Transcript(t.Context(), who, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range lines {
		out = append(out, l.Message.Text)
	}
	return out
}

func resolve(t *testing.T, s *postgres.Store, l life) {
	t.Helper()
	accept(t, s, chat.Event{ID: "resolve", Kind: chat.StaffAct, From: channel, At: base, Act: chat.Resolve, Ticket: l.number, Text: l.canary})
	runTurn(t, s, l.who, func(tn *turn.Turn) {
		tk := *tn.Ticket
		tk.Status, tk.Closed = ticket.Resolved, tn.Now
		tn.Changed = []*ticket.Ticket{&tk}
	})
}

// TestForgettingGoesOn: more than one batch, and a dead letter is given up with its words.
func TestForgettingGoesOn(t *testing.T) {
	t.Parallel()
	clock := time.Now()
	s := openURL(t, postgrestest.URL(t), postgres.Options{Now: func() time.Time { return clock }})
	var many []turn.Outgoing
	for range 450 {
		many = append(many, turn.Outgoing{To: member, Messages: []chat.Message{{Text: "一"}}})
	}
	send(t, s, 1, many...)
	dead := claim(t, s, 1)[0]
	settle(t, s, chat.Dead, dead)
	accept(t, s, wrote(member, 2, "…"))
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Pending}, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	runTurn(t, s, member, func(tn *turn.Turn) {
		for _, row := range rows {
			tn.Recall = append(tn.Recall, row.ID)
		}
	})
	clock = clock.Add(31 * day)
	done, err := s.Forget(t.Context(), terms)
	if err != nil || !slices.Contains(done, postgres.Due{What: "deliveries", Count: 450}) {
		t.Errorf("forgot %+v, %v", done, err)
	}
	accept(t, s, wrote(member, 3, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		if d, err := tn.Delivery(t.Context(), dead.ID); d.State != chat.Discarded || errors.Is(err, chat.ErrNotFound) {
			t.Errorf("an old dead letter is %s, %v", d.State, err)
		}
	})
}
