package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// spoken are the texts of all that a delivery says.
func spoken(d chat.Delivery) []string {
	texts := []string{}
	for _, m := range d.Messages {
		texts = append(texts, m.Text)
	}
	return texts
}

// reply is a colleague's word to the member, to go out after a while.
func reply(number, text string, after time.Duration) turn.Outgoing {
	o := turn.Outgoing{To: member, Ticket: number, Messages: []chat.Message{{Text: text, Author: chat.Staff}}}
	if after > 0 {
		o.After = time.Now().Add(after)
	}
	return o
}

// memberLane claims what is due to the member.
func memberLane(t testing.TB, s *postgres.Store) []chat.Delivery {
	t.Helper()
	return claim(t, s, 10, chat.Slack)
}

// TestRepliesWithinSecondsGoTogether sends two replies one after the other: the first waits for the
// second, both go out in one call, and each keeps its own state in the ledger.
func TestRepliesWithinSecondsGoTogether(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	now := time.Now()
	s := openURL(t, url, postgres.Options{Now: func() time.Time { return now }}) // both are of one moment, however busy the machine is
	number := openTicket(t, s, 1)
	send(t, s, 2, reply(number, "一通目です", time.Hour))
	send(t, s, 3, reply(number, "二通目です", 2*time.Hour))
	same(t, "too early", texts(memberLane(t, s)), []string{})
	conn := connect(t, url)
	var lane, first time.Duration
	if err := conn.QueryRow(t.Context(), `
		SELECT l.due - now(), d.due - now() FROM lanes l JOIN deliveries d ON d.id = l.head WHERE l.lane = $1`, member.String()).Scan(&lane, &first); err != nil {
		t.Fatal(err)
	}
	if min(lane, first) < 90*time.Minute { // the first would have gone by itself after one hour
		t.Errorf("the first goes out in %v, its lane is due in %v; want it to wait for the second", first, lane)
	}
	for _, sql := range []string{`UPDATE lanes SET due = now() WHERE due > now() AND lane = $1`, `UPDATE deliveries SET due = now() WHERE due > now() AND lane = $1`} {
		if _, err := conn.Exec(t.Context(), sql, member.String()); err != nil {
			t.Fatal(err)
		}
	}
	got := memberLane(t, s)
	if len(got) != 1 || len(got[0].Joined) != 1 {
		t.Fatalf("claimed %+v, want one delivery with another joined to it", got)
	}
	same(t, "one call", spoken(got[0]), []string{"一通目です", "二通目です"})
	err := s.Settle(t.Context(), []turn.Settlement{{Delivery: got[0], State: chat.Sent, Receipt: chat.Receipt{Via: "push", Pushes: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{Members: true})
	if err != nil {
		t.Fatal(err)
	}
	pushes := 0
	for _, r := range rows {
		if pushes += r.Pushes; r.State != chat.Sent || r.Via != "push" {
			t.Errorf("delivery %d is %s by %q, want it sent by push", r.ID, r.State, r.Via)
		}
	}
	if used, err := s.Pushes(t.Context(), chat.LINE, "", time.Now()); len(rows) != 2 || pushes != 1 || used != 1 || err != nil {
		t.Errorf("%d rows cost %d pushes and the quota %d, %v; want 2, 1 and 1", len(rows), pushes, used, err)
	}
	send(t, s, 4, reply(number, "三通目です", 0))
	same(t, "the lane goes on", texts(memberLane(t, s)), []string{"三通目です"})
}

// TestJoinedRepliesAreTriedAgainAsTheyWere holds L32 for replies that go together: after a failure,
// and after a crash, the same key comes with the same body, whatever was said since.
func TestJoinedRepliesAreTriedAgainAsTheyWere(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	number := openTicket(t, s, 1)
	send(t, s, 2, reply(number, "一", 0), reply(number, "二", 0))
	first := memberLane(t, s)[0]
	same(t, "first attempt", spoken(first), []string{"一", "二"})
	if err := s.Settle(t.Context(), []turn.Settlement{{Delivery: first, State: chat.Pending, Progress: "push?@1", Reason: "もう一度"}}); err != nil {
		t.Fatal(err)
	}
	send(t, s, 3, reply(number, "三", 0))
	second := memberLane(t, s)[0]
	if second.Key != first.Key || second.Attempt != 2 || second.Progress != "push?@1" {
		t.Errorf("second attempt %d has the key %s and progress %q, want those of the first", second.Attempt, second.Key, second.Progress)
	}
	same(t, "second attempt", spoken(second), []string{"一", "二"})
	s.Die()

	s = openURL(t, url, postgres.Options{})
	third := memberLane(t, s)[0]
	if third.Key != first.Key {
		t.Errorf("after the crash the key is %s, want %s", third.Key, first.Key)
	}
	same(t, "after the crash", spoken(third), []string{"一", "二"})
	settle(t, s, chat.Sent, third)
	same(t, "what came since", texts(memberLane(t, s)), []string{"三"})
}

// TestWhatIsNotJoined keeps apart what does not belong together or does not fit.
func TestWhatIsNotJoined(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("長", 5000)
	bots := say(member, "ボタンつきです")
	bots.Messages[0].Choices = []chat.Choice{{Label: "はい", Data: "v1:yes:"}}
	for name, test := range map[string]struct {
		out  []turn.Outgoing
		want []string // of the first call
	}{
		"a reply that can still be taken back": {[]turn.Outgoing{reply("", "一", 0), reply("", "二", time.Hour)}, []string{"一"}},
		"the bot's words with buttons":         {[]turn.Outgoing{reply("", "一", 0), bots, reply("", "二", 0)}, []string{"一"}},
		"behind the bot's words":               {[]turn.Outgoing{bots, reply("", "一", 0)}, []string{"ボタンつきです"}},
		"too long":                             {[]turn.Outgoing{reply("", "一", 0), reply("", long, 0), reply("", long, 0)}, []string{"一", long}},
		"more than five": {[]turn.Outgoing{reply("", "一", 0), reply("", "二", 0), reply("", "三", 0), reply("", "四", 0), reply("", "五", 0), reply("", "六", 0)},
			[]string{"一", "二", "三", "四", "五"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			send(t, s, 1, test.out...)
			got := memberLane(t, s)
			if len(got) != 1 {
				t.Fatalf("claimed %d deliveries of one lane", len(got))
			}
			same(t, "first call", spoken(got[0]), test.want)
		})
	}
}

// TestOneOfTheJoinedIsTakenBack recalls a reply before any was tried.
func TestOneOfTheJoinedIsTakenBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	const window = 300 * time.Millisecond
	send(t, s, 2, reply(number, "一", window), reply(number, "まちがい", window), reply(number, "三", window))
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{Members: true})
	if err != nil {
		t.Fatal(err)
	}
	accept(t, s, wrote(member, 3, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		for _, r := range rows {
			if r.Messages[0].Text == "まちがい" {
				tn.Recall = append(tn.Recall, r.ID)
			}
		}
	})
	time.Sleep(window + 50*time.Millisecond)
	same(t, "what goes out", spoken(memberLane(t, s)[0]), []string{"一", "三"})
}

// TestNobodyIsPutOffForLong lets replies follow one another without an end: the first does not wait
// for all of them.
func TestNobodyIsPutOffForLong(t *testing.T) {
	t.Parallel()
	now := time.Now()
	clock := now
	s := openURL(t, postgrestest.URL(t), postgres.Options{Now: func() time.Time { return clock }})
	for n := range 4 {
		clock = now.Add(time.Duration(n) * 6 * time.Second)
		o := reply("", fmt.Sprint(n), 0)
		o.After = clock.Add(300 * time.Millisecond)
		send(t, s, n+1, o)
	}
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{Members: true})
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if !rows[3].Due.Equal(rows[1].Due) || rows[0].Due.Equal(rows[1].Due) {
		t.Errorf("due at %v, %v, %v, %v: the first three should be due together, the fourth for itself",
			rows[3].Due, rows[2].Due, rows[1].Due, rows[0].Due)
	}
}
