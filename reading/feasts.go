package reading

import (
	"strings"
	"time"
)

// Days that are named by their place in a month or by what is celebrated on them.

// readNthWeekday reads 12月の第2月曜 and 来月の最終金曜. Without a month it is this month's, or next month's
// where that has passed; a month without a fifth such weekday has no such day.
func readNthWeekday(m []string, base time.Time) (time.Time, bool) {
	n := 0
	if last := strings.Contains("最終最後のラスト", m[4]); !last {
		n = number(m[4])
	}
	switch {
	case m[2] != "":
		first, ok := monthIn(m[1], number(m[2]), base)
		day, there := nthWeekday(first, n, m[5])
		if m[1] == "" && there && longPast(day, base) {
			day, there = nthWeekday(first.AddDate(1, 0, 0), n, m[5])
		}
		return day, ok && there
	case m[3] != "":
		return nthWeekday(monthFrom(m[3], base), n, m[5])
	}
	first := monthFrom("今月", base)
	day, ok := nthWeekday(first, n, m[5])
	if !ok || day.Before(base) {
		return nthWeekday(first.AddDate(0, 1, 0), n, m[5])
	}
	return day, true
}

// nthWeekday is the nth such weekday of the month that begins on first, or the last for 0.
func nthWeekday(first time.Time, n int, weekday string) (time.Time, bool) {
	day := first.AddDate(0, 0, (weekdayOf(weekday)-(int(first.Weekday())+6)%7+7)%7)
	if n == 0 {
		for day.AddDate(0, 0, 7).Month() == first.Month() {
			day = day.AddDate(0, 0, 7)
		}
		return day, true
	}
	day = day.AddDate(0, 0, 7*(n-1))
	return day, day.Month() == first.Month()
}

// feasts are days of every year: month and day, or month and which Monday of it (since the laws on the
// Happy Mondays, 平成10年法律第141号 and 平成13年法律第59号).
var feasts = map[string]struct {
	month       time.Month
	day, monday int
}{
	"元旦": {month: 1, day: 1}, "元日": {month: 1, day: 1}, "成人の日": {month: 1, monday: 2},
	"建国記念の日": {month: 2, day: 11}, "建国記念日": {month: 2, day: 11}, "天皇誕生日": {month: 2, day: 23},
	"昭和の日": {month: 4, day: 29}, "憲法記念日": {month: 5, day: 3}, "みどりの日": {month: 5, day: 4}, "こどもの日": {month: 5, day: 5},
	"海の日": {month: 7, monday: 3}, "山の日": {month: 8, day: 11}, "敬老の日": {month: 9, monday: 3}, "スポーツの日": {month: 10, monday: 2},
	"文化の日": {month: 11, day: 3}, "勤労感謝の日": {month: 11, day: 23},
	"クリスマスイブ": {month: 12, day: 24}, "クリスマス": {month: 12, day: 25}, "大晦日": {month: 12, day: 31}, "大みそか": {month: 12, day: 31},
}

// readFeast reads 元旦 and the like: the next one, or that of a year that is named.
func readFeast(m []string, base time.Time) (time.Time, bool) {
	feast, ok := feasts[m[2]]
	if !ok {
		return time.Time{}, false
	}
	in := func(year int) (time.Time, bool) {
		if feast.monday > 0 {
			return nthWeekday(time.Date(year, feast.month, 1, 0, 0, 0, 0, JST), feast.monday, "月")
		}
		return date(year, int(feast.month), feast.day)
	}
	if m[1] != "" {
		return in(namedYear(m[1], base))
	}
	day, ok := in(base.Year())
	if longPast(day, base) {
		return in(base.Year() + 1)
	}
	return day, ok
}

// longPast reports whether a day without its year must be next year's. One that has only just passed is
// left in the past, so that it can be asked about.
func longPast(day, base time.Time) bool { return base.Sub(day) > 60*24*time.Hour }
