package turn

import (
	"slices"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// StillOpen are the contact's open tickets, newest first.
func (t *Turn) StillOpen() []*ticket.Ticket {
	var open []*ticket.Ticket
	for i := range t.Tickets {
		if t.Tickets[i].Status.Open() {
			open = append(open, &t.Tickets[i])
		}
	}
	return open
}

// ShowCard posts a ticket's card, or brings the one that stands up to date. A newer card of the
// same ticket that has not been sent yet takes its place.
func (t *Turn) ShowCard(tk *ticket.Ticket) {
	t.Cards = append(t.Cards, tk)
}

// Note adds to a ticket's log in the name of whoever caused the turn.
func (t *Turn) Note(tk *ticket.Ticket, e ticket.Entry) {
	e.Ticket, e.At = tk.Number, t.Now
	if e.Who.ID == "" && t.Event.Kind == chat.StaffAct {
		e.Who = t.Event.Person
	}
	t.Log = append(t.Log, e)
}

// Change marks the ticket as changed, once, and shows its card anew.
func (t *Turn) Change(tk *ticket.Ticket) {
	for _, c := range t.Changed {
		if c.Number == tk.Number {
			return
		}
	}
	t.Changed = append(t.Changed, tk)
	t.ShowCard(tk)
}

// Move changes a ticket's status with its log entry. It reports false where the ticket cannot go there
// from where it is; then nothing has changed.
func (t *Turn) Move(tk *ticket.Ticket, to ticket.Status) bool {
	from := tk.Status
	if err := tk.Move(to); err != nil {
		return false
	}
	if from == to {
		return true
	}
	tk.Closed = time.Time{}
	if !to.Open() {
		tk.Closed = t.Now
	}
	if to.Open() && tk.Has(ticket.LapsedTag) {
		tk.Tags = slices.DeleteFunc(slices.Clone(tk.Tags), func(tag string) bool { return tag == ticket.LapsedTag })
	}
	t.Note(tk, ticket.Entry{What: ticket.LogMoved, From: string(from), To: string(to)})
	t.hold(tk, from, to)
	t.Change(tk)
	return true
}

// hold lets the promise of a ticket stand still while it is on hold.
func (t *Turn) hold(tk *ticket.Ticket, from, to ticket.Status) {
	switch {
	case to == ticket.OnHold:
		tk.Hold(t.Now)
	case from == ticket.OnHold:
		calendar := t.Calendar
		if !to.Open() {
			calendar = nil // nobody waits for it any more: what was promised is measured as it was
		}
		if before, moved := tk.Unhold(calendar, t.Now); moved {
			t.Note(tk, ticket.Entry{What: ticket.LogEdited, Text: ticket.Pushed(before, tk.Due)})
		}
	}
}

// ToStaff puts messages into the ticket's thread.
func (t *Turn) ToStaff(tk *ticket.Ticket, messages ...chat.Message) {
	t.Out = append(t.Out, Outgoing{To: t.CardAddress(tk), Staff: true, Ticket: tk.Number, Messages: messages})
}

func (t *Turn) CardAddress(tk *ticket.Ticket) chat.Address {
	addr, err := chat.ParseAddress(tk.Channel)
	if err != nil {
		return chat.Address{} // no card: the store drops what would go there
	}
	return addr
}

// Release lets the bot speak again in a conversation that a person had.
func (t *Turn) Release(tk *ticket.Ticket) {
	s := &t.Conversation.State
	delete(s.Asked, tk.Number)
	if s.Hush == tk.Number {
		s.Hush = ""
	}
	if s.Person == tk.Number {
		s.Person = ""
		for _, other := range t.StillOpen() {
			if other.Number != tk.Number && !other.Replied.IsZero() {
				s.Person = other.Number // a person still has that one
				break
			}
		}
	}
	if s.Live != nil && s.Live.Ticket == tk.Number {
		s.Live = nil
	}
}

// Find is the contact's ticket with a number, among those that the turn looked up; nil where there is none.
func (t *Turn) Find(number string) *ticket.Ticket {
	for i := range t.Tickets {
		if t.Tickets[i].Number == number {
			return &t.Tickets[i]
		}
	}
	return nil
}

// NewestOpen is the contact's newest open ticket, or nil.
func (t *Turn) NewestOpen() *ticket.Ticket {
	for i := range t.Tickets {
		if t.Tickets[i].Status.Open() {
			return &t.Tickets[i]
		}
	}
	return nil
}

// TakeOver gives the conversation to the person who has the ticket: what the member says next, a
// bare yes or the answer to some form's question, is for them.
func (t *Turn) TakeOver(tk *ticket.Ticket) {
	s := &t.Conversation.State
	s.Person, s.Offer, s.Adding, s.Hush = tk.Number, nil, nil, ""
	if s.Form != nil {
		s.Form.Paused = true
	}
}
