package ticket_test

import (
	"testing"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, reading.JST)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func weekdays() *ticket.Calendar {
	c := &ticket.Calendar{Holidays: true}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Hours[d] = ticket.Hours{Open: 9*60 + 30, Close: 17*60 + 30}
	}
	return c
}

// TestBreaks: what a closure in the middle of a week takes out of the calendar, from whichever side it is asked.
func TestBreaks(t *testing.T) {
	for _, tc := range []struct{ from, until, now, open, next, due, closed string }{
		// From 13:00 until the end of the day, a Tuesday.
		{"2026-11-24 13:00", "2026-11-25 00:00", "2026-11-24 12:59", "yes", "2026-11-24 12:59", "2026-11-25 17:30", ""},
		{"2026-11-24 13:00", "2026-11-25 00:00", "2026-11-24 13:00", "no", "2026-11-25 09:30", "2026-11-25 17:30", "嵐"},
		{"2026-11-24 13:00", "2026-11-25 00:00", "2026-11-20 12:00", "yes", "2026-11-20 12:00", "2026-11-25 17:30", ""}, // the 24th is no day a promise ends on
		// The whole day, asked on the day before and on the day.
		{"2026-11-25 00:00", "2026-11-26 00:00", "2026-11-24 12:00", "yes", "2026-11-24 12:00", "2026-11-26 17:30", ""},
		{"2026-11-25 00:00", "2026-11-26 00:00", "2026-11-25 08:00", "no", "2026-11-26 09:30", "2026-11-26 17:30", "嵐"},
		// The morning only: the day ends as usual.
		{"2026-11-25 00:00", "2026-11-25 12:00", "2026-11-24 18:00", "no", "2026-11-25 12:00", "2026-11-25 17:30", ""},
		{"2026-11-25 00:00", "2026-11-25 12:00", "2026-11-25 10:00", "no", "2026-11-25 12:00", "2026-11-26 17:30", "嵐"},
		// An hour at noon.
		{"2026-11-25 12:00", "2026-11-25 13:00", "2026-11-25 12:30", "no", "2026-11-25 13:00", "2026-11-26 17:30", "嵐"},
		{"2026-11-25 12:00", "2026-11-25 13:00", "2026-11-25 13:00", "yes", "2026-11-25 13:00", "2026-11-26 17:30", ""},
		// Over a weekend.
		{"2026-11-27 13:00", "2026-12-01 00:00", "2026-11-28 12:00", "no", "2026-12-01 09:30", "2026-12-01 17:30", "土曜日"},
	} {
		b := ticket.Break{From: at(t, tc.from), Until: at(t, tc.until), Note: "嵐"}
		c, now := weekdays().With(b), at(t, tc.now)
		open := "no"
		if c.IsOpen(now) {
			open = "yes"
		}
		got := []string{open, stamp(c.NextOpen(now)), stamp(c.Due(now, 1)), c.Closed(now)}
		want := []string{tc.open, tc.next, tc.due, tc.closed}
		for i, what := range []string{"open", "next open", "due", "closed"} {
			if got[i] != want[i] {
				t.Errorf("closed %s to %s, at %s: %s = %q, want %q", tc.from, tc.until, tc.now, what, got[i], want[i])
			}
		}
		if plain := weekdays(); plain.Breaks != nil {
			t.Error("the calendar itself has changed")
		}
	}
}

func stamp(t time.Time) string { return t.In(reading.JST).Format("2006-01-02 15:04") }

// TestMovedPromise: a promise within a closure goes to the end of the first day after it, any other stays.
func TestMovedPromise(t *testing.T) {
	storm := ticket.Break{From: at(t, "2026-11-24 13:00"), Until: at(t, "2026-11-26 00:00")}
	for due, want := range map[string]string{
		"2026-11-24 13:00": "2026-11-24 13:00", // until the moment at which the office closes it can be kept
		"2026-11-24 13:01": "2026-11-26 17:30",
		"2026-11-24 17:30": "2026-11-26 17:30",
		"2026-11-25 17:30": "2026-11-26 17:30",
		"2026-11-26 17:30": "2026-11-26 17:30",
		"2026-11-20 17:30": "2026-11-20 17:30",
	} {
		if got := stamp(weekdays().Moved(at(t, due), storm)); got != want {
			t.Errorf("due %s moves to %s, want %s", due, got, want)
		}
	}
	never := &ticket.Calendar{} // an office without hours has no day to move to
	if due := at(t, "2026-11-24 17:30"); !never.Moved(due, storm).Equal(due) {
		t.Error("a promise moves to a day that never comes")
	}
}
