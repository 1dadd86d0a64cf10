package bot

import (
	"context"
	"fmt"
	"maps"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// What became of a reply stands in the ticket's thread, one line a reply, and the last one's on the
// card, too, where staff look first. A delivery is settled outside any turn; so its outcome comes
// back as an event in the clock's name, and the turn shows the card anew. The ticket itself does not
// change by it: a colleague who is just writing is not told that somebody was faster.

// fates are the events that tell of settled replies. A copy of one, after a crash, is known by its ID.
func (b *Bot) fates(batch []Settlement) []chat.Event {
	var events []chat.Event
	for _, s := range batch {
		for _, o := range s.Follow {
			st := o.Messages[0].Status
			if st == nil || st.State != chat.Sent && st.State != chat.Held && st.State != chat.Dead {
				continue
			}
			events = append(events, chat.Event{
				ID:   fmt.Sprintf("fared:%d:%s:%d", st.Delivery, st.State, s.Delivery.Attempt),
				Kind: chat.StaffAct, From: clock, At: b.Now(), Act: chat.Fared, Ticket: o.Ticket, Value: string(st.State), Text: st.Reason,
			})
		}
	}
	return events
}

// tellFates brings outcomes into the inbox, before they are settled: a crash between the two tells
// them again. That a card cannot be brought up to date is no reason to leave a delivery unsettled.
func (b *Bot) tellFates(ctx context.Context, batch []Settlement) {
	events := b.fates(batch)
	if len(events) == 0 || b.Inbox == nil {
		return
	}
	if err := b.Accept(ctx, events...); err != nil {
		b.Log.Error("tell of replies on their cards", "count", len(events), "err", err)
	}
}

// fared shows on the card what became of the ticket's last reply.
func (b *Bot) fared(t *Turn) {
	b.noteReply(t, t.Ticket, chat.Status{State: chat.DeliveryState(t.Event.Value), Reason: t.Event.Text})
	b.showCard(t, t.Ticket)
}

// noteReply keeps how a ticket's last reply stands, for its card.
func (b *Bot) noteReply(t *Turn, tk *ticket.Ticket, st chat.Status) {
	s := &t.Conversation.State
	replies := map[string]chat.Status{}
	maps.Copy(replies, s.Replies)
	for number := range replies { // of tickets long closed nobody asks any more
		if findTicket(t, number) == nil {
			delete(replies, number)
		}
	}
	replies[tk.Number] = st
	s.Replies = replies
}

// lastReply is how a ticket's last reply stands, nil where there was none.
func lastReply(t *Turn, tk *ticket.Ticket) *chat.Status {
	st, replied := t.Conversation.State.Replies[tk.Number]
	if !replied {
		return nil
	}
	return &st
}

// undelivered says what can be done about a reply that has not reached the member, or "".
func undelivered(st *chat.Status) string {
	switch {
	case st == nil:
		return ""
	case st.State == chat.Held:
		return words.heldBack(st.Reason)
	case st.State == chat.Dead:
		return words.givenUp(st.Reason)
	}
	return ""
}
