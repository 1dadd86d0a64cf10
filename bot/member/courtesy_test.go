package member

import (
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// TestCourtesiesVary: each courtesy has more than one answer, so that none comes twice in a row.
func TestCourtesiesVary(t *testing.T) {
	for c, text := range courtesies {
		if words.Variants(text) == nil {
			t.Errorf("the answer to %s is always %q", c, text)
		}
	}
}

// TestFrame: a frame counts while it is said turn after turn, and begins anew after a pause.
func TestFrame(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)
	c := &turn.Conversation{}
	say := func(keys ...string) (counts []int) {
		tn := &turn.Turn{Input: turn.Input{Now: now, Conversation: c}}
		for _, key := range keys {
			counts = append(counts, tn.Frame(key))
		}
		c.State.Again = nil
		if tn.Again != nil {
			c.State.Again = &turn.Again{At: now, Said: tn.Again}
		}
		return counts
	}
	for i, tc := range []struct {
		later time.Duration
		keys  []string
		want  []int
	}{
		{0, []string{"a"}, []int{0}},
		{0, []string{"a", "b"}, []int{1, 0}},
		{0, []string{"a", "a"}, []int{2, 3}}, // twice in one turn
		{0, nil, nil},
		{0, []string{"a"}, []int{0}},
		{turn.FollowUp, []string{"a"}, []int{0}},
	} {
		now = now.Add(tc.later)
		got := say(tc.keys...)
		for j := range tc.want {
			if got[j] != tc.want[j] {
				t.Errorf("turn %d: %v counts %v, want %v", i, tc.keys, got, tc.want)
			}
		}
	}
}

// TestSeasonDays: the season asked for is the next one, or the one that lasts.
func TestSeasonDays(t *testing.T) {
	for _, tc := range []struct {
		season      reading.Season
		now         string
		from, until string
	}{
		{reading.YearEnd, "2026-11-20", "2026-12-27", "2027-01-07"},
		{reading.YearEnd, "2026-12-30", "2026-12-27", "2027-01-07"},
		{reading.YearEnd, "2027-01-02", "2026-12-27", "2027-01-07"},
		{reading.YearEnd, "2027-01-08", "2027-12-27", "2028-01-07"},
		{reading.Bon, "2026-08-19", "2026-08-08", "2026-08-19"},
		{reading.Bon, "2026-08-20", "2027-08-08", "2027-08-19"},
		{reading.GoldenWeek, "2026-05-07", "2027-04-29", "2027-05-06"},
	} {
		now, err := time.ParseInLocation(time.DateOnly, tc.now, reading.JST)
		if err != nil {
			t.Fatal(err)
		}
		from, until := seasonDays(tc.season, now.Add(10*time.Hour))
		if from.Format(time.DateOnly) != tc.from || until.Format(time.DateOnly) != tc.until {
			t.Errorf("%s on %s is %s to %s", tc.season, tc.now, ticket.Day(from), ticket.Day(until))
		}
	}
}
