package edition

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/faq"
)

// ErrChanged is what an act ends in where the FAQ is another than the one that was looked at before.
var ErrChanged = errors.New("the FAQ has changed in the meantime")

// The acts that change what a document is to members. Each can be taken back.
const (
	ActImport   = "import"   // an edition was published
	ActInherit  = "inherit"  // drafts were taken over from another programme
	ActPublish  = "publish"  // entries that were not served are served
	ActWithdraw = "withdraw" // entries are served no more
)

// Shelves are all that is stored of the FAQ but its entries' words.
type Shelves struct {
	Documents []Listed
	Published []Published
	Aside     []Aside
}

// A Listed is a stored document, with how many entries it has in each state.
type Listed struct {
	Collection               string
	Number                   int
	Name, Title, File        string
	Dated                    faq.Date
	Imported                 time.Time
	Original                 bool // its file is kept
	Public, Draft, Withdrawn int
}

// A Published is the last publication of a document that is not taken back.
type Published struct {
	Collection       string
	Document, Number int
	Act              string
	At               time.Time
	By               string
	Changes          []Told
}

// A Told is a change as a publication remembers it.
type Told struct {
	Kind     string `json:"kind"`
	Ref      string `json:"ref"`
	Question string `json:"question"`
}

// An Aside is an entry that is not served, or not in its document any more.
type Aside struct {
	Collection        string
	Ordinal, Document int
	Question          string
	State             faq.State
	Missing           bool
	Since             time.Time // when it went missing
	KeptBy            string    // who decided that it goes on being answered all the same
}

// Ref is the entry's reference.
func (a *Aside) Ref() string { return fmt.Sprintf("%s/%d", a.Collection, a.Ordinal) }

// A Stored is an entry whether it is served or not.
type Stored struct {
	Entry   faq.Entry
	Title   string // its collection's
	State   faq.State
	Missing bool
	Since   time.Time // when it went missing
	KeptBy  string

	Helped, Unhelped int // readers of its public page, in its present version
}
