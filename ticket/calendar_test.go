package ticket

import (
	"testing"
	"time"

	"madoguchi/reading"
)

// weekdaysOnly is the sample office's calendar.
func weekdaysOnly() *Calendar {
	c := &Calendar{Holidays: true, Closures: []Period{
		{From: "12-29", Until: "01-03", Note: "年末年始"}, {From: "2023-08-14", Until: "2023-08-15", Note: "夏季休業"},
	}}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Hours[d] = Hours{Open: 9*60 + 30, Close: 17*60 + 30}
	}
	return c
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, reading.JST)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCalendarDue(t *testing.T) {
	for _, tt := range []struct {
		opened string
		days   int
		want   string
		says   string
	}{
		{"2023-10-06 18:32", 1, "2023-10-10 17:30", "10/10（火）17:30まで"}, // Friday night before a Monday holiday
		{"2023-10-06 10:00", 1, "2023-10-10 17:30", "10/10（火）17:30まで"},
		{"2023-10-07 12:00", 1, "2023-10-10 17:30", "10/10（火）17:30まで"}, // Saturday
		{"2023-10-09 12:00", 1, "2023-10-10 17:30", "10/10（火）17:30まで"}, // the holiday itself
		{"2023-10-10 00:10", 1, "2023-10-11 17:30", "10/11（水）17:30まで"},
		{"2023-10-10 09:00", 2, "2023-10-12 17:30", "10/12（木）17:30まで"},
		{"2023-10-10 09:00", 0, "2023-10-10 17:30", "本日17:30まで"},
		{"2023-10-10 17:30", 0, "2023-10-11 17:30", "10/11（水）17:30まで"},
		{"2023-12-28 16:00", 1, "2024-01-04 17:30", "2024年1/4（木）17:30まで"}, // over the year's end
		{"2023-12-28 16:00", 3, "2024-01-09 17:30", "2024年1/9（火）17:30まで"}, // and over 成人の日
		{"2023-08-10 12:00", 1, "2023-08-16 17:30", "8/16（水）17:30まで"},     // 山の日, a weekend, own closure
	} {
		got := weekdaysOnly().Due(at(t, tt.opened), tt.days)
		if !got.Equal(at(t, tt.want)) || Promise(at(t, tt.opened), got) != tt.says {
			t.Errorf("Due(%s, %d) = %v, said %q; want %s, %q", tt.opened, tt.days, got, Promise(at(t, tt.opened), got), tt.want, tt.says)
		}
	}
}

func TestCalendarOpen(t *testing.T) {
	c := weekdaysOnly()
	for _, tt := range []struct {
		at   string
		open bool
		why  string
		next string
	}{
		{"2023-10-06 09:29", false, "", "2023-10-06 09:30"},
		{"2023-10-06 09:30", true, "", "2023-10-06 09:30"},
		{"2023-10-06 17:29", true, "", "2023-10-06 17:29"},
		{"2023-10-06 17:30", false, "", "2023-10-10 09:30"},
		{"2023-10-09 12:00", false, "スポーツの日", "2023-10-10 09:30"},
		{"2023-10-08 12:00", false, "日曜日", "2023-10-10 09:30"},
		{"2023-01-02 12:00", false, "振替休日", "2023-01-04 09:30"},
		{"2023-12-31 12:00", false, "年末年始", "2024-01-04 09:30"},
		{"2023-08-14 12:00", false, "夏季休業", "2023-08-16 09:30"},
	} {
		now := at(t, tt.at)
		if c.IsOpen(now) != tt.open || c.Closed(now) != tt.why || !c.NextOpen(now).Equal(at(t, tt.next)) {
			t.Errorf("%s: open %v, closed %q, next %v; want %v, %q, %s", tt.at, c.IsOpen(now), c.Closed(now), c.NextOpen(now), tt.open, tt.why, tt.next)
		}
	}
	if utc := time.Date(2023, 10, 6, 0, 30, 0, 0, time.UTC); !c.IsOpen(utc) {
		t.Error("a moment given in UTC is read as Japan's")
	}
	never := &Calendar{}
	if !never.NextOpen(friday).IsZero() || !never.Due(friday, 1).IsZero() {
		t.Error("an office that never opens promises nothing")
	}
}

func TestHours(t *testing.T) {
	for in, want := range map[string]string{"9:30-17:30": "9:30-17:30", "09:00〜18:00": "9:00-18:00", "9:30 – 17:30": "9:30-17:30", "0:00-24:00": "0:00-24:00",
		"": "", "9-17": "", "17:30-9:30": "", "9:60-17:00": "", "25:00-26:00": "", "9:30": ""} {
		h, err := ParseHours(in)
		if (err == nil) != (want != "") || err == nil && h.String() != want {
			t.Errorf("ParseHours(%q) = %v, %v; want %q", in, h, err, want)
		}
	}
}

func TestPeriod(t *testing.T) {
	for _, tt := range []struct {
		p    Period
		day  string
		want bool
	}{
		{Period{From: "12-29", Until: "01-03"}, "2023-12-29 00:00", true},
		{Period{From: "12-29", Until: "01-03"}, "2024-01-03 23:59", true},
		{Period{From: "12-29", Until: "01-03"}, "2024-01-04 00:00", false},
		{Period{From: "08-12", Until: "08-14"}, "2024-08-13 12:00", true},
		{Period{From: "08-12"}, "2024-08-12 12:00", true},
		{Period{From: "2023-08-12", Until: "2023-08-13"}, "2024-08-12 12:00", false},
	} {
		if got := tt.p.Has(at(t, tt.day)); got != tt.want {
			t.Errorf("%+v.Has(%s) = %v", tt.p, tt.day, got)
		}
	}
	for _, p := range []Period{{From: "8/12"}, {From: ""}, {From: "2023-08-12", Until: "08-13"}, {From: "2023-08-12", Until: "2023-08-11"}, {From: "02-30"}} {
		if p.Check() == nil {
			t.Errorf("%+v passes", p)
		}
	}
}
