package ticket

import (
	"fmt"
	"time"

	"madoguchi/reading"
)

var weekdays = [7]string{"日", "月", "火", "水", "木", "金", "土"}

// Weekday is t's weekday in Japan as one character.
func Weekday(t time.Time) string { return weekdays[t.In(reading.JST).Weekday()] }

// Day is t's day in Japan as members read it: 「10/10（火）」.
func Day(t time.Time) string {
	t = t.In(reading.JST)
	return fmt.Sprintf("%d/%d（%s）", t.Month(), t.Day(), Weekday(t))
}

// LongDay is the day with its year where that is not now's: 「2027年1/12（火）」.
func LongDay(now, t time.Time) string {
	if now.In(reading.JST).Year() == t.In(reading.JST).Year() {
		return Day(t)
	}
	return fmt.Sprintf("%d年%s", t.In(reading.JST).Year(), Day(t))
}

// Clock is t's time of day in Japan: 「17:30」.
func Clock(t time.Time) string { return t.In(reading.JST).Format("15:04") }

// Promise says until when a member may expect an answer: 「10/10（火）17:30まで」, 「本日17:30まで」.
func Promise(now, due time.Time) string {
	if due.IsZero() {
		return "できるだけ早く"
	}
	if reading.Midnight(now).Equal(reading.Midnight(due)) {
		return "本日" + Clock(due) + "まで"
	}
	return LongDay(now, due) + Clock(due) + "まで"
}
