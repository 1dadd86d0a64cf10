package turn

import (
	"time"

	"madoguchi/ticket"
)

// lateAfter is when an answer to a question that was sent again comes too late to be of use: LINE's
// reply tokens end then, and a push would pay for what the member has long found elsewhere.
const lateAfter = 20 * time.Minute

// TooLate reports whether what the turn says is not worth sending: the platform has sent an old
// event again, nothing free can carry the answer, and neither a form nor a ticket depends on it.
func (t *Turn) TooLate() bool {
	e := t.Event
	if !e.Redelivered || e.ReplyToken != "" || !t.Can.FreeReply || t.Now.Sub(e.At) <= lateAfter {
		return false
	}
	if t.Conversation.State.Form != nil || len(t.Opened) > 0 {
		return false
	}
	for i := range t.Tickets {
		if tk := &t.Tickets[i]; tk.Status.Open() || changed(t.Changed, tk) {
			return false
		}
	}
	return true
}

func changed(tickets []*ticket.Ticket, tk *ticket.Ticket) bool {
	for _, c := range tickets {
		if c.Number == tk.Number {
			return true
		}
	}
	return false
}
