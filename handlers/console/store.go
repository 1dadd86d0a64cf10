package console

import (
	"context"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/incident"
	officefile "madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/staff"
	"madoguchi/switches"
	"madoguchi/ticket"
)

// Stores are where the desk reads from.
type Stores struct {
	Tickets  Tickets
	Queue    Queue
	Logins   Logins
	Logouts  Logouts
	People   People
	Trail    Trail
	Subjects Subjects // nil: claims to one's own data are not done here
	Ledger   Ledger
	FAQ      FAQ    // nil leaves the FAQ pages empty
	Strays   Strays // nil leaves them out of the ledger
	// Shelves keep the FAQ's documents, and Editions bring new ones. Nil leaves their pages out.
	Shelves  Shelves
	Editions Editions

	Knowledge Knowledge // by which entries are changed

	Contrasts Contrasts // nil: drafts are shown to nobody without an account
	Checks    Checks    // nil: the FAQ is not looked through

	Presences Presences // nil: nobody sees who else is at a ticket

	OfficeFile OfficeFile // nil: nothing of the office file is changed here

	Switches  Switches  // nil: nothing is switched here
	Incidents Incidents // nil: nothing is written down of leaks
	Absences  Absences  // nil: nobody says here that they are away

	Canned  Canned  // nil: there are no canned replies
	Records Records // nil: nothing is kept account of
	Reports Reports // nil: there are none

	Unanswered Unanswered // nil: nothing is learnt here
	Teacher    Teacher    // nil: what was not answered is only shown

	Applications Applications // nil: the API is given out elsewhere
	Hooks        Hooks        // nil: nobody is told

	Models Models // nil: what language models were asked is not shown

	Bulks Bulks // nil: each reply is written by itself
}

// Tickets are the office's work. What is not there is chat.ErrNotFound.
type Tickets interface {
	Ticket(ctx context.Context, number string) (ticket.Ticket, error)
	Tickets(ctx context.Context, f ticket.Filter) ([]ticket.Ticket, error)         // newest first
	Log(ctx context.Context, number string) ([]ticket.Entry, error)                // oldest first
	LastLines(ctx context.Context, a chat.Address, limit int) ([]chat.Line, error) // the newest, oldest first; replies on their way among them
	Companies(ctx context.Context, latest int) ([]string, error)                   // of so many of the latest tickets, each once
}

// A Queue keeps what the list of tickets needs besides them.
type Queue interface {
	// CountTickets counts what each filter chooses, each up to most.
	CountTickets(ctx context.Context, most int, filters ...ticket.Filter) ([]int, error)
	// Search finds tickets by anything that was said of them, the newest words first; f says who may see what, and the page.
	Search(ctx context.Context, f ticket.Filter, text string) ([]ticket.Found, error)
	// AlikeTickets are the groups of at least so many unanswered tickets that ask the same, the largest first, at most so many.
	AlikeTickets(ctx context.Context, f ticket.Filter, least, most int) ([]ticket.Alike, error)
	// ReadUntil says until when an account has read each of some tickets, by their IDs; MarkRead notes it.
	ReadUntil(ctx context.Context, account int64, tickets []int64) (map[int64]time.Time, error)
	MarkRead(ctx context.Context, account, ticket int64, until time.Time) error
	// Views are an account's own and those that others share. SaveView replaces one of the same name;
	// DropView fails with chat.ErrNotFound where the account has none such.
	Views(ctx context.Context, account int64) ([]staff.View, error)
	SaveView(ctx context.Context, v staff.View, by audit.Record) error
	DropView(ctx context.Context, account, view int64, by audit.Record) error
}

// Logins keep one-time links and sessions of staff, each under the SHA-256 of its token.
type Logins interface {
	// NewLogin notes a link. An older one for the same name is no longer good.
	NewLogin(ctx context.Context, hash []byte, l staff.Login) error
	// Login says for whom a link is, without using it: mail and chat programs look at links, too.
	Login(ctx context.Context, hash []byte, now time.Time) (l staff.Login, ok bool, err error)
	// UseLogin uses a link up. It reports false for one that is unknown, used or expired, and does
	// so for all but one of several requests at once.
	UseLogin(ctx context.Context, hash []byte, now time.Time) (l staff.Login, ok bool, err error)
	// EnterByName is the account of somebody of that name, which is made where there is none: an
	// administrator while there is none, of the given role else.
	EnterByName(ctx context.Context, name string, role staff.Role, by audit.Record) (staff.Account, error)
	NewStaffSession(ctx context.Context, hash []byte, a staff.Account, now time.Time, v staff.Session, by audit.Record) error
	// StaffSession finds who is signed in. Where use is true it counts as use: a session ends 30 days
	// after its last, 90 days after its first, an administrator's adminIdle after its last.
	StaffSession(ctx context.Context, hash []byte, now time.Time, adminIdle time.Duration, use bool) (staff.Account, bool, error)
}

