package desk

import (
	"slices"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// gathering is how long a member's words wait for more of them: who writes five lines is one mail.
const gathering = 2 * time.Minute

// TellByMail lets colleagues who hear by mail know of what happened to tickets of theirs in this turn: the number,
// and where to open it.
func (dk *Desk) TellByMail(t *turn.Turn) {
	for _, tk := range t.Opened {
		dk.mailAll(t, tk, words.NewsOpened, dk.concerned(tk))
	}
	for _, e := range t.Log {
		tk := named(t, e.Ticket)
		switch {
		case tk == nil || slices.Contains(t.Opened, tk):
		case e.What == ticket.LogAssigned:
			dk.mailAll(t, tk, words.NewsAssigned, dk.concerned(tk))
		case e.What == ticket.LogRouted:
			dk.mailAll(t, tk, words.NewsRouted, dk.concerned(tk))
		case e.What == ticket.LogReminded && tk.Due.After(t.Now):
			dk.mailAll(t, tk, words.NewsSoon, dk.concerned(tk))
		case e.What == ticket.LogReminded:
			dk.mailAll(t, tk, words.NewsLate, dk.concerned(tk))
		case e.What == ticket.LogMemberWrote || e.What == ticket.LogFile:
			dk.mailAll(t, tk, words.NewsWrote, dk.concerned(tk))
		}
	}
}

// named is the ticket of a number among those that the turn knows.
func named(t *turn.Turn, number string) *ticket.Ticket {
	if t.Ticket != nil && t.Ticket.Number == number {
		return t.Ticket
	}
	for _, tk := range slices.Concat(t.Changed, t.Opened) {
		if tk.Number == number {
			return tk
		}
	}
	for i := range t.Tickets {
		if t.Tickets[i].Number == number {
			return &t.Tickets[i]
		}
	}
	return nil
}

// concerned are the colleagues whose a ticket is.
func (dk *Desk) concerned(tk *ticket.Ticket) []staff.Account {
	return staff.Concerned(dk.Colleagues(), tk)
}

// mailAll mails those who hear of each thing by mail.
func (dk *Desk) mailAll(t *turn.Turn, tk *ticket.Ticket, news words.News, to []staff.Account) {
	for _, a := range to {
		dk.mail(t, tk, news, a)
	}
}

// mail mails who hears of each thing by mail, but not what they have done themselves, and reports whether it has.
func (dk *Desk) mail(t *turn.Turn, tk *ticket.Ticket, news words.News, a staff.Account) bool {
	if dk.Page == "" || !dk.Has(chat.Email) || !a.MailedAtOnce() || !a.May(staff.Work) || a.Person().ID == t.Event.Person.ID {
		return false
	}
	tongue := a.Tongue()
	subject, text := words.Notice(tongue, news, tk.Number, dk.Page+"/desk/t/"+tk.Number, t.Now, a.Location())
	if dk.Can(chat.Email).Hears {
		text += words.NoticeAnswers(tongue)
	}
	o := turn.Outgoing{
		To: chat.Address{Channel: chat.Email, ID: a.Mail}, Staff: true, Ticket: tk.Number,
		Messages: []chat.Message{{Author: chat.System, Subject: subject, Text: text}},
	}
	if news == words.NewsWrote {
		o.After, o.Supersede = t.Now.Add(gathering), true
	}
	t.Out = append(t.Out, o)
	return true
}
