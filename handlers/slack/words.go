package slack

import (
	"fmt"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// say is a sentence of the catalogue for staff, who read Japanese.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// found leads what the FAQ has for a query.
func found(query string, n int) string {
	if n == 0 {
		return say("slack.none_found", "query", chars.Cut(query, 100))
	}
	return say("slack.found", "query", chars.Cut(query, 100), "n", n)
}

// title heads the modal of an act, askLabel its one input; where either has no word of its own, it is
// the word on the act's button.
func title(act chat.Act) string    { return wordOr(catalogue.Key("slack.title."+string(act)), act) }
func askLabel(act chat.Act) string { return wordOr(catalogue.Key("slack.asks."+string(act)), act) }

func wordOr(key catalogue.Key, act chat.Act) string {
	if word, ok := catalogue.JA.Find(key); ok {
		return word
	}
	return staffwords.Act(act)
}

// day is a time in Japan as staff read it: 10/10（火）17:30.
func day(t time.Time) string { return ticket.Day(t) + ticket.Clock(t) }

// clock is a moment of the recent past: 10/10 9:52.
func clock(t time.Time) string {
	t = t.In(reading.JST)
	return fmt.Sprintf("%d/%d %d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}
