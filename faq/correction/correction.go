// Package correction says what a notice is that corrects what members were told: an entry has changed in
// meaning, and whoever was given it as it was before is told once, in one line that staff write.
//
//	writing ─▶ asked ─▶ sending ─▶ stopped      Notice.State
//	   ▲        │ sent back
//	   └────────┘
//
// Whom a notice goes to is chosen by the answers that were given, a [Query]; when it is sent the list is
// frozen, and each of them hears of it exactly once. Where a member's channel asks money for what is no
// answer, a notice waits for the next answer that costs nothing, unless staff have said that it may be paid
// for. The package holds values; package postgres keeps them.
package correction

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/faq/edition"
)

// A Fault says whose fault it was, as members are told.
type Fault string

// The faults. The database keeps the word.
const (
	Ours Fault = "ours" // what the office said was wrong
	Rule Fault = "rule" // it was right, and the rules have changed
)

// A State says how far a notice is, as that of a draft: it is approved by the same rules. The database keeps the word.
type State = edition.DraftState

// The states. One that is approved is sent with that, and one that is sent back is being written again.
const (
	Writing       = edition.Writing
	Asked         = edition.Asked
	Sending State = "sending" // it is on its way, or has arrived
	Stopped State = "stopped" // whoever had not been told by then is not told
)

// What stands in the way of something that is asked for, besides what package edition says of an approval.
var (
	ErrChanged    = errors.New("the notice has been changed since")
	ErrNobody     = errors.New("nobody is to be told")
	ErrIncomplete = errors.New("a notice needs versions, whose fault it was, and a line")
)

// A Query chooses answers that were given.
type Query struct {
	Ref      string
	Versions []int
	Since    time.Time // inclusive; zero = from the first
	Until    time.Time // exclusive; zero = to the last
}

// MaxLine is how many characters the line may have.
const MaxLine = 300

// A Notice is one correction.
type Notice struct {
	ID int64
	Query
	Question string // of the entry, as it was when the notice was written
	Fault    Fault
	Line     string // what is right
	Push     bool   // it may cost money to say it at once

	State   State
	Version int      // counted up with each change
	Authors []string // the IDs of all who have written it; they may not approve it
	By      string   // the name of who did so last
	Made    time.Time
	Sent    time.Time
	All     int // how many it was to go to
	edition.Review
}

// Reviewed is a notice as something to approve.
func (n *Notice) Reviewed() edition.Reviewed {
	return edition.Reviewed{State: &n.State, Authors: n.Authors, Review: &n.Review}
}

// Open says whether a notice is not sent yet: it can be changed.
func (n *Notice) Open() bool { return n.State == Writing || n.State == Asked }

// Check says what is missing of a notice: ErrIncomplete, or nil.
func (n *Notice) Check() error {
	n.Line = strings.Join(strings.Fields(n.Line), " ")
	slices.Sort(n.Versions)
	n.Versions = slices.Compact(n.Versions)
	switch {
	case n.Ref == "", len(n.Versions) == 0, n.Line == "", utf8.RuneCountInString(n.Line) > MaxLine, n.Fault != Ours && n.Fault != Rule:
		return ErrIncomplete
	case !n.Since.IsZero() && !n.Until.IsZero() && !n.Since.Before(n.Until):
		return ErrIncomplete
	}
	return nil
}

// A Reach is whom a query finds, by channel.
type Reach struct {
	Channel  string
	Contacts int
	Gone     int // of those, who cannot be reached now
}

// A Found is what a query finds.
type Found struct {
	Reach   []Reach
	Answers int // that were given
	Unknown int // of those, whose askers are not known any more: the time for which that is kept is over
}

// Contacts counts all who were found.
func (f *Found) Contacts() (all, gone int) {
	for _, r := range f.Reach {
		all, gone = all+r.Contacts, gone+r.Gone
	}
	return all, gone
}

// A Given is a contact who was given an answer.
type Given struct {
	Contact int64 // the conversation
	Channel string
	Name    string
	At      time.Time // the last time
	Times   int
	Version int // the last one
	Gone    bool
	Fate    Fate // of a notice that was sent
	Told    time.Time
	Via     string // how it went: reply, push, …
}

// A Fate says what became of a notice to one contact.
type Fate string

// The fates.
const (
	Going   Fate = "going"   // on its way
	Waiting Fate = "waiting" // for an answer that costs nothing, or for the quota
	Told    Fate = "told"
	Gone    Fate = "gone"    // cannot be reached
	Dropped Fate = "dropped" // was not told when the notice was stopped
)

// Fates are all there are, in the order in which people ask for them.
func Fates() []Fate { return []Fate{Told, Going, Waiting, Gone, Dropped} }

// A Progress counts contacts by what became of a notice to them, and what it has cost.
type Progress struct {
	Count  map[Fate]int
	Pushes int
}

// Open counts those whom stopping the notice would leave untold.
func (p *Progress) Open() int { return p.Count[Going] + p.Count[Waiting] + p.Count[Gone] }
