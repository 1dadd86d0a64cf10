package ticket

import (
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/reading"
)

// TestHolidaysKnown holds whole years against the list in testdata/holidays.txt, which is what the
// Cabinet Office announced for them.
func TestHolidaysKnown(t *testing.T) {
	data, err := os.ReadFile("testdata/holidays.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	known := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if day, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok && day != "#" {
			want[day] = name
			known[day[:4]] = true
		}
	}
	got := map[string]string{}
	for year := range known {
		first, err := time.ParseInLocation(time.DateOnly, year+"-01-01", reading.JST)
		if err != nil {
			t.Fatal(err)
		}
		for d := first; d.Year() == first.Year(); d = d.AddDate(0, 0, 1) {
			if name := Holiday(d); name != "" {
				got[d.Format(time.DateOnly)] = name
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("holidays (-want +got):\n%s", diff)
	}
}

// TestHolidaysByLaw derives every holiday from 2007 to 2099 from the law's own text and compares.
func TestHolidaysByLaw(t *testing.T) {
	for year := 2007; year <= 2099; year++ {
		want := lawful(year)
		got := map[string]string{}
		for d := time.Date(year, 1, 1, 0, 0, 0, 0, reading.JST); d.Year() == year; d = d.AddDate(0, 0, 1) {
			if name := Holiday(d); name != "" {
				got[d.Format(time.DateOnly)] = name
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d (-law +got):\n%s", year, diff)
		}
	}
}

// lawful are a year's holidays by 国民の祝日に関する法律 and the acts that moved some of them,
// written independently of the library.
func lawful(year int) map[string]string {
	days := map[time.Time]string{}
	on := func(m, d int) time.Time { return time.Date(year, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	monday := func(m, nth int) time.Time {
		d := on(m, 1)
		return d.AddDate(0, 0, (8-int(d.Weekday()))%7+7*(nth-1))
	}
	days[on(1, 1)], days[monday(1, 2)], days[on(2, 11)] = "元日", "成人の日", "建国記念の日"
	days[on(3, equinox(year, 20.8431))], days[on(9, equinox(year, 23.2488))] = "春分の日", "秋分の日"
	days[on(4, 29)], days[on(5, 3)], days[on(5, 4)], days[on(5, 5)] = "昭和の日", "憲法記念日", "みどりの日", "こどもの日"
	days[monday(9, 3)], days[on(11, 3)], days[on(11, 23)] = "敬老の日", "文化の日", "勤労感謝の日"
	switch { // 天皇誕生日: 平成, the year between, 令和
	case year <= 2018:
		days[on(12, 23)] = "天皇誕生日"
	case year >= 2020:
		days[on(2, 23)] = "天皇誕生日"
	}
	switch year {
	case 2019: // 天皇の即位の日及び即位礼正殿の儀の行われる日を休日とする法律
		days[on(5, 1)], days[on(10, 22)] = "即位の日", "即位礼正殿の儀"
	case 2020: // 令和三年東京オリンピック特別措置法
		days[on(7, 23)], days[on(7, 24)], days[on(8, 10)] = "海の日", "スポーツの日", "山の日"
	case 2021:
		days[on(7, 22)], days[on(7, 23)], days[on(8, 8)] = "海の日", "スポーツの日", "山の日"
	}
	if year != 2020 && year != 2021 {
		days[monday(7, 3)] = "海の日"
		days[monday(10, 2)] = "スポーツの日"
		if year < 2020 {
			days[monday(10, 2)] = "体育の日"
		}
		if year >= 2016 {
			days[on(8, 11)] = "山の日"
		}
	}
	out := map[string]string{}
	for d, name := range days {
		out[d.Format(time.DateOnly)] = name
		if d.Weekday() == time.Sunday { // 第3条第2項
			sub := d
			for days[sub] != "" {
				sub = sub.AddDate(0, 0, 1)
			}
			out[sub.Format(time.DateOnly)] = "振替休日"
		}
	}
	for d := on(1, 2); d.Year() == year; d = d.AddDate(0, 0, 1) { // 第3条第3項
		if days[d] == "" && days[d.AddDate(0, 0, -1)] != "" && days[d.AddDate(0, 0, 1)] != "" && out[d.Format(time.DateOnly)] == "" {
			out[d.Format(time.DateOnly)] = "国民の休日"
		}
	}
	return out
}

// equinox is the day of an equinox from 1980 to 2099 by the formula of the Hydrographic
// Department's 新こよみ便利帳.
func equinox(year int, base float64) int {
	return int(base+0.242194*float64(year-1980)) - int(math.Floor(float64(year-1980)/4))
}

func TestHolidayConcurrently(t *testing.T) {
	done := make(chan bool)
	for range 8 {
		go func() {
			for year := 2030; year < 2060; year++ {
				Holiday(time.Date(year, 3, 20, 0, 0, 0, 0, reading.JST))
			}
			done <- true
		}()
	}
	for range 8 {
		<-done
	}
}
