package ticket

import (
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
)

// TestLapses: a ticket waits for working days, each to its end, and not for those that are none. The office has
// closed from Friday 6 to Tuesday 10 October 2023, by the week, the holiday and its own closure.
func TestLapses(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, reading.JST)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	own := usualWeek
	own.Closures = []Period{{From: "2023-10-10", Note: "棚卸し"}}
	monday := "2023-10-02 10:00"
	for _, tt := range []struct {
		name, touched, now string
		calendar           *Calendar
		days               int
		status             Status
		tags               []string
		want               bool
	}{
		{"one day, not yet over", monday, "2023-10-03 17:59", &usualWeek, 1, Waiting, nil, false},
		{"one day", monday, "2023-10-03 18:00", &usualWeek, 1, Waiting, nil, true},
		{"the day itself does not count", "2023-10-02 00:00", "2023-10-02 23:59", &usualWeek, 1, Waiting, nil, false},
		{"three days", monday, "2023-10-05 18:00", &usualWeek, 3, Waiting, nil, true},
		{"three days, a minute before", monday, "2023-10-05 17:59", &usualWeek, 3, Waiting, nil, false},
		{"over a long weekend", "2023-10-06 09:00", "2023-10-09 23:59", &usualWeek, 1, Waiting, nil, false},
		{"after a long weekend", "2023-10-06 09:00", "2023-10-10 18:00", &usualWeek, 1, Waiting, nil, true},
		{"the office's own closure", "2023-10-06 09:00", "2023-10-10 18:00", &own, 1, Waiting, nil, false},
		{"the day after it", "2023-10-06 09:00", "2023-10-11 18:00", &own, 1, Waiting, nil, true},
		{"written on Saturday", "2023-10-07 12:00", "2023-10-10 18:00", &usualWeek, 1, Waiting, nil, true},
		{"seen in the early morning", monday, "2023-10-04 01:00", &usualWeek, 1, Waiting, nil, true},
		{"never", monday, "2024-10-02 10:00", &usualWeek, 0, Waiting, nil, false},
		{"the office's turn", monday, "2023-11-02 10:00", &usualWeek, 3, Working, nil, false},
		{"resolved", monday, "2023-11-02 10:00", &usualWeek, 3, Resolved, nil, false},
		{"a complaint", monday, "2023-11-02 10:00", &usualWeek, 3, Waiting, []string{ComplaintTag}, false},
		{"distress", monday, "2023-11-02 10:00", &usualWeek, 3, Waiting, []string{"x", DistressTag}, false},
		{"another tag", monday, "2023-11-02 10:00", &usualWeek, 3, Waiting, []string{"請求書"}, true},
		{"an office that never opens", monday, "2023-11-02 10:00", &Calendar{}, 3, Waiting, nil, false},
	} {
		tk := &Ticket{Number: "Q-1", Status: tt.status, Touched: at(tt.touched), Tags: tt.tags, Contact: chat.Address{Channel: chat.LINE, ID: "U1"}}
		if got := tk.Lapses(tt.calendar, tt.days, at(tt.now)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
