package desk

import (
	"slices"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// Clock is from where the program's own acts come. No handler speaks for it.
var Clock = chat.Address{Channel: "clock", ID: "agenda"}

// The values of chat.Remind.
const (
	Soon = "soon"
	Late = "late"
)

// remind does what the clock asks for, if that is still so: between the reading of the agenda and
// the turn anything may have happened to the ticket.
func (dk *Desk) remind(t *turn.Turn) {
	tk := t.Ticket
	switch {
	case t.Event.Act == chat.Expire:
		dk.tellEnding(t)
	case tk == nil:
	case t.Event.Act == chat.Move:
		dk.movePromise(t)
	case t.Event.Act == chat.Fared:
		dk.fared(t)
	case t.Event.Act == chat.Wake:
		dk.wake(t)
	case t.Event.Act == chat.Lapse:
		dk.lapse(t)
	case t.Event.Act == chat.Rest:
		dk.rest(t)
	case t.Event.Act == chat.Escalate:
		dk.escalate(t)
	case t.Event.Act == chat.Remind && tk.Running():
		text := words.DueLate(tk)
		if tk.Due.After(t.Now) {
			text = words.DueSoon(tk, t.Now)
		}
		t.Note(tk, ticket.Entry{What: ticket.LogReminded, Text: text})
		dk.notify(t, tk, text)
	}
}

// wake takes a ticket off hold when its time has come.
func (dk *Desk) wake(t *turn.Turn) {
	tk := t.Ticket
	if tk.Status != ticket.OnHold || tk.Snoozed.After(t.Now) {
		return
	}
	tk.Snoozed = time.Time{}
	to := ticket.Received
	if tk.Assignee.ID != "" {
		to = ticket.Working
	}
	t.Change(tk)
	if dk.move(t, tk, to) {
		dk.notify(t, tk, words.Awake(tk))
	}
}

// lapse resolves a ticket whose member has not answered for as long as the office waits. They are told with the next
// free reply: a notice that nothing more happens is not worth a paid one.
func (dk *Desk) lapse(t *turn.Turn) {
	tk, days := t.Ticket, dk.Office.WaitingCloses
	if live := t.Conversation.State.Live; live != nil && live.Ticket == tk.Number || !tk.Lapses(&dk.Office.Calendar, days, t.Now) {
		return
	}
	tk.Tags = append(slices.Clone(tk.Tags), ticket.LapsedTag)
	if !dk.move(t, tk, ticket.Resolved) {
		return
	}
	t.Release(tk)
	t.Note(tk, ticket.Entry{What: ticket.LogLapsed, Text: words.Lapsed(days)})
	dk.toMember(t, tk, chat.Message{Author: chat.Bot, Text: words.LapsedForYou(tk, days), Later: true, Choices: closedChoices(tk)})
	dk.inThread(t, words.Lapsed(days))
}

// notify tells of a ticket in its thread, and besides where it is sure to be noticed: to the assignee
// alone where they are in the staff's channel, else to all there. A thread calls only those who
// have written in it.
func (dk *Desk) notify(t *turn.Turn, tk *ticket.Ticket, text string) {
	t.ToStaff(tk, chat.Message{Author: chat.System, Text: text})
	to := t.CardAddress(tk)
	if to.ID == "" {
		return
	}
	if id := dk.slackID(tk.Assignee); id != "" && to.Channel == chat.Slack {
		to.ID = id
	}
	dk.direct(t, tk, to, text)
}

// direct tells of a ticket outside of its thread.
func (dk *Desk) direct(t *turn.Turn, tk *ticket.Ticket, to chat.Address, text string) {
	t.Out = append(t.Out, turn.Outgoing{To: to, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: words.About(tk, text)}}})
}

// slackID is a person's user id in Slack: their account's, or, of one who has none yet, what their id
// "slack:U123" says.
func (dk *Desk) slackID(p chat.Person) string {
	if a, known := dk.Colleague(p.ID); known {
		return a.Slack
	}
	id, _ := strings.CutPrefix(p.ID, chat.Slack+":")
	if id == p.ID {
		return ""
	}
	return id
}

func (dk *Desk) tellEnding(t *turn.Turn) {
	v, ok := dk.Terms()[t.Event.Value]
	if !ok || dk.Staff.ID == "" || v.Until == "" {
		return
	}
	text := words.Ending(dk.ProgrammeName(t.Event.Value), v.Until)
	t.Out = append(t.Out, turn.Outgoing{To: dk.Staff, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: text}}})
}
