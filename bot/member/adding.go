package member

import (
	"context"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// addingTo is the ticket that the member's next message goes to, or nil. Who comes back after
// lunch begins anew.
func (dg *Dialogue) addingTo(t *turn.Turn) *ticket.Ticket {
	s := &t.Conversation.State
	if s.Adding == nil {
		return nil
	}
	tk := t.Find(s.Adding.Ticket)
	if tk == nil || !tk.Status.Open() || t.Now.Sub(s.Adding.At) >= turn.FollowUp {
		s.Adding = nil
		return nil
	}
	return tk
}

// pressAdd lets the member's next message go to a ticket.
func (dg *Dialogue) pressAdd(_ context.Context, t *turn.Turn, number string) error {
	tk, s := dg.own(t, number), &t.Conversation.State
	switch {
	case tk == nil:
	case !tk.Status.Open():
		t.SayText(words.ClosedForYou(tk), chat.Choice{Label: words.LabelReopen, Data: turn.Data("reopen", tk.Number)})
	case s.Person == tk.Number:
		t.Greet(words.GoOnThen)
	case dg.addKept(t, tk):
	default:
		s.Adding = &turn.Adding{Ticket: tk.Number, At: t.Now}
		t.SayText(words.AddTo(tk))
	}
	return nil
}

// add brings the member's message to the ticket they chose, and lets the bot go on.
func (dg *Dialogue) add(t *turn.Turn, tk *ticket.Ticket, text string) {
	s := &t.Conversation.State
	s.Adding = nil
	if reading.Control(text).Act == reading.Quit {
		t.SayText(words.NotAdded)
	} else {
		dg.bring(t, tk, text)
		t.Acknowledge(words.FileAdded(tk), chat.Choice{Label: words.LabelAddMore, Data: turn.Data("add", tk.Number)})
	}
	if s.Form != nil {
		dg.ask(t)
	}
}

// aside reports whether a text is for the bot rather than for the ticket that the next message goes to.
func aside(text string) bool {
	_, after := reading.CaseAsked(text)
	act := reading.Control(text).Act
	if c := reading.CourtesyOf(text); c == reading.Thanking || c == reading.Leaving || c == reading.Heard || c == reading.Regards {
		return true
	}
	return act == reading.Status || act == reading.Human || after || reading.AsksAfterHanded(text)
}
