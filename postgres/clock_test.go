package postgres_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// TestR10StepIsSeen: a clock that is set back is told from one that is slow, adjusted, set forward, or
// that answered late.
func TestR10StepIsSeen(t *testing.T) {
	ours := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name                       string
		passed, roundTrip, advance time.Duration
		want                       time.Duration
	}{
		{"as it should", time.Second, time.Millisecond, time.Second, 0},
		{"adjusted", time.Second, 0, 400 * time.Millisecond, 0},
		{"answered late", time.Second, 30 * time.Second, time.Second, 0},
		{"set forward", time.Second, 0, time.Hour, 0},
		{"set back", time.Second, 0, time.Second - time.Hour, time.Hour},
		{"set back while it could not be reached", 10 * time.Minute, 0, -50 * time.Minute, time.Hour},
	} {
		var watch postgres.ClockWatch
		theirs := ours.Add(-3 * time.Hour) // another machine's
		if got := watch.Look(theirs, ours, ours); got != 0 {
			t.Errorf("%s: the first look sees a step of %v", tt.name, got)
		}
		before := ours.Add(tt.passed)
		if got := watch.Look(theirs.Add(tt.advance), before, before.Add(tt.roundTrip)); got != tt.want {
			t.Errorf("%s: a step of %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestR10ClockSetBack: what was put off before the clock was set back by an hour is tried when it
// would have been, what is held back for its writer stays so, and what is on its way is not sent again.
func TestR10ClockSetBack(t *testing.T) {
	t.Parallel()
	const step = time.Hour
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	other := func(id string) chat.Address { return chat.Address{Channel: chat.LINE, ID: id} }
	retried, recalled, sending := other("Uretried"), other("Urecalled"), other("Usending")
	late := say(recalled, "まだ取り消せます")
	late.After = time.Now().Add(time.Minute)
	send(t, s, 1, say(retried, "もう一度"))
	failed := claim(t, s, 1)
	settle := turn.Settlement{Delivery: failed[0], State: chat.Pending, Retry: time.Now().Add(3 * time.Second), Fault: chat.Temporary}
	if err := s.Settle(t.Context(), []turn.Settlement{settle}); err != nil {
		t.Fatal(err)
	}
	send(t, s, 2, late)
	send(t, s, 3, say(sending, "送信中"))
	if got := texts(claim(t, s, 10)); !slices.Contains(got, "送信中") {
		t.Fatalf("claimed %q", got)
	}
	admin := connect(t, url)
	for _, sql := range []string{ // an hour earlier, all that is due is an hour further off
		`UPDATE lanes SET due = due + $1::interval WHERE due < 'infinity'`,
		`UPDATE deliveries SET due = due + $1::interval WHERE settled IS NULL AND due < 'infinity'`,
	} {
		if _, err := admin.Exec(t.Context(), sql, step); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(3200 * time.Millisecond)
	if got := texts(claim(t, s, 10)); len(got) != 0 {
		t.Fatalf("nothing is due yet, and %q is claimed: the test tests nothing", got)
	}
	if err := s.BringForward(t.Context(), step); err != nil {
		t.Fatal(err)
	}
	if got := texts(claim(t, s, 10)); !slices.Equal(got, []string{"もう一度"}) {
		t.Errorf("claimed %q, want only what was to be tried again", got)
	}
	var wait time.Duration
	if err := admin.QueryRow(t.Context(), `SELECT due - now() FROM lanes WHERE lane = $1`, sending.String()).Scan(&wait); err != nil || wait > time.Minute || wait <= 0 {
		t.Errorf("the lease of what is being sent ends in %v: %v", wait, err)
	}
	if err := admin.QueryRow(t.Context(), `SELECT due - now() FROM lanes WHERE lane = $1`, recalled.String()).Scan(&wait); err != nil || wait > time.Minute || wait < 30*time.Second {
		t.Errorf("what its writer may take back goes out in %v: %v", wait, err)
	}
}

// TestR10AcceptedInTheFuture: an event that was accepted before the clock was set back is swept up.
func TestR10AcceptedInTheFuture(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	if _, err := s.Accept(t.Context(), []chat.Event{wrote(member, 1, "忘れないで")}); err != nil {
		t.Fatal(err)
	}
	if _, err := connect(t, url).Exec(t.Context(), `UPDATE inbox SET accepted = accepted + interval '1 hour'`); err != nil {
		t.Fatal(err)
	}
	lanes, err := s.Undecided(t.Context(), time.Now().Add(-time.Second), 10)
	if err != nil || !slices.Equal(lanes, []string{member.String()}) {
		t.Errorf("%q, %v", lanes, err)
	}
}
