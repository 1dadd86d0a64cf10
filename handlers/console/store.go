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
	FAQ     FAQ // nil leaves the FAQ pages empty
}

// Tickets are the office's work. What is not there is chat.ErrNotFound.
type Tickets interface {
	Ticket(ctx context.Context, number string) (ticket.Ticket, error)
	Tickets(ctx context.Context, f ticket.Filter) ([]ticket.Ticket, error)                       // newest first
	Log(ctx context.Context, number string) ([]ticket.Entry, error)                              // oldest first
	Transcript(ctx context.Context, a chat.Address, after int64, limit int) ([]chat.Line, error) // of Seq greater than after, oldest first
}

// Logins keep one-time links and sessions of staff, each under the SHA-256 of its token.
type Logins interface {
	NewLogin(ctx context.Context, hash []byte, name string, expires time.Time) error
	// UseLogin uses a link up. It reports false for one that is unknown, used or expired, and does
	// so for all but one of several requests at once.
	UseLogin(ctx context.Context, hash []byte, now time.Time) (name string, ok bool, err error)
	NewStaffSession(ctx context.Context, hash []byte, person chat.Person, expires time.Time) error
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

// FAQ is the index in service: a [faq.Library].
type FAQ interface {
	Current() *faq.Index
}
