package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// send decides one turn of the member's whose only effect is out.
func send(t testing.TB, s *postgres.Store, n int, out ...bot.Outgoing) {
	t.Helper()
	accept(t, s, wrote(member, n, "…"))
	turn(t, s, member, func(turn *bot.Turn) { turn.Out = out })
}

func TestLaneGoesInOrderOneAtATime(t *testing.T) {
	t.Parallel()
	s := open(t)
	other := chat.Address{Channel: chat.LINE, ID: "Uother"}
	send(t, s, 1, say(member, "一"), say(other, "別"))
	send(t, s, 2, say(member, "二"))

	first := claim(t, s, 10)
	if len(first) != 2 {
		t.Fatalf("claimed %v, want the head of each lane", texts(first))
	}
	same(t, "while the heads are being sent", texts(claim(t, s, 10)), []string{})
	settle(t, s, chat.Sent, first...)
	second := claim(t, s, 10)
	same(t, "after", texts(second), []string{"二"})
	if second[0].Attempt != 1 || second[0].Key == first[0].Key || second[0].Key == "" {
		t.Errorf("attempt %d, key %q after %q", second[0].Attempt, second[0].Key, first[0].Key)
	}
	settle(t, s, chat.Sent, second...)
	same(t, "at the end", texts(claim(t, s, 10)), []string{})
}

func TestRetryKeepsKeyAndPlace(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "一"), say(member, "二"))
	first := claim(t, s, 10)
	err := s.Settle(t.Context(), []bot.Settlement{{
		Delivery: first[0], State: chat.Pending, Retry: time.Now().Add(50 * time.Millisecond), Error: "temporary: 500", Progress: "1 of 2",
	}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "before its time", texts(claim(t, s, 10)), []string{})
	s.Wait(t.Context())
	time.Sleep(60 * time.Millisecond)
	again := claim(t, s, 10)
	same(t, "again", texts(again), []string{"一"})
	if again[0].Key != first[0].Key || again[0].Attempt != 2 || again[0].Progress != "1 of 2" {
		t.Errorf("got key %q (was %q), attempt %d, progress %q", again[0].Key, first[0].Key, again[0].Attempt, again[0].Progress)
	}
}

func TestPausedChannelIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	web := chat.Address{Channel: chat.Web, ID: "w"}
	send(t, s, 1, say(member, "LINE"), say(web, "Web"))
	same(t, "paused", texts(claim(t, s, 10, chat.LINE)), []string{"Web"})
	same(t, "resumed", texts(claim(t, s, 10)), []string{"LINE"})
}

func TestDeadLetsTheNextGoHeldDoesNot(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "一"), say(member, "二"), say(member, "三"))
	settle(t, s, chat.Dead, claim(t, s, 10)...)
	second := claim(t, s, 10)
	same(t, "after a dead one", texts(second), []string{"二"})
	hold(t, s, chat.OverQuota, second[0])
	same(t, "behind a held one", texts(claim(t, s, 10)), []string{})

	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Dead}})
	if err != nil || len(rows) != 1 || rows[0].Messages[0].Text != "一" {
		t.Errorf("dead letters: %+v, %v", rows, err)
	}
}

func hold(t *testing.T, s *postgres.Store, fault chat.Fault, d chat.Delivery) {
	t.Helper()
	if err := s.Settle(t.Context(), []bot.Settlement{{Delivery: d, State: chat.Held, Fault: fault, Reason: "保留"}}); err != nil {
		t.Fatal(err)
	}
}

func TestReplyTokenFreesWhatTheQuotaHolds(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "保留された返信"))
	hold(t, s, chat.OverQuota, claim(t, s, 10)[0])
	send(t, s, 2, say(member, "次")) // without a token nothing changes
	same(t, "held", texts(claim(t, s, 10)), []string{})

	e := wrote(member, 3, "こんにちは")
	e.ReplyToken, e.ReplyUntil = "token", time.Now().Add(time.Minute)
	accept(t, s, e)
	turn(t, s, member, func(turn *bot.Turn) { turn.Out = []bot.Outgoing{say(member, "返事")} })
	got := claim(t, s, 10) // one token, one reply: what it does not carry waits for the next
	if len(got) != 1 || got[0].ReplyToken != "token" {
		t.Fatalf("claimed %+v, want one delivery with the token", got)
	}
	same(t, "freed", spoken(got[0]), []string{"保留された返信", "次", "返事"})
	settle(t, s, chat.Sent, got...)
	same(t, "left", texts(claim(t, s, 10)), []string{})
}

