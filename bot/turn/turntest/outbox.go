package turntest

import (
	"errors"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

func testLaneOrder(t *trial) {
	t.say(anna, to(anna, "一"), to(anna, "二"))
	t.say(anna, to(anna, "三"))
	for _, want := range []string{"一", "二", "三"} {
		d := t.claim(want)[want]
		if d.To != anna || d.Key == "" || d.ID == 0 || d.Created.IsZero() {
			t.Errorf("claimed %+v", d)
		}
		t.claim() // the lane waits for its head
		t.sent(d)
	}
	t.claim()
}

func testOtherLanes(t *trial) {
	t.say(anna, to(anna, "a1"), to(anna, "a2"))
	t.say(berta, to(berta, "b1"), to(berta, "b2"))
	first := t.claim("a1", "b1")
	t.settle(turn.Settlement{Delivery: first["a1"], State: chat.Pending, Retry: time.Now().Add(time.Hour), Error: "down"})
	t.sent(first["b1"])
	t.sent(t.claim("b2")["b2"])
	t.claim()
}

func testRetry(t *trial) {
	t.say(anna, to(anna, "一"), to(anna, "二"))
	first := t.claim("一")["一"]
	if first.Attempt != 1 {
		t.Errorf("the first attempt is counted as %d", first.Attempt)
	}
	t.settle(turn.Settlement{Delivery: first, State: chat.Pending, Progress: "part 1", Error: "timeout"})
	second := t.claim("一")["一"]
	if second.Key != first.Key || second.ID != first.ID || second.Attempt != 2 || second.Progress != "part 1" {
		t.Errorf("the second attempt is %+v", second)
	}
	t.sent(first) // its lease is lost: who settles late changes nothing
	t.claim()
	t.settle(turn.Settlement{Delivery: second, State: chat.Dead, Reason: "受け付けられませんでした"})
	t.sent(t.claim("二")["二"])
}

func testPaused(t *trial) {
	t.say(anna, to(anna, "web"))
	t.say(berta, to(berta, "terminal"))
	claimed, err := t.store.Claim(t.Context(), 10, []string{chat.Web})
	if err != nil || len(claimed) != 1 || claimed[0].To != berta {
		t.Fatalf("claimed %v, error %v", texts(claimed), err)
	}
	t.claim("web")
}

func testAfter(t *trial) {
	o := to(anna, "あとで")
	o.After = time.Now().Add(400 * time.Millisecond)
	t.say(anna, o, to(anna, "その次"))
	for deadline := time.Now().Add(time.Minute); ; {
		claimed, err := t.store.Claim(t.Context(), 10, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(claimed) > 0 {
			if claimed[0].Messages[0].Text != "あとで" || len(claimed) > 1 {
				t.Fatalf("claimed %s", texts(claimed))
			}
			if time.Now().Before(o.After.Add(-50 * time.Millisecond)) {
				t.Errorf("claimed %s before its time", time.Until(o.After))
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("never claimed")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func testSupersede(t *trial) {
	number := t.open(anna, card("", "カード1"))
	t.say(anna, note(number, "会員の言葉"), card(number, "カード2"))
	t.say(anna, card(number, "カード3"))
	first := t.claim("カード3")["カード3"] // in the first one's place: before what waits for its thread
	if first.To != room || first.Ticket != number {
		t.Errorf("the card is %+v", first)
	}
	t.say(anna, card(number, "カード4")) // the third is under way: the fourth comes after it
	t.sent(first)
	t.sent(t.claim("会員の言葉")["会員の言葉"])
	t.sent(t.claim("カード4")["カード4"])
	t.claim()
}

func testSooner(t *trial) {
	put := to(anna, "続きをどうぞ")
	put.Supersede, put.After = true, time.Now().Add(time.Hour)
	t.say(anna, put)
	t.claim()
	answer := to(anna, "お答えします")
	answer.Supersede = true
	t.say(anna, answer)
	t.sent(t.claim("お答えします")["お答えします"])
	t.claim()
}

func testThread(t *trial) {
	number := t.open(anna, card("", "カード"), note("", "一言"))
	first := t.claim("カード")["カード"]
	if first.Thread != "" {
		t.Errorf("a card that was never posted has the thread %q", first.Thread)
	}
	t.settle(turn.Settlement{Delivery: first, State: chat.Sent, Receipt: chat.Receipt{Thread: "171.5"}})
	second := t.claim("一言")["一言"]
	if second.Thread != "171.5" {
		t.Errorf("what follows the card has the thread %q", second.Thread)
	}
	t.sent(second)
	e := t.acted("", chat.NoteDown)
	e.Thread = "171.5"
	t.accept(e)
	t.turn(anna, func(tn *turn.Turn) {
		if tn.Ticket == nil || tn.Ticket.Number != number {
			t.Errorf("talk in the thread finds %+v", tn.Ticket)
		}
	})
}

func testHeld(t *trial) {
	t.say(anna, to(anna, "届かない"), to(anna, "次"))
	t.settle(turn.Settlement{Delivery: t.claim("届かない")["届かない"], State: chat.Held, Fault: chat.Unreachable, Reason: "ブロック"})
	t.claim()
	e := t.wrote(anna, "")
	e.Kind = chat.Unfollow
	t.accept(e)
	t.turn(anna, func(*turn.Turn) {})
	t.claim()
	t.say(anna)
	t.sent(t.claim("届かない")["届かない"])
	t.settle(turn.Settlement{Delivery: t.claim("次")["次"], State: chat.Held, Fault: chat.OverQuota, Reason: "通数上限"})
	t.say(anna)
	t.claim() // a word without a reply token sets nothing free that would cost
}

func testRecallResend(t *trial) {
	t.say(anna, to(anna, "一"), to(anna, "二"), to(anna, "三"))
	first := t.claim("一")["一"]
	t.settle(turn.Settlement{Delivery: first, State: chat.Dead, Reason: "受け付けられませんでした"})
	second := t.claim("二")["二"]
	t.settle(turn.Settlement{Delivery: second, State: chat.Pending, Retry: time.Now().Add(time.Hour)})
	t.accept(t.wrote(anna, "…"))
	t.turn(anna, func(tn *turn.Turn) {
		for id, want := range map[int64]chat.DeliveryState{first.ID: chat.Dead, second.ID: chat.Pending} {
			d, err := tn.Delivery(t.Context(), id)
			if d.Made = (time.Time{}); err != nil || d != (turn.Standing{State: want}) {
				t.Errorf("delivery %d stands %+v, error %v; want %s", id, d, err, want)
			}
		}
		if _, err := tn.Delivery(t.Context(), 1<<40); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("a delivery that never was: %v", err)
		}
		tn.Recall, tn.Resend = []int64{second.ID}, []int64{first.ID}
	})
	again := t.claim("一")["一"]
	if again.ID != first.ID || again.Key != first.Key {
		t.Errorf("sent again is %+v, was %+v", again, first)
	}
	t.sent(again)
	t.sent(t.claim("三")["三"])
	t.claim()
}

// testStanding: of a delivery it is known whose it is, while it waits and when it is settled.
func testStanding(t *trial) {
	number := t.open(anna)
	var made time.Time
	t.accept(t.wrote(anna, "…"))
	t.turn(anna, func(tn *turn.Turn) {
		made = tn.Now
		tn.Out = []turn.Outgoing{{To: anna, Ticket: number, Messages: []chat.Message{{Author: chat.Staff, Text: "返信"}}}, note(number, "メモ")}
	})
	claimed := t.claim("返信", "メモ")
	t.sent(claimed["返信"])
	t.accept(t.wrote(anna, "…"))
	t.turn(anna, func(tn *turn.Turn) {
		for text, want := range map[string]turn.Standing{
			"返信": {State: chat.Sent, Ticket: number},
			"メモ": {State: chat.Sending, Ticket: number, Staff: true},
		} {
			d, err := tn.Delivery(t.Context(), claimed[text].ID)
			if off := d.Made.Sub(made).Abs(); off > time.Microsecond { // as a ticket's moments are kept
				t.Errorf("%s was made %v, which is %v off", text, d.Made, off)
			}
			if d.Made = (time.Time{}); err != nil || d != want {
				t.Errorf("%s stands %+v, error %v; want %+v", text, d, err, want)
			}
		}
	})
}

func testNamedReply(t *trial) {
	number := t.open(anna)
	t.accept(t.acted(number, chat.Reply))
	t.turn(anna, func(tn *turn.Turn) {
		tn.NoteReply(tn.Ticket, chat.Status{State: chat.Pending})
		tn.Out = []turn.Outgoing{{To: anna, Ticket: number, Messages: []chat.Message{{Author: chat.Staff, Text: "お答えします"}}}}
	})
	d := t.claim("お答えします")["お答えします"]
	t.accept(t.wrote(anna, "…"))
	t.turn(anna, func(tn *turn.Turn) {
		if st := tn.LastReply(tn.Find(number)); st == nil || st.Delivery != d.ID {
			t.Errorf("the last reply is %+v, its delivery %d", st, d.ID)
		}
	})
}

func testFollow(t *trial) {
	number := t.open(anna, card("", "カード"), turn.Outgoing{To: anna, Messages: []chat.Message{{Author: chat.Staff, Text: "返信"}}})
	first := t.claim("カード", "返信")
	t.settle(turn.Settlement{Delivery: first["返信"], State: chat.Sent, Follow: []turn.Outgoing{note(number, "送信済み")}},
		turn.Settlement{Delivery: first["カード"], State: chat.Sent, Receipt: chat.Receipt{Thread: "171.6"}})
	if d := t.claim("送信済み")["送信済み"]; d.Thread != "171.6" || d.To != room {
		t.Errorf("what follows goes to %v, thread %q", d.To, d.Thread)
	}
}
