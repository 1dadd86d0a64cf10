package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
				Kind: chat.StaffAct, From: clock, At: b.Now(), Act: chat.Fared, Ticket: o.Ticket, Value: fmt.Sprintf("%d %s", st.Delivery, st.State), Text: st.Reason,
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

// fared shows on the card what became of one of the ticket's replies.
func (b *Bot) fared(t *Turn) {
	st := chat.Status{State: chat.DeliveryState(t.Event.Value), Reason: t.Event.Text}
	if id, state, named := strings.Cut(t.Event.Value, " "); named {
		st.Delivery, _ = strconv.ParseInt(id, 10, 64) // written by fates
		st.State = chat.DeliveryState(state)
	}
	b.noteReply(t, t.Ticket, st)
	b.showCard(t, t.Ticket)
}

// noteReply keeps how a ticket's replies stand, for its card: the last one, and each that has not
// arrived. A new one has no delivery yet; the store names it when it saves the turn.
func (b *Bot) noteReply(t *Turn, tk *ticket.Ticket, st chat.Status) {
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
		if findTicket(t, number) != nil {
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

// lastReply is how a ticket's last reply stands, nil where there was none.
func lastReply(t *Turn, tk *ticket.Ticket) *chat.Status {
	st, replied := t.Conversation.State.Replies[tk.Number]
	if !replied {
		return nil
	}
	return &st
}

// undelivered says what can be done about the latest reply that has not reached the member, or "".
func undelivered(t *Turn, tk *ticket.Ticket) string {
	stuck := t.Conversation.State.Stuck[tk.Number]
	if st := lastReply(t, tk); st != nil && st.Delivery == 0 { // noted before deliveries were
		stuck = append(slices.Clone(stuck), *st)
	}
	for _, st := range slices.Backward(stuck) {
		switch st.State {
		case chat.Held:
			return words.heldBack(st.Reason)
		case chat.Dead:
			return words.givenUp(st.Reason)
		}
	}
	return ""
}
