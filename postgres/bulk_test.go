package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/ticket"
)

// replies are the events by which a text goes to the tickets with some numbers.
func replies(mark string, numbers ...int) (out []chat.Event) {
	for _, n := range numbers {
		number := fmt.Sprintf("Q-%04d", n)
		out = append(out, chat.Event{
			ID: ticket.BulkPrefix + mark + ":" + number, Kind: chat.StaffAct, Act: chat.Reply, Ticket: number, Text: "期限は過ぎています。", At: time.Now(),
			Person: chat.Person{ID: "staff:1", Name: "佐々木"}, From: chat.Address{Channel: chat.Desk, ID: "staff:1"},
		})
	}
	return out
}

func recalls(events []chat.Event) (out []chat.Event) {
	for _, e := range events {
		e.Act, e.Value, e.Text = chat.Recall, chat.OfEvent+e.ID, ""
		e.ID, e.At = e.ID+":undo", time.Now()
		out = append(out, e)
	}
	return out
}

func pressed(mark string) audit.Record {
	return audit.Record{At: time.Now(), Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"}, Via: audit.ViaDesk, Request: mark}
}

// answerOne decides one reply of several as the desk does: done, or refused.
func answerOne(t *testing.T, s *postgres.Store, n int, done bool, after time.Time) {
	t.Helper()
	to := chat.Address{Channel: chat.LINE, ID: fmt.Sprintf("U%d", n)}
	runTurn(t, s, to, func(tn *turn.Turn) {
		if tn.Outcome.OK = done; done {
			tn.Out = []turn.Outgoing{{To: to, Ticket: tn.Ticket.Number, After: after, Messages: []chat.Message{{Author: chat.Staff, Text: tn.Event.Text}}}}
		}
	})
}

func bulk(t *testing.T, s *postgres.Store, id int64) ticket.Bulk {
	t.Helper()
	b, err := s.Bulk(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBulkIsSentOnce: all the replies of a form are stored together, and a form that is pressed again stores none; what
// becomes of each is known.
func TestBulkIsSentOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 3 {
		waits(t, s, 1+n, "hanro", "締切")
	}
	var ids []int64
	for range 2 {
		id, err := s.SendBulk(t.Context(), replies("a", 1, 2, 3), pressed("a"))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if ids[0] != ids[1] {
		t.Errorf("pressed twice it is two: %v", ids)
	}
	if lanes, err := s.Undecided(t.Context(), time.Now().Add(time.Minute), 10); err != nil || len(lanes) != 3 {
		t.Errorf("%v wait, %v; want three", lanes, err)
	}
	answerOne(t, s, 1, true, time.Time{})
	answerOne(t, s, 2, false, time.Time{})
	b := bulk(t, s, ids[0])
	if b.By.Name != "佐々木" || len(b.Replies) != 3 {
		t.Fatalf("kept as %+v", b)
	}
	type fate struct {
		Number        string
		Decided, Done bool
		State         chat.DeliveryState
		Recallable    bool
	}
	var got []fate
	for _, r := range b.Replies {
		got = append(got, fate{r.Number, r.Decided, r.Done, r.State, r.Recallable()})
	}
	same(t, "fates", got, []fate{{"Q-0001", true, true, chat.Pending, true}, {"Q-0002", true, false, "", false}, {"Q-0003", false, false, "", true}})
	if _, err := s.Bulk(t.Context(), 99); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}
	trail, err := s.Audited(t.Context(), audit.Filter{Act: audit.BulkReplied, Limit: 10})
	if err != nil || len(trail) != 1 || trail[0].After != "3" {
		t.Errorf("written down: %+v, %v", trail, err)
	}
}

// TestBulkIsUndone: once it is called back nothing of it goes out any more, though its time has come before the recalls
// are decided; the one that nobody had looked at is answered and called back in one go.
func TestBulkIsUndone(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 3 {
		waits(t, s, 1+n, "hanro", "締切")
	}
	events := replies("a", 1, 2, 3)
	id, err := s.SendBulk(t.Context(), events, pressed("a"))
	if err != nil {
		t.Fatal(err)
	}
	answerOne(t, s, 1, true, time.Time{})
	settle(t, s, chat.Sent, claim(t, s, 1)...)
	answerOne(t, s, 2, true, time.Time{}) // due now
	for i, want := range []bool{true, false} {
		undone, err := s.UndoBulk(t.Context(), id, recalls(events), pressed("b"))
		if err != nil || undone != want {
			t.Fatalf("undone the %d. time: %t, %v", i+1, undone, err)
		}
	}
	same(t, "what goes out before the recalls are decided", texts(claim(t, s, 10)), []string{})
	answerOne(t, s, 3, true, time.Now().Add(time.Minute))
	for n := 1; n <= 3; n++ {
		to := chat.Address{Channel: chat.LINE, ID: fmt.Sprintf("U%d", n)}
		found, err := s.Turn(t.Context(), to.String(), func(ctx context.Context, tn *turn.Turn) error {
			reply, err := tn.ReplyOf(ctx, tn.Event.Value[len(chat.OfEvent):])
			if err != nil {
				return err
			}
			d, err := tn.Delivery(ctx, reply)
			if d.Made.IsZero() {
				t.Error("nobody knows when the reply was written")
			}
			if err == nil && d.State == chat.Pending {
				tn.Recall = []int64{reply}
			}
			return err
		})
		if err != nil || !found {
			t.Fatalf("the recall of %d: %t, %v", n, found, err)
		}
	}
	var states []chat.DeliveryState
	b := bulk(t, s, id)
	for _, r := range b.Replies {
		states = append(states, r.State)
	}
	same(t, "states", states, []chat.DeliveryState{chat.Sent, chat.Discarded, chat.Discarded})
	if b.Undone.IsZero() || b.UndoneBy != "佐々木" {
		t.Errorf("undone at %v by %q", b.Undone, b.UndoneBy)
	}
}
