package figures

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"madoguchi/reading"
)

// A Span is a run of days in Japan.
type Span struct {
	From, Until time.Time // midnights; Until is that of the day behind the last
}

// Days is the span from one day to another, both in it.
func Days(from, last time.Time) Span {
	return Span{reading.Midnight(from), reading.Midnight(last).AddDate(0, 0, 1)}
}

// Month is the month in which a moment is.
func Month(t time.Time) Span {
	y, m, _ := t.In(reading.JST).Date()
	from := time.Date(y, m, 1, 0, 0, 0, 0, reading.JST)
	return Span{from, from.AddDate(0, 1, 0)}
}

// FiscalYear is the 年度 that begins in April of a year.
func FiscalYear(year int) Span {
	from := time.Date(year, time.April, 1, 0, 0, 0, 0, reading.JST)
	return Span{from, from.AddDate(1, 0, 0)}
}

// YearOf is the 年度 in which a moment is, by the year of its April.
func YearOf(t time.Time) int {
	t = t.In(reading.JST)
	if t.Month() < time.April {
		return t.Year() - 1
	}
	return t.Year()
}

// Last is the last day of the span.
func (s Span) Last() time.Time { return s.Until.AddDate(0, 0, -1) }

// Year is the 年度 that the span is, by the year of its April; false where it is none.
func (s Span) Year() (int, bool) {
	y := YearOf(s.From)
	return y, s == FiscalYear(y)
}

// IsMonth reports whether the span is one month.
func (s Span) IsMonth() bool { return s == Month(s.From) }

// Before is the same span a year earlier.
func (s Span) Before() Span { return Span{s.From.AddDate(-1, 0, 0), s.Until.AddDate(-1, 0, 0)} }

// Months are the first days of the months that the span touches.
func (s Span) Months() []time.Time {
	var out []time.Time
	for m := Month(s.From).From; m.Before(s.Until); m = m.AddDate(0, 1, 0) {
		out = append(out, m)
	}
	return out
}

// MostYears is how long a span may be at most: longer ones are slips of the pen.
const MostYears = 20

// Check says why a span cannot be reported on, in a word: order or length. "" where it can.
func (s Span) Check() string {
	switch {
	case !s.From.Before(s.Until):
		return "order"
	case s.From.AddDate(MostYears, 0, 0).Before(s.Until):
		return "length"
	}
	return ""
}

// ParseDay reads 2026-04-01.
func ParseDay(text string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(text), reading.JST)
	if err != nil {
		return time.Time{}, fmt.Errorf("day %q: want YYYY-MM-DD", text)
	}
	return day, nil
}

// ParseSpan reads how an address or a command names a span: "2026" is the 年度 from April 2026, "2026-11" a month,
// "2026-04-01..2026-09-30" the days between, both in it.
func ParseSpan(text string) (Span, error) {
	from, last, days := strings.Cut(strings.TrimSpace(text), "..")
	if days {
		a, err := ParseDay(from)
		if err != nil {
			return Span{}, err
		}
		b, err := ParseDay(last)
		if err != nil {
			return Span{}, err
		}
		return Days(a, b), nil
	}
	if month, err := time.ParseInLocation("2006-01", from, reading.JST); err == nil {
		return Month(month), nil
	}
	if year, err := strconv.Atoi(from); err == nil && len(from) == 4 && year > 1900 {
		return FiscalYear(year), nil
	}
	return Span{}, fmt.Errorf("span %q: want YYYY for the year from April, YYYY-MM or YYYY-MM-DD..YYYY-MM-DD", text)
}

// String is what ParseSpan reads.
func (s Span) String() string {
	if year, is := s.Year(); is {
		return strconv.Itoa(year)
	}
	if s.IsMonth() {
		return s.From.Format("2006-01")
	}
	return s.From.Format(time.DateOnly) + ".." + s.Last().Format(time.DateOnly)
}
