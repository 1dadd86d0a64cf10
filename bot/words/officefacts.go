package words

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// What the bot says of the office itself: its hours, days, telephone and address.
var (
	AsUsual   = fixed("member.office.as_usual")   // is added where somebody asks because of a storm or the like: what the calendar knows is all there is
	Holidays  = fixed("member.office.holidays")   // is why the office is closed on several holidays in a row
	NoPhone   = fixed("member.office.no_phone")   // says that the office gives no telephone number, and offers to ask it
	NoAddress = fixed("member.office.no_address") // says that it gives no address

	WhoAnswers = fixed("member.office.who_answers") // says that a machine answers, with whose words, and how to reach a person
)

// WeekHours are the hours of the week in words, days with the same hours together: 「月〜金は9:30〜17:30」.
func WeekHours(c *ticket.Calendar) string {
	order := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
	var parts, closed []string
	for i := 0; i < len(order); {
		h := c.Hours[order[i]]
		j := i
		for j+1 < len(order) && c.Hours[order[j+1]] == h {
			j++
		}
		days := dayRange(order[i], order[j], j-i)
		if h == (ticket.Hours{}) {
			closed = append(closed, days)
		} else {
			parts = append(parts, say("member.office.days_hours", "days", days, "hours", hourRange(h)))
		}
		i = j + 1
	}
	text := say("member.office.hours", "hours", strings.Join(parts, "、"))
	off := strings.Join(closed, "、")
	switch {
	case c.Holidays && off != "":
		off = say("member.office.and_holidays", "days", off)
	case c.Holidays:
		off = Holidays
	}
	if off != "" {
		text += say("member.office.closed_days", "days", off)
	}
	return text
}

func dayRange(from, until time.Weekday, more int) string {
	days := ticket.WeekdayName(from)
	switch more {
	case 0:
	case 1:
		days += "・" + ticket.WeekdayName(until)
	default:
		days += "〜" + ticket.WeekdayName(until)
	}
	return say("member.office.weekday", "weekday", days)
}

func hourRange(h ticket.Hours) string {
	return strings.NewReplacer("-", "〜", ", ", say("member.office.and_hours")).Replace(h.String())
}

// OpenToday answers whether the office is open on now's day, and at this moment where asked so.
func OpenToday(c *ticket.Calendar, now time.Time) string {
	next := c.NextOpen(now)
	switch why := c.Closed(now); {
	case c.IsOpen(now):
		return say("member.office.open_until", "until", closes(c, now))
	case why != "":
		return say("member.hours.closed", "why", why) + nextOpen(now, next)
	case c.Pauses(now):
		return say("member.office.lunch", "from", hour(next), "until", closes(c, now))
	case reading.Midnight(next).Equal(reading.Midnight(now)):
		return say("member.office.before", "from", hour(next), "until", closes(c, now))
	}
	return say("member.office.over", "until", closes(c, now)) + nextOpen(now, next)
}

// OpenOn answers whether the office is open on another day.
func OpenOn(c *ticket.Calendar, day, now time.Time) string {
	if why := c.Closed(day); why != "" {
		if strings.HasSuffix(why, ticket.WeekdayOff(day)) { // the day's name says it already
			return say("member.office.closed_on", "day", ticket.LongDay(now, day)) + nextOpen(now, c.NextOpen(day))
		}
		return say("member.office.closed_for", "day", ticket.LongDay(now, day), "why", why) + nextOpen(now, c.NextOpen(day))
	}
	return say("member.office.open_on", "day", ticket.LongDay(now, day), "hours", hourRange(hoursOn(c, day)))
}

// hoursOn are the hours of a day, with what a break takes of it taken off.
func hoursOn(c *ticket.Calendar, day time.Time) ticket.Hours {
	if h, open := c.On(day); open {
		return h
	}
	return c.Hours[day.In(reading.JST).Weekday()]
}

// AskedIfShut is the answer that the office is open to somebody who asked if it is closed: its yes is a no.
func AskedIfShut(said string) string {
	if rest, yes := strings.CutPrefix(said, say("member.office.yes")); yes {
		return say("member.office.no") + rest
	}
	return said
}

