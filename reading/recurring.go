package reading

import (
	"strconv"
	"time"

	"madoguchi/chars"
)

// A yearly or monthly day: 毎月 25 日, 毎月末日, 毎年 6 月 10 日.
var recurring = pattern(`毎(?:年\s*(\d{1,2})\s*月|月)\s*(?:、?月?(末)|(\d{1,2})\s*日)`)

// Recurring is the next day, today included, of what a sentence says comes every month or every year.
// Its one fault is Missing: the sentence names no such day, or one that never comes.
func Recurring(sentence string, now time.Time) Found[time.Time] {
	m := recurring().FindStringSubmatch(chars.Plain(sentence))
	if m == nil {
		return missing[time.Time](sentence)
	}
	next, ok := nextOf(now, m[1], m[3])
	if !ok {
		return missing[time.Time](sentence)
	}
	return Found[time.Time]{Value: next}
}

// nextOf is the first day from now on, today included, of a month (every month when empty) and a
// day (the month's last when empty). Months without the day pass it over.
func nextOf(now time.Time, month, day string) (time.Time, bool) {
	wantMonth, _ := strconv.Atoi(month) // digits by the expression; "" is every month
	wantDay, _ := strconv.Atoi(day)
	today := Midnight(now)
	for i := range 14 { // a year has the day in at most thirteen months from now
		first := time.Date(today.Year(), today.Month()+time.Month(i), 1, 0, 0, 0, 0, JST)
		last := first.AddDate(0, 1, -1)
		next := last
		if wantDay > 0 {
			next = first.AddDate(0, 0, wantDay-1)
		}
		if (wantMonth == 0 || int(first.Month()) == wantMonth) && !next.After(last) && !next.Before(today) {
			return next, true
		}
	}
	return time.Time{}, false
}
