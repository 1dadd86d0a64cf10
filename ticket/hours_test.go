package ticket

import (
	"testing"
	"time"

	"madoguchi/reading"
)

// TestParseHours: one span as ever, or two with a pause between them.
func TestParseHours(t *testing.T) {
	for text, want := range map[string]string{
		"9:30-17:30":                         "9:30-17:30",
		"09:30〜17:30":                        "9:30-17:30",
		"9:00-12:00, 13:00-17:00":            "9:00-12:00, 13:00-17:00",
		"9:00〜12:00、13:00〜17:00":             "9:00-12:00, 13:00-17:00",
		"9:00-12:00 / 13:00 - 24:0":          "9:00-12:00, 13:00-24:00",
		"9:00-12:00,12:00-17:00":             "9:00-17:00",
		"9:00-12:00,11:00-17:00":             "",
		"9:00-12:00,":                        "",
		"13:00-17:00, 9:00-12:00":            "",
		"9:00-12:00,13:00-14:00,15:00-16:00": "",
		"17:30-9:30":                         "",
		"":                                   "",
	} {
		h, err := ParseHours(text)
		if got := h.String(); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q: %s, %v; want %s", text, got, err, want)
		}
		if again, err := ParseHours(h.String()); want != "" && (err != nil || again != h) {
			t.Errorf("%q is not read back: %+v, %v", h.String(), again, err)
		}
	}
}

// TestPauseAndHalfDays: over lunch the office is closed and opens again the same day; a half day has hours of its own,
// on which a promise ends, too.
func TestPauseAndHalfDays(t *testing.T) {
	day, err := ParseHours("9:00-12:00, 13:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	c := &Calendar{Holidays: true, Closures: []Period{{From: "12-29", Until: "01-03"}}, Halves: []Half{
		{Period{From: "12-28", Note: "仕事納め"}, Hours{Open: 9 * 60, Close: 12 * 60}},
		{Period{From: "12-29"}, Hours{Open: 9 * 60, Close: 12 * 60}},      // closed all the same
		{Period{From: "2026-10-10"}, Hours{Open: 9 * 60, Close: 12 * 60}}, // a Saturday
	}}
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
	for _, tc := range []struct{ now, next string }{
		{"2026-10-09 08:59", "2026-10-09 09:00"},
		{"2026-10-09 11:59", "2026-10-09 11:59"},
		{"2026-10-09 12:00", "2026-10-09 13:00"},
		{"2026-10-09 12:59", "2026-10-09 13:00"},
		{"2026-10-09 13:00", "2026-10-09 13:00"},
		{"2026-10-09 17:00", "2026-10-13 09:00"}, // over the weekend and a holiday
		{"2026-12-28 11:59", "2026-12-28 11:59"},
		{"2026-12-28 12:30", "2027-01-04 09:00"}, // no pause on a half day: it is over
		{"2026-12-29 10:00", "2027-01-04 09:00"},
	} {
		if got := c.NextOpen(at(tc.now)); !got.Equal(at(tc.next)) {
			t.Errorf("after %s it opens at %s, want %s", tc.now, got.In(reading.JST), tc.next)
		}
		if open := c.IsOpen(at(tc.now)); open != (tc.now == tc.next) {
			t.Errorf("at %s it is open: %t", tc.now, open)
		}
	}
	for _, tc := range []struct {
		opened string
		days   int
		due    string
	}{
		{"2026-10-08 12:30", 1, "2026-10-09 17:00"},
		{"2026-12-25 10:00", 1, "2026-12-28 12:00"},
		{"2026-12-28 09:30", 0, "2026-12-28 12:00"},
		{"2026-12-28 12:30", 0, "2027-01-04 17:00"},
	} {
		if got := c.Due(at(tc.opened), tc.days); !got.Equal(at(tc.due)) {
			t.Errorf("opened at %s, promised until %s, want %s", tc.opened, got.In(reading.JST), tc.due)
		}
	}
}
