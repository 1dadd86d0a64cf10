package words

import (
	"testing"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// TestLunch: an office that closes over lunch says so, and no hour at which nobody is there.
func TestLunch(t *testing.T) {
	day, err := ticket.ParseHours("9:00-12:00, 13:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	c := &ticket.Calendar{Halves: []ticket.Half{{Period: ticket.Period{From: "2026-12-28"}, Hours: ticket.Hours{Open: 9 * 60, Close: 12 * 60}}}}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Hours[d] = day
	}
	for at, want := range map[string]string{
		"2026-12-24 10:00": "はい、本日は12:00まで、13:00から17:00まで受け付けています。",
		"2026-12-24 12:30": "ただいまは昼休みです。本日は13:00から17:00まで受け付けます。",
		"2026-12-24 13:00": "はい、本日は17:00まで受け付けています。",
		"2026-12-24 08:00": "ただいまは受付時間の前です。本日は9:00から12:00まで、13:00から17:00まで受け付けます。",
		"2026-12-28 10:00": "はい、本日は12:00まで受け付けています。",
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", at, reading.JST)
		if err != nil {
			t.Fatal(err)
		}
		if got := OpenToday(c, now); got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
	}
	monday := time.Date(2026, 12, 28, 8, 0, 0, 0, reading.JST)
	if got := OpenOn(c, monday, monday.AddDate(0, 0, -3)); got != "はい、12/28（月）は9:00〜12:00に受け付けています。" {
		t.Errorf("on the half day: %q", got)
	}
	if got := WeekHours(c); got != "受付時間は、月〜金曜日の9:00〜12:00と13:00〜17:00です。土・日曜日はお休みをいただいています。" {
		t.Errorf("the week: %q", got)
	}
}
