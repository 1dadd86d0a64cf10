package ticket

import (
	"time"

	"madoguchi/chat"
)

// BulkPrefix begins the IDs of the events by which one reply goes to several tickets.
const BulkPrefix = "bulk:"

// A Bulk is one reply that went to several tickets at once: to each as a reply of its own.
type Bulk struct {
	ID       int64
	At       time.Time
	By       chat.Person
	Undone   time.Time // since when it is called back; zero = it is not
	UndoneBy string
	Replies  []BulkReply // in the order in which they were chosen
}

// A BulkReply is the reply to one of them.
type BulkReply struct {
	Number  string
	Event   string // that replies
	Decided bool   // it was looked at
	Done    bool   // and not refused: the ticket had not changed

	Delivery int64
	State    chat.DeliveryState // "" where there is none
	Reason   string
	Attempts int
}

// Recallable reports whether the reply can still be called back, as far as is known.
func (r *BulkReply) Recallable() bool {
	return !r.Decided || r.Done && r.State == chat.Pending && r.Attempts == 0
}

// An Alike is several tickets that wait for an answer and ask the same.
type Alike struct {
	ID    int64 // by which they are listed: see Filter.Alike
	N     int
	First Ticket    // the oldest that is still open
	Heard time.Time // the latest word of one of their members
	Due   time.Time // the nearest promise; zero = none was made
}
