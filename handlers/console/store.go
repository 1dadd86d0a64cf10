package console

import (
	"context"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// Stores are where the desk reads from.
type Stores struct {
	Tickets Tickets
	Logins  Logins
	Logouts Logouts
	Ledger  Ledger
	FAQ     FAQ    // nil leaves the FAQ pages empty
	Kinds   Kinds  // nil: what kind of answer an entry gives cannot be confirmed here
	Strays  Strays // nil leaves them out of the ledger
	// Shelves keep the FAQ's documents, and Editions bring new ones. Nil leaves their pages out.
	Shelves  Shelves
	Editions Editions
}

// Tickets are the office's work. What is not there is chat.ErrNotFound.
type Tickets interface {
	Ticket(ctx context.Context, number string) (ticket.Ticket, error)
	Tickets(ctx context.Context, f ticket.Filter) ([]ticket.Ticket, error)         // newest first
	Log(ctx context.Context, number string) ([]ticket.Entry, error)                // oldest first
	LastLines(ctx context.Context, a chat.Address, limit int) ([]chat.Line, error) // the newest, oldest first; replies on their way among them
}

// Logins keep one-time links and sessions of staff, each under the SHA-256 of its token.
type Logins interface {
	// NewLogin notes a link. An older one for the same name is no longer good.
	NewLogin(ctx context.Context, hash []byte, name string, expires time.Time) error
	// UseLogin uses a link up. It reports false for one that is unknown, used or expired, and does
	// so for all but one of several requests at once.
	UseLogin(ctx context.Context, hash []byte, now time.Time) (name string, ok bool, err error)
	NewStaffSession(ctx context.Context, hash []byte, person chat.Person, now time.Time) error
	// StaffSession counts as use: a session ends 30 days after its last, 90 days after its first.
	StaffSession(ctx context.Context, hash []byte, now time.Time) (chat.Person, bool, error)
}

// Logouts end sessions.
type Logouts interface {
	EndStaffSession(ctx context.Context, hash []byte) error
}

// A Ledger knows what became of every delivery.
type Ledger interface {
	Deliveries(ctx context.Context, f chat.LedgerFilter) ([]chat.LedgerRow, error)
}

// Strays are events that came in and could not be decided, however often they were tried.
type Strays interface {
	Strays(ctx context.Context) ([]Stray, error) // newest first
	// Revive lets one be decided again. It reports false where it is none any more.
	Revive(ctx context.Context, seq int64) (bool, error)
}

// A Stray is an event set aside for a person to look at.
type Stray struct {
	Seq      int64
	From     chat.Address
	Kind     chat.Kind
	Text     string
	At       time.Time
	Attempts int
	Error    string // of the last attempt, for whoever runs the program
}

// Kinds keeps what kind of answer a person has found an entry to give, over what was proposed.
type Kinds interface {
	ConfirmKind(ctx context.Context, ref string, kind faq.Kind, by string) error
}

// FAQ is the index in service: a [faq.Library].
type FAQ interface {
	Current() faq.Index
}
