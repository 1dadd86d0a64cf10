package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/llm"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// answered is what answer says.
const answered = "領収書の発行は、原則行っておりません。"

// lanesOf are the lanes of the first n contacts, each of whom has written once.
func lanesOf(t testing.TB, s *postgres.Store, n int) []string {
	t.Helper()
	var events []chat.Event
	for i := range n {
		events = append(events, wrote(contact(i), 1, fmt.Sprint("問い", i)))
	}
	return accept(t, s, events...)
}

func TestTurnsTogether(t *testing.T) {
	t.Parallel()
	s := open(t)
	lanes := lanesOf(t, s, 5)
	accept(t, s, wrote(contact(2), 2, "もう一つ"))
	again, decided := s.Turns(t.Context(), append(lanes, lanes[0]), answer)
	same(t, "to look at again", again, []string{contact(2).String()})
	same(t, "decided", decided, 5)
	again, decided = s.Turns(t.Context(), lanes, answer)
	if len(again) != 0 || decided != 1 {
		t.Errorf("then %d are decided, again %v", decided, again)
	}
	got := claim(t, s, 10)
	if len(got) != 5 {
		t.Fatalf("%d deliveries claimed, want one of each contact", len(got))
	}
	settle(t, s, chat.Sent, got...)
	same(t, "behind the first", len(claim(t, s, 10)), 1)
	lines, err := s.Transcript(t.Context(), contact(2), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for i, l := range lines {
		said = append(said, l.Message.Text)
		if l.Seq != int64(i)+1 {
			t.Errorf("line %d has the number %d", i, l.Seq)
		}
	}
	same(t, "the transcript", said, []string{"問い2", answered, "もう一つ", answered})
}

// TestTurnsLeaveAlone: what is not plain, or fails, is left as it was, and costs the others nothing.
func TestTurnsLeaveAlone(t *testing.T) {
	t.Parallel()
	for name, decide := range map[string]func(context.Context, *turn.Turn) error{
		"fails":  func(context.Context, *turn.Turn) error { return errors.New("boom") },
		"panics": func(context.Context, *turn.Turn) error { panic("at the disco") },
		"opens":  func(ctx context.Context, tn *turn.Turn) error { _, err := tn.Number(ctx, ticket.Inquiry); return err },
		"logs":   func(_ context.Context, tn *turn.Turn) error { tn.Log = []ticket.Entry{{Ticket: "Q-0001"}}; return nil },
		"wants a model": func(ctx context.Context, tn *turn.Turn) (err error) {
			if tn.Consulted, err = tn.Consultations(ctx); err != nil {
				return err
			}
			tn.MayConsult = true
			tn.Consult(llm.Question{Purpose: llm.Choose, Text: "会費"})
			return tn.Wanted
		},
		"tells staff": func(_ context.Context, tn *turn.Turn) error {
			tn.Out = append(tn.Out, turn.Outgoing{Staff: true, Ticket: "Q-0001"})
			return nil
		},
		"tells another": func(_ context.Context, tn *turn.Turn) error {
			tn.Out = append(tn.Out, say(contact(2), "他の人へ"))
			return nil
		},
		"erases":     func(_ context.Context, tn *turn.Turn) error { tn.Erase = []string{"m1"}; return nil },
		"keeps less": func(_ context.Context, tn *turn.Turn) error { tn.Record = "伏せた"; return nil },
		"says later": func(_ context.Context, tn *turn.Turn) error { tn.Out[0].After = tn.Now.Add(1); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			lanes := lanesOf(t, s, 3)
			again, decided := s.Turns(t.Context(), lanes, func(ctx context.Context, tn *turn.Turn) error {
				tn.Conversation.Name = "名"
				if err := answer(ctx, tn); err != nil || tn.Conversation.Address != contact(1) {
					return err
				}
				return decide(ctx, tn)
			})
			same(t, "to look at again", again, lanes[1:2])
			same(t, "decided", decided, 2)
			runTurn(t, s, contact(1), func(tn *turn.Turn) {
				if tn.Conversation.Name != "" || tn.Event.Text != "問い1" || !tn.Only {
					t.Errorf("the turn left %+v of %q", tn.Conversation, tn.Event.Text)
				}
			})
			same(t, "deliveries", len(claim(t, s, 10)), 2)
		})
	}
}

