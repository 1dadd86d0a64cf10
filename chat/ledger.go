package chat

import (
	"errors"
	"time"
)

// ErrNotFound is what a store returns, wrapped, where what was asked for by its number or id is
// not there.
var ErrNotFound = errors.New("not found")

// A LedgerRow is one delivery as the ledger shows it: what was to be said to whom, and where it stands.
type LedgerRow struct {
	ID       int64
	To       Address
	Ticket   string // number, or ""
	Staff    bool   // it went to a staff channel, not to a contact
	State    DeliveryState
	Messages []Message
	Attempts int       // made so far
	Reason   string    // in Japanese, of Held and Dead: why
	Error    string    // of the last failed attempt, for whoever runs the program
	Via      string    // of Sent: reply, push, post, …
	Pushes   int       // of Sent: units of a paid quota
	Created  time.Time // when it was decided
	Due      time.Time // of Pending: the next attempt
	Settled  time.Time // of Sent, Held, Dead and Discarded
}

// A LedgerFilter chooses rows. Zero fields choose all.
type LedgerFilter struct {
	States  []DeliveryState
	Ticket  string // number
	Members bool   // leave out what went to staff channels
	Before  int64  // page: rows with a smaller ID
	Limit   int    // at most, newest first; 0 means 50
}
