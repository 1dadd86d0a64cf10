package words

import (
	"strings"
	"time"

	"madoguchi/ticket"
)

// What is said where a member writes of harming themselves, or can bear no more, and to staff of one who
// has lost patience.
var (
	DistressTitle  = fixed("desk.distress.title")   // is the title of the ticket
	DistressNotice = fixed("desk.distress.notice")  // tells staff at once
	DistressOnCard = fixed("desk.distress.on_card") // marks the ticket while the bot says nothing more

	UpsetPassedOn     = fixed("member.case.upset_passed_on") // is for a member who has lost patience while a person has their matter
	ComplaintInTicket = fixed("desk.complaint_in_ticket")    // tells staff of them
)

// A HelpLine is somebody outside the office who can be talked to.
type HelpLine struct{ Name, Phone, Hours, URL string }

// Distress is the one answer to it: who can be talked to at once, and when a person of the office reads it.
func Distress(help []HelpLine, v CaseView, now time.Time) string {
	var lines strings.Builder
	for _, l := range help {
		lines.WriteString("\n・" + helpLine(l))
	}
	return say("member.distress.answer", "read", readAt(v, now), "lines", lines.String())
}

func helpLine(l HelpLine) string {
	text := l.Name
	if l.Phone != "" {
		text += "　" + l.Phone
	}
	if l.Hours != "" {
		text += "（" + l.Hours + "）"
	}
	if l.URL != "" {
		text += "\n　" + l.URL
	}
	return text
}

func readAt(v CaseView, now time.Time) string {
	if v.Open || v.Next.IsZero() {
		return say("member.distress.read_next")
	}
	return say("member.distress.read_from", "day", ticket.LongDay(now, v.Next), "clock", hour(v.Next))
}

// DistressMail tells whoever the office has named. It says nothing of what was written.
func DistressMail(office, number string) string {
	return say("desk.distress.mail", "office", office, "number", number)
}

// ComplaintNotice tells staff of somebody who has lost patience, at once and before any form is filled in.
func ComplaintNotice(who, programme string) string {
	if programme != "" {
		who += "（" + programme + "）"
	}
	return say("desk.complaint_notice", "who", who)
}
