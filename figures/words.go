package figures

import (
	"strconv"
	"time"

	"madoguchi/catalogue"
	"madoguchi/reading"
)

// say is a sentence of the catalogue: reports are read in Japanese.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// Dates are how an office writes its years: 2026年 or, with Era, 令和8年.
type Dates struct{ Era bool }

// eras are Japan's, the latest first, by their first days.
var eras = []struct {
	name  catalogue.Key
	begin time.Time
}{
	{"figures.era.reiwa", time.Date(2019, time.May, 1, 0, 0, 0, 0, reading.JST)},
	{"figures.era.heisei", time.Date(1989, time.January, 8, 0, 0, 0, 0, reading.JST)},
	{"figures.era.showa", time.Date(1926, time.December, 25, 0, 0, 0, 0, reading.JST)},
}

// year is the year of a day without 年.
func (d Dates) year(t time.Time) string {
	if d.Era {
		for _, e := range eras {
			if t.Before(e.begin) {
				continue
			}
			n := strconv.Itoa(t.Year() - e.begin.Year() + 1)
			if n == "1" {
				n = say("figures.era.first")
			}
			return say(e.name) + n
		}
	}
	return strconv.Itoa(t.Year())
}

// Day is 2026年11月30日.
func (d Dates) Day(t time.Time) string {
	t = t.In(reading.JST)
	return say("figures.date.day", "year", d.year(t), "month", int(t.Month()), "day", t.Day())
}

// Month is 2026年11月.
func (d Dates) Month(t time.Time) string {
	t = t.In(reading.JST)
	return say("figures.date.month", "year", d.year(t), "month", int(t.Month()))
}

// Year is 2026年度. 年度 are called after the era of their April: 2019 is 平成31年度 to the day that 令和 began, and offices
// write 令和元年度 of all of it since.
func (d Dates) Year(year int) string {
	return say("figures.date.fiscal", "year", d.year(time.Date(year, time.May, 1, 0, 0, 0, 0, reading.JST)))
}

// Span is a span as people write it.
func (d Dates) Span(s Span) string {
	if year, is := s.Year(); is {
		return d.Year(year)
	}
	if s.IsMonth() {
		return d.Month(s.From)
	}
	return say("figures.date.span", "from", d.Day(s.From), "last", d.Day(s.Last()))
}

// monthOf reads a month's key.
func (d Dates) monthOf(key string) string {
	t, err := time.ParseInLocation("2006-01", key, reading.JST)
	if err != nil {
		return key
	}
	return d.Month(t)
}

// Wait is a time as people say it: 45分, 3時間20分, 2日4時間.
func Wait(w time.Duration) string {
	minutes := int((w + 30*time.Second) / time.Minute)
	switch {
	case minutes < 60:
		return say("figures.wait.minutes", "m", minutes)
	case minutes < 48*60:
		return say("figures.wait.hours", "h", minutes/60, "m", minutes%60)
	}
	return say("figures.wait.days", "d", minutes/60/24, "h", minutes/60%24)
}
