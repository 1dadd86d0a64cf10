package reading

import (
	"testing"
	"time"
)

// TestParseDay: a day is the day in Japan, whatever zone its moment is in, and is written as it is read.
func TestParseDay(t *testing.T) {
	day, err := ParseDay("2026-11-03")
	if err != nil || !day.Equal(time.Date(2026, 11, 2, 15, 0, 0, 0, time.UTC)) {
		t.Fatal(day, err)
	}
	for at, want := range map[time.Time]string{day: "2026-11-03", day.UTC(): "2026-11-03", day.Add(-time.Second): "2026-11-02", day.Add(24*time.Hour - 1).UTC(): "2026-11-03"} {
		if got := FormatDay(at); got != want {
			t.Errorf("%s is %s, want %s", at, got, want)
		}
	}
	for _, bad := range []string{"", "2026-13-01", "2026/11/03", "2026-11-03T00:00"} {
		if day, err := ParseDay(bad); err == nil {
			t.Errorf("%q is %s", bad, day)
		}
	}
}
