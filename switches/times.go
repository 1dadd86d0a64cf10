package switches

import (
	"time"

	"madoguchi/reading"
)

// Times reads from when until when a switch is in force, as a form has it: days as 2026-11-30, a time of day as 13:00,
// each of which may be missing. Nothing is now, and until it is turned off; the last day is included. A closure
// without a time of day begins with its day, and without a last day lasts until the day's end. What cannot be read is
// a *[Fault].
func Times(kind Kind, now time.Time, day, clock, until string) (from, end time.Time, err error) {
	from = now
	if day != "" || clock != "" || kind == Closed {
		if from, err = begins(now, day, clock); err != nil {
			return from, end, &Fault{"until"}
		}
	}
	if until == "" {
		if kind == Closed {
			end = reading.Midnight(from).AddDate(0, 0, 1)
		}
		return from, end, nil
	}
	last, err := time.ParseInLocation(time.DateOnly, until, reading.JST)
	if err != nil {
		return from, end, &Fault{"until"}
	}
	return from, last.AddDate(0, 0, 1), nil
}

func begins(now time.Time, day, clock string) (time.Time, error) {
	at := reading.Midnight(now)
	if day != "" {
		d, err := time.ParseInLocation(time.DateOnly, day, reading.JST)
		if err != nil {
			return d, err
		}
		at = d
	}
	if clock == "" {
		return at, nil
	}
	c, err := time.Parse("15:04", clock)
	return at.Add(time.Duration(c.Hour())*time.Hour + time.Duration(c.Minute())*time.Minute), err
}
