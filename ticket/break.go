package ticket

import (
	"slices"
	"time"

	"madoguchi/reading"
)

// A Break is a stretch of time in which the office is closed though its calendar says otherwise: a storm, a
// funeral, a power cut. It comes on top of [Calendar.Closures] and may begin in the middle of a day.
type Break struct {
	From, Until time.Time // closed from the one moment until before the other
	Note        string    // why, as members are told it; "" = 休業日
}

// Has reports whether t lies in b.
func (b Break) Has(t time.Time) bool { return !t.Before(b.From) && t.Before(b.Until) }

// With is the calendar with more breaks. The calendar itself stays as it is.
func (c *Calendar) With(breaks ...Break) *Calendar {
	more := *c
	more.Breaks = append(append([]Break{}, c.Breaks...), breaks...)
	return &more
}

// BreakAt is the break in which t lies.
func (c *Calendar) BreakAt(t time.Time) (Break, bool) {
	for _, b := range c.Breaks {
		if b.Has(t) {
			return b, true
		}
	}
	return Break{}, false
}

// Shuts is when the office closes earlier on t's day than in other weeks, and why. It reports false where it does not.
func (c *Calendar) Shuts(t time.Time) (time.Time, Break, bool) {
	usual, ok := c.usual(t)
	h, open := c.on(t)
	if !ok || !open || h.Close >= usual.Close {
		return time.Time{}, Break{}, false
	}
	at := reading.Midnight(t).Add(time.Duration(h.Close) * time.Minute)
	b, ok := c.BreakAt(at)
	return at, b, ok
}

// Moved is until when a promise holds that cannot be kept because of a break: the end of business of the first day
// on which the office opens again. One that the break does not touch stays as it is; so does one behind which the
// office never opens.
func (c *Calendar) Moved(due time.Time, b Break) time.Time {
	if !b.Breaks(due) {
		return due
	}
	if moved := c.With(b).Due(b.Until, 0); moved.After(due) {
		return moved
	}
	return due
}

// Keeps reports whether an office can keep a promise until due: it opens on that day, and no break takes away its end.
func (c *Calendar) Keeps(due time.Time) bool {
	return c.WorkingDay(due) && !slices.ContainsFunc(c.Breaks, func(b Break) bool { return b.Breaks(due) })
}

// Ends is when business ends on t's day, zero where the office does not open.
func (c *Calendar) Ends(t time.Time) time.Time {
	h, ok := c.on(t)
	if !ok {
		return time.Time{}
	}
	return reading.Midnight(t).Add(time.Duration(h.Close) * time.Minute)
}

// Breaks reports whether a promise until due cannot be kept because of b: it ends within it. What is promised
// until the moment at which the office closes can still be kept.
func (b Break) Breaks(due time.Time) bool { return due.After(b.From) && !due.After(b.Until) }

// remains cuts the breaks off a day's hours, at either end. Hours of which nothing is left are zero.
func (c *Calendar) remains(day time.Time, h Hours) Hours {
	midnight := reading.Midnight(day)
	at := func(minute int) time.Time { return midnight.Add(time.Duration(minute) * time.Minute) }
	var breaks []Break // of the day: there may be a year of others
	for _, b := range c.Breaks {
		if b.Until.After(midnight) && b.From.Before(midnight.AddDate(0, 0, 1)) {
			breaks = append(breaks, b)
		}
	}
	for range breaks { // one break may end where the next begins
		for _, b := range breaks {
			if h.Open < h.Close && b.Has(at(h.Open)) {
				h.Open = min(h.Close, minutes(b.Until.Sub(midnight)))
			}
			if h.Open < h.Close && b.Has(at(h.Close-1)) {
				h.Close = max(h.Open, int(b.From.Sub(midnight)/time.Minute))
			}
		}
	}
	if h.Open >= h.Close {
		return Hours{}
	}
	return h
}

// minutes are whole minutes, a begun one counted in.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }
