package bot

import (
	"context"
	"fmt"

	"madoguchi/bot/desk"
	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// fates are the events that tell of settled replies. A copy of one, after a crash, is known by its ID.
func (b *Bot) fates(batch []turn.Settlement) []chat.Event {
	var events []chat.Event
	for _, s := range batch {
		for _, o := range s.Follow {
			st := o.Messages[0].Status
			if st == nil || st.State != chat.Sent && st.State != chat.Held && st.State != chat.Dead {
				continue
			}
			events = append(events, chat.Event{
				ID:   fmt.Sprintf("fared:%d:%s:%d", st.Delivery, st.State, s.Delivery.Attempt),
				Kind: chat.StaffAct, From: desk.Clock, At: b.Now(), Act: chat.Fared, Ticket: o.Ticket, Value: fmt.Sprintf("%d %s", st.Delivery, st.State), Text: st.Reason,
			})
		}
	}
	return events
}

// tellFates brings outcomes into the inbox, before they are settled: a crash between the two tells
// them again. That a card cannot be brought up to date is no reason to leave a delivery unsettled.
func (b *Bot) tellFates(ctx context.Context, batch []turn.Settlement) {
	events := b.fates(batch)
	if len(events) == 0 || b.Inbox == nil {
		return
	}
	if err := b.Accept(ctx, events...); err != nil {
		b.Log.Error("tell of replies on their cards", "count", len(events), "err", err)
	}
}
