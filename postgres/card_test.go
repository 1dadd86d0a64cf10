package postgres_test

import (
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/ticket"
)

// card is a change of the ticket's card, note a line for its thread.
func card(number, text string) turn.Outgoing {
	o := say(chat.Address{}, text)
	o.Staff, o.Ticket, o.Supersede = true, number, true
	return o
}

func note(number, text string) turn.Outgoing {
	o := card(number, text)
	o.Supersede = false
	return o
}

// openTicket lets the member's n-th message open a ticket with a card, and gives its number.
func openTicket(t testing.TB, s *postgres.Store, n int) string {
	t.Helper()
	var number string
	accept(t, s, wrote(member, n, "相談です"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		var err error
		if number, err = tn.Number(t.Context(), ticket.Inquiry); err != nil {
			t.Fatal(err)
		}
		tn.Opened = []*ticket.Ticket{{
			Number: number, Kind: ticket.Inquiry, Status: ticket.Received, Title: "相談", Channel: channel.String(),
			Fields: ticket.Values{"question": {"相談です"}}, Trace: ticket.Trace{Query: "相談です"},
		}}
		tn.Log = []ticket.Entry{{Ticket: number, Who: chat.Person{ID: "member"}, What: "opened", Text: "相談です"}}
		tn.Out = []turn.Outgoing{card(number, "カード1")}
	})
	return number
}

func TestS30NewerCardTakesThePlaceOfAnUntriedOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	send(t, s, 2, note(number, "会員の言葉"), card(number, "カード2"))
	send(t, s, 3, card(number, "カード3"))

	first := claim(t, s, 10)
	same(t, "head", texts(first), []string{"カード3"})
	if first[0].Thread != "" || first[0].To != channel || first[0].Ticket != number {
		t.Errorf("got %+v", first[0])
	}
	send(t, s, 4, card(number, "カード4")) // the third is being sent: the fourth comes after it
	posted := turn.Settlement{Delivery: first[0], State: chat.Sent, Receipt: chat.Receipt{Thread: "171.5", IDs: []string{"171.5"}, Via: "post"}}
	if err := s.Settle(t.Context(), []turn.Settlement{posted}); err != nil {
		t.Fatal(err)
	}
	var rest []string
	for {
		got := claim(t, s, 10)
		if len(got) == 0 {
			break
		}
		if got[0].Thread != "171.5" {
			t.Errorf("%s goes to thread %q", got[0].Messages[0].Text, got[0].Thread)
		}
		rest = append(rest, texts(got)...)
		settle(t, s, chat.Sent, got...)
	}
	same(t, "rest", rest, []string{"会員の言葉", "カード4"})

	found, ok, err := s.TicketByThread(t.Context(), channel.ID, "171.5")
	if found != number || !ok || err != nil {
		t.Errorf("by thread: %q, %v, %v", found, ok, err)
	}
}

// TestS8ThreadMoves: where a card had to go to another channel, the ticket is there from then on,
// also for what was queued before.
func TestS8ThreadMoves(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	send(t, s, 2, note(number, "まだ前のチャンネルへ"))
	first := claim(t, s, 10)
	moved := chat.Address{Channel: chat.Slack, ID: "C0ELSEWHERE"}
	done := turn.Settlement{Delivery: first[0], State: chat.Sent, Receipt: chat.Receipt{Thread: "99.1", Moved: moved.String()}}
	if err := s.Settle(t.Context(), []turn.Settlement{done}); err != nil {
		t.Fatal(err)
	}
	if found, ok, err := s.TicketByThread(t.Context(), moved.String(), "99.1"); found != number || !ok || err != nil {
		t.Errorf("by its new thread: %q, %v, %v", found, ok, err)
	}
	queued := claim(t, s, 10)
	if len(queued) != 1 || queued[0].Thread != "99.1" || queued[0].To != moved {
		t.Fatalf("what was queued before: %+v", queued)
	}
	settle(t, s, chat.Sent, queued...)
	send(t, s, 3, turn.Outgoing{Staff: true, Ticket: number, Messages: []chat.Message{{Text: "つぎ"}}})
	if next := claim(t, s, 10); len(next) != 1 || next[0].To != moved || next[0].Thread != "99.1" {
		t.Errorf("what comes later: %+v", next)
	}
}

func TestStaffDeliveryWithoutACardIsDropped(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, note("Q-9999", "どこへ"))
	same(t, "claimed", texts(claim(t, s, 10)), []string{})
}

func TestFollowOfASettlement(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	settle(t, s, chat.Sent, claim(t, s, 10)...)
	reply := say(member, "事務局より")
	reply.Ticket = number
	send(t, s, 2, reply)
	got := claim(t, s, 10)
	done := turn.Settlement{Delivery: got[0], State: chat.Sent, Receipt: chat.Receipt{Pushes: 1}, Follow: []turn.Outgoing{note(number, "送信済み")}}
	for range 2 { // the second comes too late and brings nothing about
		if err := s.Settle(t.Context(), []turn.Settlement{done}); err != nil {
			t.Fatal(err)
		}
	}
	follow := claim(t, s, 10)
	same(t, "follow", texts(follow), []string{"送信済み"})
	settle(t, s, chat.Sent, follow...)
	same(t, "nothing more", texts(claim(t, s, 10)), []string{})
	used, err := s.Pushes(t.Context(), chat.LINE, "", time.Now())
	if used != 1 || err != nil {
		t.Errorf("%d pushes, %v; want 1", used, err)
	}
}
