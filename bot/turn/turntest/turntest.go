// Package turntest is the contract of the stores as one test: what every [turn.Inbox] and [turn.Outbox]
// owes the bot. The database and the terminal's memory both pass it; so must any store that follows.
//
//	func TestContract(t *testing.T) {
//		turntest.Run(t, func(t testing.TB) turntest.Store { return open(t) })
//	}
//
// It looks at a store through the two interfaces alone. What only one of them promises (leases of dead
// processes, joined pushes, reply tokens) is tested beside that store.
package turntest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A Store is what is put to the test. It must be empty and run on the real clock.
type Store interface {
	turn.Inbox
	turn.Outbox
	turn.Consultations
}

// Run tests stores that open makes, a fresh one for each part of the contract.
func Run(t *testing.T, open func(t testing.TB) Store) {
	for _, part := range []struct {
		name string
		test func(*trial)
	}{
		{"copies of an event are stored once", testCopies},
		{"events are decided in the order in which they happened", testEventOrder},
		{"a failed turn saves nothing and is tried again", testFailedTurn},
		{"an event that always fails is set aside", testDeadEvent},
		{"a panic is an error of the turn", testPanic},
		{"a turn that waits for a model is made again, with its answer", testConsulted},
		{"a question to a model is asked once, and given up where its process has died", testConsultedOnce},
		{"a conversation is remembered as it was left", testConversation},
		{"tickets opened and changed are seen by later turns", testTickets},
		{"numbers are drawn once", testNumbers},
		{"a staff act is decided in the contact's lane", testStaffLane},
		{"a code is found by its hash and used once", testHandoff},
		{"undecided lanes are listed", testUndecided},
		{"within a lane nothing overtakes", testLaneOrder},
		{"a failing lane holds up no other", testOtherLanes},
		{"a retry keeps its key and counts its attempts", testRetry},
		{"paused channels are left out", testPaused},
		{"nothing goes before its time", testAfter},
		{"a newer card takes the place of an untried one", testSupersede},
		{"what takes the place of something put off goes at once", testSooner},
		{"a card's thread is known to what follows it", testThread},
		{"what is held goes when the contact is heard", testHeld},
		{"recalled and resent deliveries", testRecallResend},
		{"whose a delivery is", testStanding},
		{"a reply is named to the conversation", testNamedReply},
		{"what follows a settlement is sent", testFollow},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.test(&trial{T: t, store: open(t)})
		})
	}
}

// The contacts and the staff's room of a trial.
var (
	anna  = chat.Address{Channel: chat.Web, ID: "anna"}
	berta = chat.Address{Channel: chat.Terminal, ID: "berta"}
	room  = chat.Address{Channel: chat.Slack, ID: "C0000000001"}
)

// A trial is one part of the contract under test.
type trial struct {
	*testing.T
	store Store
	n     int
}

// wrote is a message, the n-th of its trial.
func (t *trial) wrote(from chat.Address, text string) chat.Event {
	t.n++
	return chat.Event{ID: fmt.Sprintf("e%d", t.n), Kind: chat.Text, From: from, At: time.Now(), Text: text, MessageID: fmt.Sprintf("m%d", t.n)}
}

func (t *trial) acted(number string, act chat.Act) chat.Event {
	t.n++
	return chat.Event{ID: fmt.Sprintf("e%d", t.n), Kind: chat.StaffAct, From: room, At: time.Now(), Act: act, Ticket: number, Person: chat.Person{ID: "slack:U1", Name: "佐々木"}}
}

func (t *trial) accept(events ...chat.Event) []string {
	t.Helper()
	lanes, err := t.store.Accept(t.Context(), events)
	if err != nil {
		t.Fatalf("accept: %v", err)
	}
	return lanes
}

// turn decides the next event of a lane, and fails where there is none.
func (t *trial) turn(lane chat.Address, decide func(*turn.Turn)) {
	t.Helper()
	found, err := t.store.Turn(t.Context(), lane.String(), func(_ context.Context, tn *turn.Turn) error {
		decide(tn)
		return nil
	})
	if err != nil || !found {
		t.Fatalf("turn in %s: found %v, error %v", lane, found, err)
	}
}

// idle fails where a lane has something left to decide.
func (t *trial) idle(lane chat.Address) {
	t.Helper()
	found, err := t.store.Turn(t.Context(), lane.String(), func(context.Context, *turn.Turn) error { return nil })
	if err != nil || found {
		t.Fatalf("lane %s: found %v, error %v; want nothing left", lane, found, err)
	}
}

// say lets a contact write and has the turn send the given.
func (t *trial) say(from chat.Address, out ...turn.Outgoing) {
	t.Helper()
	t.accept(t.wrote(from, "…"))
	t.turn(from, func(tn *turn.Turn) { tn.Out = out })
}

func to(addr chat.Address, text string) turn.Outgoing {
	return turn.Outgoing{To: addr, Messages: []chat.Message{{Author: chat.Bot, Text: text}}}
}

func card(number, text string) turn.Outgoing {
	return turn.Outgoing{Staff: true, Ticket: number, Supersede: true, Messages: []chat.Message{{Author: chat.Bot, Text: text}}}
}

func note(number, text string) turn.Outgoing {
	o := card(number, text)
	o.Supersede = false
	return o
}

// claim takes what is due, at most ten, and fails where it is not what was expected: by texts, in
// any order of lanes.
func (t *trial) claim(want ...string) map[string]chat.Delivery {
	t.Helper()
	claimed, err := t.store.Claim(t.Context(), 10, nil)
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	got := map[string]chat.Delivery{}
	for _, d := range claimed {
		got[d.Messages[0].Text] = d
	}
	for _, text := range want {
		if _, ok := got[text]; !ok {
			t.Fatalf("claimed %s, want %q among them", texts(claimed), text)
		}
	}
	if len(claimed) != len(want) {
		t.Fatalf("claimed %s, want %q", texts(claimed), want)
	}
	return got
}

func texts(ds []chat.Delivery) []string {
	var out []string
	for _, d := range ds {
		out = append(out, d.Messages[0].Text)
	}
	return out
}

func (t *trial) settle(done ...turn.Settlement) {
	t.Helper()
	if err := t.store.Settle(t.Context(), done); err != nil {
		t.Fatalf("settle: %v", err)
	}
}

func (t *trial) sent(d chat.Delivery) {
	t.Helper()
	t.settle(turn.Settlement{Delivery: d, State: chat.Sent})
}

// open lets a contact open a ticket with a card, and gives its number.
func (t *trial) open(from chat.Address, out ...turn.Outgoing) string {
	t.Helper()
	number := ""
	t.accept(t.wrote(from, "相談です"))
	t.turn(from, func(tn *turn.Turn) {
		var err error
		if number, err = tn.Number(t.Context(), ticket.Inquiry); err != nil {
			t.Fatalf("draw a number: %v", err)
		}
		tn.Opened = []*ticket.Ticket{{
			Number: number, Kind: ticket.Inquiry, FormID: "inquiry", Status: ticket.Received, Version: 1, Title: "相談", Channel: room.String(),
			Contact: from, Conversation: tn.Conversation.ID, Fields: ticket.Values{"question": {"相談です"}}, Opened: tn.Now, Due: tn.Now.Add(time.Hour),
		}}
		for _, o := range out {
			o.Ticket = number
			tn.Out = append(tn.Out, o)
		}
	})
	return number
}

var errTest = errors.New("a fault of the test")
