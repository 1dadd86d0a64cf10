package ticket

import (
	"slices"
	"strings"
	"time"

	"madoguchi/reading"
)

// While a ticket is on hold the clock of its promise stands still: what it has lost in opening hours is added behind.

// heldTag begins the tag that says since when a ticket is on hold.
const heldTag = "held:"

// Hold notes that the ticket is on hold from now on.
func (t *Ticket) Hold(now time.Time) {
	if t.heldSince().IsZero() {
		t.Tags = append(slices.Clone(t.Tags), heldTag+now.UTC().Format(time.RFC3339))
	}
}

// Unhold notes that the ticket is on hold no longer. A promise that is still to be kept moves by the opening hours that
// have passed meanwhile; it reports whether it has, and until when it held before. Without a calendar none moves, nor
// does the time for a claim to personal data, which the law sets and the office cannot put off.
func (t *Ticket) Unhold(c *Calendar, now time.Time) (before time.Time, moved bool) {
	since := t.heldSince()
	t.Tags = slices.DeleteFunc(slices.Clone(t.Tags), func(tag string) bool { return strings.HasPrefix(tag, heldTag) })
	if since.IsZero() || t.Due.IsZero() || !t.Replied.IsZero() || c == nil || t.Kind == Disclosure {
		return t.Due, false
	}
	before = t.Due
	if later := c.After(before, c.OpenTime(since, now)); later.After(before) {
		t.Due = later
	}
	return before, !t.Due.Equal(before)
}

// Pushed says in a ticket's log that its promise has moved by the time on hold.
func Pushed(before, after time.Time) string {
	return say("ticket.pushed", "before", dueText(before), "after", dueText(after))
}

func (t *Ticket) heldSince() time.Time {
	for _, tag := range t.Tags {
		if text, is := strings.CutPrefix(tag, heldTag); is {
			since, _ := time.Parse(time.RFC3339, text) // written by Hold
			return since
		}
	}
	return time.Time{}
}

// OpenTime is for how long the office is open between two moments: at most for a year, the longest that a ticket can
// be on hold.
func (c *Calendar) OpenTime(from, until time.Time) (open time.Duration) {
	if until.After(LatestHold(from)) {
		until = LatestHold(from)
	}
	for day := reading.Midnight(from); day.Before(until); day = day.AddDate(0, 0, 1) {
		for _, s := range c.spans(day) {
			if begin, end := later(s[0], from), earlier(s[1], until); end.After(begin) {
				open += end.Sub(begin)
			}
		}
	}
	return open
}

// After is when the office will have been open for so long from t on; t itself where that is no time at all, and where
// it never opens.
func (c *Calendar) After(t time.Time, open time.Duration) time.Time {
	if open <= 0 {
		return t
	}
	day := reading.Midnight(t)
	for range 3 * 366 {
		for _, s := range c.spans(day) {
			begin := later(s[0], t)
			if left := s[1].Sub(begin); left >= open {
				return begin.Add(open)
			} else if left > 0 {
				open -= left
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return t
}

// spans are the stretches of a day in which the office is open, each from one moment until another.
func (c *Calendar) spans(day time.Time) [][2]time.Time {
	h, ok := c.on(day)
	if !ok {
		return nil
	}
	at := func(minute int) time.Time { return day.Add(time.Duration(minute) * time.Minute) }
	if h.Open < h.Pause && h.Resume < h.Close {
		return [][2]time.Time{{at(h.Open), at(h.Pause)}, {at(h.Resume), at(h.Close)}}
	}
	return [][2]time.Time{{at(h.Open), at(h.Close)}}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