// People keep the accounts.
type People interface {
	Accounts(ctx context.Context) ([]staff.Account, error)
	Account(ctx context.Context, id int64) (staff.Account, error) // or chat.ErrNotFound
	AccountByName(ctx context.Context, name string, now time.Time) (staff.Account, bool, error)
	AccountByMail(ctx context.Context, mail string, now time.Time) (staff.Account, bool, error)
	// AccountBySubject finds whom another company knows as its subject; LinkSubject notes it.
	AccountBySubject(ctx context.Context, issuer, subject string) (staff.Account, bool, error)
	LinkSubject(ctx context.Context, issuer, subject string, account int64) error
	// SaveAccount makes the account, where its ID is 0, or changes it: staff.ErrTaken, staff.ErrLastAdmin.
	SaveAccount(ctx context.Context, a staff.Account, by audit.Record) (staff.Account, error)
	// Hanging is all that hangs on an account. EraseAccount lets a pseudonym stand for who has left, or
	// fails with staff.ErrActive.
	Hanging(ctx context.Context, a staff.Account) (staff.Hanging, error)
	EraseAccount(ctx context.Context, id int64, pseudonym string, by audit.Record) error
	// Unknown are people in tickets who are nobody's account; Join makes what is theirs an account's.
	Unknown(ctx context.Context) ([]staff.Unknown, error)
	Join(ctx context.Context, person string, into int64, by audit.Record) error
	Sessions(ctx context.Context, account int64) ([]staff.Session, error)
	// EndSessions ends one session of an account, or, with 0, all, and says how many.
	EndSessions(ctx context.Context, account, session int64, by audit.Record) (int64, error)
}

// Switches are what is turned on for a while when a day goes wrong.
type Switches interface {
	Switches(ctx context.Context, now time.Time) (switches.Set, error) // on, or will be
	SwitchHistory(ctx context.Context, limit int) ([]switches.Switch, error)
	TurnOn(ctx context.Context, sw switches.Switch, by audit.Record) error           // or a *switches.Fault
	TurnOff(ctx context.Context, id int64, by audit.Record) (switches.Switch, error) // or chat.ErrNotFound
	Impact(ctx context.Context, sw switches.Switch) (switches.Impact, error)         // of a closure
	MovedBy(ctx context.Context, id int64) ([]switches.Moved, error)                 // by a closure
}

// A Saying is something that members read, and where.
type Saying struct{ About, Text string }

// An OfficeFile is the office file with what is changed of it here.
type OfficeFile interface {
	Laid() *officefile.Laid                                                               // as it is in force
	FileName() string                                                                     // of the file, as an administrator knows it
	OfficeEditHistory(ctx context.Context, p edits.Part, limit int) ([]edits.Edit, error) // the newest first
	OfficeEdit(ctx context.Context, p edits.Part, version int) (edits.Edit, error)        // or chat.ErrNotFound
	SaveOffice(ctx context.Context, e edits.Edit, by audit.Record) error                  // or officefile.Faults, edits.ErrChanged
	Breaks(ctx context.Context, would *officefile.Laid) (switches.Impact, error)          // the promises that would move
	// Said is what members read of an office, as far as a part of it says it.
	Said(ctx context.Context, off *officefile.Office, colleague string, p edits.Part) ([]Saying, error)
	WithSwitches(off *officefile.Office) *officefile.Office // as it is with what is switched on
}

// Incidents are what the office has to account for when personal data went astray. One that is not there, or that
// somebody has changed since, is chat.ErrNotFound.
type Incidents interface {
	Incident(ctx context.Context, id int64) (incident.Incident, error)
	IncidentOf(ctx context.Context, delivery int64) (int64, error) // 0 = none
	Incidents(ctx context.Context, limit int) ([]incident.Incident, error)
	SaveIncident(ctx context.Context, in incident.Incident, by audit.Record) (int64, error)
	SaveApology(ctx context.Context, id int64, version int, text string, by audit.Record) error
	ApproveApology(ctx context.Context, id int64, version int, by audit.Record) error
	MarkStep(ctx context.Context, id int64, step string, by audit.Record) error
}

// A Trail keeps who did what.
type Trail interface {
	Audit(ctx context.Context, records ...audit.Record) error
	Audited(ctx context.Context, f audit.Filter) ([]audit.Record, error) // newest first
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

// FAQ is the index in service: a [faq.Library].
type FAQ interface {
	Current() faq.Index
}
