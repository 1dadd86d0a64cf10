package member

import (
	"slices"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// tellComplaint tells staff of somebody who has lost patience while the form of their ticket is only being
// filled in: what they say may never be sent. It is told once a form.
func (dg *Dialogue) tellComplaint(t *turn.Turn) {
	s := &t.Conversation.State
	if dg.Staff.ID == "" || s.Form != nil && slices.Contains(s.Form.Tags, ticket.ComplaintTag) {
		return
	}
	programme := ""
	if t.Conversation.Programme != "" {
		programme = dg.ProgrammeName(t.Conversation.Programme)
	}
	t.Out = append(t.Out, turn.Outgoing{To: dg.Staff, Staff: true,
		Messages: []chat.Message{{Author: chat.System, Text: words.ComplaintNotice(words.Member, programme)}}})
}

// tender reports whether a ticket is one that the program never offers to close: its member complained or
// was in distress, and only a person may ask whether the matter is settled.
func tender(tk *ticket.Ticket) bool { return tk.Has(ticket.ComplaintTag) || tk.Has(ticket.DistressTag) }
