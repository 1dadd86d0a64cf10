package bot

import (
	"madoguchi/chat"
	"madoguchi/ticket"
)

// byMail is the copy of a reply for members of the web chat who left a mail address: they may have
// closed the page. How the reply fares is told of the page alone. While the two talk directly the
// page is open, and a mail for every line would be a nuisance.
func (b *Bot) byMail(tk *ticket.Ticket, o Outgoing, live bool) []Outgoing {
	address := tk.Fields.Get("email")
	if !b.Mail || live || address == "" || tk.Contact.Channel != chat.Web || o.Messages[0].Author != chat.Staff {
		return nil
	}
	o.To = chat.Address{Channel: chat.Email, ID: address}
	return []Outgoing{o}
}
