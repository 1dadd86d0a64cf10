package ticket

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"madoguchi/lazyregexp"
	"madoguchi/reading"
)

// People name days by the office's working days: 翌営業日, 3営業日後, 月末の最終営業日, 連休明け. Which days those are only
// the office's calendar knows; here they become dates, which are read like any other.

var workdayForms = []struct {
	words *lazyregexp.Regexp
	day   func(c *Calendar, m []string, today time.Time) time.Time
}{
	{lazyregexp.New(`(?:翌々営業日|翌翌営業日)`), func(c *Calendar, _ []string, today time.Time) time.Time { return c.workdayAfter(today, 2) }},
	{lazyregexp.New(`(?:翌|次の|明くる|つぎの)営業日`), func(c *Calendar, _ []string, today time.Time) time.Time { return c.workdayAfter(today, 1) }},
	{lazyregexp.New(`([0-9]{1,2})営業日(?:後|以内|先|あと)?`), func(c *Calendar, m []string, today time.Time) time.Time {
		n, _ := strconv.Atoi(m[1]) // digits by the expression
		return c.workdayAfter(today, n)
	}},
	{lazyregexp.New(`(?:([0-9]{1,2})月|(今月|当月|来月|翌月|再来月))?の?(?:月末の?)?(?:最終|最後の)営業日`), func(c *Calendar, m []string, today time.Time) time.Time {
		return c.workdayBefore(monthOf(m, today).AddDate(0, 1, 0))
	}},
	{lazyregexp.New(`(?:([0-9]{1,2})月|(今月|当月|来月|翌月|再来月))?の?(?:月初の?)?(?:最初の|第一|第1|はじめの|初めの)営業日`), func(c *Calendar, m []string, today time.Time) time.Time {
		first := c.workdayAfter(monthOf(m, today).AddDate(0, 0, -1), 1)
		if m[1] == "" && m[2] == "" && first.Before(today) {
			first = c.workdayAfter(monthOf(m, today).AddDate(0, 1, -1), 1)
		}
		return first
	}},
	{lazyregexp.New(`(連)?休(?:み|日)?明け`), func(c *Calendar, m []string, today time.Time) time.Time {
		least := 1
		if m[1] != "" {
			least = 3
		}
		return c.afterRest(today, least)
	}},
}

// workdays puts dates in the place of working days in a text. Words are the first that it read so.
func (c *Calendar) workdays(text string, now time.Time) (dated, words string) {
	dated = norm.NFKC.String(text)
	for _, form := range workdayForms {
		m := form.words.FindStringSubmatch(dated)
		if m == nil {
			continue
		}
		if day := form.day(c, m, reading.Midnight(now)); !day.IsZero() {
			return strings.Replace(dated, m[0], day.Format("2006/1/2"), 1), m[0]
		}
	}
	return text, ""
}

// farWorkday is how many days ahead a working day is looked for.
const farWorkday = 400

// workdayAfter is the n-th working day after a day, zero where there is none.
func (c *Calendar) workdayAfter(day time.Time, n int) time.Time {
	for range farWorkday {
		if n <= 0 {
			return day
		}
		day = day.AddDate(0, 0, 1)
		if c.WorkingDay(day) {
			n--
		}
	}
	return time.Time{}
}

// workdayBefore is the last working day before a day.
func (c *Calendar) workdayBefore(day time.Time) time.Time {
	for range farWorkday {
		if day = day.AddDate(0, 0, -1); c.WorkingDay(day) {
			return day
		}
	}
	return time.Time{}
}

// afterRest is the first working day after the next rest of so many days at least.
func (c *Calendar) afterRest(day time.Time, least int) time.Time {
	rest := 0
	for range farWorkday {
		if c.WorkingDay(day) {
			if rest >= least {
				return day
			}
			rest = 0
		} else {
			rest++
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}
}

// monthOf is the first day of the month that the first two groups of a form name, else of the present one.
func monthOf(m []string, today time.Time) time.Time {
	month := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, reading.JST)
	switch m[2] {
	case "来月", "翌月":
		return month.AddDate(0, 1, 0)
	case "再来月":
		return month.AddDate(0, 2, 0)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n < 1 || n > 12 {
		return month
	}
	for month.Month() != time.Month(n) {
		month = month.AddDate(0, 1, 0)
	}
	return month
}

var usualDay = Hours{Open: 9 * 60, Close: 18 * 60}

// usualWeek is the calendar of a form whose office has set none.
var usualWeek = Calendar{Hours: [7]Hours{1: usualDay, 2: usualDay, 3: usualDay, 4: usualDay, 5: usualDay}, Holidays: true}

// calendar is the office's, where it has told the field.
func (f *Field) calendar() *Calendar {
	if f.Calendar != nil {
		return f.Calendar
	}
	return &usualWeek
}