// TestTurnsThatCannotBeSaved: one that the database refuses spoils the group, and is found when each is decided by itself.
func TestTurnsThatCannotBeSaved(t *testing.T) {
	t.Parallel()
	s := open(t)
	lanes := lanesOf(t, s, 3)
	decide := func(ctx context.Context, tn *turn.Turn) error {
		err := answer(ctx, tn)
		if tn.Conversation.Address == contact(1) {
			tn.Answered[0].Useful = "perhaps"
		}
		return err
	}
	again, decided := s.Turns(t.Context(), lanes, decide)
	same(t, "to look at again", again, lanes)
	same(t, "decided", decided, 0)
	for i, lane := range lanes {
		if _, err := s.Turn(t.Context(), lane, decide); (err != nil) != (i == 1) {
			t.Errorf("%s by itself: %v", lane, err)
		}
	}
	same(t, "deliveries", len(claim(t, s, 10)), 2)
}

// TestTurnsDoNotWait: whom somebody else is deciding just now is left to them, and does not hold the others up.
func TestTurnsDoNotWait(t *testing.T) {
	t.Parallel()
	s := open(t)
	lanes := lanesOf(t, s, 2)
	runTurn(t, s, contact(0), func(*turn.Turn) {}) // so that there is something to lock
	accept(t, s, wrote(contact(0), 2, "次"))
	runTurn(t, s, contact(0), func(*turn.Turn) {
		again, decided := s.Turns(t.Context(), lanes, answer)
		same(t, "to look at again", again, lanes[:1])
		same(t, "decided", decided, 1)
	})
	same(t, "deliveries", len(claim(t, s, 10)), 1)
}

// TestTurnsOfHeldLanes: a word of whom a delivery is held for sets it free, which no plain turn does.
func TestTurnsOfHeldLanes(t *testing.T) {
	t.Parallel()
	s := open(t)
	lanes := lanesOf(t, s, 2)
	s.Turns(t.Context(), lanes, answer)
	settle(t, s, chat.Held, claim(t, s, 10)...)
	accept(t, s, wrote(contact(0), 2, "次"))
	again, decided := s.Turns(t.Context(), lanes, answer)
	same(t, "to look at again", again, lanes[:1])
	same(t, "decided", decided, 0)
	runTurn(t, s, contact(0), func(tn *turn.Turn) {})
	same(t, "set free", texts(claim(t, s, 10)), []string{answered})
}

// TestTurnsBesideTurn lets two stores decide the same lanes, together and one by one: each event is decided once, in
// order, and nobody waits in a circle.
func TestTurnsBesideTurn(t *testing.T) {
	t.Parallel()
	const contacts, events = 12, 8
	url := postgrestest.URL(t)
	stores := []*postgres.Store{openURL(t, url, postgres.Options{}), openURL(t, url, postgres.Options{})}
	said := map[string][]string{}
	decide := func(ctx context.Context, tn *turn.Turn) error {
		tn.Conversation.Programme += "."
		if n := len(tn.Conversation.Programme); n%4 == 3 {
			if _, err := tn.Number(ctx, ticket.Inquiry); err != nil { // not plain
				return err
			}
		}
		tn.Out = []turn.Outgoing{say(tn.Conversation.Address, tn.Event.Text)}
		return nil
	}
	var wg sync.WaitGroup
	for g, s := range slices.Concat(stores, stores) {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(g)))
			for n := range events {
				for _, i := range r.Perm(contacts) {
					accept(t, s, wrote(contact(i), n, fmt.Sprint(n)))
				}
				var lanes []string
				for _, i := range r.Perm(contacts) {
					lanes = append(lanes, contact(i).String())
				}
				again, _ := s.Turns(t.Context(), lanes, decide)
				for _, lane := range again {
					for found := true; found; {
						var err error
						if found, err = s.Turn(t.Context(), lane, decide); err != nil {
							t.Errorf("%s: %v", lane, err)
							return
						}
					}
				}
			}
		})
	}
	wg.Wait()
	for i := range contacts {
		for found := true; found; {
			found, _ = stores[0].Turn(t.Context(), contact(i).String(), decide)
		}
	}
	for got := claim(t, stores[0], 100); len(got) > 0; got = claim(t, stores[0], 100) {
		for _, d := range got {
			said[d.To.String()] = append(said[d.To.String()], d.Messages[0].Text)
		}
		settle(t, stores[0], chat.Sent, got...)
	}
	var want []string
	for n := range events {
		want = append(want, fmt.Sprint(n))
	}
	for i := range contacts {
		same(t, contact(i).String(), said[contact(i).String()], want)
	}
}
