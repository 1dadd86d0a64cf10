// Package incident holds what an office has to account for when personal data went where it should not: a reply to the
// wrong member (誤送信), or any other leak (漏えい). It knows the days that the law counts and what a report has to say.
//
// An [Incident] is a value; postgres keeps it, bot/desk withdraws a reply that went astray, and the desk gathers who got
// what of whom and when. Nothing here decides whether the law wants a report: that is the office's to judge.
//
//	in := incident.Incident{Kind: incident.Misdirected, Known: now}
//	days := in.Days(now)    // 1 on the day itself
//	limits := in.Deadlines() // 速報 and 確報
package incident

import (
	"time"
	"unicode/utf8"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A Kind says what happened. The database keeps the word.
type Kind string

// The kinds.
const (
	Misdirected Kind = "misdirected" // 誤送信: a reply went to the wrong member
	Other       Kind = "other"       // any other leak, written down by hand
)

// An Incident is one such event with what was done about it.
type Incident struct {
	ID       int64
	Kind     Kind
	Title    string // in one line
	Ticket   string // of a reply: in which ticket it was sent; "" of others
	Delivery int64  // of a reply
	Happened time.Time
	Known    time.Time // since when the office knows: from then the days are counted
	Wrongful bool      // by a wrongful act (不正の目的): the full report has 60 days instead of 30

	Whose    string // whose data it was
	What     string // which items
	Who      string // who got it
	Count    int    // how many people's; 0 = not known yet
	Cause    string
	Measures string // what was done, and what keeps it from happening again

	By   chat.Person // who wrote it down
	Made time.Time

	Apology    string // to the member who got it; waits for a second person
	ApologyBy  chat.Person
	ApprovedBy chat.Person
	Approved   time.Time

	Early, Full, Told, Closed Step // what was done, by hand
	Version                   int
}

// A Step is something that was done about an incident; zero while it was not.
type Step struct {
	At  time.Time
	Who string
}

// Steps are the words by which steps are marked: the early report (速報), the full one (確報), that the people
// concerned were told (本人への通知), and that the matter is closed.
func Steps() []string { return []string{"early", "full", "told", "closed"} }

// Step is what was done under such a word, to be read or set; nil under another word.
func (in *Incident) Step(word string) *Step {
	switch word {
	case "early":
		return &in.Early
	case "full":
		return &in.Full
	case "told":
		return &in.Told
	case "closed":
		return &in.Closed
	}
	return nil
}

// longest is how long each text may be, in characters.
const longest = 4000

// A Fault is what an incident cannot have, by its field.
type Fault struct{ Field string }

func (f *Fault) Error() string { return "incident: " + f.Field + " cannot be so" }

// Check says what an incident cannot have.
func (in *Incident) Check(now time.Time) error {
	switch {
	case in.Title == "" || utf8.RuneCountInString(in.Title) > 100:
		return &Fault{"title"}
	case in.Known.IsZero() || in.Known.After(now):
		return &Fault{"known"}
	case !in.Happened.IsZero() && in.Happened.After(in.Known):
		return &Fault{"happened"}
	case in.Count < 0 || in.Count > 10_000_000:
		return &Fault{"count"}
	}
	for _, text := range []string{in.Whose, in.What, in.Who, in.Cause, in.Measures, in.Apology} {
		if utf8.RuneCountInString(text) > longest {
			return &Fault{"text"}
		}
	}
	return nil
}

// Days counts the days since the office knows, as the law's guideline does: the day itself is the first
// (個人情報保護法 通則編 3-5-3).
func (in *Incident) Days(now time.Time) int {
	return int(reading.Midnight(now).Sub(reading.Midnight(in.Known))/(24*time.Hour)) + 1
}

// The days of 個人情報保護法 26条: an early report within about three to five days, a full one within thirty, or sixty
// where somebody acted wrongfully.
const (
	earlyFrom  = 3
	earlyUntil = 5
	fullDays   = 30
	wrongful   = 60
)

// Deadlines are the days by which the law wants the reports.
type Deadlines struct{ EarlyFrom, EarlyUntil, Full time.Time }

// Deadlines counts them from the day on which the office knew, which is the first. A full report that would be due on a
// weekend, a holiday or at the turn of the year is due on the next day that is none.
func (in *Incident) Deadlines() Deadlines {
	first := reading.Midnight(in.Known)
	days := fullDays
	if in.Wrongful {
		days = wrongful
	}
	full := first.AddDate(0, 0, days-1)
	for off(full) {
		full = full.AddDate(0, 0, 1)
	}
	return Deadlines{first.AddDate(0, 0, earlyFrom-1), first.AddDate(0, 0, earlyUntil-1), full}
}

// off reports whether the authority takes no reports on a day.
func off(t time.Time) bool {
	day := t.In(reading.JST)
	turn := day.Format("01-02")
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday || ticket.Holiday(day) != "" || turn >= "12-29" || turn <= "01-03"
}

// Open reports whether anything remains to be done.
func (in *Incident) Open() bool { return in.Closed.At.IsZero() }

// MayApprove reports whether a person may let the apology go: a second one, who has not written it.
func (in *Incident) MayApprove(who chat.Person) bool {
	return in.Apology != "" && in.Ticket != "" && in.ApologyBy.ID != who.ID && who.ID != ""
}
