package words

import (
	"strings"
	"time"

	"madoguchi/ticket"
)

// What the bot says to members about their tickets.

// YourTickets leads the member's tickets.
func YourTickets(lines []string) string {
	return say("member.ticket.list", "lines", strings.Join(lines, "\n"))
}

// TicketLine is a ticket as its member sees it.
func TicketLine(tk *ticket.Ticket, now time.Time) string {
	line := say("member.ticket.line", "number", tk.Number, "kind", tk.Kind.Label(), "status", tk.Status.Label())
	if tk.Status.Open() && tk.Replied.IsZero() {
		line += say("member.ticket.promise", "until", ticket.Promise(now, tk.Due))
	}
	return line
}

// AskResolved asks whether a ticket is done with.
func AskResolved(tk *ticket.Ticket) string {
	return say("member.ticket.ask_resolved", "number", tk.Number)
}

// FileAdded says that what came was added to a ticket.
func FileAdded(tk *ticket.Ticket) string { return say("member.ticket.added", "number", tk.Number) }

// AddTo asks for what is to be added to a ticket.
func AddTo(tk *ticket.Ticket) string { return say("member.ticket.add_to", "number", tk.Number) }

// Reopened says that a ticket is open again.
func Reopened(tk *ticket.Ticket) string { return say("member.ticket.reopened", "number", tk.Number) }

// CancelledForYou says that the member's own wish to cancel was done.
func CancelledForYou(tk *ticket.Ticket) string {
	return say("member.ticket.cancelled_for_you", "number", tk.Number)
}

// Resolved says that staff have resolved a ticket.
func Resolved(tk *ticket.Ticket) string { return say("member.ticket.resolved", "number", tk.Number) }

// LapsedForYou says that a ticket was resolved because its member had not answered for so many working days.
func LapsedForYou(tk *ticket.Ticket, days int) string {
	return say("member.ticket.lapsed", "number", tk.Number, "n", days)
}

// What is said around how content a member is.
var (
	AskGrade  = fixed("member.ticket.ask_grade")  // asks for it
	GradeLate = fixed("member.ticket.grade_late") // refuses it long after the end
	AskWhy    = fixed("member.ticket.ask_why")    // asks for a line about it
	WhyNot    = fixed("member.ticket.why_not")    // says that no line is needed
	WhyTaken  = fixed("member.ticket.why_taken")  // thanks for the line
)

// Graded thanks for a grade.
func Graded(g ticket.Grade) string {
	if g == ticket.Discontent || g == ticket.Unhappy {
		return say("member.ticket.graded_low", "grade", g.Label())
	}
	return say("member.ticket.graded", "grade", g.Label())
}

// GradedBy tells staff of a grade.
func GradedBy(g ticket.Grade) string { return say("desk.graded", "grade", g.Label()) }

// GradedWhy tells staff of the line about it.
func GradedWhy(text string) string { return say("desk.graded_why", "text", text) }

// ChangeDone says that staff have made a change, of the items where they are known.
func ChangeDone(tk *ticket.Ticket, items string) string {
	if items == "" {
		items = say("member.ticket.requested")
	}
	return say("member.ticket.change_done", "number", tk.Number, "items", items)
}

// Cancelled says that staff have cancelled a ticket.
func Cancelled(tk *ticket.Ticket) string { return say("member.ticket.cancelled", "number", tk.Number) }

// ClosedForYou answers what can only be done with an open ticket.
func ClosedForYou(tk *ticket.Ticket) string {
	return say("member.ticket.closed_for_you", "number", tk.Number, "status", tk.Status.Label())
}

// MergedForYou says that a ticket goes on with another.
func MergedForYou(tk, into *ticket.Ticket) string {
	return say("member.ticket.merged", "number", tk.Number, "into", into.Number)
}
