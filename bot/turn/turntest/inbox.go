package turntest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

func testCopies(t *trial) {
	e := t.wrote(anna, "一度だけ")
	if lanes := t.accept(e, e); !slices.Equal(lanes, []string{anna.String()}) {
		t.Fatalf("lanes with something to decide: %v", lanes)
	}
	if lanes := t.accept(e); len(lanes) != 0 {
		t.Fatalf("a copy gives lanes %v", lanes)
	}
	other := e
	other.From = berta // another platform may use the same id
	if lanes := t.accept(other); !slices.Equal(lanes, []string{berta.String()}) {
		t.Fatalf("the same id from elsewhere gives lanes %v", lanes)
	}
	t.turn(anna, func(tn *turn.Turn) {
		if tn.Event.Text != "一度だけ" || tn.Conversation.Address != anna {
			t.Errorf("the turn has %+v of %v", tn.Event, tn.Conversation.Address)
		}
	})
	t.idle(anna)
	if lanes := t.accept(e); len(lanes) != 0 {
		t.Fatalf("a copy of a decided event gives lanes %v", lanes)
	}
}

func testEventOrder(t *trial) {
	now := time.Now()
	for i, ago := range []time.Duration{2 * time.Minute, 3 * time.Minute, time.Minute} {
		e := t.wrote(anna, []string{"二", "一", "三"}[i])
		e.At = now.Add(-ago)
		t.accept(e)
	}
	for _, want := range []string{"一", "二", "三"} {
		t.turn(anna, func(tn *turn.Turn) {
			if tn.Event.Text != want {
				t.Errorf("got %s, want %s", tn.Event.Text, want)
			}
		})
	}
	t.idle(anna)
}

func testFailedTurn(t *trial) {
	t.accept(t.wrote(anna, "…"))
	found, err := t.store.Turn(t.Context(), anna.String(), func(_ context.Context, tn *turn.Turn) error {
		tn.Conversation.Programme, tn.Conversation.State.Greeted = "tsunagu", true
		tn.Out = []turn.Outgoing{to(anna, "届いてはいけない")}
		return errTest
	})
	if !found || !errors.Is(err, errTest) {
		t.Fatalf("found %v, error %v", found, err)
	}
	t.claim()
	t.turn(anna, func(tn *turn.Turn) {
		if tn.Conversation.Programme != "" || tn.Conversation.State.Greeted || tn.Event.Text != "…" {
			t.Errorf("the failed turn left %+v", tn.Conversation)
		}
		tn.Out = []turn.Outgoing{to(anna, "届く")}
	})
	t.claim("届く")
}

func testDeadEvent(t *trial) {
	t.accept(t.wrote(anna, "いつも失敗"))
	t.accept(t.wrote(anna, "次"))
	for range turn.MaxAttempts {
		_, _ = t.store.Turn(t.Context(), anna.String(), func(_ context.Context, tn *turn.Turn) error {
			if tn.Event.Text != "いつも失敗" {
				t.Fatalf("%q overtakes", tn.Event.Text)
			}
			return errTest
		})
	}
	t.turn(anna, func(tn *turn.Turn) {
		if tn.Event.Text != "次" {
			t.Errorf("after %d failures comes %q", turn.MaxAttempts, tn.Event.Text)
		}
	})
	t.idle(anna)
}

func testPanic(t *trial) {
	t.accept(t.wrote(anna, "…"))
	found, err := t.store.Turn(t.Context(), anna.String(), func(context.Context, *turn.Turn) error { panic("a fault") })
	if !found || err == nil || !strings.Contains(err.Error(), "a fault") {
		t.Fatalf("found %v, error %v", found, err)
	}
	t.turn(anna, func(*turn.Turn) {})
}

func testConversation(t *trial) {
	offer := []chat.Choice{{Label: "はい", Data: "v1:send:"}}
	asked := map[string]turn.Asked{"Q-0001": {Quote: "q", MessageID: "m1"}}
	t.accept(t.wrote(anna, "一"))
	t.turn(anna, func(tn *turn.Turn) {
		c := tn.Conversation
		if c.Programme != "" || !c.Reachable || !reflect.DeepEqual(c.State, turn.State{}) {
			t.Errorf("a new conversation is %+v", c)
		}
		c.Name, c.Programme, c.Reachable = "木村", "tsunagu", false
		c.State.Offer, c.State.Asked, c.State.Greeted = offer, asked, true
	})
	t.accept(t.wrote(anna, "二"), t.wrote(berta, "別の人"))
	t.turn(anna, func(tn *turn.Turn) {
		c := tn.Conversation
		if c.Name != "木村" || c.Programme != "tsunagu" || c.Reachable || !c.State.Greeted || !reflect.DeepEqual(c.State.Offer, offer) || !reflect.DeepEqual(c.State.Asked, asked) {
			t.Errorf("remembered is %+v", c)
		}
	})
	t.turn(berta, func(tn *turn.Turn) {
		if tn.Conversation.Name != "" || tn.Conversation.State.Greeted {
			t.Errorf("another contact's conversation is %+v", tn.Conversation)
		}
	})
}

