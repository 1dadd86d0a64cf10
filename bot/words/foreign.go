package words

import (
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// What is said to somebody who writes in English.
var (
	EnglishHello    = fixed("member.english.hello")          // greets on a page in English
	English         = fixed("member.english.ask")            // offers to pass the message on
	EnglishAgain    = fixed("member.english.again")          // offers it again
	EnglishBack     = fixed("member.english.welcome")        // answers thanks
	EnglishPassedOn = fixed("member.english.passed_on")      // says that staff have what was written
	EnglishNever    = fixed("member.english.never")          // answers who does not want it passed on
	LabelEnglish    = fixed("member.english.label_send")     // passes the message on
	LabelNoThanks   = fixed("member.english.label_no")       // does not
	LabelEngMore    = fixed("member.english.label_add_more") // adds more to the ticket
	EnglishOnCard   = fixed("desk.english")                  // marks the ticket for staff
)

// What is said to somebody for whom the office's Japanese is hard.
var (
	PlainIntro   = fixed("member.plain.intro")   // leads an answer that is shown again in pieces
	PlainNothing = fixed("member.plain.nothing") // offers a person where there is no answer to show again
	PlainAgain   = fixed("member.plain.again")   // says that it cannot be said more plainly
	LabelPlain   = fixed("member.plain.label")   // asks for a person who explains
	PlainOnCard  = fixed("desk.plain")           // marks the ticket for staff
)

// EnglishDate is a moment in Japan as who writes in English reads it: "Tue, Nov 24, 17:30 (Japan time)".
func EnglishDate(t time.Time) string {
	return say("member.english.date", "date", t.In(reading.JST).Format("Mon, Jan 2, 15:04"))
}

// EnglishReceipt tells the number of a ticket made of a message in English.
func EnglishReceipt(tk *ticket.Ticket) string {
	by := say("member.english.soon")
	if !tk.Due.IsZero() {
		by = say("member.english.by", "date", EnglishDate(tk.Due))
	}
	return say("member.english.receipt", "number", tk.Number, "by", by)
}

// EnglishAdded acknowledges what was added to such a ticket.
func EnglishAdded(tk *ticket.Ticket) string {
	text := say("member.english.added", "number", tk.Number)
	if tk.Replied.IsZero() && !tk.Due.IsZero() {
		text += "\n" + say("member.english.reply_by", "date", EnglishDate(tk.Due))
	}
	return text
}
