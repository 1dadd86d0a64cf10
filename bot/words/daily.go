package words

import (
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/reading"
)

// A Chore is a ticket that needs somebody this morning, and why: late, today, wrote or new.
type Chore struct {
	Number, Why, Link string
}

// mostChores is how many a morning's mail names.
const mostChores = 30

// Daily is a morning's mail to a colleague about their tickets: numbers and where to open them, nothing of what they
// say.
func Daily(tongue *catalogue.Language, name string, chores []Chore, at time.Time, where *time.Location) (subject, text string) {
	var lines []string
	for _, c := range chores[:min(len(chores), mostChores)] {
		lines = append(lines, tongue.Say("colleague.daily.line", "number", c.Number, "what", tongue.Say(catalogue.Key("colleague.chore."+c.Why)), "link", c.Link))
	}
	if more := len(chores) - len(lines); more > 0 {
		lines = append(lines, tongue.Say("colleague.daily.more", "n", more))
	}
	return tongue.Say("colleague.daily.subject", "n", len(chores)),
		tongue.Say("colleague.daily.text", "name", name, "n", len(chores), "at", clockAt(at, where), "lines", strings.Join(lines, "\n"))
}

// clockAt is a moment by the clock of where somebody is, with the office's own beside it where they are elsewhere.
func clockAt(at time.Time, where *time.Location) string {
	clock := at.In(reading.JST).Format("2006-01-02 15:04") + " JST"
	if _, here := at.In(where).Zone(); here != 9*60*60 {
		return at.In(where).Format("2006-01-02 15:04 MST") + " / " + clock
	}
	return clock
}
