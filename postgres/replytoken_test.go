package postgres_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// asked is a member's message that brings a reply token, good for a while from now.
func asked(n int, good time.Duration) chat.Event {
	e := wrote(member, n, "質問")
	e.ReplyToken, e.ReplyUntil = fmt.Sprint("token", n), time.Now().Add(good)
	return e
}

// one claims the one delivery that is due.
func one(t *testing.T, s *postgres.Store) chat.Delivery {
	t.Helper()
	got := claim(t, s, 10)
	if len(got) != 1 {
		t.Fatalf("claimed %+v, want one delivery", got)
	}
	return got[0]
}

// settled settles an attempt, with what is left of its reply token.
func settled(t *testing.T, s *postgres.Store, d chat.Delivery, state chat.DeliveryState, fault chat.Fault, fate chat.TokenFate) {
	t.Helper()
	err := s.Settle(t.Context(), []turn.Settlement{{Delivery: d, State: state, Fault: fault, Receipt: chat.Receipt{Token: fate}}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTokensOfABurst: several messages come before any is answered. Each answer, and a reply of the
// staff behind them, has a token, the one that ends first before the others; none is used twice.
func TestTokensOfABurst(t *testing.T) {
	t.Parallel()
	s := open(t)
	accept(t, s, asked(1, 30*time.Second), asked(2, 20*time.Second), asked(3, -time.Second), asked(4, 40*time.Second))
	for range 4 {
		runTurn(t, s, member, func(tn *turn.Turn) {
			if tn.Event.MessageID != "m4" {
				tn.Out = []turn.Outgoing{say(member, tn.Event.MessageID)}
			}
		})
	}
	send(t, s, 5, reply("", "事務局より", 0))
	var got []string
	for range 4 {
		d := one(t, s)
		got = append(got, d.Messages[0].Text+" "+d.ReplyToken)
		settle(t, s, chat.Sent, d)
	}
	same(t, "tokens", got, []string{"m1 token2", "m2 token1", "m3 token4", "事務局より "})
}

// TestTokenFates follows a token from a failed attempt to the next delivery.
func TestTokenFates(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		state chat.DeliveryState
		fate  chat.TokenFate
		want  []string // what the next claims carry
	}{
		{"unused, tried again", chat.Pending, chat.TokenUnused, []string{"一 token1", "二 token2"}},
		{"dead, tried again", chat.Pending, chat.TokenDead, []string{"一 token2", "二 "}},
		{"perhaps used, tried again", chat.Pending, "", []string{"一 token1", "二 token2"}},
		{"unused, given up", chat.Dead, chat.TokenUnused, []string{"二 token1"}},
		{"dead, given up", chat.Dead, chat.TokenDead, []string{"二 token2"}},
		{"perhaps used, given up", chat.Dead, "", []string{"二 token2"}},
		{"used", chat.Sent, "", []string{"二 token2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			accept(t, s, asked(1, 20*time.Second), asked(2, 30*time.Second))
			runTurn(t, s, member, func(tn *turn.Turn) { tn.Out = []turn.Outgoing{say(member, "一"), say(member, "二")} })
			settled(t, s, one(t, s), tc.state, "", tc.fate)
			var got []string
			for range tc.want {
				d := one(t, s)
				got = append(got, d.Messages[0].Text+" "+d.ReplyToken)
				settle(t, s, chat.Sent, d)
			}
			same(t, "tokens", got, tc.want)
		})
	}
}

// TestNoTokenForWhatMayHaveArrived: a push without an answer can be told from its own key alone, and an
// attempt whose outcome nobody wrote down likewise.
func TestNoTokenForWhatMayHaveArrived(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	send(t, s, 1, say(member, "一"))
	settled(t, s, one(t, s), chat.Pending, chat.Temporary, "")
	accept(t, s, asked(2, time.Minute))
	if d := one(t, s); d.ReplyToken != "" {
		t.Errorf("a push that may have arrived is now a reply by %s", d.ReplyToken)
	}
	s.Die()
	s = openURL(t, url, postgres.Options{})
	d := one(t, s)
	if d.Attempt != 3 || d.ReplyToken != "" {
		t.Errorf("after a crash attempt %d has the token %q", d.Attempt, d.ReplyToken)
	}
	settled(t, s, d, chat.Pending, chat.Temporary, chat.TokenUnused) // the platform knows nothing of it
	if d = one(t, s); d.ReplyToken != "token2" {
		t.Errorf("what has certainly not arrived has the token %q", d.ReplyToken)
	}
}

// TestATokenThatCameMeanwhile: the quota refuses a push while a message comes that brings a token. The
// delivery is not held, and goes by that token.
func TestATokenThatCameMeanwhile(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "一"))
	pushed := one(t, s)
	if waits, err := s.TokenWaits(t.Context(), member); waits || err != nil {
		t.Errorf("a token waits: %t, %v", waits, err)
	}
	accept(t, s, asked(2, time.Minute))
	if waits, err := s.TokenWaits(t.Context(), member); !waits || err != nil {
		t.Errorf("no token waits: %v", err)
	}
	settled(t, s, pushed, chat.Held, chat.OverQuota, chat.TokenUnused)
	again := one(t, s)
	if again.ReplyToken != "token2" {
		t.Errorf("goes out with the token %q", again.ReplyToken)
	}
	settled(t, s, again, chat.Held, chat.OverQuota, chat.TokenUnused) // refused with a token as well: that is no way out
	same(t, "held", texts(claim(t, s, 10)), []string{})
}

