package desk

import (
	"context"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A reply that was for somebody else is withdrawn as far as it can be, and written down, with one act: what has not
// gone out stays, the page on which the member could read it shows that it was taken back, and the addresses of its
// files lead nowhere. What is said to the member about it waits until a second person has read it.

// misdirect withdraws the reply whose delivery is in Value.
func (dk *Desk) misdirect(ctx context.Context, t *turn.Turn) error {
	tk := t.Ticket
	t.Outcome.Ticket = tk.Number
	id, d, err := dk.delivery(ctx, t)
	switch {
	case err != nil || id == 0:
		return err
	case d.Staff: // a card, which no member has read
		refuse(t, words.NoSuchDelivery)
		return nil
	}
	stopped := d.State == chat.Pending || d.State == chat.Held || d.State == chat.Dead || d.State == chat.Discarded
	withdraws := dk.Can(tk.Contact.Channel).Withdraws && tk.Contact == t.Conversation.Address
	t.Misdirected = append(t.Misdirected, turn.Misdirected{
		Ticket: tk.Number, Delivery: id, Title: words.MisdirectedTitle(tk), Withdraws: withdraws, Whose: chars.Clip(strings.TrimSpace(t.Event.Text), longestWhose),
	})
	t.Recall = append(t.Recall, id) // what waits is discarded; of what is sent the store keeps that it was
	t.Note(tk, ticket.Entry{What: ticket.LogMisdirected, Text: words.MisdirectedNote(stopped, withdraws, t.Event.Text), Delivery: id})
	t.Change(tk)
	dk.inThread(t, words.MisdirectedBy(t.Event.Person.Name, tk))
	if withdraws && !stopped {
		t.Out = append(t.Out, turn.Outgoing{To: tk.Contact, Messages: []chat.Message{{Author: chat.System, Text: words.ReplyWithdrawn, Withdraws: id, Later: true}}})
	}
	t.Outcome.Text = words.MisdirectedNoted(tk)
	return nil
}

// longestWhose is in characters.
const longestWhose = 500

// apologise sends an apology that a second person has approved. It goes out whatever has become of the ticket, and
// leaves the ticket as it is.
func (dk *Desk) apologise(t *turn.Turn) {
	tk, text := t.Ticket, strings.TrimSpace(t.Event.Text)
	why := unfit(text)
	switch {
	case text == "":
		why = words.EmptyReply
	case chars.Units(text) > chat.MaxReply:
		why = words.ReplyTooLong
	}
	if why != "" {
		refuse(t, why)
		return
	}
	t.Note(tk, ticket.Entry{What: ticket.LogReplied, Text: text})
	t.NoteReply(tk, chat.Status{State: chat.Pending})
	t.Change(tk)
	dk.toMemberBy(t, tk, chat.Message{Author: chat.Staff, Name: words.StaffName(dk.Office.Name), Text: text}, true)
	dk.showReply(t, text, false)
	t.Outcome.Text = words.Replied(tk)
}
