package ticket

import (
	"time"

	"madoguchi/reading"
)

// Lost are the days, from the day after now's on, on which c opens and newer does not: what is promised until then
// cannot be kept. Each is a break that lasts until the day on which newer opens again, with the reason that newer gives.
func (c *Calendar) Lost(newer *Calendar, now time.Time, days int) (out []Break) {
	day := reading.Midnight(now)
	for range days {
		if day = day.AddDate(0, 0, 1); !c.WorkingDay(day) || newer.WorkingDay(day) {
			continue
		}
		b := Break{From: day, Until: newer.nextWorkingDay(day), Note: newer.Closed(day)}
		if b.Note == WeekdayOff(day) {
			b.Note = say("ticket.hours_changed")
		}
		if n := len(out); n > 0 && out[n-1].Until.Equal(b.Until) && out[n-1].Note == b.Note {
			continue // of the same stretch
		}
		out = append(out, b)
	}
	return out
}

// nextWorkingDay is the midnight of the first working day after a day, or that of the day after where there is none.
func (c *Calendar) nextWorkingDay(day time.Time) time.Time {
	for next, n := day.AddDate(0, 0, 1), 0; n < 2*366; next, n = next.AddDate(0, 0, 1), n+1 {
		if c.WorkingDay(next) {
			return next
		}
	}
	return day.AddDate(0, 0, 1)
}
