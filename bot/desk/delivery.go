package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// actOnDelivery sends a failed delivery again, or discards one.
func (dk *Desk) actOnDelivery(ctx context.Context, t *turn.Turn) error {
	id, d, err := dk.delivery(ctx, t)
	if err != nil || id == 0 {
		return err
	}
	what, state := ticket.LogResent, d.State
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
			dk.unanswer(t, id, d)
		}
		t.ToStaff(t.Ticket, chat.Message{Author: chat.System, Text: words.Delivery(now, ""), Status: &chat.Status{Delivery: id, State: now}})
		t.NoteReply(t.Ticket, chat.Status{Delivery: id, State: now})
		t.ShowCard(t.Ticket)
	}
	return nil
}

// deliveryID is the delivery that an act names, by its ID or by the event whose reply it is; 0 where it names none.
func deliveryID(ctx context.Context, t *turn.Turn) (int64, error) {
	event, is := strings.CutPrefix(t.Event.Value, chat.OfEvent)
	if !is {
		id, err := strconv.ParseInt(t.Event.Value, 10, 64)
		if err != nil {
			return 0, nil // whoever pressed is told that there is none such
		}
		return id, nil
	}
	if t.ReplyOf == nil {
		return 0, nil
	}
	id, err := t.ReplyOf(ctx, event)
	if errors.Is(err, chat.ErrNotFound) {
		return 0, nil
	}
	return id, err
}

// unanswer lets a ticket be unanswered again whose only reply was called back before it reached anybody: its member
// still waits, and so does the promise.
func (dk *Desk) unanswer(t *turn.Turn, id int64, d turn.Standing) {
	tk, last := t.Ticket, t.LastReply(t.Ticket)
	if d.Staff || last == nil || last.Delivery != id || tk.Replied.IsZero() || !tk.Replied.Equal(d.Made) {
		return
	}
	tk.Replied = time.Time{}
	t.Change(tk)
	if tk.Status == ticket.Waiting {
		dk.move(t, tk, ticket.Working)
	}
}

// delivery finds the delivery whose ID is in Value. It refuses one that is not there, and one of another ticket than
// the act names: its id is 0 then. A number that was mistyped must not touch what another member was sent.
func (dk *Desk) delivery(ctx context.Context, t *turn.Turn) (id int64, d turn.Standing, err error) {
	id, err = deliveryID(ctx, t)
	if err != nil {
		return 0, d, fmt.Errorf("look up a reply: %w", err)
	}
	if id <= 0 || t.Delivery == nil {
		refuse(t, words.NoSuchDelivery)
		return 0, d, nil
	}
	d, err = t.Delivery(ctx, id)
	switch {
	case errors.Is(err, chat.ErrNotFound), err == nil && t.Ticket != nil && d.Ticket != t.Ticket.Number:
		refuse(t, words.NoSuchDelivery)
		return 0, d, nil
	case err != nil:
		return 0, d, fmt.Errorf("look up delivery %d: %w", id, err)
	}
	return id, d, nil
}
