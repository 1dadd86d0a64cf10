// Package audit names what happens at the counter that somebody may have to account for later, and how
// it is written down: who did what, by which way, to what.
//
// There is one record for all of it. The store only ever adds to it, and a trigger of the database holds
// it to that. It says nothing of what a member wrote or which data was looked at, only that it was:
// so it can stay when the words are gone. What names a person in it gives way to a pseudonym when that
// person is erased.
//
// An [Act]'s word is stored, and others count by it (reports, webhooks): once written it never changes.
package audit

import (
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// An Act says what happened. It is "object.happened".
type Act string

// What happens to tickets.
const (
	TicketOpened    Act = "ticket.opened"
	TicketRouted    Act = "ticket.routed"
	TicketClaimed   Act = "ticket.claimed"
	TicketAssigned  Act = "ticket.assigned"
	TicketMoved     Act = "ticket.moved" // from one status to another that is none of the next two
	TicketResolved  Act = "ticket.resolved"
	TicketCancelled Act = "ticket.cancelled"
	TicketReplied   Act = "ticket.replied"
	TicketResent    Act = "ticket.resent"
	TicketRecalled  Act = "ticket.recalled"
	TicketRetracted Act = "ticket.retracted"
	TicketNoted     Act = "ticket.noted"
	TicketLooked    Act = "ticket.looked" // personal data was shown
	TicketLive      Act = "ticket.live"
	TicketMerged    Act = "ticket.merged"
	TicketErased    Act = "ticket.erased"
	TicketEdited    Act = "ticket.edited" // the company, the programme, the urgency, the tags or the promise
	TicketTold      Act = "ticket.told"   // somebody was answered by word of mouth
	TicketCalled    Act = "ticket.called"
)

// What happens to the FAQ, and what it could not answer.
const (
	FAQImported        Act = "faq.imported"
	FAQEdited          Act = "faq.edited"
	FAQPublished       Act = "faq.published"
	FAQDrafted         Act = "faq.drafted"  // a change was saved that is not published
	FAQReviewed        Act = "faq.reviewed" // it was to be approved, was, was not, or got its time
	QuestionUnanswered Act = "question.unanswered"
	QuestionDecided    Act = "question.decided"  // what becomes of a group of questions that were not answered
	QuestionDeclined   Act = "question.declined" // it is no wording of the entry that members have chosen for it
)

// What happens to notices that correct what members were told.
const (
	CorrectionWritten  Act = "correction.written"
	CorrectionReviewed Act = "correction.reviewed" // it was to be approved, or was sent back
	CorrectionSent     Act = "correction.sent"     // it was approved, where it had to be
	CorrectionStopped  Act = "correction.stopped"
	CorrectionLooked   Act = "correction.looked" // who was told was shown by name
)

// What happens to deliveries and to events that could not be decided, outside any ticket.
const (
	DeliveryResent    Act = "delivery.resent"
	DeliveryDiscarded Act = "delivery.discarded"
	EventRevived      Act = "event.revived"
)

// What happens to people of the office.
const (
	AccountMade       Act = "account.made"
	AccountChanged    Act = "account.changed"
	AccountJoined     Act = "account.joined" // what somebody had done under another name is now theirs
	AccountEnded      Act = "account.ended"
	AccountHanded     Act = "account.handed"   // what hung on somebody went to an heir
	AccountErased     Act = "account.erased"   // who has left is known by a pseudonym only
	SessionInvited    Act = "session.invited"  // a link to sign in was made
	SessionOpened     Act = "session.opened"   // somebody signed in
	SessionRefused    Act = "session.refused"  // somebody tried in vain to sign in
	SessionEnded      Act = "session.ended"    // they signed out, or were signed out
	AccessRefused     Act = "access.refused"   // something was asked for without the right to it
	SettingsChanged   Act = "settings.changed" // the office file
	DataExported      Act = "data.exported"
	SubjectFound      Act = "subject.found" // somebody was looked for by what they had given
	SubjectExported   Act = "subject.exported"
	SubjectErased     Act = "subject.erased"
	SubjectCorrected  Act = "subject.corrected"
	SubjectStopped    Act = "subject.stopped"
	SubjectIdentified Act = "subject.identified" // who asked for their data has shown who they are
)

// What happens to other systems' access.
const (
	ApplicationMade    Act = "application.made"    // it was given a token
	ApplicationRevoked Act = "application.revoked" // it has none any more
	WebhookMade        Act = "webhook.made"        // it is told what happens, at an address
	WebhookRotated     Act = "webhook.rotated"     // by another secret
	WebhookDropped     Act = "webhook.dropped"
	WebhookTested      Act = "webhook.tested"
	WebhookResent      Act = "webhook.resent"
)

// What is kept at the desk for working there.
const (
	ViewSaved   Act = "view.saved" // a choice of the queue, under a name
	ViewDropped Act = "view.dropped"

	CannedSaved      Act = "canned.saved" // a reply to begin others with
	CannedDropped    Act = "canned.dropped"
	DisposalApproved Act = "disposal.approved" // what has been kept for long enough is to be wiped
	RecordHeld       Act = "record.held"       // something must not be deleted
	RecordReleased   Act = "record.released"

	ReportCommented Act = "report.commented" // what is printed in a year's report beside its figures
)

// What is turned on for a while when a day goes wrong, and off again.
const (
	SwitchOn  Act = "switch.on"
	SwitchOff Act = "switch.off"
)

// What happens to several tickets at once; each of them has lines of its own.
const (
	BulkReplied  Act = "bulk.replied"  // one reply went to all of them
	BulkRecalled Act = "bulk.recalled" // and was called back
)

// What an office has to account for.
const (
	TicketMisdirected Act = "ticket.misdirected" // a reply was for somebody else
	IncidentOpened    Act = "incident.opened"
	IncidentChanged   Act = "incident.changed"
	IncidentApology   Act = "incident.apology" // its text was written
	IncidentApproved  Act = "incident.approved"
	IncidentStep      Act = "incident.step" // something was reported, told or closed
	IncidentPrinted   Act = "incident.printed"
)

// What happens to the database as a whole.
const (
	BackupMade     Act = "backup.made"
	BackupDrilled  Act = "backup.drilled"  // one was read back, to see whether it can be
	BackupRestored Act = "backup.restored" // the database is one that was read back
)

// Acts are all there are, in the order above.
func Acts() []Act {
	return []Act{
		TicketOpened, TicketRouted, TicketClaimed, TicketAssigned, TicketMoved, TicketResolved, TicketCancelled, TicketReplied,
		TicketResent, TicketRecalled, TicketRetracted, TicketNoted, TicketLooked, TicketLive, TicketMerged, TicketErased,
		FAQImported, FAQEdited, FAQPublished, FAQDrafted, FAQReviewed, QuestionUnanswered, QuestionDecided, QuestionDeclined,
		CorrectionWritten, CorrectionReviewed, CorrectionSent, CorrectionStopped, CorrectionLooked,
		DeliveryResent, DeliveryDiscarded, EventRevived,
		AccountMade, AccountChanged, AccountJoined, AccountEnded, AccountHanded, AccountErased, SessionInvited, SessionOpened, SessionRefused, SessionEnded,
		AccessRefused, SettingsChanged, DataExported, SubjectFound, SubjectExported, SubjectErased, SubjectCorrected, SubjectStopped, SubjectIdentified,

		ViewSaved, ViewDropped, TicketEdited, TicketTold, TicketCalled, CannedSaved, CannedDropped, ReportCommented, DisposalApproved, RecordHeld, RecordReleased,
		SwitchOn, SwitchOff,
		BulkReplied, BulkRecalled, TicketMisdirected, IncidentOpened, IncidentChanged, IncidentApology, IncidentApproved, IncidentStep, IncidentPrinted,
		BackupMade, BackupDrilled, BackupRestored,
		ApplicationMade, ApplicationRevoked, WebhookMade, WebhookRotated, WebhookDropped, WebhookTested, WebhookResent,
	}
}

// ofLog are the acts by the words of a ticket's log. What has none is no matter of somebody's account:
// the ticket's own log has it.
var ofLog = map[ticket.What]Act{
	ticket.LogOpened: TicketOpened, ticket.LogRouted: TicketRouted, ticket.LogClaimed: TicketClaimed, ticket.LogAssigned: TicketAssigned,
	ticket.LogMoved: TicketMoved, ticket.LogReplied: TicketReplied, ticket.LogResent: TicketResent, ticket.LogRecalled: TicketRecalled,
	ticket.LogRetracted: TicketRetracted, ticket.LogNoted: TicketNoted, ticket.LogLooked: TicketLooked, ticket.LogLive: TicketLive,
	ticket.LogMerged: TicketMerged, ticket.LogErased: TicketErased, ticket.LogAnswered: TicketNoted, ticket.LogDrafted: TicketNoted,
	ticket.LogEdited: TicketEdited, ticket.LogTold: TicketTold, ticket.LogCalled: TicketCalled, ticket.LogMisdirected: TicketMisdirected,
}

// OfEntry is the act that an entry of a ticket's log tells of, "" where it is none.
func OfEntry(e ticket.Entry) Act {
	switch {
	case e.What == ticket.LogMoved && e.To == string(ticket.Resolved):
		return TicketResolved
	case e.What == ticket.LogMoved && e.To == string(ticket.Cancelled):
		return TicketCancelled
	}
	return ofLog[e.What]
}

// An ActorKind says what sort of actor acted.
type ActorKind string

// The kinds of actor.
const (
	Staff    ActorKind = "staff"    // somebody of the office: Record.Actor has who
	Member   ActorKind = "member"   // a member, who is not named
	Operator ActorKind = "operator" // whoever runs commands where the program is: Record.Actor has their name
	Program  ActorKind = "program"  // the program itself
	Stranger ActorKind = "stranger" // somebody who was not let in

	Application ActorKind = "application" // another system, by the API: Record.Actor has which
)

// A Via says by which way.
type Via string

// The ways.
const (
	ViaDesk     Via = "desk"
	ViaSlack    Via = "slack"
	ViaTerminal Via = "terminal"
	ViaAPI      Via = "api"
	ViaMember   Via = "member" // by a channel of members
	ViaProgram  Via = "program"
	ViaMail     Via = "mail"
)

// ViaOf is the way by which a channel brought something.
func ViaOf(channel string) Via {
	switch channel {
	case chat.Desk, chat.Phone, chat.Counter: // what was said is written down at the desk
		return ViaDesk
	case chat.Slack:
		return ViaSlack
	case chat.Terminal:
		return ViaTerminal
	case chat.Email:
		return ViaMail
	case chat.API:
		return ViaAPI
	case "", "clock":
		return ViaProgram
	}
	return ViaMember
}

// A Record is one line.
type Record struct {
	ID      int64
	At      time.Time
	Kind    ActorKind
	Actor   chat.Person // ID "" where it is nobody of the office
	Via     Via
	Act     Act
	Object  string // "Q-1204", "staff:7", "hanro/3"
	Before  string // what was, where something changed
	After   string // what is
	Note    string // why, where somebody said so
	Request string // by which several lines of one request are found
}

// A Filter chooses records. Zero fields choose all.
type Filter struct {
	Actor      string // a person's ID
	Act        Act
	Object     string // exactly
	Text       string // in the object, what was and is, the note or the actor's name
	From, Till time.Time
	Before     int64 // page: records with a smaller ID
	Limit      int   // at most; 0 means 100
}
