package postgres_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
)

// died is a delivery of the member's that was given up; a new turn of theirs may decide about it.
func died(t *testing.T, s *postgres.Store) chat.Delivery {
	t.Helper()
	send(t, s, 1, say(member, "一"))
	dead := claim(t, s, 10)
	settle(t, s, chat.Dead, dead...)
	accept(t, s, wrote(member, 2, "…"))
	return dead[0]
}

func TestRecallWhileItWaits(t *testing.T) {
	t.Parallel()
	s := open(t)
	late := say(member, "あとで")
	late.After = time.Now().Add(time.Hour)
	send(t, s, 1, late, say(member, "つぎ"))
	same(t, "before its time", texts(claim(t, s, 10)), []string{})
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{})
	if err != nil || len(rows) != 2 {
		t.Fatalf("ledger: %+v, %v", rows, err)
	}
	accept(t, s, wrote(member, 2, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		d, err := tn.Delivery(t.Context(), rows[1].ID)
		if d.State != chat.Pending || err != nil {
			t.Errorf("it stands %+v, %v", d, err)
		}
		if got := claim(t, s, 10); len(got) > 0 {
			t.Errorf("claimed under the turn's lock: %v", texts(got))
		}
		if _, err := tn.Delivery(t.Context(), 1<<40); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("unknown delivery: %v", err)
		}
		tn.Recall = []int64{rows[1].ID}
	})
	same(t, "after the recall", texts(claim(t, s, 10)), []string{"つぎ"})
}

func TestResendOfADeadOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	dead := died(t, s)
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Resend = []int64{dead.ID} })
	again := claim(t, s, 10)
	same(t, "again", texts(again), []string{"一"})
	if again[0].Key != dead.Key {
		t.Error("the key has changed")
	}
}

func TestDiscardOfADeadOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	dead := died(t, s)
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Recall = []int64{dead.ID} })
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Dead, chat.Held}})
	if err != nil || len(rows) != 0 {
		t.Errorf("what is to be looked after: %+v, %v", rows, err)
	}
	if rows, err = s.Deliveries(t.Context(), chat.LedgerFilter{}); err != nil || len(rows) != 1 || rows[0].State != chat.Discarded {
		t.Errorf("ledger: %+v, %v", rows, err)
	}
}
