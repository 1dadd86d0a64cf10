package learn

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/catalogue"
)

// A Digest is what an office reads of a week on its first business morning.
type Digest struct {
	From, Till time.Time
	Verdicts   Verdicts
	Groups     []Group // those that are asked most, still open
	Ending     []End   // what ends before long
	Late       int     // open tickets whose promise is over
	Learnt     Learnt
}

// Verdicts are how many questions were answered directly, asked back about, and handed over.
type Verdicts struct{ Direct, Asked, Handed int }

// Learnt is how many groups became wordings and entries in the week.
type Learnt struct{ Aliases, Entries, Proposed int }

// An End is something of the FAQ that ends: a programme, or an entry of one.
type End struct {
	Name, Page string // its page at the desk, from its root
	Until      string // a day
}

// Empty reports whether there is nothing to tell: in the first week of an office, or of one that was closed.
func (d *Digest) Empty() bool {
	return d.Verdicts == (Verdicts{}) && d.Learnt == (Learnt{}) && len(d.Groups) == 0 && len(d.Ending) == 0 && d.Late == 0
}

// digestGroups is how many groups stand in a digest.
const digestGroups = 5

// Text is the digest as a message. Each line leads to a page of the desk, which is reached under base; without
// one the lines stand alone.
func (d *Digest) Text(base string) string {
	say := catalogue.JA.Say
	lines := []string{say("learn.digest.title", "from", dayOf(d.From), "till", dayOf(d.Till.AddDate(0, 0, -1)))}
	add := func(page, text string) {
		if base != "" {
			text += " " + base + page
		}
		lines = append(lines, "・"+text)
	}
	v := d.Verdicts
	add("/desk/faq", say("learn.digest.verdicts", "direct", v.Direct, "asked", v.Asked, "handed", v.Handed))
	for _, g := range d.Groups[:min(len(d.Groups), digestGroups)] {
		add(fmt.Sprintf("/desk/faq/unanswered/%d", g.ID), say("learn.digest.group", "wording", g.Wording, "n", g.Counts.Asked()))
	}
	if d.Learnt.Proposed > 0 {
		add("/desk/faq/unanswered", say("learn.digest.proposed", "n", d.Learnt.Proposed))
	}
	for _, t := range d.Ending {
		add(t.Page, say("learn.digest.ending", "name", t.Name, "until", t.Until))
	}
	if d.Late > 0 {
		add("/desk?tab=overdue", say("learn.digest.late", "n", d.Late))
	}
	add("/desk/faq/unanswered?state=entry&order=latest", say("learn.digest.learnt", "aliases", d.Learnt.Aliases, "entries", d.Learnt.Entries))
	return strings.Join(lines, "\n")
}

// Subject is the digest's as a mail.
func (d *Digest) Subject() string {
	return catalogue.JA.Say("learn.digest.subject", "from", dayOf(d.From), "till", dayOf(d.Till.AddDate(0, 0, -1)))
}

func dayOf(t time.Time) string { return fmt.Sprintf("%d/%d", t.Month(), t.Day()) }
