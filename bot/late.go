package bot

import (
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// lateAfter is when an answer to a question that was sent again comes too late to be of use: LINE's
// reply tokens end then, and a push would pay for what the member has long found elsewhere.
const lateAfter = 20 * time.Minute

// tooLate reports whether what the turn says is not worth sending: the platform has sent an old
// event again, nothing free can carry the answer, and neither a form nor a ticket depends on it.
func (b *Bot) tooLate(t *Turn) bool {
	e := t.Event
	if !e.Redelivered || e.ReplyToken != "" || e.From.Channel != chat.LINE || t.Now.Sub(e.At) <= lateAfter {
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
	b.Log.Info("an old question came again; its answer is not sent", "event", e.ID, "age", t.Now.Sub(e.At).Round(time.Second))
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
