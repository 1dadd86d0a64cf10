package words

import (
	"cmp"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// What the bot says to staff.

// wish is why a ticket came without the bot's searching on.
var wish = map[string]catalogue.Key{
	"human": "desk.trace.human", "complaint": "desk.trace.human", "opinion": "desk.trace.opinion",
}

// Trace is what the card says of the search before a ticket. Entries are named by their document, which
// where gives for a reference; how sure the search was is told at the desk, to those who ask.
func Trace(tr ticket.Trace, where func(ref string) string) string {
	hit := func(h ticket.TracedHit) string {
		return say("desk.trace.hit", "document", where(h.Ref), "question", chars.Clip(h.Question, 30))
	}
	why, wished := wish[tr.Decision]
	switch {
	case wished && len(tr.Hits) == 0:
		return say(why)
	case wished:
		return say("desk.trace.wish", "why", say(why), "hit", hit(tr.Hits[0]))
	case tr.Decision == "chosen" && len(tr.Hits) > 0:
		return say("desk.trace.told", "hit", hit(tr.Hits[0]))
	case len(tr.Hits) == 0 && tr.Query == "":
		return ""
	case len(tr.Hits) == 0:
		return say("desk.trace.none")
	case tr.Hits[0].P < ticket.NearEnough:
		return say("desk.trace.near", "hit", hit(tr.Hits[0]))
	}
	return say("desk.trace.candidate", "hit", hit(tr.Hits[0]))
}

// Proposal is an entry that staff may send with one press, with the document it stands in.
func Proposal(e *faq.Entry, document string) string {
	return say("desk.trace.proposal", "document", document, "question", e.Question)
}

// Unchecked names the answers of a form that could not be read.
func Unchecked(labels string) string { return say("desk.unchecked", "labels", labels) }

// AssigneeIs is the assignee on a card.
func AssigneeIs(name string) string { return say("desk.assignee", "name", name) }

// DueAt is on a card until when the member was promised an answer.
func DueAt(t time.Time) string {
	return say("desk.due", "day", ticket.Day(t), "clock", ticket.Clock(t))
}

// StaleTicket refuses an act by a page or card that shows an earlier state.
func StaleTicket(tk *ticket.Ticket) string {
	if tk.Assignee.Name != "" {
		return say("desk.stale_assigned", "number", tk.Number, "status", tk.Status.Label(), "name", tk.Assignee.Name)
	}
	return say("desk.stale", "number", tk.Number, "status", tk.Status.Label())
}

// TakenBy refuses a ticket that a colleague has taken on.
func TakenBy(tk *ticket.Ticket) string {
	return say("desk.taken_by", "number", tk.Number, "name", tk.Assignee.Name)
}

// AlreadyYours answers who takes on their own ticket.
func AlreadyYours(tk *ticket.Ticket) string { return say("desk.already_yours", "number", tk.Number) }

// Claimed answers who has taken a ticket on.
func Claimed(tk *ticket.Ticket) string { return say("desk.claimed", "number", tk.Number) }

// Assigned answers who has given a ticket to somebody.
func Assigned(tk *ticket.Ticket) string {
	return say("desk.assigned", "number", tk.Number, "name", tk.Assignee.Name)
}

// AlreadyClosed refuses what can only be done with an open ticket.
func AlreadyClosed(tk *ticket.Ticket) string {
	return say("desk.already_closed", "number", tk.Number, "status", tk.Status.Label())
}

// StillOpen refuses to reopen an open ticket.
func StillOpen(tk *ticket.Ticket) string {
	return say("desk.still_open", "number", tk.Number, "status", tk.Status.Label())
}

// CannotMove refuses a move that the table of moves does not have.
func CannotMove(tk *ticket.Ticket, to ticket.Status) string {
	return say("desk.cannot_move", "number", tk.Number, "from", tk.Status.Label(), "to", to.Label())
}

// MovedTo says what status a ticket has now.
func MovedTo(tk *ticket.Ticket) string {
	return say("desk.moved_to", "number", tk.Number, "status", tk.Status.Label())
}

// EditedFrom says in a ticket's log what of it was set.
func EditedFrom(c ticket.Edited) string {
	return say("desk.edited_from", "what", c.What, "from", cmp.Or(c.From, "–"), "to", cmp.Or(c.To, "–"))
}

// Edited answers who has set something on a ticket, Unchanged who has set it as it was.
func Edited(tk *ticket.Ticket) string    { return say("desk.edited", "number", tk.Number) }
func Unchanged(tk *ticket.Ticket) string { return say("desk.unchanged", "number", tk.Number) }

// Replied answers who has written to the member.
func Replied(tk *ticket.Ticket) string { return say("desk.replied", "number", tk.Number) }

// Snoozed says until when a ticket is on hold.
func Snoozed(tk *ticket.Ticket) string {
	return say("desk.snoozed", "number", tk.Number, "day", ticket.Day(tk.Snoozed), "clock", ticket.Clock(tk.Snoozed))
}

// Rerouted says which team has the ticket now.
func Rerouted(tk *ticket.Ticket) string {
	return say("desk.rerouted", "number", tk.Number, "team", tk.Team)
}

// AssignedBy tells colleagues who gave a ticket to whom.
func AssignedBy(by, name string) string {
	return say("desk.thread.assigned", "by", colleague(by), "name", name)
}

// ReroutedBy tells colleagues who handed a ticket on, to which team, and what they wrote to it.
func ReroutedBy(by string, tk *ticket.Ticket, text string) string {
	said := say("desk.thread.rerouted", "by", colleague(by), "team", tk.Team)
	if text != "" {
		said += "\n" + text
	}
	return said
}

// MovedBy tells colleagues who ended a ticket or began it anew.
func MovedBy(by string, tk *ticket.Ticket) string {
	return say("desk.thread.moved", "by", colleague(by), "status", tk.Status.Label())
}

// SnoozedBy tells colleagues who put a ticket on hold, and until when.
func SnoozedBy(by string, tk *ticket.Ticket) string {
	return say("desk.thread.snoozed", "by", colleague(by), "day", ticket.Day(tk.Snoozed), "clock", ticket.Clock(tk.Snoozed))
}

// colleague is one of the staff by name.
func colleague(name string) string {
	if name == "" {
		return say("desk.thread.somebody")
	}
	return say("desk.thread.colleague", "name", name)
}

// RoutedBy is the reason of a route that somebody chose.
func RoutedBy(name string) string { return say("desk.routed_by", "name", name) }

// MergedFrom says in a ticket that another goes on in it.
func MergedFrom(tk *ticket.Ticket) string {
	return say("desk.merged_from", "number", tk.Number, "title", tk.Title)
}

// MergedInto answers who has merged a ticket into another.
func MergedInto(tk, into *ticket.Ticket) string {
	return say("desk.merged_into", "number", tk.Number, "into", into.Number)
}

// DraftBy is what an application proposes as a reply.
func DraftBy(name, text string) string { return say("desk.draft_by", "name", name, "text", text) }

// Drafted answers an application that has proposed one.
func Drafted(tk *ticket.Ticket) string { return say("desk.drafted", "number", tk.Number) }

// FiledBy tells staff which application brought a ticket.
func FiledBy(name string) string { return say("desk.filed_by", "name", name) }

// Filed answers an application that has brought one.
func Filed(tk *ticket.Ticket) string { return say("desk.filed", "number", tk.Number) }

// NoteBy is a note with its author.
func NoteBy(name, text string) string { return say("desk.note_by", "name", name, "text", text) }

// DueSoon reminds of a promise.
func DueSoon(tk *ticket.Ticket, now time.Time) string {
	return say("desk.due_soon", "until", ticket.Promise(now, tk.Due))
}

// DueLate tells of a promise that was not kept.
func DueLate(tk *ticket.Ticket) string {
	return say("desk.due_late", "day", ticket.Day(tk.Due), "clock", ticket.Clock(tk.Due))
}

// Escalated tells somebody else of a promise that was not kept.
func Escalated(news News, tk *ticket.Ticket) string {
	assignee := tk.Assignee.Name
	if assignee == "" {
		assignee = say("desk.escalated.nobody")
	}
	day, clock := ticket.Day(tk.Due), ticket.Clock(tk.Due)
	if news == NewsDeputy {
		return say("desk.escalated.deputy", "day", day, "clock", clock, "assignee", assignee)
	}
	return say("desk.escalated.admins", "day", day, "clock", clock, "assignee", assignee)
}

// EscalatedTo says in a ticket's thread who else was told.
func EscalatedTo(names string) string { return say("desk.escalated.told", "names", names) }

// Awake says that a ticket is on hold no more.
func Awake(tk *ticket.Ticket) string { return say("desk.awake", "status", tk.Status.Label()) }

// LapsedOnCard says on the card of a ticket that nobody has closed, but the clock.
var LapsedOnCard = fixed("desk.lapsed_on_card")

// Lapsed tells staff that the clock has resolved a ticket.
func Lapsed(days int) string { return say("desk.lapsed", "n", days) }

// About leads a remark that stands outside its ticket's thread.
func About(tk *ticket.Ticket, text string) string {
	return say("desk.about", "number", tk.Number, "title", tk.Title, "text", text)
}

// AssigneeAway says that the assignee is away.
func AssigneeAway(a ticket.Absence) string {
	return say("desk.away.assignee", "name", a.Person.Name, "back", a.Back())
}

// PlannedAway says that whom the routing table means is away, and who stands in.
func PlannedAway(a ticket.Absence, deputy string) string {
	text := say("desk.away.planned", "name", a.Person.Name, "back", a.Back())
	if deputy != "" {
		text += say("desk.away.deputy", "name", deputy)
	}
	return text
}

// Team names who a ticket is for: the team, and whom of it the routing table means.
func Team(team, person string) string {
	if person == "" {
		return team
	}
	return say("desk.team", "team", team, "name", person)
}

// AwayToday lists who is away.
func AwayToday(all []ticket.Absence) string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = say("desk.away.until", "name", a.Person.Name, "back", a.Back())
	}
	return say("desk.away.today", "names", strings.Join(names, "、"))
}

// Ending tells that a programme ends soon, and what then becomes of its answers.
func Ending(programme string, until faq.Date) string {
	return say("desk.ending", "programme", programme, "day", LongDate(until))
}
