package ticket

import (
	"fmt"
	"time"

	"madoguchi/reading"
)

// Has reports whether t's day in Japan lies in p.
func (p Period) Has(t time.Time) bool {
	t = t.In(reading.JST)
	until := p.Until
	if until == "" {
		until = p.From
	}
	if len(p.From) == len("12-29") {
		day := t.Format("01-02")
		if p.From <= until {
			return p.From <= day && day <= until
		}
		return p.From <= day || day <= until // over the turn of the year
	}
	day := t.Format(time.DateOnly)
	return p.From <= day && day <= until
}

// end is the last day of p seen from t, which lies in it.
func (p Period) end(t time.Time) time.Time {
	for p.Has(t.AddDate(0, 0, 1)) {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// Check says what is wrong with p, or nil.
func (p Period) Check() error {
	until := p.Until
	if until == "" {
		until = p.From
	}
	for _, s := range []string{p.From, until} {
		_, err1 := time.Parse(time.DateOnly, s)
		_, err2 := time.Parse(time.DateOnly, "2024-"+s)
		if err1 != nil && err2 != nil {
			return fmt.Errorf("%q is no day: want 2026-08-12, or 12-29 for every year", s)
		}
	}
	switch {
	case len(p.From) != len(until):
		return fmt.Errorf("%q to %q: give both with the year, or both without", p.From, until)
	case len(p.From) > len("12-29") && until < p.From:
		return fmt.Errorf("%q to %q: ends before it begins", p.From, until)
	}
	return nil
}
