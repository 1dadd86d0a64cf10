package turn

import (
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// lateAfter is when an answer comes too late to be worth a paid message: LINE's
// reply tokens end then, and a push would pay for what the member has long found elsewhere.
const lateAfter = 20 * time.Minute

// TooLate reports whether what the turn says is not worth sending by itself: the event is old, nothing
// free can carry the answer, and neither a form nor a ticket depends on it.
func (t *Turn) TooLate() bool {
	e := t.Event
	return e.Kind != chat.StaffAct && e.ReplyToken == "" && t.Can.FreeReply && t.Now.Sub(e.At) > lateAfter && !t.depends()
}

// depends reports whether a form or a ticket depends on what the turn says.
func (t *Turn) depends() bool {
	if t.Conversation.State.Form != nil || len(t.Opened) > 0 {
		return true
	}
	for i := range t.Tickets {
		if tk := &t.Tickets[i]; tk.Status.Open() || changed(t.Changed, tk) {
			return true
		}
	}
	return false
}

func changed(tickets []*ticket.Ticket, tk *ticket.Ticket) bool {
	for _, c := range tickets {
		if c.Number == tk.Number {
			return true
		}
	}
	return false
}
