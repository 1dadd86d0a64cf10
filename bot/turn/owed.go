package turn

import (
	"slices"
	"time"

	"madoguchi/chat"
)

// On a channel where only an answer to what a contact has just sent is free, some things are not worth
// a paid message: that a ticket was closed, that something was added, an answer that comes when its
// question is long past. The channel gives them back, and they wait here until something is said
// anyway, or until a message of the contact's brings a free reply.

const (
	owedMost   = 4                   // messages: with them a delivery still holds what is said now
	owedNotice = 30 * 24 * time.Hour // a notice is of no use after so long
	owedAnswer = 24 * time.Hour      // nor is an answer
)

// An Owed is a message that is still to be said.
type Owed struct {
	Message chat.Message `json:"message"`
	Until   time.Time    `json:"until"`
}

// Owe keeps messages to be said with the next ones.
func (t *Turn) Owe(messages ...chat.Message) {
	s := &t.Conversation.State
	for _, m := range messages {
		until := t.Now.Add(owedNotice)
		if !m.Worth.IsZero() {
			until = m.Worth.Add(owedAnswer)
		}
		if len(m.Corrects) > 0 { // those have a place of their own, and are neither too many nor too old
			t.PutOff = append(t.PutOff, m.Corrects...)
			continue
		}
		if m.Courtesy || slices.ContainsFunc(s.Owed, func(o Owed) bool { return o.Message.Text == m.Text }) {
			continue
		}
		m.Quote, m.Worth = "", time.Time{} // LINE's token for a quote is one of that moment
		m.Later = true
		s.Owed = append(s.Owed, Owed{m, until})
	}
	s.Owed = s.Owed[max(0, len(s.Owed)-owedMost):]
}

// TakeOwed is what is owed and still of use; it is owed no more.
func (t *Turn) TakeOwed() []chat.Message {
	s := &t.Conversation.State
	var out []chat.Message
	for _, o := range s.Owed {
		if o.Until.After(t.Now) {
			out = append(out, o.Message)
		}
	}
	s.Owed = nil
	return withCorrections(out, t.takeCorrections())
}

// payOwed puts what is owed before what is said now. Where nothing is, it goes by itself if that is free.
func (t *Turn) payOwed() {
	if len(t.Conversation.State.Owed)+len(t.Corrections) == 0 || t.Event.Quiet || len(t.Said) == 0 && t.Event.ReplyToken == "" {
		return
	}
	if t.Pause > 0 { // what waits like this gives way to what is said next
		return
	}
	t.Said = append(t.TakeOwed(), t.Said...)
}

// owe keeps what the turn says to be said later.
func (t *Turn) owe() {
	for _, m := range t.Said {
		m.Worth = t.Event.At.Add(lateAfter)
		t.Owe(m)
	}
	t.Said = nil
}

// worthUntil is until when what the turn says is worth a paid message: always, where the channel is free
// or a ticket depends on it.
func (t *Turn) worthUntil() time.Time {
	if !t.Can.FreeReply || t.depends() {
		return time.Time{}
	}
	return t.Event.At.Add(lateAfter)
}
