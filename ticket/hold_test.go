package ticket

import (
	"testing"
	"time"

	"madoguchi/reading"
)

// TestHoldMovesPromise: the promise moves by the opening hours on hold, whatever nights, lunches and holidays lie between.
func TestHoldMovesPromise(t *testing.T) {
	day, err := ParseHours("9:00-12:00, 13:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	c := &Calendar{Holidays: true}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Hours[d] = day
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, reading.JST)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for name, tc := range map[string]struct{ due, from, until, want string }{
		"an hour":                {"2026-10-09 17:00", "2026-10-08 10:00", "2026-10-08 11:00", "2026-10-13 10:00"},
		"over lunch":             {"2026-10-09 16:00", "2026-10-08 11:30", "2026-10-08 13:30", "2026-10-09 17:00"},
		"a night":                {"2026-10-09 12:00", "2026-10-07 17:00", "2026-10-08 09:00", "2026-10-09 12:00"},
		"a day":                  {"2026-10-09 17:00", "2026-10-07 10:00", "2026-10-08 10:00", "2026-10-13 17:00"},
		"over a weekend":         {"2026-10-13 12:00", "2026-10-09 16:00", "2026-10-13 10:00", "2026-10-13 15:00"},
		"begun before it opened": {"2026-10-09 10:00", "2026-10-08 07:00", "2026-10-08 09:30", "2026-10-09 10:30"},
		"past its time already":  {"2026-10-07 17:00", "2026-10-08 10:00", "2026-10-08 11:00", "2026-10-08 10:00"},
	} {
		tk := Ticket{Due: at(tc.due), Tags: []string{"急ぎ"}}
		tk.Hold(at(tc.from))
		tk.Hold(at(tc.from).Add(time.Minute)) // put off once more
		if before, moved := tk.Unhold(c, at(tc.until)); !tk.Due.Equal(at(tc.want)) || !before.Equal(at(tc.due)) || moved != (tc.due != tc.want) || len(tk.Tags) != 1 {
			t.Errorf("%s: promised until %s (moved %t), want %s, tags %v", name, tk.Due.In(reading.JST), moved, tc.want, tk.Tags)
		}
		if _, again := tk.Unhold(c, at(tc.until).AddDate(0, 0, 5)); again {
			t.Errorf("%s: moved twice", name)
		}
	}
	answered := Ticket{Due: at("2026-10-09 17:00"), Replied: at("2026-10-08 09:00")}
	answered.Hold(at("2026-10-08 10:00"))
	if _, moved := answered.Unhold(c, at("2026-10-13 10:00")); moved {
		t.Error("the promise of who was answered has moved")
	}
	claim := Ticket{Kind: Disclosure, Due: at("2026-10-09 17:00")}
	claim.Hold(at("2026-10-08 10:00"))
	if _, moved := claim.Unhold(c, at("2026-10-13 10:00")); moved || len(claim.Tags) != 0 {
		t.Error("the time for a claim to personal data has moved")
	}
	if never := (&Calendar{}).After(at("2026-10-09 17:00"), time.Hour); !never.Equal(at("2026-10-09 17:00")) {
		t.Errorf("an office that never opens: %s", never)
	}
}