func testTickets(t *trial) {
	number := t.open(anna)
	t.accept(t.wrote(anna, "あとから"))
	t.turn(anna, func(tn *turn.Turn) {
		if len(tn.Tickets) != 1 || tn.Tickets[0].Number != number || tn.Tickets[0].Version != 1 || tn.Tickets[0].Contact != anna {
			t.Fatalf("tickets: %+v", tn.Tickets)
		}
		tk := tn.Find(number)
		if !tn.Move(tk, ticket.Working) {
			t.Fatal("cannot move")
		}
	})
	second := t.open(anna)
	t.accept(t.wrote(anna, "三"))
	t.turn(anna, func(tn *turn.Turn) {
		if len(tn.Tickets) != 2 || tn.Tickets[0].Number != second {
			t.Fatalf("newest first: %+v", tn.Tickets)
		}
		if tk := tn.Find(number); tk.Status != ticket.Working || tk.Version != 2 || tk.Fields.Get("question") != "相談です" {
			t.Errorf("the changed ticket is %+v", tk)
		}
	})
	t.accept(t.wrote(berta, "別の人"))
	t.turn(berta, func(tn *turn.Turn) {
		if len(tn.Tickets) != 0 {
			t.Errorf("another contact sees %+v", tn.Tickets)
		}
		open, known, err := tn.OpenTickets(t.Context(), anna)
		if err != nil || !known || len(open) != 2 {
			t.Errorf("open tickets of the other: %d, known %v, error %v", len(open), known, err)
		}
		if _, known, err := tn.OpenTickets(t.Context(), chat.Address{Channel: chat.Web, ID: "nobody"}); known || err != nil {
			t.Errorf("nobody is known %v, error %v", known, err)
		}
	})
}

func testNumbers(t *trial) {
	seen := map[string]bool{}
	t.accept(t.wrote(anna, "…"))
	t.turn(anna, func(tn *turn.Turn) {
		for _, kind := range []ticket.Kind{ticket.Inquiry, ticket.Inquiry, ticket.Change, ticket.Consultation} {
			number, err := tn.Number(t.Context(), kind)
			if err != nil || seen[number] || !strings.HasPrefix(number, kind.Letter()+"-") || len(number) < 6 {
				t.Errorf("number of a %s: %q, error %v", kind, number, err)
			}
			seen[number] = true
		}
	})
}

func testStaffLane(t *trial) {
	number := t.open(anna)
	if lanes := t.accept(t.acted(number, chat.Claim)); !slices.Equal(lanes, []string{anna.String()}) {
		t.Fatalf("an act on the ticket waits in %v", lanes)
	}
	t.turn(anna, func(tn *turn.Turn) {
		if tn.Ticket == nil || tn.Ticket.Number != number || tn.Event.Person.Name != "佐々木" {
			t.Fatalf("the act finds %+v", tn.Ticket)
		}
		tn.Ticket.Assignee = tn.Event.Person
		tn.Changed = []*ticket.Ticket{tn.Ticket}
	})
	t.accept(t.acted("Q-9999", chat.Claim))
	t.turn(room, func(tn *turn.Turn) {
		if tn.Ticket != nil {
			t.Errorf("an unknown number finds %+v", tn.Ticket)
		}
	})
	t.accept(t.wrote(anna, "…"))
	t.turn(anna, func(tn *turn.Turn) {
		if tk := tn.Find(number); tk.Assignee.Name != "佐々木" {
			t.Errorf("the claim left %+v", tk)
		}
	})
}

func testHandoff(t *trial) {
	hash := turn.HashCode("ABCD2345")
	t.accept(t.wrote(anna, "続き"))
	t.turn(anna, func(tn *turn.Turn) {
		tn.HandedOff = &turn.Handoff{Hash: hash, From: anna, Until: tn.Now.Add(time.Minute), Programme: "tsunagu"}
	})
	for i, want := range []chat.Address{{}, berta} {
		t.accept(t.wrote(berta, "ABCD2345"))
		t.turn(berta, func(tn *turn.Turn) {
			h, err := tn.Handoff(t.Context(), hash)
			if err != nil || h == nil || h.From != anna || h.Taken != want {
				t.Fatalf("look %d: %+v, error %v", i+1, h, err)
			}
			if i == 0 {
				if h.Programme != "tsunagu" {
					t.Errorf("what waits is %+v", h)
				}
				tn.TakenOver = hash
			}
			if none, err := tn.Handoff(t.Context(), turn.HashCode("other")); none != nil || err != nil {
				t.Errorf("another code finds %+v, error %v", none, err)
			}
		})
	}
}

func testUndecided(t *trial) {
	t.accept(t.wrote(anna, "…"))
	early, err := t.store.Undecided(t.Context(), time.Now().Add(-time.Hour), 10)
	if err != nil || len(early) != 0 {
		t.Fatalf("an hour ago: %v, error %v", early, err)
	}
	now, err := t.store.Undecided(t.Context(), time.Now().Add(time.Second), 10)
	if err != nil || !slices.Equal(now, []string{anna.String()}) {
		t.Fatalf("now: %v, error %v", now, err)
	}
	t.turn(anna, func(*turn.Turn) {})
	if left, err := t.store.Undecided(t.Context(), time.Now().Add(time.Second), 10); err != nil || len(left) != 0 {
		t.Fatalf("after the turn: %v, error %v", left, err)
	}
}
