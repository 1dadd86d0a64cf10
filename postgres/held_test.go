package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

func hold(t *testing.T, s *postgres.Store, fault chat.Fault, d chat.Delivery) {
	t.Helper()
	unused := chat.Receipt{Token: chat.TokenUnused}
	if err := s.Settle(t.Context(), []turn.Settlement{{Delivery: d, State: chat.Held, Fault: fault, Receipt: unused, Reason: "保留"}}); err != nil {
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
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Out = []turn.Outgoing{say(member, "返事")} })
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
	almost := time.Date(2026, 11, 30, 14, 59, 0, 0, time.UTC) // 23:59 in Japan
	s := openURL(t, url, postgres.Options{Now: func() time.Time { return almost }})
	send(t, s, 1, say(member, "一"))
	hold(t, s, chat.OverQuota, claim(t, s, 10)[0])
	same(t, "before midnight", texts(claim(t, s, 10)), []string{})
	pass(t, url, time.Minute)
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
		runTurn(t, s, member, func(tn *turn.Turn) { tn.Conversation.Reachable = kind == chat.Follow })
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
		runTurn(t, s, member, func(tn *turn.Turn) {
			tn.Conversation.Reachable = reachable
			tn.Out = []turn.Outgoing{say(member, "返事")}
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
	e.ReplyToken, e.ReplyUntil = "token", time.Now().Add(time.Minute).UTC().Truncate(time.Millisecond)
	accept(t, s, e)
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Out = []turn.Outgoing{say(member, "一"), say(member, "二")} })
	first := claim(t, s, 10)
	settle(t, s, chat.Sent, first...)
	second := claim(t, s, 10)
	if first[0].ReplyToken != "token" || !first[0].ReplyUntil.Equal(e.ReplyUntil) || second[0].ReplyToken != "" {
		t.Errorf("tokens %q until %v, then %q", first[0].ReplyToken, first[0].ReplyUntil, second[0].ReplyToken)
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
		runTurn(t, s, member, func(tn *turn.Turn) { tn.Out = []turn.Outgoing{say(member, test.said...)} })
		got := claim(t, s, 10)
		if len(got) != 1 || got[0].ReplyToken == "" {
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
