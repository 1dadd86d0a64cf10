package edition

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/faq"
)

// ActEdit is a publication of what somebody has changed of one entry.
const ActEdit = "edit"

// Moved is the change of an entry that stands elsewhere now.
const Moved = "moved"

// A Draft is an entry as somebody is changing it. Nobody is answered with it. An entry has one draft at
// most, on which everybody works.
type Draft struct {
	Entry   faq.Entry // Collection and Order name it. Order 0: it is new, and gets its number when it is first saved
	Title   string    // of a new entry: what its programme is called, should it have no FAQ yet
	Base    int       // the version it was made of; 0: the entry is new
	Version int       // counts how often it was saved; 0: never
	State   DraftState
	Authors []string // the IDs of all who have saved it; they may not approve it
	By      string   // the name of who did so last
	Saved   time.Time
	// Confirms are FieldKind and FieldTerm, where a person has found what the entry says of them to be so.
	Confirms []string
	After    *int // behind which entry of its programme it is to stand, 0 = before all; nil = where it stands
	Review
}

// A Review is what has been asked and said of a draft, and when it goes out by itself.
type Review struct {
	Reviewer   string    // the name of who was asked; "" = anybody who may
	ReviewerID string    // their account's ID: only they may approve it
	Deadline   faq.Date  // by when; "" = none
	Asked      time.Time // when
	Decided    string    // the name of who has approved it, or sent it back
	Reason     string    // why it was sent back
	Due        time.Time // when it is published by itself; zero = when somebody does so
}

// A DraftState says how far a draft is.
type DraftState string

// The states of a draft.
const (
	Writing  DraftState = "writing"
	Asked    DraftState = "asked"    // somebody has been asked to approve it
	Returned DraftState = "returned" // and has sent it back
	Approved DraftState = "approved"
)

// ErrNothing is what an act ends in that would change nothing.
var ErrNothing = errors.New("nothing would change")

// ErrNotApproved is what publishing a draft ends in that nobody has approved yet.
var ErrNotApproved = errors.New("the draft is not approved")

// A Clash says that an entry and its draft were changed in the same place.
type Clash struct {
	Fields []string  // Field…
	Now    faq.Entry // the entry as it is now
}

// Error implements error.
func (e *Clash) Error() string {
	return fmt.Sprintf("%s was changed in the meantime, too: %v", e.Now.Ref(), e.Fields)
}

// An Edited is what publishing a change of one entry has done.
type Edited struct {
	Before  *faq.Entry // nil: it is new
	After   faq.Entry
	Version int
	Fields  []string // that are others now
	Same    bool     // it says what it said: something of it was confirmed, or it stands elsewhere
}

// Said is what was done in a word, for the record: "version=4 answer".
func (d *Edited) Said() string {
	what := strings.Join(d.Fields, ",")
	switch {
	case d.Before == nil:
		what = "new"
	case d.Same:
		what = "confirmed"
	}
	return fmt.Sprintf("version=%d %s", d.Version, what)
}

// Ref is the entry's reference.
func (d *Draft) Ref() string { return d.Entry.Ref() }

// A Version is what an entry said once.
type Version struct {
	Number int
	Entry  faq.Entry
	By     string // who made it; "" where that is not known
	At     time.Time
	Why    string // Act…, "" where that is not known
}

// A Done says what has come of a change that somebody wanted at once.
type Done struct {
	Ref     string
	Edited  Edited // what was published; zero where nothing was
	Draft   Draft  // where the change waits for approval
	Waiting bool   // it does
	Already bool   // it was so before: nothing was done
}

// Writing says that a change waits in a draft that somebody is still writing: nobody is asked to approve that yet.
func (d *Done) Writing() bool { return d.Waiting && d.Draft.State != Asked }

// ErrOwn is what approving a draft ends in that one has written oneself.
var ErrOwn = errors.New("who has written a draft does not approve it")

// ErrState is what an act ends in that a draft's state does not allow.
var ErrState = errors.New("the draft is not in that state")

// A Contrast is what a draft, or a document that was brought, changes, as it was when somebody made a link to it for who
// has no account.
type Contrast struct {
	Number  int64
	Of      ContrastOf
	Changes []Beside // one, of a draft
	By      string   // who has made the link
	At      time.Time
	Expires time.Time
}

// A ContrastOf says of what a contrast is.
type ContrastOf struct {
	Collection string
	Ordinal    int    // of the entry; 0 where it is a document's
	Request    string // the ID of the document's change
	Document   string // by which the document is called
}

// Ref is the reference of the entry, or "" for a document.
func (o *ContrastOf) Ref() string {
	if o.Ordinal == 0 {
		return ""
	}
	return fmt.Sprintf("%s/%d", o.Collection, o.Ordinal)
}

// A Beside is an entry before and after a change.
type Beside struct {
	Before *faq.Entry `json:"before,omitempty"` // nil: it is new
	After  *faq.Entry `json:"after,omitempty"`  // nil: the new document does not have it
}
