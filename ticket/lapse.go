package ticket

import (
	"slices"
	"time"

	"madoguchi/reading"
)

// NeverLapse are the tags of tickets that a person alone closes, however long their member says nothing.
var NeverLapse = []string{ComplaintTag, DistressTag}

// Lapses reports whether a ticket that waits for its member has waited for so many working days since anything happened
// to it that the clock may resolve it.
func (t *Ticket) Lapses(c *Calendar, days int, now time.Time) bool {
	since := c.Quiet(now, days)
	return t.Status == Waiting && !since.IsZero() && t.Touched.Before(since) &&
		!slices.ContainsFunc(NeverLapse, t.Has)
}

// Quiet is the moment since which so many working days have gone by, each to its end: 月曜の返信 is three days old when
// Thursday's counter closes. The day on which something happens does not count, as with promises. It is zero where
// there have not been so many days within the last year or so, and where none are asked for.
func (c *Calendar) Quiet(now time.Time, days int) time.Time {
	if c == nil || days < 1 {
		return time.Time{}
	}
	day := reading.Midnight(now)
	if spans := c.spans(day); len(spans) > 0 && now.Before(spans[len(spans)-1][1]) {
		day = day.AddDate(0, 0, -1) // today is not over
	}
	for range farWorkday {
		if c.WorkingDay(day) {
			if days--; days == 0 {
				return day
			}
		}
		day = day.AddDate(0, 0, -1)
	}
	return time.Time{}
}
