package desk

import (
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// note keeps words inside the office. While the assignee has direct relay on, talk in the thread
// goes to the member instead, unless it begins with two slashes. Where a later line does, nobody can say
// what of the message was meant for the member: all of it stays, and the thread says so.
func (dk *Desk) note(t *turn.Turn) {
	dk.rest(t)
	text := strings.TrimSpace(t.Event.Text)
	if dk.isLive(t) {
		rest, aside := chat.CutAside(text)
		switch {
		case aside:
			text = rest
		case chat.HasAside(text):
			t.ToStaff(t.Ticket, chat.Message{Author: chat.System, Text: words.AsideStays})
		case text != "" || len(t.Event.Files) > 0:
			t.Conversation.State.Live.Last = t.Now
			dk.speak(t, chat.Message{Text: text}, true)
			return
		}
	}
	if text == "" && len(t.Event.Files) == 0 {
		refuse(t, words.EmptyReply)
		return
	}
	if t.Event.Mail != nil {
		dk.noteAnswer(t, text)
		return
	}
	t.Note(t.Ticket, ticket.Entry{What: ticket.LogNoted, Text: text})
	if !dk.Can(t.Event.From.Channel).Thread || t.Event.MessageID == "" { // what was not written in the thread is shown there, too
		t.ToStaff(t.Ticket, chat.Message{Author: chat.System, Name: t.Event.Person.Name, Text: words.NoteBy(t.Event.Person.Name, text)})
	}
	t.Outcome.Text = words.Noted
}

// noteAnswer keeps what a colleague has answered to a notice by mail: for staff alone, who can make a reply of it. It
// is never sent by itself, for who writes a mail may not know who reads it.
func (dk *Desk) noteAnswer(t *turn.Turn, text string) {
	t.Note(t.Ticket, ticket.Entry{What: ticket.LogAnswered, Text: text})
	m := chat.Message{Author: chat.System, Name: t.Event.Person.Name, Text: words.MailNote(t.Event.Person.Name, text)}
	if t.Ticket.Status.Open() {
		m.Choices = []chat.Choice{{Label: words.LabelHandOn, Data: chat.HandOn + chat.SumOf(text)}}
	}
	t.ToStaff(t.Ticket, m)
	t.Outcome.Text = words.Noted
}

// isLive reports whether what the turn's person wrote was written into a direct relay: one that is
// theirs, and that had begun then. A platform may bring older talk late. What was not written in the
// thread, but into an input for notes, is a note even then.
func (dk *Desk) isLive(t *turn.Turn) bool {
	live := t.Conversation.State.Live
	return live != nil && t.Event.MessageID != "" && t.Event.Mail == nil && live.Ticket == t.Ticket.Number && live.Person == t.Event.Person.ID && !live.Idle(t.Now) &&
		!t.Event.At.Before(live.Since.Add(-clockSkew))
}

// clockSkew is how far a platform's clock may lie behind ours.
const clockSkew = 5 * time.Second

// live switches direct relay for the assignee, who alone may begin it. Everybody may end it.
func (dk *Desk) live(t *turn.Turn) {
	tk := t.Ticket
	switch {
	case t.Event.Value == "off":
		t.Conversation.State.Live = nil
		t.Outcome.Text = words.LiveOff
	case !tk.Status.Open():
		refuse(t, words.AlreadyClosed(tk))
		return
	case tk.Assignee.ID != t.Event.Person.ID:
		refuse(t, words.LiveOnlyAssignee)
		return
	default:
		t.Conversation.State.Live = &turn.Live{Ticket: tk.Number, Person: t.Event.Person.ID, Since: t.Event.At, Last: t.Now}
		t.Outcome.Text = words.LiveOn
	}
	t.Note(tk, ticket.Entry{What: ticket.LogLive, To: t.Event.Value})
	t.ToStaff(tk, chat.Message{Author: chat.System, Text: t.Outcome.Text})
	t.Change(tk)
}

// rest ends a direct relay in which nothing was said for too long, and tells staff once. It comes
// with the clock, or with the next word in the thread if that is sooner.
func (dk *Desk) rest(t *turn.Turn) {
	live := t.Conversation.State.Live
	if live == nil || live.Ticket != t.Ticket.Number || !live.Idle(t.Now) {
		return
	}
	t.Conversation.State.Live = nil
	t.Note(t.Ticket, ticket.Entry{What: ticket.LogLive, To: "idle"})
	t.ToStaff(t.Ticket, chat.Message{Author: chat.System, Text: words.LiveIdled})
	t.Change(t.Ticket)
}

// retract notes that a colleague changed a message in Slack which has already gone to the member.
func (dk *Desk) retract(t *turn.Turn) {
	t.Note(t.Ticket, ticket.Entry{What: ticket.LogRetracted, Text: t.Event.Text})
	t.ToStaff(t.Ticket, chat.Message{Author: chat.System, Text: words.CannotUnsend})
}
