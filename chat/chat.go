// Package chat is the vocabulary that every channel shares: who speaks, what came in, what goes out.
//
// An [Event] comes in from an [Address]; a [Message] goes out to one. LINE, the web widget, Slack
// and the staff's desk are all channels: each has a handler that turns what its platform sends
// into events and gives them to a [Sink], and a [Channel] that performs a [Delivery] and says, in a
// [Receipt] or a [SendError], what came of it. What the program decides in between knows nothing
// of any platform.
//
// The package imports nothing but the standard library.
package chat

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The names of the channels that ship with the program.
const (
	LINE     = "line"
	Web      = "web"
	Slack    = "slack"
	Desk     = "desk"
	Email    = "email"
	Terminal = "terminal"
	API      = "api"     // other systems: Account is the application, ID what it calls the contact
	Phone    = "phone"   // somebody has called, and a colleague writes it down
	Counter  = "counter" // somebody has come by
)

// MemberChannels are those by which members reach the office, in the order in which people read them.
func MemberChannels() []string { return []string{LINE, Web, Email, Phone, Counter, API} }

// Spoken reports whether a channel is by word of mouth: nothing can be sent there.
func Spoken(channel string) bool { return channel == Phone || channel == Counter }

// An Address is one end of a conversation: where an event came from, where a message goes.
type Address struct {
	Channel string `json:"channel"`           // LINE, Web, …
	Account string `json:"account,omitempty"` // which of the office's own accounts there; "" where it has one
	ID      string `json:"id"`                // a LINE user, a web session's public id, a Slack channel or user
}

// String is the address as one word, "line::U4af…", the key of its lane.
func (a Address) String() string { return a.Channel + ":" + a.Account + ":" + a.ID }

// ParseAddress reads what String wrote.
func ParseAddress(s string) (Address, error) {
	parts := strings.SplitN(s, ":", 3)
	if len(parts) != 3 || parts[0] == "" || parts[2] == "" {
		return Address{}, fmt.Errorf("parse address %q: want channel:account:id", s)
	}
	return Address{Channel: parts[0], Account: parts[1], ID: parts[2]}, nil
}

// A Person is someone of the office who acts: a Slack user, a signed-in user of the desk.
type Person struct {
	ID   string `json:"id"`   // "slack:U123", "desk:sasaki"
	Name string `json:"name"` // as colleagues and the log show it
}

// applicationPrefix begins the ID of a Person that is another system.
const applicationPrefix = "app:"

// ApplicationPerson is how another system, that has the number, stands where a Person does.
func ApplicationPerson(number int64, name string) Person {
	return Person{ID: applicationPrefix + strconv.FormatInt(number, 10), Name: name}
}

// Application is the number of the other system that a Person is, and false for a human being. It acts, and
// nothing can be given to it.
func (p Person) Application() (int64, bool) {
	number, found := strings.CutPrefix(p.ID, applicationPrefix)
	n, err := strconv.ParseInt(number, 10, 64)
	return n, found && err == nil && n > 0
}

// A File is something a member or a member of staff sent along.
type File struct {
	ID    string `json:"id"`             // the platform's id, by which its content is fetched
	Name  string `json:"name,omitempty"` // as the sender's device calls it; never trusted as a path
	Type  string `json:"type,omitempty"` // image, video, audio, file
	Bytes int64  `json:"bytes,omitempty"`

	MessageID string `json:"message_id,omitempty"` // the platform's id of the message it came with, where several are told of together

	// Of a file that the office sends: the address at which whoever has it can fetch the file, that
	// of a small JPEG of an image, and until when they work.
	URL     string    `json:"url,omitempty"`
	Preview string    `json:"preview,omitempty"`
	Until   time.Time `json:"until,omitzero"`
}

// A WantedFile is one that a member sent and that is still to be fetched.
type WantedFile struct {
	ID      int64
	From    Address
	File    File
	Attempt int // from 1
	Created time.Time
}

// A Kind says what sort of event came in.
type Kind string

// The kinds of event.
const (
	Text     Kind = "text"     // somebody wrote Text
	Choose   Kind = "choose"   // somebody pressed a button: Data is the choice's data, Text its label
	Media    Kind = "media"    // Files came, or a sticker or a place (Text says which)
	Follow   Kind = "follow"   // a contact added or unblocked us
	Unfollow Kind = "unfollow" // a contact blocked us: sending is pointless until they follow again
	Unsend   Kind = "unsend"   // a contact took back the message MessageID
	Open     Kind = "open"     // a web visitor opened a new conversation
	Link     Kind = "link"     // the platform vouches that the contact is who was given the nonce Data; without it, that it could not
	Fill     Kind = "fill"     // a contact has answered a form's questions on the page Data: Values are the answers by question
	Vouch    Kind = "vouch"    // the site that a contact came from vouches who they are there: Values are sub, name, company, mail
	Owe      Kind = "owe"      // the program's own: Owed was not worth a paid message, and is to be said next time
	Correct  Kind = "correct"  // the program's own: the contact is to hear of the correction Data
	Other    Kind = "other"    // what asks nothing of us, kept as having come: Data says what it was
	Mailed   Kind = "mail"     // a mail came: its author says Text, Mail has the rest, Ticket is the one it continues
	Filed    Kind = "filed"    // an application, Person, brought a contact's request: Data is the kind of ticket, Values what it knows of the contact by role
	StaffAct Kind = "staff"    // a Person did Act on Ticket
)

// English is the Data of an Open of a page in English.
const English = "en"

