package reading

import (
	"strconv"
	"strings"
	"time"
)

// date is the day y-m-d in Japan; it reports false where there is no such day.
func date(y, m, d int) (time.Time, bool) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, JST)
	return t, y >= 1900 && y <= 9999 && t.Month() == time.Month(m) && t.Day() == d
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // the patterns let only digits through
	return n
}

func readYMD(m []string, _ time.Time) (time.Time, bool) {
	return date(number(m[1]), number(m[2]), number(m[3]))
}

// readEra reads a year of an era. The year before the era's first is added.
func readEra(m []string, _ time.Time) (time.Time, bool) {
	year := map[string]int{"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}[strings.ToUpper(m[1])]
	n := 1 // 元年
	if m[2] != "元" {
		n = number(m[2])
	}
	t, ok := date(year+n, number(m[3]), number(m[4]))
	return t, ok && n >= 1
}

// readShortYear reads 26/11/3 and 8/11/3: a year of the century or of Reiwa, whichever is near.
func readShortYear(m []string, base time.Time) (time.Time, bool) {
	n := number(m[1])
	for _, year := range []int{2000 + n, 2018 + n} {
		if year >= base.Year()-3 && year <= base.Year()+6 {
			return date(year, number(m[2]), number(m[3]))
		}
	}
	return time.Time{}, false
}

func readNamedYear(m []string, base time.Time) (time.Time, bool) {
	return date(namedYear(m[1], base), number(m[2]), number(m[3]))
}

func namedYear(name string, base time.Time) int {
	switch name {
	case "来年", "翌年":
		return base.Year() + 1
	case "再来年":
		return base.Year() + 2
	case "去年", "昨年":
		return base.Year() - 1
	}
	if y := number(strings.TrimSuffix(name, "年")); y > 0 {
		return y
	}
	return base.Year()
}

// readMD reads a day without its year: this year's, or next year's where this year's is long past.
// One that has only just passed is left in the past, so that it can be asked about.
func readMD(m []string, base time.Time) (time.Time, bool) {
	t, ok := date(base.Year(), number(m[1]), number(m[2]))
	if next, leap := date(base.Year()+1, number(m[1]), number(m[2])); leap && (!ok || longPast(t, base)) {
		return next, true
	}
	return t, ok
}

// monthIn is the first day of month number n: this year's, or next year's where it has passed.
func monthIn(year string, n int, base time.Time) (time.Time, bool) {
	if year != "" {
		return date(namedYear(year, base), n, 1)
	}
	t, ok := date(base.Year(), n, 1)
	if ok && t.AddDate(0, 1, 0).Before(base.AddDate(0, 0, 1)) {
		t = t.AddDate(1, 0, 0)
	}
	return t, ok
}

func readPartOfMonth(m []string, base time.Time) (time.Time, bool) {
	first, ok := monthIn(m[1], number(m[2]), base)
	return partOf(first, m[3]), ok
}

func readMonth(m []string, base time.Time) (time.Time, bool) {
	return monthIn(m[1], number(m[2]), base)
}

// partOf is the day a part of a month stands for: as a limit, its last.
func partOf(first time.Time, part string) time.Time {
	last := first.AddDate(0, 1, -1)
	switch part {
	case "上旬", "初旬":
		return first.AddDate(0, 0, 9)
	case "半ば":
		return first.AddDate(0, 0, 14)
	case "中旬", "中ごろ", "中頃":
		return first.AddDate(0, 0, 19)
	case "", "初め", "はじめ", "頭", "ごろ", "頃", "から", "以降":
		return first
	}
	return last
}

// monthFrom is the first day of a month named from base: 来月.
func monthFrom(name string, base time.Time) time.Time {
	offset := map[string]int{"先月": -1, "来月": 1, "翌月": 1, "再来月": 2, "さ来月": 2}[name]
	return time.Date(base.Year(), base.Month()+time.Month(offset), 1, 0, 0, 0, 0, JST)
}

func readPartOfNamedMonth(m []string, base time.Time) (time.Time, bool) {
	return partOf(monthFrom(m[1], base), m[2]), true
}

// readNamedMonth reads 来月 alone: its first day; 今月 is its last.
func readNamedMonth(m []string, base time.Time) (time.Time, bool) {
	if m[1] == "今月" {
		return partOf(monthFrom(m[1], base), "末"), true
	}
	return monthFrom(m[1], base), true
}

func readDayOfNamedMonth(m []string, base time.Time) (time.Time, bool) {
	first := monthFrom(m[1], base)
	return date(first.Year(), int(first.Month()), number(m[2]))
}

// readDayOfMonth reads 16日: this month's, or next month's where that has passed.
func readDayOfMonth(m []string, base time.Time) (time.Time, bool) {
	for n := range 3 {
		first := time.Date(base.Year(), base.Month()+time.Month(n), 1, 0, 0, 0, 0, JST)
		if t, ok := date(first.Year(), int(first.Month()), number(m[1])); ok && !t.Before(base) {
			return t, true
		}
	}
	return time.Time{}, false
}

// readTurn reads turns of the month, the year and the fiscal year, which ends in March.
func readTurn(m []string, base time.Time) (time.Time, bool) {
	year := namedYear(m[1], base)
	fiscal := year
	if base.Month() >= time.April || m[1] != "" {
		fiscal++
	}
	first := monthFrom("今月", base)
	switch m[2] {
	case "年末", "年内":
		return date(year, 12, 31)
	case "年明け", "年始":
		if m[1] == "" || m[1] == "今年" {
			year = base.Year() + 1
		}
		return date(year, 1, 4) // the first day on which offices work
	case "年度末", "年度内":
		return date(fiscal, 3, 31)
	case "来年度", "新年度":
		return date(fiscal, 4, 1)
	case "月初":
		return first.AddDate(0, 1, 0), true
	}
	return partOf(first, "末"), true
}

var weekOffsets = map[string]int{"先週": -1, "今週": 0, "来週": 1, "翌週": 1, "次週": 1, "再来週": 2, "さ来週": 2}

// monday is the Monday of base's week: in Japan a working week begins on Monday.
func monday(base time.Time) time.Time {
	return base.AddDate(0, 0, -(int(base.Weekday())+6)%7)
}

func weekdayOf(name string) int { // days behind Monday
	return (strings.Index("月火水木金土日", name)) / len("月")
}

func readNamedWeekday(m []string, base time.Time) (time.Time, bool) {
	return monday(base).AddDate(0, 0, 7*weekOffsets[m[1]]+weekdayOf(m[2])), true
}

// readPartOfWeek reads 来週, 来週中, 今週末. A week alone is its Monday, this week its Friday.
func readPartOfWeek(m []string, base time.Time) (time.Time, bool) {
	first := monday(base).AddDate(0, 0, 7*weekOffsets[m[1]])
	switch m[2] {
	case "末":
		return first.AddDate(0, 0, 5), true
	case "半ば", "前半":
		return first.AddDate(0, 0, 2), true
	case "中", "後半", "いっぱい":
		return first.AddDate(0, 0, 4), true
	}
	if m[1] == "今週" {
		return first.AddDate(0, 0, 4), true
	}
	return first, true
}

// readWeekday reads a bare weekday: the next one behind base.
func readWeekday(m []string, base time.Time) (time.Time, bool) {
	n := (weekdayOf(m[1]) - (int(base.Weekday())+6)%7 + 7) % 7
	if n == 0 {
		n = 7
	}
	return base.AddDate(0, 0, n), true
}

func readTurnOfWeek(m []string, base time.Time) (time.Time, bool) {
	if m[1] == "週末" {
		return monday(base).AddDate(0, 0, 5), true
	}
	return monday(base).AddDate(0, 0, 7), true
}

func readAfter(m []string, base time.Time) (time.Time, bool) {
	n := number(m[1])
	switch {
	case m[2] == "日":
		return base.AddDate(0, 0, n), true
	case strings.HasPrefix(m[2], "週"):
		return base.AddDate(0, 0, 7*n), true
	case m[2] == "年":
		return base.AddDate(n, 0, 0), n < 100
	}
	return monthsLater(base, n), true
}

// monthsLater is the same day n months on, or that month's last where it is shorter.
func monthsLater(base time.Time, n int) time.Time {
	first := time.Date(base.Year(), base.Month()+time.Month(n), 1, 0, 0, 0, 0, JST)
	return first.AddDate(0, 0, min(base.Day(), first.AddDate(0, 1, -1).Day())-1)
}

func readHalfAfter(m []string, base time.Time) (time.Time, bool) {
	if m[1] == "半年" {
		return monthsLater(base, 6), true
	}
	return base.AddDate(0, 0, 15), true
}

func readNamedDay(m []string, base time.Time) (time.Time, bool) {
	offset := map[string]int{"明日": 1, "あした": 1, "あす": 1, "翌日": 1, "明後日": 2, "あさって": 2, "しあさって": 3, "明々後日": 3, "明明後日": 3}[m[1]]
	return base.AddDate(0, 0, offset), true
}

func readNow(_ []string, base time.Time) (time.Time, bool) { return base, true }
