package turn

import (
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// Mails are what is remembered of a member's mails.
type Mails struct {
	Letters  map[string]chat.Answering `json:"letters,omitempty"`  // by ticket: the member's last mail there
	Proofs   map[string]Identity       `json:"proofs,omitempty"`   // by ticket: the code that went to its member by mail
	Receipts []time.Time               `json:"receipts,omitempty"` // when receipts were mailed within the last hour
}

// NoteLetter remembers the event's mail as the one that answers in a ticket follow.
func (t *Turn) NoteLetter(tk *ticket.Ticket) {
	m := t.Event.Mail
	if m == nil || len(m.Chain) == 0 {
		return
	}
	s := &t.Conversation.State
	s.Letters = ofTickets(t, s.Letters)
	s.Letters[tk.Number] = chat.Answering{Subject: m.Subject, Chain: m.Chain}
}

// AnswerLetters names, in what goes out by a channel of letters about a ticket, the mail that it answers.
func (t *Turn) AnswerLetters(letters func(channel string) bool) {
	for i := range t.Out {
		o := &t.Out[i]
		letter, written := t.Conversation.State.Letters[o.Ticket]
		if !written || o.Staff || len(o.Messages) == 0 || !letters(o.To.Channel) {
			continue
		}
		o.Messages = append([]chat.Message{}, o.Messages...)
		o.Messages[0].Answers = &letter
	}
}
