// Package turn is the contract between the dialogue and the store: what one turn of a conversation is.
//
// A turn takes one event of one conversation. The store hands a [Turn] to a decide function, under the
// conversation's lock and inside one transaction; the function looks at it and writes effects into it;
// the store saves the effects together or not at all. Stores implement [Inbox] and [Outbox]; bot/member
// and bot/desk decide; bot runs the two against each other.
//
// The package performs nothing: it calls no platform, reads no clock and opens no transaction. Its
// methods on a Turn only arrange effects in the form in which the store saves them.
//
//	more, err := store.Turn(ctx, lane, func(ctx context.Context, t *turn.Turn) error {
//		t.SayText("承りました。") // an effect: it goes out once the turn is saved
//		t.Flush()
//		return nil
//	})
package turn

import (
	"context"
	"time"

	"madoguchi/chat"
	"madoguchi/llm"
	"madoguchi/ticket"
)

// A Turn is one event with all that may be looked at, and the effects that were decided on.
type Turn struct {
	Input
	Lookup
	Effects
	Scratch
}

// An Input is what the store read before the turn.
type Input struct {
	Event         chat.Event
	Seq           int64             // the event's place in the inbox
	Only          bool              // no other event of the lane waited when it was read: what has come since sets a turn of its own going
	Now           time.Time         // the moment of deciding, by the bot's clock
	Conversation  *Conversation     // the contact's; changes are saved, so it is an effect as well
	Ticket        *ticket.Ticket    // of a staff act: the ticket acted on, nil if there is none such
	Can           chat.Capabilities // of the contact's channel; the engine puts it in
	Calendar      *ticket.Calendar  // the office's, by which a promise moves with the time on hold; the engine puts it in
	Tickets       []ticket.Ticket   // the contact's open tickets and those closed in the last 14 days, newest first
	Links         []Linked          // whom the contact is linked with, the latest first
	LinkedTickets []ticket.Ticket   // of those
	Corrections   []Correction      // of earlier answers that the contact has not heard of yet; none is brought to them meanwhile by another turn
	Consulted     []Consultation    // what a language model was asked about this event before; the engine puts it in
	MayConsult    bool              // one may be asked; the engine puts it in
	Used          llm.Use           // what its answer was good for
}

// A Lookup is what the store reads during the turn, where the decision depends on it. What was looked
// up stays as it is until the turn is saved.
type Lookup struct {
	// Number draws the next number for a ticket of a kind: "Q-1204". Numbers may have gaps.
	Number func(ctx context.Context, kind ticket.Kind) (string, error)

	// Delivery says where a delivery stands and whose it is, so that what a person is told of a Recall or a
	// Resend is what happens. It is nil where nothing is kept.
	Delivery func(ctx context.Context, id int64) (Standing, error)

	// ReplyOf is the delivery of the reply that an event made which was one of several (ticket.Bulk). Where there is none
	// it is chat.ErrNotFound. It is nil where nothing is kept.
	ReplyOf func(ctx context.Context, event string) (int64, error)

	// Handoff finds what waits under the hash of a code; it gives nil where there is nothing. Handoff
	// itself is nil where nothing is kept.
	Handoff func(ctx context.Context, hash []byte) (*Handoff, error)

	// Wordings are what the contact's message said, in each of its wordings. It is nil where nothing is kept.
	Wordings func(ctx context.Context, messageID string) ([]string, error)

	// OpenTickets finds another contact's open tickets. It reports false where there is no such contact,
	// and is nil where nothing is kept.
	OpenTickets func(ctx context.Context, of chat.Address) ([]ticket.Ticket, bool, error)

	// Consultations are what a language model was asked about the event. It is nil where nothing is kept. Among
	// several turns (see Grouper) it gives none: a turn that wants a model is decided by itself.
	Consultations func(ctx context.Context) ([]Consultation, error)
}

// Effects are what the store saves, all of it or none.
type Effects struct {
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

	Misdirected []Misdirected // replies that went to the wrong member

	Moves []Move // promises that a closure moves, or gives back

	Link      chat.Address // to be linked with from now on; zero = as it is
	Unlink    bool         // from whatever the contact is linked with
	HandedOff *Handoff     // to wait under a new code
	TakenOver []byte       // the hash of a code that is used up now, by this contact

	Unanswered []Unanswered // what the office learns from; see Learn
	PutOff     []int64      // corrections that are to be said with what is said next
}

// Scratch is what a decision gathers on its way. The store never reads it.
type Scratch struct {
	Before  time.Time        // when the contact's latest event before this one happened; zero where there was none
	Late    bool             // that was after this one: see Place
	Said    []chat.Message   // for the member; Flush makes one delivery of them
	Pause   time.Duration    // what was said goes out after so long
	Replace bool             // it takes the place of what waits so, unsent
	Cards   []*ticket.Ticket // whose cards are to be shown anew
	Again   map[string]int   // the frames said in this turn: see State.Again
	Opening *ticket.Filling  // a form that was sent: its ticket still needs a number
	Wanted  *Wanted          // a model's answer without which the turn is not to be saved: see Consult

	Mentioned Mentioned // which is asked more than once of a text
}

// A Mentioned is the programmes that a text names, and whether it says anything else.
type Mentioned struct {
	Text       string
	Programmes []string
	More       bool
}

// A Standing says where a delivery stands, and whose it is.
type Standing struct {
	State  chat.DeliveryState
	Ticket string // its number, "" = it belongs to none
	Staff  bool   // it goes to a card or a thread rather than to a contact

	Made time.Time // when it was decided on
}

// A Misdirected is a reply to the wrong member, as it is written down. It is in Turn.Recall as well.
type Misdirected struct {
	Ticket   string
	Delivery int64
	Title    string

	Withdraws bool   // the member's page shows it no longer
	Whose     string // whose data it held, as far as who writes it down knows
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

// An Outgoing is a delivery that was decided on.
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