func TestQuotaComesBackWithTheMonth(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	almost := time.Date(2026, 11, 30, 14, 59, 59, 950e6, time.UTC) // 23:59:59.95 in Japan
	s := openURL(t, url, postgres.Options{Now: func() time.Time { return almost }})
	send(t, s, 1, say(member, "一"))
	hold(t, s, chat.OverQuota, claim(t, s, 10)[0])
	same(t, "before midnight", texts(claim(t, s, 10)), []string{})
	time.Sleep(80 * time.Millisecond)
	same(t, "after midnight", texts(claim(t, s, 10)), []string{"一"})
}

func TestFollowFreesTheUnreachable(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "一"))
	hold(t, s, chat.Unreachable, claim(t, s, 10)[0])
	for n, kind := range []chat.Kind{chat.Unfollow, chat.Follow} {
		e := wrote(member, 2+n, "")
		e.Kind = kind
		accept(t, s, e)
		turn(t, s, member, func(turn *bot.Turn) { turn.Conversation.Reachable = kind == chat.Follow })
		want := []string{}
		if kind == chat.Follow {
			want = []string{"一"}
		}
		same(t, string(kind), texts(claim(t, s, 10)), want)
	}
}

// TestL35ClaimTellsOfTheUnreachable holds L35: who has blocked us is known at every attempt.
func TestL35ClaimTellsOfTheUnreachable(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n, reachable := range []bool{true, false, true} {
		accept(t, s, wrote(member, n, "一"))
		turn(t, s, member, func(turn *bot.Turn) {
			turn.Conversation.Reachable = reachable
			turn.Out = []bot.Outgoing{say(member, "返事")}
		})
		got := claim(t, s, 10)
		if len(got) != 1 || got[0].Gone == reachable {
			t.Errorf("reachable %t: claimed %+v", reachable, got)
		}
		settle(t, s, chat.Sent, got...)
	}
}

func TestTheTokenOfAnIdleLaneGoesToTheFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	e := wrote(member, 1, "質問")
	e.ReplyToken, e.ReplyUntil = "token", base.Add(time.Minute)
	accept(t, s, e)
	turn(t, s, member, func(turn *bot.Turn) { turn.Out = []bot.Outgoing{say(member, "一"), say(member, "二")} })
	first := claim(t, s, 10)
	settle(t, s, chat.Sent, first...)
	second := claim(t, s, 10)
	if first[0].ReplyToken != "token" || !first[0].ReplyUntil.Equal(e.ReplyUntil) || second[0].ReplyToken != "" {
		t.Errorf("tokens %q until %v, then %q", first[0].ReplyToken, first[0].ReplyUntil, second[0].ReplyToken)
	}
}

func TestLateSettlementIsIgnored(t *testing.T) {
	t.Parallel()
	s := openURL(t, postgrestest.URL(t), postgres.Options{Lease: time.Millisecond})
	send(t, s, 1, say(member, "一"), say(member, "二"))
	slow := claim(t, s, 10)
	time.Sleep(5 * time.Millisecond) // the lease is over
	quick := claim(t, s, 10)
	same(t, "claimed anew", texts(quick), []string{"一"})
	settle(t, s, chat.Dead, slow...)
	settle(t, s, chat.Sent, quick...)
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Sent}})
	if err != nil || len(rows) != 1 {
		t.Errorf("sent: %+v, %v", rows, err)
	}
}

