// Package learn is how an office's own questions make its FAQ better, week by week and without a model: what
// was not answered is gathered into groups of like questions, staff say of each what becomes of it (another
// wording of an entry, an entry of its own, nothing), and what members choose becomes a proposal.
//
// Nothing is ever learnt by itself. What members do is counted; only a person puts a wording into an entry.
// Nothing here names a member: a question comes in without them (reading.Anonymous).
//
//	groups := learn.NewGroups(terms)
//	g := groups.Place("tsunagu", "インボイスの登録番号は？") // the group it belongs to, a new one if none is like it
//
// The package holds values and pure functions. The store keeps the questions and their groups, the desk and
// Slack show them.
package learn

import (
	"time"

	"madoguchi/catalogue"
)

// A Group is a group of like questions that the FAQ did not answer by itself.
type Group struct {
	ID        int64
	Programme string // "" where none of its questions was about one
	Wording   string // of its first question
	Counts    Counts
	First     time.Time
	Last      time.Time
	State     State
	Ref       string // the entry that it became a wording of, or that was written for it
	Decided   time.Time
	By        string // who decided
	Proposed  string // the entry that Pickers different members have chosen for it; "" = none
	Pickers   int
	Declined  string // the entry that staff have said it is no wording of
	Drafted   string // the entry that a language model has worded so; "" = none
}

// Counts are how a group's questions ended.
type Counts struct {
	Handoff, None, Unsolved, Chosen, Solved int
}

// Asked is how often it was asked: that a choice helped was no question.
func (c Counts) Asked() int { return c.Handoff + c.None + c.Unsolved + c.Chosen }

// A State says what has become of a group.
type State string

// The states. The database keeps the word.
const (
	Open    State = "open"
	IsAlias State = "alias" // it is a wording of the entry Ref; asked in vain again, it is open again
	IsEntry State = "entry" // the entry Ref was written for it; likewise
	Off     State = "off"   // it is no question for the FAQ, and stays so however often it is asked
)

// Name is what has become of a group as staff read it, "" of one that is open.
func (s State) Name() string {
	switch s {
	case IsAlias:
		return catalogue.JA.Say("console.unanswered.is_alias")
	case IsEntry:
		return catalogue.JA.Say("console.unanswered.is_entry")
	case Off:
		return catalogue.JA.Say("console.unanswered.is_off")
	}
	return ""
}

// A Proposal is a wording that a language model has written for an entry. Like one that members have chosen, it waits for
// a person to take it or not.
type Proposal struct {
	Programme, Ref, Wording string
}

// Enough is how many different members must have chosen the same entry for a wording before staff are asked
// whether it is one of the entry's. Two may be colleagues at one desk.
const Enough = 3

// A Question is one question of a group.
type Question struct {
	ID        int64
	At        time.Time
	Programme string
	Wording   string
	How       string // how it ended, see turn.How
	Ref       string
	Ticket    string // that came of it and may be learnt from, or ""
}

// A Filter chooses groups.
type Filter struct {
	State     State // "" = Open
	Programme string
	Latest    bool      // the latest first, not those that are asked most
	Proposed  bool      // only those that are proposed as a wording
	Before    time.Time // only those first asked before it; zero = whenever
	After     *Group    // page: only those behind it; nil = from the first
	Limit     int       // 0 = 20
}

// Progress is how far the grouping is. With a Total of 0 nothing is under way.
type Progress struct {
	Total int64 // questions that waited when it began
	Done  int64 // of them
}

// Percent is how far it is, 100 where nothing is under way.
func (p Progress) Percent() int {
	if p.Total <= 0 {
		return 100
	}
	return int(min(99, max(0, 100*p.Done/p.Total)))
}

// A NewEntry is an entry that is to be written for a group.
type NewEntry struct {
	Programme, Question string
	Aliases             []string
	Answer              string // paragraphs apart by blank lines
}

// A Lesson is what a ticket may become.
type Lesson struct {
	NewEntry
	Programmes [][2]string // to choose from: id and name
	Effect     string      // in a line, what the entry would change; "" = not known
	Waits      bool        // it would wait for somebody to approve it
	Refused    string      // why nothing may be made of the ticket; "" = it may
}

// NearShown is how many entries a question is offered to be a wording of.
const NearShown = 3

// Choices are what may become of a ticket's question.
type Choices struct {
	Wording string // the question, without who asked
	Near    []Near // the entries that it may be a wording of
	Off     bool   // it may be set off
	Decided string // what was decided of it before, in words; "" = nothing
	Refused string // why nothing may be made of the ticket; "" = it may
}

// A Near is an entry that a question may be a wording of.
type Near struct {
	Ref, Question, Answer string
	Effect                string // in a line, what the wording would change; "" = not known
}

// A Done says what has come of putting something into the FAQ.
type Done struct {
	Ref     string // of the entry
	Waiting bool   // it waits for somebody to approve it
	Writing bool   // it stands in a draft that somebody is still writing: nobody is asked to approve that yet
	Already bool   // the entry was found by that wording before
}

// Said tells who acted what has come of it: done is what is said where it is in the FAQ now.
func (d Done) Said(done catalogue.Key) string {
	switch {
	case d.Writing:
		done = "console.review.into_draft"
	case d.Waiting:
		done = "console.unanswered.waits"
	case d.Already:
		done = "console.unanswered.already"
	}
	return catalogue.JA.Say(done)
}
