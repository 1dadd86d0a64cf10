package words

import (
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// What is said of mails that come in, to members and to staff.

// MailReceipt tells who has written a mail the number of their ticket, and by when they hear. With a code, it asks
// them to send that back.
func MailReceipt(tk *ticket.Ticket, hours string, now time.Time, code string) string {
	lines := []string{say("member.mail.receipt", "number", tk.Number)}
	if !tk.Sent.IsZero() {
		lines = append(lines, SentAt(tk))
	}
	if hours != "" {
		lines = append(lines, hours)
	}
	lines = append(lines, say("member.mail.promise", "until", ticket.Promise(now, tk.Due)))
	if code != "" {
		lines = append(lines, "", say("member.mail.proof"), "", say("member.mail.proof_code", "code", code))
	}
	return strings.Join(lines, "\n")
}

// MailLikely names the ticket that a mail seems to go on from.
func MailLikely(number string) string { return say("desk.mail.likely", "number", number) }

// MailGathered stands before a mail that went into a ticket only because its sender has opened so many within the hour.
var MailGathered = fixed("desk.mail.gathered")

// MailFromOther tells staff that a mail came from another address than the member's.
func MailFromOther(address string) string {
	return say("desk.mail.from_other", "address", reading.MaskPersonal(address))
}

// MailedBy is a member's name over what somebody else may have written.
func MailedBy(name, address string) string {
	return say("desk.mail.by", "name", name, "address", reading.MaskPersonal(address))
}

// MailElsewhere tells staff that a mail asks for answers at another address.
func MailElsewhere(address string) string {
	return say("desk.mail.elsewhere", "address", reading.MaskPersonal(address))
}

// MailAbsent tells staff that a program has answered for the member.
func MailAbsent(text string) string { return say("desk.mail.absent", "text", text) }

// MailLost tells staff that a mail has not arrived, MailDelayed that it has not yet; reason is the server's.
func MailLost(reason string) string {
	return strings.TrimSpace(say("desk.mail.lost") + "\n" + reason)
}

// MailDelayed tells staff that a mail is on its way still.
func MailDelayed(reason string) string {
	return strings.TrimSpace(say("desk.mail.delayed") + "\n" + reason)
}

// MailStaysHome is why a mail went to the secretariat and not abroad.
func MailStaysHome(country string) string { return say("desk.mail.stays_home", "country", country) }

// CalledBack tells staff how a colleague has seen who the member is.
func CalledBack(how string) string { return say("desk.mail.called_back", "how", how) }

// MailNote is what a colleague has answered to a notice.
func MailNote(name, text string) string { return say("desk.mail.note", "name", name, "text", text) }

// odd are what is told of a mail that is odd.
var odd = map[string]catalogue.Key{
	"winmail": "desk.mail.odd_winmail", "sealed": "desk.mail.odd_sealed", "too_many": "desk.mail.odd_too_many",
	"broken": "desk.mail.odd_broken", "garbled": "desk.mail.odd_garbled", "cut": "desk.mail.odd_cut",
}

// MailOdd tells staff what is odd about a mail, "" for what needs no telling.
func MailOdd(o chat.MailOdd) string {
	switch {
	case o.What == "too_big" && o.Name == "":
		return say("desk.mail.odd_all_too_big")
	case o.What == "too_big":
		return say("desk.mail.odd_too_big", "name", o.Name)
	case o.What == "locked":
		return say("desk.mail.odd_locked", "name", o.Name)
	}
	if key, known := odd[o.What]; known {
		return say(key)
	}
	return ""
}
