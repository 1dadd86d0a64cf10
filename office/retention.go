package office

import (
	"strconv"
	"strings"
	"time"
)

// A Retention is for how long the words of members are kept. What is left afterwards are numbers,
// dates and statuses.
type Retention struct {
	Tickets    Keep          // what a ticket says, where no record says otherwise: see KeepOf
	Records    []Record      // the same by kind and programme
	Messages   time.Duration // a conversation's lines, once its contact has no ticket that is still kept
	Drafts     time.Duration // a form that was begun and never sent, from the contact's last word
	Events     time.Duration // what a platform sent, as it came, once it is decided
	Deliveries time.Duration // what went out, from when it arrived or was given up
	Questions  time.Duration // what the FAQ was asked; without the person as soon as their lines go
}

// retentionFile is the retention as it is written: 365d.
type retentionFile struct {
	Tickets    string   `yaml:"tickets"`
	Records    []Record `yaml:"records"`
	Messages   string   `yaml:"messages"`
	Drafts     string   `yaml:"drafts"`
	Events     string   `yaml:"events"`
	Deliveries string   `yaml:"deliveries"`
	Questions  string   `yaml:"questions"`
}

// The bounds of a term. A platform sends again what it believes lost, so that an event must be known
// for a week.
const (
	shortestTerm = 7
	longestTerm  = 3650
)

func (f *retentionFile) settle(d *retentionFile) (Retention, error) {
	var r Retention
	if f == nil {
		f = &retentionFile{}
	}
	for _, term := range []struct {
		name           string
		text, fallback string
		into           *time.Duration
	}{
		{"messages", f.Messages, d.Messages, &r.Messages},
		{"drafts", f.Drafts, d.Drafts, &r.Drafts},
		{"events", f.Events, d.Events, &r.Events},
		{"deliveries", f.Deliveries, d.Deliveries, &r.Deliveries},
		{"questions", f.Questions, d.Questions, &r.Questions},
	} {
		text := term.text
		if text == "" {
			text = term.fallback
		}
		number, days := strings.CutSuffix(strings.TrimSpace(text), "d")
		n, err := strconv.Atoi(number)
		if err != nil || !days || n < shortestTerm || n > longestTerm {
			return Retention{}, at("retention."+term.name, "office.fault.days", "value", text, "from", shortestTerm, "until", longestTerm)
		}
		*term.into = time.Duration(n) * 24 * time.Hour
	}
	return r, nil
}
