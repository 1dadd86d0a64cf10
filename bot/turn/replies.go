package turn

import (
	"slices"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// NoteReply keeps how a ticket's replies stand, for its card: the last one, and each that has not
// arrived. A new one has no delivery yet; the store names it when it saves the turn.
func (t *Turn) NoteReply(tk *ticket.Ticket, st chat.Status) {
	s := &t.Conversation.State
	s.Replies, s.Stuck = ofTickets(t, s.Replies), ofTickets(t, s.Stuck)
	if st.Delivery == 0 || st.Delivery >= s.Replies[tk.Number].Delivery {
		s.Replies[tk.Number] = st
	}
	stuck := slices.DeleteFunc(slices.Clone(s.Stuck[tk.Number]), func(old chat.Status) bool {
		madeUpFor := old.State == chat.Dead && st.State == chat.Sent && old.Delivery < st.Delivery
		return old.Delivery == st.Delivery || madeUpFor
	})
	if st.Delivery != 0 && (st.State == chat.Held || st.State == chat.Dead) {
		stuck = append(stuck, st)
	}
	if s.Stuck[tk.Number] = stuck; len(stuck) == 0 {
		delete(s.Stuck, tk.Number)
	}
}

// ofTickets is a copy of what is kept by tickets' numbers, without tickets long closed, of which
// nobody asks any more.
func ofTickets[V any](t *Turn, kept map[string]V) map[string]V {
	out := map[string]V{}
	for number, v := range kept {
		if t.Find(number) != nil || slices.ContainsFunc(t.Opened, func(tk *ticket.Ticket) bool { return tk.Number == number }) {
			out[number] = v
		}
	}
	return out
}

// NameReplies is the store's word of which deliveries the turn's replies are, by their tickets.
func (t *Turn) NameReplies(deliveries map[string]int64) {
	replies := t.Conversation.State.Replies
	for number, id := range deliveries {
		if st, noted := replies[number]; noted && st.Delivery == 0 {
			st.Delivery = id
			replies[number] = st
		}
	}
}

// LastReply is how a ticket's last reply stands, nil where there was none.
func (t *Turn) LastReply(tk *ticket.Ticket) *chat.Status {
	st, replied := t.Conversation.State.Replies[tk.Number]
	if !replied {
		return nil
	}
	return &st
}
