package desk

import (
	"slices"
	"strconv"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// What became of a reply stands in the ticket's thread, one line a reply, and the last one's on the
// card, too, where staff look first. A delivery is settled outside any turn; so its outcome comes
// back as an event in the clock's name, and the turn shows the card anew. The ticket itself does not
// change by it: a colleague who is just writing is not told that somebody was faster.

// fared shows on the card what became of one of the ticket's replies.
func (dk *Desk) fared(t *turn.Turn) {
	st := chat.Status{State: chat.DeliveryState(t.Event.Value), Reason: t.Event.Text}
	if id, state, named := strings.Cut(t.Event.Value, " "); named {
		st.Delivery, _ = strconv.ParseInt(id, 10, 64) // written by fates
		st.State = chat.DeliveryState(state)
	}
	t.NoteReply(t.Ticket, st)
	t.ShowCard(t.Ticket)
}

// undelivered says what can be done about the latest reply that has not reached the member, or "".
func undelivered(t *turn.Turn, tk *ticket.Ticket) string {
	stuck := t.Conversation.State.Stuck[tk.Number]
	if st := t.LastReply(tk); st != nil && st.Delivery == 0 { // noted before deliveries were
		stuck = append(slices.Clone(stuck), *st)
	}
	for _, st := range slices.Backward(stuck) {
		switch st.State {
		case chat.Held:
			return words.HeldBack(st.Reason)
		case chat.Dead:
			return words.GivenUp(st.Reason)
		}
	}
	return ""
}
