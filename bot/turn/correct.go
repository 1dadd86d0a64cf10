package turn

import (
	"strconv"

	"madoguchi/chat"
)

// A Correction is a notice that an earlier answer to the contact was wrong, or holds no more. The store keeps
// which of them a contact has heard of: one that stands in a message that goes out is said, and one of PutOff
// is not.
type Correction struct {
	ID      int64
	Message chat.Message // as it is said by itself; its Corrects name it
}

// Correct says the correction that the event names, by itself. Where it was said meanwhile, or called off, there
// is none. Who is in distress hears of it later.
func (t *Turn) Correct() {
	for i, c := range t.Corrections {
		if strconv.FormatInt(c.ID, 10) != t.Event.Data {
			continue
		}
		if t.Hushed() != nil {
			t.PutOff = append(t.PutOff, c.ID)
			return
		}
		t.Corrections = append(t.Corrections[:i:i], t.Corrections[i+1:]...)
		t.Out = append(t.Out, Outgoing{To: t.Conversation.Address, Messages: []chat.Message{c.Message}})
		return
	}
}

// takeCorrections are those that the contact has not heard of; they are said now.
func (t *Turn) takeCorrections() []chat.Message {
	var out []chat.Message
	for _, c := range t.Corrections {
		c.Message.Later = true // whatever it goes with is paid for, or free
		out = append(out, c.Message)
	}
	t.Corrections = nil
	return out
}

// withCorrections puts corrections before what is owed, so that all of it still leaves room for what is said now.
func withCorrections(owed, corrections []chat.Message) []chat.Message {
	if len(corrections) == 0 {
		return owed
	}
	all := append(corrections, owed...)
	if over := len(all) - owedMost; over > 0 {
		one := joined(all[:over+1])
		one.Later = true
		all = append([]chat.Message{one}, all[over+1:]...)
	}
	return all
}
