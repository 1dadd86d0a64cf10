package turn

import (
	"context"
	"time"

	"madoguchi/chat"
)

// An Inbox keeps events until they are decided.
type Inbox interface {
	// Accept stores events in one transaction, skipping copies of ones already stored, and returns
	// the lanes that now have something to decide. An event of a member belongs to the lane of its
	// address; one of the staff to the lane of its ticket's contact.
	Accept(ctx context.Context, events []chat.Event) (lanes []string, err error)

	// Turn decides the oldest undecided event of a lane in one transaction, under the
	// conversation's lock. It reports false when there was none. When decide fails, nothing is
	// saved and the event waits with one more attempt counted; after MaxAttempts it is set aside
	// as a dead letter.
	Turn(ctx context.Context, lane string, decide func(context.Context, *Turn) error) (bool, error)

	// Undecided lists lanes with events that were accepted before olderThan or by a process that
	// has died since.
	Undecided(ctx context.Context, olderThan time.Time, limit int) ([]string, error)
}

// A Grouper is an inbox that decides turns of several lanes in one transaction, which is how a crowd is
// answered in time.
type Grouper interface {
	// Turns decides the oldest undecided event of each lane, as far as its turn is plain: the contact is
	// answered, and nothing else changes. It returns how many were decided and the lanes at which Turn has to
	// look: ones with more events, and ones whose turn was not plain, failed or is somebody else's just now.
	// Of those nothing has been saved.
	Turns(ctx context.Context, lanes []string, decide func(context.Context, *Turn) error) (again []string, decided int)
}

// An Outbox keeps deliveries until they are settled.
type Outbox interface {
	// Claim leases up to limit deliveries that are due, at most one a lane and always its oldest,
	// skipping the channels named in paused. Leases of dead processes are void at once.
	Claim(ctx context.Context, limit int, paused []string) ([]chat.Delivery, error)

	// Settle writes down what came of claimed deliveries and lets their lanes go on.
	Settle(ctx context.Context, done []Settlement) error

	// Wait returns when something may have become due: after a commit with new deliveries in this
	// process, after a hint from another, or when ctx ends.
	Wait(ctx context.Context)
}

// A Settlement is what came of one attempt at a delivery.
type Settlement struct {
	Delivery chat.Delivery
	State    chat.DeliveryState // Sent, Pending (again at Retry), Held or Dead
	Fault    chat.Fault         // of Held: OverQuota lets go with the next month or a reply token, Unreachable with a word from the contact
	Receipt  chat.Receipt
	Reason   string     // in Japanese, for staff; of Held and Dead
	Error    string     // for the log of the delivery
	Progress string     // for the next attempt
	Retry    time.Time  // of Pending
	Follow   []Outgoing // what is to be sent because of it, in the same transaction
}

// MaxAttempts is how often an event is tried before it is set aside for a person. A turn that
// fails does so for a fault in the program or a database that went away; the latter returns
// well within five tries at the sweep's pace.
const MaxAttempts = 5