// An Event is one thing that happened on a channel. A handler makes it; it is stored before the
// platform is answered, and everything that follows is decided from what was stored.
type Event struct {
	ID          string            `json:"id"` // unique within From.Channel: a redelivery has the same
	Kind        Kind              `json:"kind"`
	From        Address           `json:"from"`
	At          time.Time         `json:"at"`                   // when it happened, by the platform's clock
	Sent        time.Time         `json:"sent,omitzero"`        // when its writer sent it, where At is only when it came to us
	Text        string            `json:"text,omitempty"`       // valid UTF-8 without NUL; "" where the kind has none
	Data        string            `json:"data,omitempty"`       // of Choose; of Open the page's language, "" = Japanese
	MessageID   string            `json:"message_id,omitempty"` // the platform's id of the message
	Files       []File            `json:"files,omitempty"`
	Album       string            `json:"album,omitempty"`       // of Media: what pictures that were sent in one go share
	Name        string            `json:"name,omitempty"`        // the contact's display name where the platform gives it
	Masked      string            `json:"masked,omitempty"`      // what was struck out of Text before it was stored: card, my_number, account
	Quiet       bool              `json:"quiet,omitempty"`       // record it but send nothing (LINE's standby mode)
	Redelivered bool              `json:"redelivered,omitempty"` // the platform says that it sends this again
	Edited      bool              `json:"edited,omitempty"`      // Text replaces what the message MessageID said before
	Shared      bool              `json:"shared,omitempty"`      // others read and write along: a group
	Values      map[string]string `json:"values,omitempty"`      // of Fill and Vouch
	Owed        []Message         `json:"owed,omitempty"`        // of Owe
	Quote       string            `json:"quote,omitempty"`       // the platform's token by which an answer can quote this message
	Programme   string            `json:"programme,omitempty"`   // the programme that the contact has chosen beside the talk: the ID, as a stranger may send it

	Mail *Mail `json:"mail,omitempty"` // of Mailed, and of a StaffAct that came by mail

	ReplyToken string    `json:"reply_token,omitempty"` // lets one reply go out free of charge
	ReplyUntil time.Time `json:"reply_until,omitzero"`  // after which the token is not worth trying

	Act     Act    `json:"act,omitempty"`     // of StaffAct
	Ticket  string `json:"ticket,omitempty"`  // of StaffAct: the ticket's number; "" where Thread names it. Of Mailed: the one it continues, "" where it is none
	Thread  string `json:"thread,omitempty"`  // of StaffAct: the staff thread it happened in, in its channel's own form
	Version int    `json:"version,omitempty"` // of StaffAct: the ticket's version the person saw; 0 = whatever it is now
	Person  Person `json:"person,omitzero"`   // of StaffAct: who
	Value   string `json:"value,omitempty"`   // of StaffAct: the act's argument: a status, an assignee, a team, a time
}

// SentAt is when an event's writer sent it, as well as anybody knows.
func (e *Event) SentAt() time.Time {
	if e.Sent.IsZero() || e.Sent.After(e.At) {
		return e.At
	}
	return e.Sent
}

// OfEvent begins the Value of a [Recall] that names, in the place of a delivery, the event whose reply is meant.
const OfEvent = "event:"

// An Act is what a member of staff can do to a ticket.
type Act string

// The acts.
const (
	Claim     Act = "claim"  // take it on oneself
	Assign    Act = "assign" // give it to Value (a person's ID)
	Reply     Act = "reply"  // send Text to the member
	NoteDown  Act = "note"   // keep Text inside the office
	Done      Act = "done"   // a change was carried out: tell the member, resolve
	Resolve   Act = "resolve"
	Reopen    Act = "reopen"
	Snooze    Act = "snooze" // put on hold until Value (RFC 3339)
	Route     Act = "route"  // hand to the team Value
	Cancel    Act = "cancel"
	Spam      Act = "spam"      // cancel without telling the member
	Merge     Act = "merge"     // join into the ticket Value
	Live      Act = "live"      // start ("on") or end ("off") direct relay for the assignee
	Resend    Act = "resend"    // send the failed delivery Value again
	Recall    Act = "recall"    // call back the reply Value while it has not gone out
	Retract   Act = "retract"   // staff changed or deleted the Slack message MessageID after it was relayed
	Identify  Act = "identify"  // they have called the member back and know who it is: Text says how
	Edit      Act = "edit"      // set what Value says, a ticket.Edit as JSON
	Look      Act = "look"      // opened the personal data: written to the ticket's events
	Draft     Act = "draft"     // an application proposes Text as a reply: colleagues alone see it
	Take      Act = "take"      // open a ticket for somebody who has called or come by: Value is a ticket.Taken as JSON, From says by which of the two
	Told      Act = "told"      // they have been answered by word of mouth: Value is a ticket.Told as JSON, Text what was said
	Call      Act = "call"      // they were called: Value is a ticket.Called as JSON, Text what was said
	Misdirect Act = "misdirect" // the reply Value went to the wrong member: Text says whose data it held
	Apologise Act = "apologise" // send Text, which a second person has approved, also where the ticket is closed
	Teach     Act = "teach"     // make an entry of the FAQ of it: a staff channel asks for its words, and no turn decides it

	// What the program's own clock does, in nobody's name.
	Wake     Act = "wake"     // a ticket on hold has come to its time
	Remind   Act = "remind"   // a promise is due: Value says soon or late
	Rest     Act = "rest"     // a direct relay has been silent for too long
	Fared    Act = "fared"    // a reply was settled: Value is its delivery and state, "17 held", Text the reason
	Move     Act = "move"     // a closure breaks the promise, or no longer does: Value is a turn.Broken as JSON
	Escalate Act = "escalate" // nobody has seen to a ticket since its promise was broken; in Value, to whom it goes now
	Lapse    Act = "lapse"    // a ticket has waited for its member for as long as the office waits
	Expire   Act = "expire"   // the programme Value ends before long
)