// TestL9TokenOfACopy: an event comes again whose token nobody has used. That is good for longer; one that
// was used does not come back, and a copy that is not said to be one changes nothing.
func TestL9TokenOfACopy(t *testing.T) {
	t.Parallel()
	s := open(t)
	first, plain := asked(1, -time.Second), asked(2, -time.Second)
	accept(t, s, first, plain)
	for range 2 {
		runTurn(t, s, member, func(tn *turn.Turn) { tn.Out = []turn.Outgoing{say(member, "答え")} })
	}
	for _, e := range []*chat.Event{&first, &plain} {
		e.ReplyUntil = time.Now().Add(time.Minute)
	}
	first.Redelivered = true
	accept(t, s, first, plain)
	var got []string
	for range 2 {
		d := one(t, s)
		got = append(got, d.ReplyToken)
		settle(t, s, chat.Sent, d)
		accept(t, s, first)
	}
	same(t, "tokens", got, []string{"token1", ""})
}

// TestMigrationKeepsTokens: what waited when the program was replaced goes out as it would have.
func TestMigrationKeepsTokens(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	other := chat.Address{Channel: chat.LINE, ID: "Uother"}
	send(t, s, 1, say(member, "トークンつき"), say(member, "次"))
	send(t, s, 2, say(other, "保留"))
	for _, d := range claim(t, s, 10) {
		if d.To == other {
			settled(t, s, d, chat.Held, chat.Unreachable, "")
		}
	}
	e := asked(3, time.Minute)
	accept(t, s, e)
	conn := connect(t, url)
	_, err := conn.Exec(t.Context(), `
		DROP TABLE reply_tokens;
		ALTER TABLE deliveries DROP COLUMN sure;
		UPDATE deliveries SET state = 'pending', attempt = 0, reply_token = 'own', reply_until = now() + interval '1 minute' WHERE messages::text LIKE '%トークン%';
		UPDATE deliveries SET progress = 'unsent@1' WHERE state = 'held';
		UPDATE lanes SET due = now(), epoch = NULL WHERE lane LIKE '%member'`)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("migrations/*_reply_tokens.sql")
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	step, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), string(step)); err != nil {
		t.Fatal(err)
	}
	conn.Close(t.Context())
	for _, want := range []string{"トークンつき own", "次 token3"} {
		d := one(t, s)
		same(t, "after the migration", d.Messages[0].Text+" "+d.ReplyToken, want)
		settle(t, s, chat.Sent, d)
	}
	back := asked(4, time.Minute)
	back.ID, back.From = "back", other
	accept(t, s, back)
	runTurn(t, s, other, func(*turn.Turn) {})
	if d := one(t, s); d.ReplyToken != "token4" {
		t.Errorf("what was held goes out with the token %q", d.ReplyToken)
	}
}

// TestTokensAreForgotten: what nobody took is kept for as long as a copy could make it good again.
func TestTokensAreForgotten(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	accept(t, s, asked(1, -19*time.Minute), asked(2, -21*time.Minute))
	if _, err := s.Forget(t.Context(), terms); err != nil {
		t.Fatal(err)
	}
	var left string
	if err := connect(t, url).QueryRow(t.Context(), `SELECT string_agg(token, ' ') FROM reply_tokens`).Scan(&left); err != nil || left != "token1" {
		t.Errorf("left are %q, %v", left, err)
	}
}

// TestWhoseAttemptItIs: an attempt is no longer ours once another process has begun one, or it is settled.
func TestWhoseAttemptItIs(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	send(t, s, 1, say(member, "一"))
	first := one(t, s)
	is := func(s *postgres.Store, what string, d chat.Delivery, want bool) {
		t.Helper()
		if ours, err := s.Ours(t.Context(), d); ours != want || err != nil {
			t.Errorf("%s: ours %t, %v; want %t", what, ours, err, want)
		}
	}
	is(s, "begun", first, true)
	s.Die()
	s = openURL(t, url, postgres.Options{})
	second := one(t, s)
	is(s, "taken over", first, false)
	is(s, "begun by the other", second, true)
	settle(t, s, chat.Sent, second)
	is(s, "sent", second, false)
}
