package bot

import (
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// liveIdle is how long direct relay stays on without a word from the assignee.
const liveIdle = 15 * time.Minute

func (l *Live) idle(now time.Time) bool { return now.Sub(l.Last) > liveIdle }

// note keeps words inside the office. While the assignee has direct relay on, talk in the thread
// goes to the member instead, unless it begins with two slashes.
func (b *Bot) note(t *Turn) {
	b.rest(t)
	text := strings.TrimSpace(t.Event.Text)
	if b.isLive(t) {
		rest, aside := cutAside(text)
		if !aside && (text != "" || len(t.Event.Files) > 0) {
			t.Conversation.State.Live.Last = t.Now
			b.speak(t, chat.Message{Text: text}, true)
			return
		}
		text = rest
	}
	if text == "" && len(t.Event.Files) == 0 {
		refuse(t, words.EmptyReply)
		return
	}
	b.log(t, t.Ticket, ticket.Entry{What: ticket.LogNoted, Text: text})
	if t.Event.From.Channel != chat.Slack { // a note from the desk is shown in the thread, too
		b.toStaff(t, t.Ticket, chat.Message{Author: chat.System, Name: t.Event.Person.Name, Text: words.noteBy(t.Event.Person.Name, text)})
	}
	t.Outcome.Text = words.Noted
}

func cutAside(text string) (string, bool) {
	for _, mark := range []string{"//", "／／"} {
		if rest, ok := strings.CutPrefix(text, mark); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}

// isLive reports whether what the turn's person wrote was written into a direct relay: one that is
// theirs, and that had begun then. A platform may bring older talk late.
func (b *Bot) isLive(t *Turn) bool {
	live := t.Conversation.State.Live
	return live != nil && live.Ticket == t.Ticket.Number && live.Person == t.Event.Person.ID && !live.idle(t.Now) &&
		!t.Event.At.Before(live.Since.Add(-clockSkew))
}

// clockSkew is how far a platform's clock may lie behind ours.
const clockSkew = 5 * time.Second

// live switches direct relay for the assignee, who alone may begin it. Everybody may end it.
func (b *Bot) live(t *Turn) {
	tk := t.Ticket
	switch {
	case t.Event.Value == "off":
		t.Conversation.State.Live = nil
		t.Outcome.Text = words.LiveOff
	case !tk.Status.Open():
		refuse(t, words.alreadyClosed(tk))
		return
	case tk.Assignee.ID != t.Event.Person.ID:
		refuse(t, words.LiveOnlyAssignee)
		return
	default:
		t.Conversation.State.Live = &Live{Ticket: tk.Number, Person: t.Event.Person.ID, Since: t.Event.At, Last: t.Now}
		t.Outcome.Text = words.LiveOn
	}
	b.log(t, tk, ticket.Entry{What: ticket.LogLive, To: t.Event.Value})
	b.toStaff(t, tk, chat.Message{Author: chat.System, Text: t.Outcome.Text})
	b.change(t, tk)
}

// rest ends a direct relay in which nothing was said for too long, and tells staff once. It comes
// with the clock, or with the next word in the thread if that is sooner.
func (b *Bot) rest(t *Turn) {
	live := t.Conversation.State.Live
	if live == nil || live.Ticket != t.Ticket.Number || !live.idle(t.Now) {
		return
	}
	t.Conversation.State.Live = nil
	b.log(t, t.Ticket, ticket.Entry{What: ticket.LogLive, To: "idle"})
	b.toStaff(t, t.Ticket, chat.Message{Author: chat.System, Text: words.LiveIdled})
	b.change(t, t.Ticket)
}

// retract notes that a colleague changed a message in Slack which has already gone to the member.
func (b *Bot) retract(t *Turn) {
	b.log(t, t.Ticket, ticket.Entry{What: ticket.LogRetracted, Text: t.Event.Text})
	b.toStaff(t, t.Ticket, chat.Message{Author: chat.System, Text: words.CannotUnsend})
}