func TestLeasesOfADeadProcessAreVoidAtOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	killed := openURL(t, url, postgres.Options{Lease: time.Hour})
	send(t, killed, 1, say(member, "一"))
	accept(t, killed, wrote(member, 2, "まだ"))
	if got := claim(t, killed, 10); len(got) != 1 {
		t.Fatalf("claimed %v", texts(got))
	}
	living := openURL(t, url, postgres.Options{})
	same(t, "while it lives", texts(claim(t, living, 10)), []string{})
	lanes, err := living.Undecided(t.Context(), time.Now().Add(-time.Hour), 10)
	if err != nil || len(lanes) != 0 {
		t.Errorf("undecided of a living process: %v, %v", lanes, err)
	}
	killed.Die()
	begin := time.Now()
	for {
		got := claim(t, living, 10)
		if len(got) == 1 && got[0].Attempt == 2 {
			break
		}
		if time.Since(begin) > time.Second {
			t.Fatal("not taken over within a second")
		}
		time.Sleep(10 * time.Millisecond)
	}
	lanes, err = living.Undecided(t.Context(), time.Now().Add(-time.Hour), 10)
	same(t, "undecided of a dead process", lanes, []string{member.String()})
	if err != nil {
		t.Error(err)
	}
	restarted := openURL(t, url, postgres.Options{}) // whose start does not take its own for dead
	if restarted.Epoch() == living.Epoch() {
		t.Error("two processes of one epoch")
	}
}

// card is a change of the ticket's card, note a line for its thread.
func card(number, text string) bot.Outgoing {
	o := say(chat.Address{}, text)
	o.Staff, o.Ticket, o.Supersede = true, number, true
	return o
}

func note(number, text string) bot.Outgoing {
	o := card(number, text)
	o.Supersede = false
	return o
}

// openTicket lets the member's n-th message open a ticket with a card, and gives its number.
func openTicket(t testing.TB, s *postgres.Store, n int) string {
	t.Helper()
	var number string
	accept(t, s, wrote(member, n, "相談です"))
	turn(t, s, member, func(turn *bot.Turn) {
		var err error
		if number, err = turn.Number(t.Context(), ticket.Inquiry); err != nil {
			t.Fatal(err)
		}
		turn.Opened = []*ticket.Ticket{{
			Number: number, Kind: ticket.Inquiry, Status: ticket.Received, Title: "相談", Channel: channel.String(),
			Fields: ticket.Values{"question": {"相談です"}}, Trace: ticket.Trace{Query: "相談です"},
		}}
		turn.Log = []ticket.Entry{{Ticket: number, Who: chat.Person{ID: "member"}, What: "opened", Text: "相談です"}}
		turn.Out = []bot.Outgoing{card(number, "カード1")}
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
	posted := bot.Settlement{Delivery: first[0], State: chat.Sent, Receipt: chat.Receipt{Thread: "171.5", IDs: []string{"171.5"}, Via: "post"}}
	if err := s.Settle(t.Context(), []bot.Settlement{posted}); err != nil {
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
	done := bot.Settlement{Delivery: first[0], State: chat.Sent, Receipt: chat.Receipt{Thread: "99.1", Moved: moved.String()}}
	if err := s.Settle(t.Context(), []bot.Settlement{done}); err != nil {
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
	send(t, s, 3, bot.Outgoing{Staff: true, Ticket: number, Messages: []chat.Message{{Text: "つぎ"}}})
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
	done := bot.Settlement{Delivery: got[0], State: chat.Sent, Receipt: chat.Receipt{Pushes: 1}, Follow: []bot.Outgoing{note(number, "送信済み")}}
	for range 2 { // the second comes too late and brings nothing about
		if err := s.Settle(t.Context(), []bot.Settlement{done}); err != nil {
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
	turn(t, s, member, func(turn *bot.Turn) {
		state, err := turn.Delivery(t.Context(), rows[1].ID)
		if state != chat.Pending || err != nil {
			t.Errorf("state %q, %v", state, err)
		}
		if got := claim(t, s, 10); len(got) > 0 {
			t.Errorf("claimed under the turn's lock: %v", texts(got))
		}
		if _, err := turn.Delivery(t.Context(), 1<<40); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("unknown delivery: %v", err)
		}
		turn.Recall = []int64{rows[1].ID}
	})
	same(t, "after the recall", texts(claim(t, s, 10)), []string{"つぎ"})
}

func TestResendOfADeadOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "一"))
	dead := claim(t, s, 10)
	settle(t, s, chat.Dead, dead...)
	accept(t, s, wrote(member, 2, "…"))
	turn(t, s, member, func(turn *bot.Turn) { turn.Resend = []int64{dead[0].ID} })
	again := claim(t, s, 10)
	same(t, "again", texts(again), []string{"一"})
	if again[0].Key != dead[0].Key {
		t.Error("the key has changed")
	}
}

func TestDiscardOfADeadOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "一"))
	dead := claim(t, s, 10)
	settle(t, s, chat.Dead, dead...)
	accept(t, s, wrote(member, 2, "…"))
	turn(t, s, member, func(turn *bot.Turn) { turn.Recall = []int64{dead[0].ID} })
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Dead, chat.Held}})
	if err != nil || len(rows) != 0 {
		t.Errorf("what is to be looked after: %+v, %v", rows, err)
	}
	if rows, err = s.Deliveries(t.Context(), chat.LedgerFilter{}); err != nil || len(rows) != 1 || rows[0].State != chat.Discarded {
		t.Errorf("ledger: %+v, %v", rows, err)
	}
}

