package chat

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Channel performs deliveries on one platform.
//
// Send may be called again with the same Delivery.Key after a failure, a crash or a lost answer;
// it must then make no second visible copy where the platform gives any means to avoid it. Send
// must return within the context's deadline.
type Channel interface {
	Name() string // LINE, Web, …: the Address.Channel it serves
	Capabilities() Capabilities
	Send(ctx context.Context, d Delivery) (Receipt, error)
}

// A Delivery is messages on their way to one address, to go out together and in order.
type Delivery struct {
	ID         int64
	Key        string // a UUID made when the delivery was decided: the same at every attempt
	To         Address
	Ticket     string    // the ticket's number, or "" for an answer outside any ticket
	Thread     string    // staff channels: the platform's id of the ticket's card; "" while it has none
	Messages   []Message // one to five
	ReplyToken string    // free of charge until ReplyUntil; "" where there is none
	ReplyUntil time.Time
	Attempt    int    // from 1
	Progress   string // what the channel noted at an earlier attempt (SendError.Progress)
	Created    time.Time
	Gone       bool       // the contact has blocked us since: where the platform shows them nothing, it is Unreachable
	Joined     []Delivery // that go out with it: their messages stand in Messages too, and they share its fate
}

// A Receipt is a platform's word that a delivery was accepted. Beside an error only its Token counts.
type Receipt struct {
	IDs    []string // the platform's ids of the messages, as far as it tells
	Thread string   // staff channels: the id of the card just posted, by which its thread is addressed
	Moved  string   // staff channels: the address that Thread is at, as a string, where that is not Delivery.To; "" else
	Pushes int      // how many units of a paid quota it cost
	Twice  bool     // an earlier attempt may have arrived as well: the contact may see it twice
	Via    string   // how it went: reply, push, post, update, stream

	Token TokenFate // of a failed attempt, where it is certain that nothing has arrived by it or before it
}

// A TokenFate says what a failed attempt has left of the delivery's reply token.
type TokenFate string

// The fates. Where an attempt may have arrived there is none: the token stays with its delivery, which
// goes out by no other.
const (
	TokenUnused TokenFate = "unused" // it was not used, or there was none: it may carry this delivery or another
	TokenDead   TokenFate = "dead"   // the platform takes it no more: another may carry this delivery
)

// A Fault says what is to be done about a failed attempt.
type Fault string

// The faults.
const (
	Temporary   Fault = "temporary"   // try again with backoff
	Limited     Fault = "limited"     // try again after SendError.After; holds the whole account, not one lane
	OverQuota   Fault = "over_quota"  // hold until the quota returns or a reply token comes
	Unreachable Fault = "unreachable" // the contact blocked us or is gone: hold, tell staff
	Pointless   Fault = "pointless"   // not worth sending any more: discard, nobody need know
	Rejected    Fault = "rejected"    // will never work: dead letter, tell staff
)

// A SendError is a failed attempt with what the outbox needs to know of it. Any other error from
// Send counts as Temporary.
type SendError struct {
	Fault    Fault
	After    time.Duration // of Limited: how long the platform asks us to wait
	Progress string        // kept with the delivery and handed to the next attempt
	Patient  bool          // of Temporary and Limited: somebody has to mend it, however long that takes; never given up for its age
	Err      error
}

func (e *SendError) Error() string { return fmt.Sprintf("%s: %v", e.Fault, e.Err) }
func (e *SendError) Unwrap() error { return e.Err }

// FaultOf is the fault err carries, Temporary where it carries none.
func FaultOf(err error) Fault {
	var se *SendError
	if errors.As(err, &se) {
		return se.Fault
	}
	return Temporary
}

// A Sink takes in what the channels bring.
type Sink interface {
	// Accept stores events. When it returns nil they are safe, each will be decided exactly once,
	// and the platform may be answered; a copy of an event already stored is not stored again.
	Accept(ctx context.Context, events ...Event) error

	// Act stores one staff event, decides it at once, and says what came of it in words for that
	// person. A refusal (somebody else was faster, the ticket is closed) is an Outcome, not an error.
	Act(ctx context.Context, e Event) (Outcome, error)
}

// An Outcome is what came of a staff act.
type Outcome struct {
	OK     bool
	Text   string // Japanese, for the person who acted
	Ticket string
	Before bool // the act was brought before: what is said is only that, whatever came of it then
}
