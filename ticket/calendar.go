package ticket

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"madoguchi/reading"
)

// A Calendar says when the office is open. All days and hours are Japan's.
type Calendar struct {
	Hours    [7]Hours // by time.Weekday; zero Hours is a closed day
	Closures []Period // the year-end and the office's own
	Holidays bool     // closed on national holidays
	Halves   []Half   // days on which it opens for other hours
	Breaks   []Break  // for once, and perhaps from the middle of a day on
}

// Hours are the opening hours of one day, in minutes after midnight.
type Hours struct {
	Open, Close   int
	Pause, Resume int // closed in between, over lunch; both 0 = open throughout
}

// A Half is a stretch of days on which the office opens for other hours than in other weeks: 仕事納め, until noon.
// It says nothing of days on which the office does not open at all.
type Half struct {
	Period
	Hours Hours
}

// ParseHours reads "9:30-17:30" (also with 〜 or –), and two spans with a comma between them: "9:00-12:00, 13:00-17:00".
func ParseHours(s string) (Hours, error) {
	morning, afternoon, two := strings.Cut(strings.NewReplacer("、", ",", "，", ",", "/", ",", "／", ",").Replace(s), ",")
	h, err := parseSpan(morning)
	if err != nil || !two {
		return h, err
	}
	later, err := parseSpan(afternoon)
	if err != nil || later.Open < h.Close {
		return Hours{}, fmt.Errorf("parse hours %q: want 9:00-12:00, 13:00-17:00", s)
	}
	if later.Open == h.Close { // no pause at all
		return Hours{Open: h.Open, Close: later.Close}, nil
	}
	return Hours{Open: h.Open, Pause: h.Close, Resume: later.Open, Close: later.Close}, nil
}

func parseSpan(s string) (Hours, error) {
	from, until, ok := strings.Cut(strings.NewReplacer("〜", "-", "～", "-", "–", "-", "―", "-", " ", "").Replace(s), "-")
	open, err1 := parseClock(from)
	end, err2 := parseClock(until)
	if !ok || err1 != nil || err2 != nil || open >= end {
		return Hours{}, fmt.Errorf("parse hours %q: want 9:30-17:30", s)
	}
	return Hours{Open: open, Close: end}, nil
}

func parseClock(s string) (int, error) {
	h, m, ok := strings.Cut(s, ":")
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || hour < 0 || hour > 24 || minute < 0 || minute > 59 || hour*60+minute > 24*60 {
		return 0, fmt.Errorf("parse time of day %q", s)
	}
	return hour*60 + minute, nil
}

// String is the hours as ParseHours reads them.
func (h Hours) String() string {
	span := func(from, until int) string {
		return fmt.Sprintf("%d:%02d-%d:%02d", from/60, from%60, until/60, until%60)
	}
	if h.Open < h.Pause && h.Resume < h.Close {
		return span(h.Open, h.Pause) + ", " + span(h.Resume, h.Close)
	}
	return span(h.Open, h.Close)
}

// pauses reports whether a minute of the day lies in the pause.
func (h Hours) pauses(minute int) bool { return h.Pause <= minute && minute < h.Resume }

// IsOpen reports whether the office is open at t.
func (c *Calendar) IsOpen(t time.Time) bool {
	h, ok := c.on(t)
	if _, broken := c.BreakAt(t); broken {
		return false
	}
	t = t.In(reading.JST)
	minute := t.Hour()*60 + t.Minute()
	return ok && h.Open <= minute && minute < h.Close && !h.pauses(minute)
}

// Pauses reports whether t lies between the two spans of a day, over lunch.
func (c *Calendar) Pauses(t time.Time) bool {
	h, ok := c.on(t)
	return ok && h.pauses(int(t.Sub(reading.Midnight(t))/time.Minute))
}

