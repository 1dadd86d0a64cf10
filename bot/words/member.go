package words

import (
	"slices"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What the bot says to members about answers, forms and codes.

// Greeting opens the first talk.
func Greeting(office string) string { return say("member.greeting", "office", office) }

// Source names the document and the place in it that an answer was taken from.
func Source(s chat.Source) string {
	where := strings.TrimSpace(s.Document + " " + s.Label)
	if s.Page > 0 {
		where = say("member.source_page", "where", where, "page", s.Page)
	}
	return say("member.source", "where", where)
}

// Ended leads an answer whose time is over: its own, or its programme's. Where the office has not confirmed
// that, it says that the document says so.
func Ended(v faq.Validity, programme bool, now time.Time) string {
	lead := ""
	switch {
	case programme:
		lead = say("member.ended_programme", "day", LongDate(v.Until))
	case v.Receipt:
		lead = say("member.ended_receipt", "moment", endMoment(v, now))
	case v.Closes != "":
		lead = say("member.ended_at", "moment", endMoment(v, now))
	default:
		lead = say("member.ended", "day", LongDate(v.Until))
	}
	if !v.Confirmed {
		lead += "\n" + say("member.ended_possibly")
	}
	return lead
}

// endMoment is when a term ended: 「4月30日17時」, with its year once that is long ago.
func endMoment(v faq.Validity, now time.Time) string {
	day := LongDate(v.Until)
	if t, err := time.ParseInLocation(time.DateOnly, string(v.Until), reading.JST); err == nil && now.Sub(t) < yearLater {
		day = say("member.day", "month", int(t.Month()), "day", t.Day())
	}
	t, err := time.Parse("15:04", string(v.Closes))
	switch {
	case err != nil:
		return day
	case t.Minute() == 0:
		return say("member.hour", "day", day, "hour", t.Hour())
	}
	return say("member.hour_minute", "day", day, "hour", t.Hour(), "minute", t.Minute())
}

// yearLater is when the day and month alone could be this year's.
const yearLater = 300 * 24 * time.Hour

// NotYet leads an answer whose time is to come: its own, or its programme's.
func NotYet(from faq.Date, programme bool) string {
	if programme {
		return say("member.not_yet_programme", "day", LongDate(from))
	}
	return say("member.not_yet", "day", LongDate(from))
}

// Near is the button of an entry that is near to what was asked.
func Near(question string) string { return say("member.near", "question", chars.Clip(question, 30)) }

// TableGroup leads what is alike in some columns of a table, with "" in none of them; several says
// that there are other groups beside it.
func TableGroup(columns string, several bool) string {
	switch {
	case columns == "":
		return say("member.table.none")
	case !several || strings.Contains(columns, "・"):
		return say("member.table.group", "columns", columns)
	}
	return say("member.table.only", "column", columns)
}

// CameLate tells the member that a text was not taken for the answer to the form's question.
func CameLate(text string) string {
	return say("member.came_late", "text", chars.Clip(strings.Join(strings.Fields(text), " "), 30))
}

// masked are the kinds of number that are hidden.
var masked = map[string]catalogue.Key{
	reading.CardNumber:  "member.masked.card",
	reading.MyNumber:    "member.masked.my_number",
	reading.BankAccount: "member.masked.account",
}

// Masked says that a number was hidden, and what it was taken for.
func Masked(what string) string {
	name := say("member.masked.other")
	if key, known := masked[what]; known {
		name = say(key)
	}
	return say("member.masked.hidden", "number", name)
}

// HandOver says that a person takes over: with care where the writer has lost patience, and without
// raising hopes where the answer before was the office's rule.
func HandOver(upset, declined bool) string {
	first := say("member.hand_over.plain")
	if upset {
		first = say("member.hand_over.upset")
	}
	if declined {
		return first + "\n" + say("member.hand_over.declined")
	}
	return first
}

// CannotLogIn is what the office reads as the question of who could not log in for an entry's sake.
func CannotLogIn(question string) string { return say("member.cannot_log_in", "question", question) }

// InContext is a text with the question that it follows.
func InContext(text, question string) string {
	return say("member.in_context", "text", text, "question", question)
}

// Rather is the button for the same question about another programme.
func Rather(programme string) string { return say("member.rather", "programme", programme) }

// OnlyTax says which of a sum with and a sum without tax the office has written.
func OnlyTax(incl bool) string {
	if incl {
		return say("member.tax.only_with")
	}
	return say("member.tax.only_without")
}

// ProgrammeSet says which programme the talk is about from now on.
func ProgrammeSet(name string) string { return say("member.programme_set", "programme", name) }

// StartLabel is the button that begins a form.
func StartLabel(form string) string {
	switch ticket.Kind(form) {
	case ticket.Change:
		return say("member.start.change")
	case ticket.Consultation:
		return say("member.start.consultation")
	}
	return say("member.start.inquiry")
}

// CanDoHere says that a form can be filled here, with what of it is known already.
func CanDoHere(kind ticket.Kind, known []string) string {
	switch {
	case kind == ticket.Change:
		return say("member.here.change")
	case kind == ticket.Inquiry:
		return say("member.here.inquiry")
	case len(known) > 0:
		return say("member.here.about", "known", strings.Join(known, "、"))
	}
	return say("member.here.consultation")
}

// CodeWrong says how often a code can be tried yet.
func CodeWrong(left int) string { return say("member.code.wrong", "left", left) }

// CodeMail is the mail with a code. Its first line becomes the subject and stands in lists of what
// was sent, so the code is not in it.
func CodeMail(code string, good time.Duration) string {
	return say("member.code.mail", "code", code, "minutes", int(good.Minutes()))
}

// Step says which of a form's questions this is; mark tells the parts of one apart.
func Step(index, total int, mark string) string {
	if total <= 1 {
		return ""
	}
	if mark != "" {
		mark = "-" + mark
	}
	return say("member.form.step", "index", index, "total", total, "mark", mark)
}

// Confirm shows a form's answers before they are sent.
func Confirm(title string, lines []string) string {
	return say("member.form.confirm", "lead", ConfirmLead, "title", title, "lines", strings.Join(lines, "\n"))
}

// Resume leads back into a form that was left lying.
func Resume(title string) string { return say("member.form.resume", "title", title) }

// StaffName is how a member of staff is shown to members: the office speaks, not a person.
func StaffName(office string) string { return office }

// ClosedOn says on what day and why the office is closed.
func ClosedOn(day time.Time, why string) string {
	return say("member.hours.on", "day", ticket.Day(day), "why", why)
}

// Hours says why an answer does not come at once.
func Hours(open, over bool, closed string, holidays []string) string {
	var parts []string
	switch {
	case closed != "":
		parts = append(parts, say("member.hours.closed", "why", closed))
	case over:
		parts = append(parts, say("member.hours.over"))
	case !open:
		parts = append(parts, say("member.hours.before"))
	}
	if len(holidays) > 0 {
		parts = append(parts, say("member.hours.holidays", "days", strings.Join(holidays, "、")))
	}
	return strings.Join(parts, "\n")
}

// Opened says that a ticket was made, who has it, and until when an answer comes: the line with its number,
// and all others.
func Opened(tk *ticket.Ticket, countries []string, hours string, now time.Time) (first string, lines []string) {
	if !tk.Sent.IsZero() {
		lines = append(lines, SentAt(tk))
	}
	switch {
	case tk.Team != "" && tk.Team != ticket.Secretariat:
		lines = append(lines, say("member.opened.team", "team", tk.Team))
	case slices.Contains(tk.Tags, ticket.UnmatchedTag) && len(countries) > 0:
		lines = append(lines, say("member.opened.unmatched", "countries", reading.CountryNames(countries)))
	}
	if hours != "" {
		lines = append(lines, hours)
	}
	return say("member.opened.number", "number", tk.Number), append(lines, say("member.opened.promise", "until", ticket.Promise(now, tk.Due)))
}

// SentAt tells a member when they sent their request, to the second.
func SentAt(tk *ticket.Ticket) string { return say("member.opened.sent", "at", ticket.Second(tk.Sent)) }

// LongDate is a day as a sentence names it: 2024年3月29日.
func LongDate(d faq.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return say("member.date", "year", t.Year(), "month", int(t.Month()), "day", t.Day())
}
