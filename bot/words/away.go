package words

import (
	"cmp"
	"strings"
	"time"

	"madoguchi/ticket"
)

// What is said when a day goes wrong: the office is closed, a notice is out, the program is to be silent.

// closedFor is why the office is closed, as it stands before 「のため」; the plain word where nothing says why.
func closedFor(why string) string {
	return cmp.Or(strings.TrimSuffix(strings.TrimSpace(why), say("switches.because")), say("switches.closed"))
}

// PromiseMoved tells staff, in a ticket's log, that a closure has moved its promise.
func PromiseMoved(was, due time.Time, why string) string {
	return say("desk.promise_moved", "why", closedFor(why), "was", stamp(was), "due", stamp(due))
}

// PromiseMovedUntold adds that somebody has to tell a caller of it.
func PromiseMovedUntold(note string) string { return say("desk.promise_moved_untold", "note", note) }

// PromiseBack tells them that the closure is undone, and the promise what it was.
func PromiseBack(due time.Time) string { return say("desk.promise_back", "due", stamp(due)) }

// PromiseFollows tells them that the office opens again when it would not, before the member has heard of the later promise.
func PromiseFollows(due time.Time) string { return say("desk.promise_follows", "due", stamp(due)) }

// PromiseMovedForYou tells a member so. It says the same whenever it is said: what was not heard yet is found by its
// words when it is not so any more.
func PromiseMovedForYou(tk *ticket.Ticket, was, due time.Time, why string) string {
	return say("member.closed.moved", "why", closedFor(why), "number", tk.Number, "was", stampFor(tk, was), "due", stampFor(tk, due))
}

// PromiseBackForYou tells a member who has heard of a later promise that the first one holds.
func PromiseBackForYou(tk *ticket.Ticket, due time.Time) string {
	return say("member.closed.back", "number", tk.Number, "due", stampFor(tk, due))
}

func stamp(t time.Time) string {
	return say("member.closed.moment", "day", ticket.Day(t), "clock", ticket.Clock(t))
}

// stampFor names the year where it is another than the one in which the ticket was opened.
func stampFor(tk *ticket.Ticket, t time.Time) string {
	return say("member.closed.moment", "day", ticket.LongDay(tk.Opened, t), "clock", ticket.Clock(t))
}

// Announce is a notice before an answer.
func Announce(text string) string { return say("member.closed.notice", "text", text) }

// Silenced says that questions on a programme go to people for now.
func Silenced(programme string) string { return say("member.closed.silent", "programme", programme) }
