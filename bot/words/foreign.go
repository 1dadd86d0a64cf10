package words

import (
	"time"

	"madoguchi/faq"
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

// EnglishHours says on a page in English whether the office is open today, and when it opens where it is not.
func EnglishHours(c *ticket.Calendar, now time.Time) string {
	next := c.NextOpen(now)
	if b, broken := c.BreakAt(now); broken {
		next = c.NextOpen(b.Until)
	}
	switch {
	case c.IsOpen(now):
		until := clock(hoursOn(c, now).Close)
		if at, _, early := c.Shuts(now); early {
			until = hour(at)
		}
		return say("member.english.open", "until", until)
	case next.IsZero():
		return say("member.english.closed")
	case reading.Midnight(next).Equal(reading.Midnight(now)):
		return say("member.english.opens", "from", hour(next), "until", clock(hoursOn(c, now).Close))
	}
	return say("member.english.closed") + " " + say("member.english.opens_on", "date", EnglishDate(next))
}

// EnglishPromise says until when a request that is made now is answered.
func EnglishPromise(due time.Time) string {
	if due.IsZero() {
		return say("member.english.promise", "by", say("member.english.soon"))
	}
	return say("member.english.promise", "by", say("member.english.by", "date", EnglishDate(due)))
}

// EnglishTerm is a programme's term in a few words, or "".
func EnglishTerm(v faq.Validity, now time.Time) string {
	day := func(d faq.Date) string {
		if t, err := reading.ParseDay(string(d)); err == nil {
			return t.Format("Jan 2, 2006")
		}
		return string(d)
	}
	switch {
	case v.At(now) == faq.Ended:
		return say("member.english.ended", "day", day(v.Until))
	case v.At(now) == faq.NotYet:
		return say("member.english.from", "day", day(v.From))
	case v.Until != "":
		return say("member.english.until", "day", day(v.Until))
	}
	return ""
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
