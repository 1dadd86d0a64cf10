package member

import (
	"context"
	"fmt"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// unsend wipes what a member took back: here, in their tickets, and in the staff's copies. Where it was an
// answer to the form under way, its question is put again.
func (dg *Dialogue) unsend(ctx context.Context, t *turn.Turn) error {
	said, err := wordings(ctx, t)
	if err != nil {
		return err
	}
	s := &t.Conversation.State
	filling := dg.bindForm(s)
	was := ""
	if filling != nil {
		was = asked(filling)
	}
	t.Withdraw(t.Event.MessageID, said...)
	if filling != nil && asked(filling) != was {
		dg.ask(t)
	}
	for i := range t.Tickets {
		dg.withdrawFrom(t, &t.Tickets[i], said)
	}
	return nil
}

// wordings is what the message that was taken back said.
func wordings(ctx context.Context, t *turn.Turn) ([]string, error) {
	if t.Wordings == nil {
		return nil, nil
	}
	said, err := t.Wordings(ctx, t.Event.MessageID)
	if err != nil {
		return nil, fmt.Errorf("read what was taken back: %w", err)
	}
	return said, nil
}

// withdrawFrom takes the message out of a ticket and out of its thread. The first line of the thread
// goes as well where it says a matter or a name that has gone from the card.
func (dg *Dialogue) withdrawFrom(t *turn.Turn, tk *ticket.Ticket, said []string) {
	form, id, origin := dg.Office.Form(tk.FormID), t.Event.MessageID, t.Conversation.State.Origins[tk.Number]
	blank := []string{id}
	matter, name := form.Get(ticket.RoleQuestion, tk.Fields), dg.memberName(tk)
	if tk.Withdraw(ticket.Withdrawal{MessageID: id, Words: said, Sources: origin.Fields}) {
		tk.Title = dg.title(t, tk)
		t.Change(tk)
		line := form.Get(ticket.RoleQuestion, tk.Fields) != matter || dg.memberName(tk) != name
		if line && origin.Opening != "" && origin.Opening != id {
			blank = append(blank, origin.Opening)
		}
	}
	for _, copied := range blank {
		t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.Unsent, Unsent: copied})
	}
}

// asked is the key of the question that a form stands at, or "".
func asked(filling *ticket.Filling) string {
	if f, _, _ := filling.Next(); f != nil {
		return f.Key()
	}
	return ""
}
