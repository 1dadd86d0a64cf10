// Package facts is what the office knows at this moment, as both sides of the counter need it: the
// programmes with their names and terms, the entries as members are shown them, which channels there
// are, and who is away.
//
// It holds no conversation, stores nothing and decides nothing: bot/member and bot/desk ask it. One
// [Facts] belongs to one version of the office file; [Facts.With] makes the next one.
package facts

import (
	"sync/atomic"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Facts are read by many turns at a time. A turn sees one office file from its beginning to its end:
// where the office has a new one, With makes the facts of the turns that follow.
type Facts struct {
	Library *faq.Library
	Office  *office.Office
	Now     func() time.Time
	seen    *seen
}

// seen is what changes from moment to moment, whichever office file is in force.
type seen struct {
	away     atomic.Pointer[[]ticket.Absence]             // as last read
	people   atomic.Pointer[[]staff.Account]              // of the office
	channels atomic.Pointer[map[string]chat.Capabilities] // by name
}

// New gives the facts of an office; nobody is away, and there are no channels yet.
func New(library *faq.Library, off *office.Office, now func() time.Time) *Facts {
	return &Facts{Library: library, Office: off, Now: now, seen: &seen{}}
}

// With are the same facts under another office file.
func (f *Facts) With(off *office.Office) *Facts {
	return &Facts{Library: f.Library, Office: off, Now: f.Now, seen: f.seen}
}
