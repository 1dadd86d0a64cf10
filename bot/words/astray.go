package words

import (
	"strings"

	"madoguchi/ticket"
)

// What is said of a reply that was for somebody else.

// ReplyWithdrawn stands in the member's talk when a reply is taken back.
var ReplyWithdrawn = fixed("postgres.withdrawn")

// MisdirectedTitle names such a reply in the list of incidents.
func MisdirectedTitle(tk *ticket.Ticket) string {
	return say("desk.misdirected.title", "number", tk.Number)
}

// MisdirectedNote is what the ticket's log says of it.
func MisdirectedNote(stopped, withdrawn bool, whose string) string {
	text := say("desk.misdirected.sent")
	switch {
	case stopped:
		text = say("desk.misdirected.stopped")
	case withdrawn:
		text = say("desk.misdirected.withdrawn")
	}
	if whose = strings.TrimSpace(whose); whose != "" {
		text += say("desk.misdirected.whose", "whose", whose)
	}
	return text
}

// MisdirectedBy tells colleagues in the ticket's thread.
func MisdirectedBy(who string, tk *ticket.Ticket) string {
	return say("desk.misdirected.by", "name", who, "number", tk.Number)
}

// MisdirectedNoted tells who has written it down what happens now.
func MisdirectedNoted(tk *ticket.Ticket) string {
	return say("desk.misdirected.noted", "number", tk.Number)
}
