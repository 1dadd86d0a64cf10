package ticket

import (
	"time"

	"madoguchi/catalogue"
	"madoguchi/reading"
)

var weekdays = [7]catalogue.Key{
	"ticket.weekday.sun", "ticket.weekday.mon", "ticket.weekday.tue", "ticket.weekday.wed", "ticket.weekday.thu", "ticket.weekday.fri", "ticket.weekday.sat",
}

// say is a sentence of the catalogue, for members and staff: both read Japanese.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// Weekday is t's weekday in Japan as one character.
func Weekday(t time.Time) string { return WeekdayName(t.In(reading.JST).Weekday()) }

// WeekdayName is a day of the week as one character.
func WeekdayName(w time.Weekday) string { return say(weekdays[w]) }

// Day is t's day in Japan as members read it: 「10/10（火）」.
func Day(t time.Time) string {
	t = t.In(reading.JST)
	return say("ticket.day", "month", int(t.Month()), "day", t.Day(), "weekday", Weekday(t))
}

// LongDay is the day with its year where that is not now's: 「2027年1/12（火）」.
func LongDay(now, t time.Time) string {
	if now.In(reading.JST).Year() == t.In(reading.JST).Year() {
		return Day(t)
	}
	return say("ticket.long_day", "year", t.In(reading.JST).Year(), "day", Day(t))
}

// Second is a moment in Japan to the second, with its year: 「2026年11/30（月）23:59:58」. On a day that ends a call for
// applications it is what counts.
func Second(t time.Time) string {
	t = t.In(reading.JST)
	return say("ticket.long_day", "year", t.Year(), "day", Day(t)) + t.Format("15:04:05")
}

// Clock is t's time of day in Japan: 「17:30」.
func Clock(t time.Time) string { return t.In(reading.JST).Format("15:04") }

// Promise says until when a member may expect an answer: 「10/10（火）17:30まで」, 「本日17:30まで」.
func Promise(now, due time.Time) string {
	if due.IsZero() {
		return say("ticket.promise.soon")
	}
	if reading.Midnight(now).Equal(reading.Midnight(due)) {
		return say("ticket.promise.today", "clock", Clock(due))
	}
	return say("ticket.promise.until", "day", LongDay(now, due), "clock", Clock(due))
}
