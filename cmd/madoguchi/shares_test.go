package main

import (
	"testing"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// TestSharedUntilTheDayEnds: the day that the member is told is the last on which the link works, all of it.
func TestSharedUntilTheDayEnds(t *testing.T) {
	for _, at := range []string{"2026-06-05T00:00:00+09:00", "2026-06-05T14:30:00+09:00", "2026-06-05T23:59:59+09:00", "2026-06-04T16:00:00Z"} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		until := shareUntil(now)
		if next := until.Add(time.Second).In(reading.JST); ticket.Day(until) != "7/5（日）" || ticket.Day(next) != "7/6（月）" || next.Hour() != 0 {
			t.Errorf("shared at %s: until %s, %s", at, until, ticket.Day(until))
		}
	}
}