func TestManyParcelsInOneTurn(t *testing.T) {
	t.Parallel()
	s := open(t)
	var out []bot.Outgoing
	var want []string
	for i := range 100 {
		want = append(want, fmt.Sprint(i))
		out = append(out, say(member, want[i]))
	}
	send(t, s, 1, out...)
	var got []string
	for range want {
		one := claim(t, s, 10)
		got = append(got, texts(one)...)
		settle(t, s, chat.Sent, one...)
	}
	same(t, "order", got, want)
}

func TestWaitReturnsOnACommit(t *testing.T) {
	t.Parallel()
	s := open(t)
	claim(t, s, 1)
	s.Wait(t.Context()) // whatever is left of the opening
	begin := time.Now()
	go send(t, s, 1, say(member, "一"))
	s.Wait(t.Context())
	if took := time.Since(begin); took > 900*time.Millisecond {
		t.Errorf("waited %v", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Wait(ctx)
}

// TestClaimDoesNotGrowWithTheBacklog counts the pages that a claim touches, which unlike its time
// does not depend on what else the machine does.
func TestClaimDoesNotGrowWithTheBacklog(t *testing.T) {
	t.Parallel()
	pages := map[int]int{}
	for _, backlog := range []int{100, 20_000} {
		url := postgrestest.URL(t)
		fill(t, url, backlog)
		s := openURL(t, url, postgres.Options{})
		web := chat.Address{Channel: chat.Web, ID: "w"}
		accept(t, s, wrote(web, 1, "…"))
		turn(t, s, web, func(turn *bot.Turn) { turn.Out = []bot.Outgoing{say(web, "答え")} })
		conn := connect(t, url)
		for _, paused := range [][]string{{}, {chat.LINE}} { // LINE has the backlog
			var plan []struct {
				Plan struct {
					Hit  int `json:"Shared Hit Blocks"`
					Read int `json:"Shared Read Blocks"`
				}
			}
			err := conn.QueryRow(t.Context(), `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) `+postgres.ClaimSQL, 1, paused, time.Minute, 1).Scan(&plan)
			if err != nil {
				t.Fatal(err)
			}
			pages[backlog] += plan[0].Plan.Hit + plan[0].Plan.Read
		}
	}
	if pages[20_000] > 2*pages[100]+20 {
		t.Errorf("pages touched by a claim: %d with a backlog of 100, %d with 20,000", pages[100], pages[20_000])
	}
}

func TestAnAnswerRidesWithWhatTheTokenFrees(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "事務局より", "二通目"))
	hold(t, s, chat.OverQuota, claim(t, s, 10)[0])
	for n, test := range []struct {
		said []string
		want []string
	}{
		{[]string{"答え", "続き", "終わり"}, []string{"事務局より", "二通目", "答え", "続き", "終わり"}},
		{[]string{"もう入らない"}, []string{"事務局より", "二通目", "答え", "続き", "終わり"}},
	} {
		e := wrote(member, 2+n, "質問")
		e.ReplyToken, e.ReplyUntil = fmt.Sprint("token", n), time.Now().Add(time.Minute)
		accept(t, s, e)
		turn(t, s, member, func(turn *bot.Turn) { turn.Out = []bot.Outgoing{say(member, test.said...)} })
		got := claim(t, s, 10)
		if len(got) != 1 || got[0].ReplyToken != e.ReplyToken {
			t.Fatalf("claimed %+v", got)
		}
		var sent []string
		for _, m := range got[0].Messages {
			sent = append(sent, m.Text)
		}
		same(t, "sent", sent, test.want)
		if n == 0 {
			hold(t, s, chat.OverQuota, got[0]) // the platform refuses the reply as well
		}
	}
}
