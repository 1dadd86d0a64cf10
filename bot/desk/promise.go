package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A closure that nobody foresaw breaks promises. Each is moved in a turn of its member's conversation, as the agenda
// finds it, so that it is moved once however many processes run; a closure that is undone gives them back the same way.

// MoveEvent is the event by which a promise is moved, or looked at again.
func MoveEvent(p turn.Broken, now time.Time) (chat.Event, error) {
	value, err := json.Marshal(p)
	if err != nil {
		return chat.Event{}, fmt.Errorf("put closure %d into an event: %w", p.Switch, err)
	}
	id := fmt.Sprintf("%s:%d:%s:%d", chat.Move, p.Switch, p.Ticket, p.Was.UnixMilli())
	switch {
	case p.Edit != 0 && p.Back:
		id = fmt.Sprintf("%s:office:%d:%s:back", chat.Move, p.Edit, p.Ticket)
	case p.Edit != 0:
		id = fmt.Sprintf("%s:office:%d:%s:%d", chat.Move, p.Edit, p.Ticket, p.Was.UnixMilli())
	case p.Back:
		id += ":back"
	}
	return chat.Event{ID: id, Kind: chat.StaffAct, From: Clock, At: now, Act: chat.Move, Ticket: p.Ticket, Value: string(value)}, nil
}

// movePromise moves a promise that a closure breaks to the end of the first day after it, and lets the member know.
func (dk *Desk) movePromise(t *turn.Turn) {
	tk := t.Ticket
	var p turn.Broken
	if err := json.Unmarshal([]byte(t.Event.Value), &p); err != nil {
		return // no process writes such
	}
	switch {
	case p.Back && p.Edit != 0:
		dk.follow(t, p)
		return
	case p.Back:
		dk.giveBack(t, p)
		return
	}
	closed := ticket.Break{From: p.From, Until: p.Until}
	to := dk.Office.Calendar.Moved(tk.Due, closed)
	if !waits(tk) || !to.After(tk.Due) {
		return
	}
	p.Was, p.Due = tk.Due, to
	tk.Due = to
	hush, spoken := t.Conversation.State.Hush == tk.Number, chat.Spoken(tk.Contact.Channel)
	p.Untold = hush || spoken
	t.Moves = append(t.Moves, p.Move)
	note := words.PromiseMoved(p.Was, p.Due, p.Why)
	if spoken {
		note = words.PromiseMovedUntold(note)
	}
	dk.noteMove(t, note)
	if !hush && !spoken { // who is in distress hears from a person next, and a caller can only be called
		dk.toMember(t, tk, chat.Message{Author: chat.Bot, Later: !p.Push, Text: words.PromiseMovedForYou(tk, p.Was, p.Due, p.Why)})
	}
}

// giveBack makes an undone closure's promise again what it was, where that is still ahead and nobody has set another
// since. Who was told of the later one is told; who was not need not know of either.
func (dk *Desk) giveBack(t *turn.Turn, p turn.Broken) {
	tk, s := t.Ticket, &t.Conversation.State
	t.Moves = append(t.Moves, p.Move)
	if !waits(tk) || !tk.Due.Equal(p.Due) || !p.Was.After(t.Now) {
		return
	}
	tk.Due = p.Was
	dk.noteMove(t, words.PromiseBack(p.Was))
	told := words.PromiseMovedForYou(tk, p.Was, p.Due, p.Why)
	before := len(s.Owed)
	s.Owed = slices.DeleteFunc(s.Owed, func(o turn.Owed) bool { return o.Message.Text == told })
	if len(s.Owed) == before && s.Hush != tk.Number {
		dk.toMember(t, tk, chat.Message{Author: chat.Bot, Later: !p.Push, Text: words.PromiseBackForYou(tk, p.Was)})
	}
}

// follow makes a promise that changes of the office's hours have moved again what it was, as far as it can be kept by now
// and the member has not heard of the later one: what somebody was told is not taken back.
func (dk *Desk) follow(t *turn.Turn, p turn.Broken) {
	tk, s := t.Ticket, &t.Conversation.State
	if !waits(tk) {
		return
	}
	back, due := 0, tk.Due // how many of the steps
	for i, step := range p.Edited {
		text := words.PromiseMovedForYou(tk, step.Was, step.Due, step.Why)
		waiting := slices.ContainsFunc(s.Owed, func(o turn.Owed) bool { return o.Message.Text == text })
		if !step.Due.Equal(due) || !step.Untold && !waiting {
			break
		}
		due = step.Was
		if step.Keep && step.Was.After(t.Now) {
			back = i + 1
		}
	}
	if back == 0 {
		return
	}
	tk.Due = p.Edited[back-1].Was
	for _, step := range p.Edited[:back] {
		text := words.PromiseMovedForYou(tk, step.Was, step.Due, step.Why)
		s.Owed = slices.DeleteFunc(s.Owed, func(o turn.Owed) bool { return o.Message.Text == text })
		step.Back = true
		t.Moves = append(t.Moves, step.Move)
	}
	dk.noteMove(t, words.PromiseFollows(tk.Due))
}

// waits reports whether a ticket's member still waits for the first word of a person.
func waits(tk *ticket.Ticket) bool {
	return tk.Replied.IsZero() && !tk.Due.IsZero() && slices.Contains([]ticket.Status{ticket.Received, ticket.Working, ticket.OnHold}, tk.Status)
}

func (dk *Desk) noteMove(t *turn.Turn, text string) {
	t.Note(t.Ticket, ticket.Entry{What: ticket.LogEdited, Text: text})
	t.Change(t.Ticket)
	dk.inThread(t, text)
}
