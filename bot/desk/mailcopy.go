package desk

import (
	"slices"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// byMail is the copy of a reply for members of the web chat who left a mail address: they may have
// closed the page. How the reply fares is told of the page alone. While the two talk directly the
// page is open, and a mail for every line would be a nuisance.
func (dk *Desk) byMail(tk *ticket.Ticket, o turn.Outgoing, live bool) []turn.Outgoing {
	address := dk.Office.Form(tk.FormID).Get(ticket.RoleEmail, tk.Fields)
	if !dk.Has(chat.Email) || live || address == "" || !dk.Can(tk.Contact.Channel).Closes || o.Messages[0].Author != chat.Staff {
		return nil
	}
	o.To = chat.Address{Channel: chat.Email, ID: address}
	o.Messages = slices.Clone(o.Messages)
	for i := range o.Messages {
		o.Messages[i].Copy = true
	}
	return []turn.Outgoing{o}
}
