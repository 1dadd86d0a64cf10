package turn

import (
	"time"

	"madoguchi/ticket"
)

// A ToAdd is what a member wants to add to a ticket, until they have said to which.
type ToAdd struct {
	Text      string    `json:"text"`
	MessageID string    `json:"message_id,omitempty"` // the platform's id of the message, so that it can be taken back
	At        time.Time `json:"at"`
}

// An Again is which frames, sentences of the bot's that say nothing of their own, the last turn had.
type Again struct {
	At   time.Time      `json:"at"`
	Said map[string]int `json:"said"` // how often in a row each was said before
}

// Frame counts how often in a row a frame is said: 0 for the first time. It is to be called once for each
// time that it is said.
func (t *Turn) Frame(key string) int {
	n, now := t.Again[key]
	before, again := 0, false
	if last := t.Conversation.State.Again; last != nil && t.Now.Sub(last.At) < FollowUp {
		before, again = last.Said[key]
	}
	switch {
	case now:
		n++
	case again:
		n = before + 1
	}
	if t.Again == nil {
		t.Again = map[string]int{}
	}
	t.Again[key] = n
	return n
}

// ToldOf is when the member was last told that words of theirs were passed on in a ticket; zero where they
// never were.
func (t *Turn) ToldOf(tk *ticket.Ticket) time.Time { return t.Conversation.State.Told[tk.Number] }

// TellOf notes that the member is told so now.
func (t *Turn) TellOf(tk *ticket.Ticket) {
	s := &t.Conversation.State
	s.Told = ofTickets(t, s.Told)
	s.Told[tk.Number] = t.Now
}

// Hushed is the ticket of a member in distress, while nobody of the office has written since; else nil.
func (t *Turn) Hushed() *ticket.Ticket {
	s := &t.Conversation.State
	if s.Hush == "" {
		return nil
	}
	if tk := t.Find(s.Hush); tk != nil && tk.Status.Open() {
		return tk
	}
	s.Hush = ""
	return nil
}
