package words

import (
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What stands on the first screen of a channel that has one.
var (
	FrontPurpose = fixed("member.front.purpose") // says what the office does with what is written, where its file says nothing
	FrontOther   = fixed("member.front.other")   // is the heading of entries that stand under none
	ConfirmLead  = fixed("member.front.confirm") // asks whether what a form will send is right
)

// FrontHours says whether the office is open today, and when it opens where it is not.
func FrontHours(c *ticket.Calendar, now time.Time) string {
	next := c.NextOpen(now)
	if shut := ShutToday(c, now); shut != "" {
		return shut
	}
	switch why := c.Closed(now); {
	case c.IsOpen(now):
		return say("member.front.open", "until", closes(c, now))
	case why != "" && why == ticket.WeekdayOff(now):
		return say("member.front.closed") + nextOpen(now, next)
	case why != "":
		return say("member.front.closed_for", "why", why) + nextOpen(now, next)
	case reading.Midnight(next).Equal(reading.Midnight(now)):
		return say("member.front.before", "from", hour(next), "until", closes(c, now))
	}
	return say("member.front.over") + nextOpen(now, next)
}

// FrontPromise says until when a request that is made now is answered.
func FrontPromise(now, due time.Time) string {
	return say("member.front.promise", "until", ticket.Promise(now, due))
}

// FrontTerm is a programme's term in a few words, or "".
func FrontTerm(v faq.Validity, now time.Time) string {
	switch {
	case v.At(now) == faq.Ended:
		return say("member.front.ended", "day", LongDate(v.Until))
	case v.At(now) == faq.NotYet:
		return say("member.front.from", "day", LongDate(v.From))
	case v.Until != "":
		return say("member.front.until", "day", LongDate(v.Until))
	}
	return ""
}

// StaffBeside is how a colleague is shown to members who are told names: 「〇〇事務局　佐々木」.
func StaffBeside(office, name string) string {
	return say("member.front.colleague", "office", office, "name", name)
}

// CheckCode says the code that shows, with a ticket's number, that somebody holds its receipt.
func CheckCode(code string) string { return say("member.front.code", "code", code) }

// ReceiptByMail is a receipt of the chat as a mail: its first line becomes the subject, and its promise, the last of the
// card's lines, names the place in which the answer comes and the mail that comes beside it.
func ReceiptByMail(form string, tk *ticket.Ticket, card *chat.Ticketed, now time.Time) string {
	parts := []string{say("member.front.receipt_mail", "form", form, "number", tk.Number)}
	if n := len(card.Lines); n > 0 {
		parts = append(parts, card.Lines[:n-1]...)
	}
	parts = append(parts, say("member.front.promise_mail", "until", ticket.Promise(now, tk.Due)))
	if card.Code != "" {
		parts = append(parts, CheckCode(card.Code))
	}
	return lines(parts...)
}
