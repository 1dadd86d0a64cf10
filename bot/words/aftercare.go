package words

import (
	"strings"
	"time"

	"madoguchi/ticket"
)

// What the bot says of a matter that was handed over: where it stands, and that something was added.
var (
	NoCases        = fixed("member.case.none")              // says that the member has no matter with the office
	NotYourCase    = fixed("member.case.not_yours")         // says that the number named is none of theirs
	WhichCase      = fixed("member.case.which")             // asks to which matter something is to be added
	NothingToAddTo = fixed("member.case.nothing_to_add_to") // offers a new matter where none is open
	LateOnce       = fixed("member.case.late_once")         // answers who asks again after an answer that is late
	LateAgain      = fixed("member.case.late_again")        // answers who asks once more
	MemberWaits    = fixed("desk.member_waits")             // tells staff that a member asks after an answer
	MemberWaitLate = fixed("desk.member_waits_late")        // tells staff so when the answer is late
)

// A CaseView is a ticket as its member is told of it.
type CaseView struct {
	About string // what it is about in few words; "" where it does not say
	Open  bool   // the office is open now
	Next  time.Time
	Why   string // why an answer takes until it does: holidays, closed
}

// Case says in words where a ticket stands, and by when a person answers.
func Case(tk *ticket.Ticket, v CaseView, now time.Time) string {
	name := tk.Number
	if v.About != "" {
		name += "（" + v.About + "）"
	}
	switch {
	case tk.Status == ticket.Resolved:
		return say("member.case.resolved", "case", name, "day", ticket.LongDay(now, tk.Closed))
	case tk.Status == ticket.Cancelled:
		return say("member.case.cancelled", "case", name, "day", ticket.LongDay(now, tk.Closed))
	case tk.Status == ticket.Waiting:
		return say("member.case.waiting", "case", name)
	case !tk.Replied.IsZero():
		return lines(say("member.case.replied", "case", name), nextSeen(v, now))
	case !tk.Due.IsZero() && tk.Due.Before(now):
		return lines(say("member.case.late", "case", name, "day", ticket.LongDay(now, tk.Due), "clock", hour(tk.Due)), nextSeen(v, now))
	}
	return lines(caseState(name, tk.Status), v.Why, say("member.opened.promise", "until", ticket.Promise(now, tk.Due)))
}

func caseState(name string, s ticket.Status) string {
	switch s {
	case ticket.Working:
		return say("member.case.working", "case", name)
	case ticket.OnHold:
		return say("member.case.on_hold", "case", name)
	}
	return say("member.case.received", "case", name)
}

// CaseAgain is Case for somebody who has just been told, n times in a row.
func CaseAgain(tk *ticket.Ticket, n int, now time.Time) string {
	late := !tk.Due.IsZero() && tk.Due.Before(now)
	switch {
	case !tk.Status.Open():
		return say("member.case.again_closed", "number", tk.Number)
	case n%2 == 0 && tk.Replied.IsZero() && late:
		return LateOnce
	case n%2 == 0:
		return say("member.case.again_unchanged", "number", tk.Number)
	case tk.Status == ticket.Waiting || !tk.Replied.IsZero():
		return say("member.case.again_as_told", "number", tk.Number)
	case late:
		return LateAgain
	}
	return say("member.case.again_until", "number", tk.Number, "until", ticket.Promise(now, tk.Due))
}

// nextSeen says when a person reads what was written, where that is not today's business.
func nextSeen(v CaseView, now time.Time) string {
	if v.Open || v.Next.IsZero() {
		return ""
	}
	return say("member.case.next_seen", "day", ticket.LongDay(now, v.Next), "clock", hour(v.Next))
}

// PassedOn acknowledges what a member has written to the person who has their matter: outside hours with
// the time at which it is read.
func PassedOn(v CaseView, now time.Time) string {
	if v.Open || v.Next.IsZero() {
		return say("member.case.passed_on")
	}
	return say("member.case.passed_on_closed", "day", ticket.LongDay(now, v.Next), "clock", hour(v.Next))
}

// AddedTo says that something was added to a ticket.
func AddedTo(tk *ticket.Ticket) string { return say("member.case.added", "number", tk.Number) }

// SettledOpen is for a member whose matter is settled while nobody of the office has answered it.
func SettledOpen(tk *ticket.Ticket) string {
	return say("member.case.settled_open", "number", tk.Number)
}

// MayAdd offers to hand a question that names a ticket over to whoever has it.
func MayAdd(tk *ticket.Ticket) string { return say("member.case.may_add", "number", tk.Number) }

// hour is t's time of day in Japan as it is said: 「9:30」.
func hour(t time.Time) string { return strings.TrimPrefix(ticket.Clock(t), "0") }

// lines are the parts that say something, one a line.
func lines(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "\n")
}
