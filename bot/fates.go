package bot

import (
	"context"
	"fmt"
	"time"

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

// owed are the events that give back what was not worth a paid message, to be said with what is said next.
func (b *Bot) owed(batch []turn.Settlement) []chat.Event {
	var events []chat.Event
	for _, s := range batch {
		if s.State != chat.Discarded || s.Fault != chat.Pointless {
			continue
		}
		e := chat.Event{ID: fmt.Sprintf("owed:%d", s.Delivery.ID), Kind: chat.Owe, From: s.Delivery.To, At: b.Now(), Quiet: true}
		for _, m := range s.Delivery.Messages {
			if !m.Courtesy {
				e.Owed = append(e.Owed, m)
			}
		}
		if len(e.Owed) > 0 {
			events = append(events, e)
		}
	}
	return events
}

// tellTime is how long it is tried to bring outcomes into the inbox: as long as a database takes that recovers.
const tellTime = 30 * time.Second

// tellFates brings outcomes into the inbox, before they are settled: a crash between the two tells
// them again. That a card cannot be brought up to date is no reason to leave a delivery unsettled.
func (b *Bot) tellFates(ctx context.Context, batch []turn.Settlement) {
	events := append(b.fates(batch), b.owed(batch)...)
	if len(events) == 0 || b.Inbox == nil {
		return
	}
	for began, wait := time.Now(), 50*time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := b.Accept(ctx, events...)
		if err == nil {
			return
		}
		b.Log.Error("tell of replies on their cards", "count", len(events), "err", err)
		if ctx.Err() != nil || time.Since(began) > tellTime {
			return
		}
		b.pause(ctx, wait)
	}
}
