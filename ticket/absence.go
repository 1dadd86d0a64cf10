package ticket

import (
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
)

// An Absence is a member of staff who said that they are away.
type Absence struct {
	Person chat.Person
	Until  time.Time // the midnight in Japan that ends the last day
}

// Back is the last day of the absence as staff read it: 「11/24（火）」.
func (a Absence) Back() string { return Day(a.Until.Add(-time.Second)) }

// AwayUntil is when an absence ends whose last day is the one t lies on.
func AwayUntil(t time.Time) time.Time { return reading.Midnight(t).AddDate(0, 0, 1) }
