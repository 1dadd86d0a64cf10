package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// findDelivery looks up the delivery that an act is about. Where there is none of that number the act is refused and the
// number is 0.
func findDelivery(ctx context.Context, t *turn.Turn) (int64, chat.DeliveryState, error) {
	id, err := strconv.ParseInt(t.Event.Value, 10, 64)
	if err != nil || id <= 0 || t.Delivery == nil {
		refuse(t, words.NoSuchDelivery)
		return 0, "", nil
	}
	state, err := t.Delivery(ctx, id)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		refuse(t, words.NoSuchDelivery)
		return 0, "", nil
	case err != nil:
		return 0, "", fmt.Errorf("look up delivery %d: %w", id, err)
	}
	return id, state, nil
}

// actOnDelivery sends a failed delivery again, or discards one.
func (dk *Desk) actOnDelivery(ctx context.Context, t *turn.Turn) error {
	id, state, err := findDelivery(ctx, t)
	if err != nil || id == 0 {
		return err
	}
	what := ticket.LogResent
	switch {
	case t.Event.Act == chat.Resend && (state == chat.Dead || state == chat.Held):
		t.Resend = append(t.Resend, id)
		t.Outcome.Text = words.ResendAsked
	case t.Event.Act == chat.Recall && (state == chat.Pending || state == chat.Dead || state == chat.Held):
		t.Recall = append(t.Recall, id)
		t.Outcome.Text = words.RecallAsked
		what = ticket.LogRecalled
	default:
		refuse(t, words.TooLate)
		return nil
	}
	if t.Ticket != nil {
		t.Note(t.Ticket, ticket.Entry{What: what, Delivery: id})
		now := chat.Pending
		if what == ticket.LogRecalled {
			now = chat.Discarded
		}
		t.ToStaff(t.Ticket, chat.Message{Author: chat.System, Text: words.Delivery(now, ""), Status: &chat.Status{Delivery: id, State: now}})
		t.NoteReply(t.Ticket, chat.Status{Delivery: id, State: now})
		t.ShowCard(t.Ticket)
	}
	return nil
}
