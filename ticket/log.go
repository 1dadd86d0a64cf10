package ticket

// What says what an [Entry] of a ticket's log tells of. The database keeps the word, so a word once
// written never changes; staff read the name that package office gives it.
type What string

// What can stand in a ticket's log.
const (
	LogOpened      What = "opened"       // the member's request became a ticket
	LogRouted      What = "routed"       // it went from one team to another
	LogClaimed     What = "claimed"      // somebody took it on
	LogAssigned    What = "assigned"     // somebody was given it
	LogMoved       What = "moved"        // it went from one [Status] to another
	LogReplied     What = "replied"      // staff wrote to the member
	LogResent      What = "resent"       // staff sent a failed reply again
	LogRecalled    What = "recalled"     // staff called a reply back, or gave a failed one up
	LogRetracted   What = "retracted"    // staff changed or removed a message after it had gone to the member
	LogMemberWrote What = "member_wrote" // the member wrote
	LogFile        What = "file"         // the member sent a file
	LogReachable   What = "reachable"    // the member blocked us, or unblocked us
	LogLinked      What = "linked"       // the member linked another channel
	LogNoted       What = "noted"        // staff wrote for one another
	LogLooked      What = "looked"       // staff opened the personal data
	LogLive        What = "live"         // direct relay began or ended
	LogReminded    What = "reminded"     // the clock told of a promise
	LogEscalated   What = "escalated"    // the clock told others of a broken promise
	LogLapsed      What = "lapsed"       // the clock resolved it: its member had not answered
	LogGraded      What = "graded"       // the member said how content they are, or why
	LogMerged      What = "merged"       // two tickets became one
	LogEdited      What = "edited"       // staff set something of it: Text says what
	LogMisdirected What = "misdirected"  // a reply of staff was for somebody else
	LogErased      What = "erased"       // the words were erased
	LogDrafted     What = "drafted"      // an application proposed a reply: for staff alone
	LogAnswered    What = "answered"     // a colleague answered a notice by mail: for staff alone
	LogTold        What = "told"         // staff answered by word of mouth: To is the entry of the FAQ, where it was one
	LogCalled      What = "called"       // staff called the member: To is the [CallResult]
)

// Moves reports whether something has happened to the ticket by it: a look at it, or a word of the clock about its
// promise, is nothing that a list of what moved last shows.
func (w What) Moves() bool {
	return w != LogLooked && w != LogReminded && w != LogEscalated
}
