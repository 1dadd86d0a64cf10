package postgres_test

import (
	"testing"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// TestTheLastReplyIsNamed: how a ticket's last reply stands is kept with the reply's delivery, so that
// what becomes of another is not taken for its fate.
func TestTheLastReplyIsNamed(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	settle(t, s, chat.Sent, claim(t, s, 10)...)
	accept(t, s, wrote(member, 2, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		tn.Conversation.State.Replies = map[string]chat.Status{number: {State: chat.Pending}}
		reply := say(member, "事務局より")
		reply.Ticket, reply.Messages[0].Author = number, chat.Staff
		tn.Out = []turn.Outgoing{reply}
	})
	sent := claim(t, s, 10)
	accept(t, s, wrote(member, 3, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		if st := tn.Conversation.State.Replies[number]; len(sent) != 1 || st.Delivery != sent[0].ID || st.State != chat.Pending {
			t.Errorf("the last reply is %+v, its delivery %+v", st, sent)
		}
	})
}
