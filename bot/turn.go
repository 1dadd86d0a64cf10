// Package bot is the counter itself: it takes in what the channels bring, decides, and sees to it
// that what was decided reaches the member and the staff.
//
// There is one way in, [Bot.Accept] (and [Bot.Act] for staff who wait for the outcome), and one way out,
// [Bot.Deliver]. Between them stands one database transaction, the turn: the oldest undecided
// event of a conversation is read under that conversation's lock, the dialogue decides, and the
// new state, the tickets and the outgoing messages are saved together or not at all. A crash at
// any point therefore loses nothing and repeats nothing that a person can see.
//
// The dialogue itself is a function of a [Turn]: it looks at the event, the conversation and the
// contact's tickets, and writes down effects. It performs none of them.
package bot

import (
	"context"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A Turn is one event with all that the dialogue may look at, and the effects it decides on.
type Turn struct {
	Event        chat.Event
	Seq          int64           // the event's place in the inbox
	Now          time.Time       // the moment of deciding, by the bot's clock
	Conversation *Conversation   // the contact's; changes are saved
	Ticket       *ticket.Ticket  // of a staff act: the ticket acted on, nil if there is none such
	Tickets      []ticket.Ticket // the contact's open tickets and those closed in the last 14 days, newest first

	// Number draws the next number for a ticket of a kind: "Q-1204". Numbers may have gaps.
	Number func(ctx context.Context, kind ticket.Kind) (string, error)

	// Delivery says where a delivery stands and keeps it there until the turn is saved, so that
	// what a person is told of a Recall or a Resend is what happens. Nil where nothing is kept.
	Delivery func(ctx context.Context, id int64) (chat.DeliveryState, error)

	// Handoff finds what waits under the hash of a code, and keeps it there until the turn is saved.
	// It is nil where there is nothing. Handoff itself is nil where nothing is kept.
	Handoff func(ctx context.Context, hash []byte) (*Handoff, error)

	// OpenTickets finds another contact's open tickets. It reports false where there is no such contact,
	// and is nil where nothing is kept.
	OpenTickets func(ctx context.Context, of chat.Address) ([]ticket.Ticket, bool, error)

	Out      []Outgoing       // to be delivered, in this order within a lane
	Opened   []*ticket.Ticket // new tickets
	Changed  []*ticket.Ticket // saved with their version counted up; one a ticket
	Log      []ticket.Entry   // added to the tickets' logs (At and ID are the store's)
	Answered []Answered       // what the FAQ answered or failed to, for learning
	Erase    []string         // platform ids of messages whose text and files are to be wiped everywhere
	Resend   []int64          // dead or held deliveries to send again
	Recall   []int64          // pending deliveries to discard
	Outcome  chat.Outcome     // of a staff act
	Record   string           // how the member's words are kept, where not as Event.Text

	Links         []Linked        // whom the contact is linked with, the latest first
	LinkedTickets []ticket.Ticket // of those
	Link          chat.Address    // to be linked with from now on; zero = as it is
	Unlink        bool            // from whatever it is linked with

	HandedOff *Handoff // to wait under a new code
	TakenOver []byte   // the hash of a code that is used up now, by this contact

	before      time.Time        // when the contact's latest event before this one happened; zero where there was none
	late        bool             // that was after this one: see place
	said        []chat.Message   // for the member, gathered while deciding
	cards       []*ticket.Ticket // whose cards are to be shown anew
	pendingOpen *ticket.Filling  // a form that was sent: its ticket still needs a number
}

// A Linked is another contact of the same member.
type Linked struct {
	With  chat.Address
	Since time.Time
}

// A Conversation is what is remembered of one contact on one channel.
type Conversation struct {
	ID        int64
	Address   chat.Address
	Name      string // the contact's display name
	Programme string // the programme they last chose or spoke of, a collection's ID
	Reachable bool   // false while the contact has blocked us
	State     State
}

// An Outgoing is a delivery the dialogue has decided on.
type Outgoing struct {
	To        chat.Address   // for staff, the channel of the card; zero = where the ticket's card is (ticket.Channel, an Address as a string); dropped if it has none
	Staff     bool           // to the ticket's card and thread rather than to a contact
	Ticket    string         // the ticket's number it belongs to, or ""
	Messages  []chat.Message // one to five
	After     time.Time      // not before then: the seconds in which a reply can be called back; zero = now
	Supersede bool           // a newer one of the same lane that has not been tried yet replaces it (card updates)
}

// Lane is the key of the queue the delivery waits in: within a lane nothing overtakes. A contact
// has one lane, so has each ticket on the staff's side.
func (o Outgoing) Lane() string {
	if o.Staff {
		return o.To.String() + "#" + o.Ticket
	}
	return o.To.String()
}

// An Answered is one question with what became of it: the material for learning.
type Answered struct {
	Query   string
	Verdict string
	Ref     string // the entry answered with, or the nearest
	Version int
	P       float64
	Useful  string // "", "yes" or "no": what the member pressed afterwards
}
