package desk

import (
	"context"
	"testing"
	"time"

	"madoguchi/bot/facts"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/ticket"
)

// TestRecalledIsUnanswered: whose only reply was called back before anybody read it still waits for one, and the promise
// runs on. A reply that was not the only one, or not the first, changes nothing.
func TestRecalledIsUnanswered(t *testing.T) {
	replied := time.Date(2026, 11, 30, 9, 0, 0, 123456000, time.UTC)
	for name, c := range map[string]struct {
		made   time.Time // when the reply that is called back was written
		last   int64     // the ticket's latest reply
		status ticket.Status
		value  string
		want   ticket.Status
		zero   bool
	}{
		"the only reply":              {replied, 7, ticket.Waiting, "7", ticket.Working, true},
		"by the event that made it":   {replied, 7, ticket.Waiting, chat.OfEvent + "bulk:a:Q-0001", ticket.Working, true},
		"another was written since":   {replied, 8, ticket.Waiting, "7", ticket.Waiting, false},
		"a later one":                 {replied.Add(time.Hour), 7, ticket.Waiting, "7", ticket.Waiting, false},
		"the member has written":      {replied, 7, ticket.Working, "7", ticket.Working, true},
		"the ticket was put on hold":  {replied, 7, ticket.OnHold, "7", ticket.OnHold, true},
		"an event that made no reply": {replied, 7, ticket.Waiting, chat.OfEvent + "bulk:b:Q-0001", ticket.Waiting, false},
	} {
		t.Run(name, func(t *testing.T) {
			dk := &Desk{Facts: facts.New(&faq.Library{}, office.Default(), time.Now)}
			tk := ticket.Ticket{Number: "Q-0001", Status: c.status, Kind: ticket.Inquiry, Replied: replied}
			tn := &turn.Turn{
				Input: turn.Input{Conversation: &turn.Conversation{Reachable: true}, Tickets: []ticket.Ticket{tk}, Ticket: &tk, Now: time.Now()},
				Lookup: turn.Lookup{
					Delivery: func(context.Context, int64) (turn.Standing, error) {
						return turn.Standing{State: chat.Pending, Ticket: tk.Number, Made: c.made}, nil
					},
					ReplyOf: func(_ context.Context, event string) (int64, error) {
						if event == "bulk:a:Q-0001" {
							return 7, nil
						}
						return 0, chat.ErrNotFound
					},
				},
			}
			tn.NoteReply(&tk, chat.Status{Delivery: c.last, State: chat.Pending})
			tn.Event = chat.Event{Kind: chat.StaffAct, Act: chat.Recall, Ticket: tk.Number, Value: c.value}
			if err := dk.actOnDelivery(t.Context(), tn); err != nil {
				t.Fatal(err)
			}
			if tk.Status != c.want || tk.Replied.IsZero() != c.zero {
				t.Errorf("status %s, replied %v; want %s, unanswered %t", tk.Status, tk.Replied, c.want, c.zero)
			}
		})
	}
}
