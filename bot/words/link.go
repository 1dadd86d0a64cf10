package words

import (
	"time"

	"madoguchi/catalogue"
	"madoguchi/ticket"
)

// What the bot says about linking two contacts.

// LinkByCode says how two channels are linked by a code.
func LinkByCode(here, there string) string {
	return say("member.link.by_code", "here", Channel(here), "there", Channel(there), "link", LabelLink)
}

// Linked says that the member's other channel is linked.
func Linked(other string) string { return say("member.link.done", "channel", Channel(other)) }

// LinkedFrom is for the contact that was linked from the other side.
func LinkedFrom(other string) string { return say("member.link.from", "channel", Channel(other)) }

// LinkedForStaff tells staff that the member uses another channel, too.
func LinkedForStaff(other string) string { return say("desk.linked", "channel", Channel(other)) }

// LinkedLine is a ticket of the contact's other channel, as they see it here.
func LinkedLine(tk *ticket.Ticket, now time.Time) string {
	return TicketLine(tk, now) + say("member.ticket.opened_at", "channel", Channel(tk.Contact.Channel))
}

// Channel is what members call a channel.
func Channel(name string) string {
	if known, ok := catalogue.JA.Find(catalogue.Key("member.channel." + name)); ok {
		return known
	}
	return name
}
