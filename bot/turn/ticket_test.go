package turn

import (
	"testing"
	"time"

	"madoguchi/ticket"
)

// TestHoldMovesThePromise: what is taken off hold to be worked on is promised for later; what is closed from there
// keeps the promise that it is measured by.
func TestHoldMovesThePromise(t *testing.T) {
	due := time.Date(2026, 10, 9, 17, 0, 0, 0, time.UTC)
	for to, moves := range map[ticket.Status]bool{ticket.Working: true, ticket.Waiting: true, ticket.Resolved: false, ticket.Cancelled: false} {
		c := &ticket.Calendar{}
		for d := range c.Hours {
			c.Hours[d] = ticket.Hours{Open: 0, Close: 24 * 60}
		}
		tn := &Turn{Input: Input{Now: due.AddDate(0, 0, -3), Calendar: c}}
		tk := &ticket.Ticket{Number: "Q-0001", Kind: ticket.Inquiry, Status: ticket.Working, Due: due}
		tn.Move(tk, ticket.OnHold)
		tn.Now = tn.Now.Add(time.Hour)
		if !tn.Move(tk, to) {
			t.Fatalf("cannot go from on hold to %s", to)
		}
		if got := !tk.Due.Equal(due); got != moves {
			t.Errorf("off hold to %s, the promise moved: %t, want %t", to, got, moves)
		}
	}
}
