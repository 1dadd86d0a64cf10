package turn

import (
	"slices"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// Platforms promise no order: what was sent again after a failure comes behind what was said later.
// Waiting events of a contact are decided in the order in which they happened; one that comes when
// a later one has been decided is late, and must not undo what that one brought about.

// Place notes when the event happened, and whether that is before one already decided.
func (t *Turn) Place() {
	e, s := &t.Event, &t.Conversation.State
	if e.Kind == chat.StaffAct || e.Kind == chat.Other || e.Kind == chat.Owe || e.Kind == chat.Correct || !t.Can.Unordered {
		return // what we clock ourselves comes in order
	}
	t.Before, t.Late = s.Heard, e.At.Before(s.Heard)
	if !t.Late {
		s.Heard = e.At
	}
}

// rewordsKept is how many of a contact's edited messages are remembered. Older ones are not edited
// any more.
const rewordsKept = 10

// A Reword is a message that its sender has edited.
type Reword struct {
	MessageID string    `json:"message_id"`
	At        time.Time `json:"at"` // when last
}

// Outworded reports whether the event's words have been replaced by later ones already decided.
func (t *Turn) Outworded() bool {
	e, s := &t.Event, &t.Conversation.State
	if e.MessageID == "" {
		return false
	}
	for i, r := range s.Reworded {
		if r.MessageID != e.MessageID {
			continue
		}
		if !e.Edited || !e.At.After(r.At) {
			return true
		}
		s.Reworded[i].At = e.At
		return false
	}
	if e.Edited {
		s.Reworded = append(s.Reworded, Reword{e.MessageID, e.At})
		s.Reworded = s.Reworded[max(0, len(s.Reworded)-rewordsKept):]
	}
	return false
}

// unsentKept is how many of the messages taken back are remembered: one that was taken back before
// it came here, for the platform sent it again, must not appear after all.
const unsentKept = 20

// An Origin is where what a ticket was opened with was said.
type Origin struct {
	Opening string              `json:"opening,omitempty"` // the message that the first line of its thread goes by
	Fields  map[string][]string `json:"fields,omitempty"`  // by field: see ticket.Filling.Sources
}

// NoteOrigin remembers where what a ticket was opened with was said, for as long as that can matter.
func (t *Turn) NoteOrigin(number string, o Origin) {
	s := &t.Conversation.State
	s.Origins = ofTickets(t, s.Origins)
	s.Origins[number] = o
}

// Withdraw forgets a message for good; words are what it said.
func (t *Turn) Withdraw(messageID string, words ...string) {
	s := &t.Conversation.State
	s.unquote(messageID)
	s.forget(messageID, words)
	s.Unsent = append(s.Unsent, messageID)
	s.Unsent = s.Unsent[max(0, len(s.Unsent)-unsentKept):]
	t.Erase = append(t.Erase, messageID)
}

// Withdrawn reports whether the event's message has been taken back already; then nothing of it is
// kept.
func (t *Turn) Withdrawn() bool {
	id := t.Event.MessageID
	if id == "" || !slices.Contains(t.Conversation.State.Unsent, id) {
		return false
	}
	t.Erase = append(t.Erase, id)
	return true
}

const (
	quoteAfter  = 10 * time.Second // an answer that comes later says what it answers
	quoteWithin = 5 * time.Second  // so does one to a message that followed another as soon
)

// quotes reports whether it would be unclear which message the answer is to: others read and write
// along, it comes late, or the contact has sent several in one go.
func (t *Turn) quotes() bool {
	e := &t.Event
	if e.Quote == "" {
		return false
	}
	burst := !t.Before.IsZero() && e.At.Sub(t.Before).Abs() < quoteWithin
	return e.Shared || burst || t.Now.Sub(e.At) > quoteAfter
}

// An Asked is a member's message in a ticket that nobody of the office has answered yet.
type Asked struct {
	Quote     string `json:"quote"` // the platform's token to quote it by
	MessageID string `json:"message_id"`
}

// Asked notes that the member's message waits for an answer in a ticket.
func (t *Turn) Asked(number string) {
	if a, ok := t.AskedNow(); ok {
		t.Wait(number, a)
	}
}

func (t *Turn) Wait(number string, a Asked) {
	s := &t.Conversation.State
	if s.Asked == nil {
		s.Asked = map[string]Asked{}
	}
	s.Asked[number] = a
}

func (t *Turn) AskedNow() (Asked, bool) {
	return Asked{t.Event.Quote, t.Event.MessageID}, t.Event.Quote != ""
}

// Answers is the quote for a reply in a ticket: of the member's last message, where no reply has
// answered it yet. What two people say to each other directly needs none.
func (t *Turn) Answers(tk *ticket.Ticket, live bool) string {
	s := &t.Conversation.State
	a := s.Asked[tk.Number]
	delete(s.Asked, tk.Number)
	if live {
		return ""
	}
	return a.Quote
}

// unquote forgets a message that was taken back.
func (s *State) unquote(messageID string) {
	for number, a := range s.Asked {
		if a.MessageID == messageID {
			delete(s.Asked, number)
		}
	}
	if s.Intro != nil && s.Intro.MessageID == messageID {
		s.Intro = nil
	}
	if s.ToAdd != nil && s.ToAdd.MessageID == messageID {
		s.ToAdd = nil
	}
	if f := s.Form; f != nil && f.Asked != nil && f.Asked.MessageID == messageID {
		f.Asked = nil
	}
}
