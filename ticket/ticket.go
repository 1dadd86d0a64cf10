// Package ticket holds what the office has to do: tickets and their moves, the forms that fill
// them, the rules that route them, and the calendar that says when a member may expect an answer.
//
// Everything here is values and pure functions: nothing reads a clock, a file or a database, and nothing is
// sent. A [Form] turns a member's words, as package reading understands them, into checked fields and
// says what could not be understood; [RouteTicket] says who gets the ticket and why; a
// [Calendar] turns "within one working day" into a day and an hour; [Ticket.Move] allows a change of
// status or refuses it.
//
//	filling := ticket.Start(form, nil, now)
//	field, number, total := filling.Next()
//	answer, err := field.Read("０９０１１１１２２２２です", now) // a *FieldError says what to ask
//	filling.Put(field, answer)
package ticket

import (
	"slices"
	"time"

	"madoguchi/chat"
)

// A Kind is what sort of work a ticket is. Its letter begins the ticket's number.
type Kind string

// The kinds of ticket.
const (
	Inquiry      Kind = "inquiry"      // お問い合わせ, Q-
	Change       Kind = "change"       // 登録内容の変更, H-
	Consultation Kind = "consultation" // 事前相談, S-
	Disclosure   Kind = "disclosure"   // 個人情報の請求 (開示・訂正・利用停止・消去), K-
)

// Kinds are all there are, in the order in which people think of them.
func Kinds() []Kind { return []Kind{Inquiry, Change, Consultation, Disclosure} }

// Known reports whether there is such a kind.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// Letter begins the numbers of tickets of the kind: Q, H, S or K.
func (k Kind) Letter() string {
	switch k {
	case Change:
		return "H"
	case Consultation:
		return "S"
	case Disclosure:
		return "K"
	}
	return "Q"
}

// Label is the kind as staff and members read it.
func (k Kind) Label() string {
	switch k {
	case Change:
		return say("ticket.kind.change")
	case Consultation:
		return say("ticket.kind.consultation")
	case Disclosure:
		return say("ticket.kind.disclosure")
	}
	return say("ticket.kind.inquiry")
}

// A Ticket is one piece of work for the office, with the member it is for.
type Ticket struct {
	ID           int64  // the database's own
	Number       string // Q-1204: what everyone calls it
	Kind         Kind
	Programme    string // a collection's ID, or "" where it is not known
	Status       Status
	Version      int // counts every change, for optimistic locking
	Urgent       bool
	Title        string       // one line, without personal data
	Fields       Values       // what the form asked, by field ID
	FormID       string       // the form that asked, with its fields' order
	Contact      chat.Address // the member
	Conversation int64
	Channel      string      // the staff channel of its card; "" where it has none
	Thread       string      // the card's id there
	Team         string      // who it was routed to
	RouteReason  string      // why, in words
	Assignee     chat.Person // zero while nobody has it
	Opened       time.Time   // when the office took it in
	Sent         time.Time   // when its member sent it, by their platform's clock; zero where a colleague wrote it down, and of those from before this was kept
	Due          time.Time   // the promise made to the member
	Snoozed      time.Time   // on hold until then
	Replied      time.Time   // the first word of a person
	Closed       time.Time
	Heard        time.Time // the member's latest word
	Touched      time.Time // the latest thing that somebody did
	Trace        Trace
	Tags         []string

	Check *Check // of a ticket that is being opened: by what its member can ask for it elsewhere
}

// Running reports whether the promise to the member is still to be kept: its clock stops with the first word of a
// person, and stands still while the ticket is on hold.
func (t *Ticket) Running() bool {
	return t.Replied.IsZero() && !t.Due.IsZero() && slices.Contains(RunningStatuses, t.Status)
}

// RunningStatuses are those in which the clock of a promise can run.
var RunningStatuses = []Status{Received, Working}

// Values are the checked answers of a form, by field ID. A field that repeats (the items of a
// change) holds one value an item.
type Values map[string][]string

// Get is the first value of a field, or "".
func (v Values) Get(field string) string {
	if len(v[field]) == 0 {
		return ""
	}
	return v[field][0]
}

// A Trace is what the bot had found when it handed over.
type Trace struct {
	Query    string      `json:"query,omitempty"`
	Decision string      `json:"decision,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	Hits     []TracedHit `json:"hits,omitempty"`
}

// A TracedHit is one candidate entry with the probability the bot gave it.
type TracedHit struct {
	Ref      string  `json:"ref"`
	Question string  `json:"question"`
	P        float64 `json:"p"`
	Version  int     `json:"version,omitempty"`
}

// An Entry of a ticket's log: who did what, when. The log is only ever added to.
type Entry struct {
	ID       int64
	Ticket   string // number
	At       time.Time
	Who      chat.Person // zero for the program itself; ID "member" for the member
	What     What        // opened, claimed, replied, …
	Text     string      // the words said, or a remark
	From, To string      // before and after, where something changed
	Delivery int64       // of a reply

	MessageID string // of a member's message, where it is another than the one that is being decided
}

// A Filter chooses tickets for a list. Zero fields choose all.
type Filter struct {
	Status     []Status
	Kind       Kind
	Programme  string
	Team       string
	Assignee   string // a person's ID; "-" for unassigned
	Contact    chat.Address
	Channel    string    // the member's
	From       time.Time // opened then or later
	Until      time.Time // opened before
	Overdue    time.Time // promised before then, and still [Ticket.Running]
	IDs        []int64   // these; nil = all
	Unanswered bool      // only those for whom no person has had a word yet, and that nobody has put off
	Alike      int64     // only the unanswered ones of a group that asks the same
	NotAlike   []int64   // none that is unanswered and of one of these groups
	Within     *Within   // only those of a person and their teams; nil = everybody's
	Before     int64     // page: tickets with a smaller ID
	Order      Order
	Offset     int // so many are left out at the beginning
	Limit      int // at most; 0 means 50
}

// An Order is how a list of tickets is read.
type Order string

// The orders.
const (
	Newest    Order = ""       // by ID, the latest first
	Oldest    Order = "oldest" // by ID, the earliest first
	LastOpen  Order = "late"   // opened last first
	FirstOpen Order = "early"  // opened first first
	LastHeard Order = "heard"  // urgent ones first, then those whose member wrote last
	LastMoved Order = "moved"  // those in which something happened last
	DueFirst  Order = "due"    // the nearest promise first, those without one last
	LastEnded Order = "closed" // closed last first
)

// A Within narrows a [Filter] to what concerns one person: tickets that are theirs, that are planned for
// them, or that are their teams'.
type Within struct {
	Person chat.Person
	Teams  []string
}