// OpenWeekday answers whether the office is open on a day of the week, with the hours of all.
func OpenWeekday(c *ticket.Calendar, w time.Weekday) string {
	day := dayRange(w, w, 0)
	if h := c.Hours[w]; h != (ticket.Hours{}) {
		return say("member.office.open_on", "day", day, "hours", hourRange(h)) + holidaysToo(c)
	}
	return say("member.office.closed_days", "days", day) + "\n" + WeekHours(c)
}

func holidaysToo(c *ticket.Calendar) string {
	if c.Holidays {
		return say("member.office.not_on_holidays")
	}
	return ""
}

// Season is what a season is called in which an office may be closed; "" for none.
func Season(s reading.Season) string {
	switch s {
	case reading.YearEnd:
		return say("member.office.year_end")
	case reading.Bon:
		return say("member.office.bon")
	case reading.GoldenWeek:
		return say("member.office.golden_week")
	}
	return ""
}

// A Break is a stretch of days on which the office does not open.
type Break struct {
	From, Until time.Time // both are closed
	Why         string
}

// OnBreak says when the office is closed in a season, and when it opens again.
func OnBreak(c *ticket.Calendar, season string, breaks []Break, now time.Time) string {
	if len(breaks) == 0 {
		return say("member.office.no_break", "season", season) + "\n" + WeekHours(c)
	}
	var parts []string
	for _, b := range breaks {
		parts = append(parts, breakDays(b, now))
	}
	last := breaks[len(breaks)-1].Until.AddDate(0, 0, 1)
	return say("member.office.break", "season", season, "days", strings.Join(parts, say("member.office.and"))) + nextOpen(now, c.NextOpen(last))
}

func breakDays(b Break, now time.Time) string {
	if b.From.Equal(b.Until) {
		return ticket.LongDay(now, b.From)
	}
	return say("member.office.from_until", "from", ticket.LongDay(now, b.From), "until", ticket.LongDay(now, b.Until))
}

// ClosedSoon names the days on which the office is closed soon, for a greeting.
func ClosedSoon(breaks []Break, now time.Time) string {
	var said []string
	for _, b := range breaks {
		said = append(said, say("member.office.closed_soon", "days", breakDays(b, now), "why", b.Why))
	}
	return strings.Join(said, "\n")
}

// ShutToday says in a greeting that the office is closed today though it opens in other weeks, and when it opens
// again; or, where it is still open, when it closes. It is "" where today is as always.
func ShutToday(c *ticket.Calendar, now time.Time) string {
	if b, broken := c.BreakAt(now); broken {
		return say("member.office.shut", "why", cmp.Or(b.Note, say("ticket.closed"))) + nextOpen(now, c.NextOpen(b.Until))
	}
	if at, b, early := c.Shuts(now); early && c.IsOpen(now) {
		return say("member.office.shuts", "clock", hour(at), "why", cmp.Or(b.Note, say("ticket.closed"))) + nextOpen(now, c.NextOpen(b.Until))
	}
	return ""
}

func nextOpen(now, next time.Time) string {
	if next.IsZero() {
		return ""
	}
	return say("member.office.next_open", "day", ticket.LongDay(now, next), "clock", hour(next))
}

// clock is a minute of the day as a clock shows it.
func clock(minute int) string { return fmt.Sprintf("%d:%02d", minute/60, minute%60) }

func closes(c *ticket.Calendar, now time.Time) string {
	h := hoursOn(c, now)
	if now = now.In(reading.JST); h.Pause > now.Hour()*60+now.Minute() {
		return say("member.office.with_pause", "pause", clock(h.Pause), "resume", clock(h.Resume), "close", clock(h.Close))
	}
	return clock(h.Close)
}

// Phone tells the telephone number that the office file gives.
func Phone(phone string) string { return say("member.office.phone", "phone", phone) }

// Address tells the address that the office file gives.
func Address(address string) string { return say("member.office.address", "address", address) }
