package postgres_test

import (
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// TestRecallTakesTheMailAlong calls back a reply that was to go out by mail, too. The same words
// said at another time, or of another ticket, stay.
func TestRecallTakesTheMailAlong(t *testing.T) {
	t.Parallel()
	s := open(t)
	mail := chat.Address{Channel: chat.Email, ID: "kimura@minato.example"}
	reply := func(to chat.Address, ticket string, wait time.Duration) turn.Outgoing {
		o := say(to, "お待たせしました。")
		o.Ticket, o.After = ticket, time.Now().Add(wait)
		return o
	}
	send(t, s, 1, reply(mail, "Q-0001", 0), reply(member, "Q-0001", 0))
	send(t, s, 2, reply(mail, "Q-0001", time.Hour), reply(member, "Q-0001", time.Hour), reply(mail, "Q-0002", time.Hour))
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{Ticket: "Q-0001"})
	if err != nil || len(rows) != 4 || rows[0].To != member {
		t.Fatalf("ledger: %+v, %v", rows, err)
	}
	accept(t, s, wrote(member, 3, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Recall = []int64{rows[0].ID} })
	states := map[string][]chat.DeliveryState{}
	for _, number := range []string{"Q-0001", "Q-0002"} {
		rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{Ticket: number})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			states[number] = append(states[number], r.State)
		}
	}
	same(t, "states, newest first", states, map[string][]chat.DeliveryState{
		"Q-0001": {chat.Discarded, chat.Discarded, chat.Pending, chat.Pending},
		"Q-0002": {chat.Pending},
	})
}
