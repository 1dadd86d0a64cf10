// Package records says what of an office's papers is kept, held back and disposed of: values without behaviour, for the
// store that does it and the desk that shows it.
//
// A ticket is kept as the office file says of its kind and programme. What has been kept for long enough is listed; an
// administrator approves of a list, and what is on it is wiped and written into the register of disposals, which stays.
// A [Hold] stops all of that, and every other deletion, until it is lifted.
package records

import (
	"errors"
	"time"
)

// ErrMoved is an approval of what is no longer what was seen.
var ErrMoved = errors.New("what is to be disposed of has changed since it was seen")

// A Group are closed tickets of one kind and programme.
type Group struct {
	Kind, Programme string
	Rule            string    // how long they are kept, in words
	Count           int       // that have been kept for long enough and are not held
	Held            int       // that would have been, were they not held
	First, Last     time.Time // of those counted, by when they were closed
}

// A Rule says until when tickets must have been closed to be kept no longer; false where they are kept for good.
type Rule func(kind, programme string) (before time.Time, words string, ok bool)

// An Approval is what an administrator approves of: the groups, each with as many as they saw.
type Approval struct {
	Kind, Programme string
	Count           int
}

// A Disposal is a line of the register.
type Disposal struct {
	Number, Kind, Programme, Team string
	Opened, Closed                time.Time
	Rule                          string
	By                            string // who approved it
	Approved, At                  time.Time
}

// What a hold is on.
const (
	OnTicket    = "ticket"
	OnPerson    = "person"
	OnProgramme = "programme"
)

// Whys are what a hold can be for.
var Whys = []string{"audit", "complaint", "disclosure", "other"}

// A Hold keeps what it is on from being deleted.
type Hold struct {
	ID       int64
	What     string
	Object   string // a ticket's number, a contact's address, a programme
	Why      string
	Note     string
	Since    time.Time
	By       string
	Lifted   time.Time // zero = it holds
	LiftedBy string
}
