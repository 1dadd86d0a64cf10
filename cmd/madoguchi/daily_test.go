package main

import (
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// TestChore: a colleague's mail of the morning names what is late, due today, unread or begun by nobody, and not what
// they have in hand.
func TestChore(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 30, 0, 0, reading.JST)
	hour := time.Hour
	mine := chat.Person{ID: "staff:1"}
	for name, tt := range map[string]struct {
		tk   ticket.Ticket
		want string
	}{
		"late":                  {ticket.Ticket{Status: ticket.Working, Assignee: mine, Due: now.Add(-hour), Heard: now}, "late"},
		"late, but answered":    {ticket.Ticket{Status: ticket.Working, Assignee: mine, Due: now.Add(-hour), Replied: now.Add(-2 * hour)}, ""},
		"due this evening":      {ticket.Ticket{Status: ticket.Received, Due: now.Add(8 * hour)}, "today"},
		"due tomorrow, in hand": {ticket.Ticket{Status: ticket.Working, Assignee: mine, Due: now.Add(24 * hour)}, ""},
		"due tomorrow, unread":  {ticket.Ticket{Status: ticket.Working, Assignee: mine, Due: now.Add(24 * hour), Heard: now.Add(-hour)}, "wrote"},
		"nobody's":              {ticket.Ticket{Status: ticket.Received, Due: now.Add(24 * hour), Heard: now.Add(-hour)}, "new"},
	} {
		if got := chore(&tt.tk, now.Add(-2*hour), now); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