// NextOpen is t itself where the office is open, else when it opens next. It is zero where the
// calendar has no opening within two years.
func (c *Calendar) NextOpen(t time.Time) time.Time {
	if c.IsOpen(t) {
		return t
	}
	day := reading.Midnight(t)
	if h, _ := c.on(t); c.Pauses(t) {
		if again := day.Add(time.Duration(h.Resume) * time.Minute); c.IsOpen(again) {
			return again
		}
	}
	for range 2 * 366 {
		if h, ok := c.on(day); ok {
			if open := day.Add(time.Duration(h.Open) * time.Minute); !open.Before(t) {
				return open
			}
			if b, broken := c.BreakAt(t); broken && c.IsOpen(b.Until) && reading.Midnight(b.Until).Equal(day) {
				return b.Until // a break in the middle of the day
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}
}

// Due is the end of business of the days-th working day after the day of opened: what is promised
// to a member who wrote then. With no working day within two years it is zero.
func (c *Calendar) Due(opened time.Time, days int) time.Time {
	day := reading.Midnight(opened)
	if days <= 0 { // the same day, where it is a working day with time left
		if h, ok := c.ends(day); ok {
			if end := day.Add(time.Duration(h.Close) * time.Minute); end.After(opened) {
				return end
			}
		}
		days = 1
	}
	for range 2 * 366 {
		day = day.AddDate(0, 0, 1)
		h, ok := c.ends(day)
		if ok {
			days--
		}
		if ok && days == 0 {
			return day.Add(time.Duration(h.Close) * time.Minute)
		}
	}
	return time.Time{}
}

// ends are the hours of t's day where it ends as usual: a day on which the office has to close early is none that
// a promise can count on.
func (c *Calendar) ends(t time.Time) (Hours, bool) {
	h, ok := c.on(t)
	return h, ok && h.Close == c.hours(t).Close
}

// WorkingDay reports whether the office opens at all on t's day.
func (c *Calendar) WorkingDay(t time.Time) bool {
	_, ok := c.on(t)
	return ok
}

// Closed says why the office does not open on t's day: a holiday's or closure's name, 土日, or ""
// where it opens. In a break that begins or ends on that day it says why from the break's beginning until its end.
func (c *Calendar) Closed(t time.Time) string {
	if why := c.shut(t); why != "" {
		return why
	}
	b, broken := c.BreakAt(t)
	if h, ok := c.usual(t); !broken && ok && c.remains(t, h) == (Hours{}) {
		b, broken = c.BreakAt(reading.Midnight(t).Add(time.Duration(h.Open) * time.Minute))
	}
	switch {
	case !broken:
		return ""
	case b.Note == "":
		return say("ticket.closed")
	}
	return b.Note
}

// shut is why the office does not open on t's day, whatever breaks there are.
func (c *Calendar) shut(t time.Time) string {
	if name := Holiday(t); c.Holidays && name != "" {
		return name
	}
	for _, p := range c.Closures {
		if p.Has(t) {
			if p.Note == "" {
				return say("ticket.closed")
			}
			return p.Note
		}
	}
	if c.Hours[t.In(reading.JST).Weekday()] == (Hours{}) {
		return WeekdayOff(t)
	}
	return ""
}

// WeekdayOff is the reason of a day on which the office never opens: 日曜日.
func WeekdayOff(t time.Time) string { return say("ticket.weekday_off", "weekday", Weekday(t)) }

// On are the hours of t's day as far as no break takes them away, and whether the office opens then.
func (c *Calendar) On(t time.Time) (Hours, bool) { return c.on(t) }

func (c *Calendar) on(t time.Time) (Hours, bool) {
	h, ok := c.usual(t)
	if ok && len(c.Breaks) > 0 {
		h = c.remains(t, h)
	}
	return h, ok && h != Hours{}
}

// usual are the hours of t's day without the breaks.
func (c *Calendar) usual(t time.Time) (Hours, bool) {
	h := c.hours(t)
	return h, h != Hours{} && c.shut(t) == ""
}

// hours are those of t's day where nothing closes the office: the week's, or those of a half day.
func (c *Calendar) hours(t time.Time) Hours {
	h := c.Hours[t.In(reading.JST).Weekday()]
	for _, half := range c.Halves {
		if h != (Hours{}) && half.Has(t) {
			return half.Hours
		}
	}
	return h
}
