package line_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// A clock is set by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// A bench is a service in front of a fake, both by one clock.
type bench struct {
	*linefake.Server
	*clock
	service *line.Service
	t       testing.TB
}

func newSendBench(t testing.TB, change func(*line.Config)) *bench {
	b := &bench{Server: newFake(t), clock: &clock{now: noon}, t: t}
	b.Server.Now = b.clock.Now
	b.service = newService(t, b.Server, nil, func(c *line.Config) {
		c.Now = b.clock.Now
		if change != nil {
			change(c)
		}
	})
	return b
}

// delivery makes a delivery of text to name, with a reply token where wanted.
func (b *bench) delivery(name, text string, token bool) chat.Delivery {
	d := chat.Delivery{
		ID: 1, Key: uuid.NewString(), To: address(name), Attempt: 1, Created: b.clock.Now(),
		Messages: []chat.Message{{Text: text, Author: chat.Bot}},
	}
	if token {
		d.ReplyToken = b.TextEvent(linefake.User(name), "質問").ReplyToken()
		d.ReplyUntil = b.clock.Now().Add(50 * time.Second)
	}
	return d
}

// send makes an attempt and returns the delivery as the outbox would keep it for the next.
func (b *bench) send(d chat.Delivery) (chat.Receipt, chat.Delivery, error) {
	r, err := b.service.Send(deadline(b.t, time.Minute), d)
	return r, next(d, err), err
}

// next is a delivery at its next attempt.
func next(d chat.Delivery, err error) chat.Delivery {
	d.Attempt++
	var se *chat.SendError
	if errors.As(err, &se) {
		d.Progress = se.Progress
	}
	return d
}

func (b *bench) wantFault(err error, want chat.Fault) {
	b.t.Helper()
	if err == nil || chat.FaultOf(err) != want {
		b.t.Fatalf("got %v, want fault %s", err, want)
	}
}

func (b *bench) wantTexts(name string, want ...string) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.Texts(linefake.User(name))); diff != "" {
		b.t.Fatalf("%s sees (-want +got):\n%s", name, diff)
	}
}

func (b *bench) paths() string {
	var p []string
	for _, c := range b.Calls("") {
		p = append(p, c.Path[strings.LastIndex(c.Path, "/")+1:])
	}
	return strings.Join(p, " ")
}

func TestL30ReplyFirst(t *testing.T) {
	b := newSendBench(t, nil)
	r, _, err := b.send(b.delivery("a", "お答えです。", true))
	if err != nil {
		t.Fatal(err)
	}
	if r.Via != "reply" || r.Pushes != 0 || len(r.IDs) != 1 {
		t.Errorf("receipt %+v", r)
	}
	if got := b.paths(); got != "reply" {
		t.Errorf("calls %s", got)
	}
	for _, c := range b.Calls("reply") {
		if c.Key != "" {
			t.Error("a reply took a retry key")
		}
	}
	b.wantTexts("a", "お答えです。")
}

func TestL31ExpiredToken(t *testing.T) {
	t.Run("by our clock", func(t *testing.T) {
		b := newSendBench(t, nil)
		d := b.delivery("a", "遅いお答えです。", true)
		b.advance(51 * time.Second)
		r, _, err := b.send(d)
		if err != nil || r.Via != "push" || r.Pushes != 1 || b.paths() != "push" {
			t.Errorf("receipt %+v, error %v, calls %s", r, err, b.paths())
		}
	})
	t.Run("by LINE's word", func(t *testing.T) {
		b := newSendBench(t, nil)
		d := b.delivery("a", "お答えです。", true)
		d.ReplyToken = "never-issued"
		r, _, err := b.send(d)
		if err != nil || r.Via != "push" || b.paths() != "reply push" {
			t.Errorf("receipt %+v, error %v, calls %s", r, err, b.paths())
		}
		if push := b.Calls("push"); len(push) != 1 || push[0].Key != d.Key {
			t.Errorf("push %+v, want key %s", push, d.Key)
		}
	})
	t.Run("a courtesy is not worth a push", func(t *testing.T) {
		b := newSendBench(t, nil)
		d := b.delivery("a", "どういたしまして。", true)
		b.advance(2 * time.Minute)
		d.Messages[0].Courtesy = true
		_, _, err := b.send(d)
		b.wantFault(err, chat.Pointless)
		d.Messages = append(d.Messages, chat.Message{Text: "ご質問の回答です。"})
		if r, _, err := b.send(d); err != nil || r.Via != "push" {
			t.Errorf("with an answer beside it: %+v, %v", r, err)
		}
	})
	t.Run("nor is it kept for who has left", func(t *testing.T) {
		b := newSendBench(t, nil)
		d := b.delivery("a", "どういたしまして。", true)
		d.Messages[0].Courtesy, d.Gone = true, true
		_, _, err := b.send(d)
		b.wantFault(err, chat.Pointless)
	})
	t.Run("another 400 is final", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.SetMode(linefake.Refused)
		_, _, err := b.send(b.delivery("a", "お答えです。", true))
		b.wantFault(err, chat.Rejected)
		if b.paths() != "reply" {
			t.Errorf("calls %s", b.paths())
		}
	})
}

// TestL31Ambiguous: a reply without an answer may have arrived. What the second try is told settles it.
func TestL31Ambiguous(t *testing.T) {
	for _, tc := range []struct {
		name  string
		mode  linefake.Mode
		calls string
	}{
		{"delivered, then 500", linefake.AcceptThen500, "reply reply"},
		{"delivered, answer lost", linefake.AcceptThenDrop, "reply reply"},
		{"not delivered, 500", linefake.Error500, "reply reply"},
		{"not delivered, cut", linefake.Drop, "reply reply"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newSendBench(t, nil)
			b.FailNext(1, tc.mode)
			_, d, err := b.send(b.delivery("a", "お答えです。", true))
			b.wantFault(err, chat.Temporary)
			if d.Progress != "reply?" {
				t.Errorf("progress %q", d.Progress)
			}
			b.advance(2 * time.Second)
			r, _, err := b.send(d)
			if err != nil || r.Via != "reply" || b.paths() != tc.calls {
				t.Errorf("receipt %+v, error %v, calls %s", r, err, b.paths())
			}
			b.wantTexts("a", "お答えです。")
		})
	}
	t.Run("hang", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.FailNext(1, linefake.AcceptThenHang)
		d := b.delivery("a", "お答えです。", true)
		_, err := b.service.Send(deadline(t, 200*time.Millisecond), d)
		b.wantFault(err, chat.Temporary)
		r, _, err := b.send(next(d, err))
		if err != nil || r.Via != "reply" {
			t.Errorf("receipt %+v, error %v", r, err)
		}
		b.wantTexts("a", "お答えです。")
	})
	t.Run("three times over", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.FailNext(3, linefake.Error500)
		d, err := b.delivery("a", "お答えです。", true), error(nil)
		for range 3 {
			_, d, err = b.send(d)
			b.wantFault(err, chat.Temporary)
		}
		if r, _, err := b.send(d); err != nil || r.Via != "reply" {
			t.Errorf("receipt %+v, error %v", r, err)
		}
		b.wantTexts("a", "お答えです。")
	})
	t.Run("never resolved within the token's life", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.FailNext(1, linefake.Error500)
		_, d, _ := b.send(b.delivery("a", "お答えです。", true))
		b.advance(10 * time.Minute)
		r, _, err := b.send(d)
		if err != nil || r.Via != "push" || !r.Twice {
			t.Errorf("receipt %+v, error %v; want it marked as a possible second copy", r, err)
		}
		b.wantTexts("a", "お答えです。")
	})
}

// TestL31RefusedConnection: what never left us is not ambiguous. A dead token found after it is
// no sign of a delivery.
func TestL31RefusedConnection(t *testing.T) {
	b := newSendBench(t, nil)
	d := b.delivery("a", "お答えです。", true)
	d.ReplyToken = "dead"
	b.Down()
	_, d, err := b.send(d)
	b.wantFault(err, chat.Temporary)
	if err := b.Up(); err != nil {
		t.Fatal(err)
	}
	r, _, err := b.send(d)
	if err != nil || r.Via != "push" {
		t.Errorf("receipt %+v, error %v", r, err)
	}
	b.wantTexts("a", "お答えです。")
}

func TestL34Tokens(t *testing.T) {
	stateless := func(c *line.Config) {
		c.Accounts[0].Token, c.Accounts[0].ChannelID = "", linefake.DefaultChannelID
	}
	t.Run("long-lived and refused", func(t *testing.T) {
		var told []string
		b := newSendBench(t, func(c *line.Config) {
			c.Accounts[0].Token = "wrong"
			c.Alert = func(_, text string) { told = append(told, text) }
		})
		for range 2 {
			_, _, err := b.send(b.delivery("a", "x", false))
			b.wantFault(err, chat.Temporary)
		}
		if len(told) != 1 || !strings.Contains(told[0], "アクセストークンが無効") {
			t.Errorf("the office was told %q", told)
		}
	})
	t.Run("stateless", func(t *testing.T) {
		b := newSendBench(t, stateless)
		for range 3 {
			if _, _, err := b.send(b.delivery("a", "x", false)); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(b.Calls("oauth2")); n != 1 {
			t.Errorf("%d tokens issued for three sends", n)
		}
		b.advance(15 * time.Minute)
		if _, _, err := b.send(b.delivery("a", "x", true)); err != nil {
			t.Fatal(err)
		}
		if n := len(b.Calls("oauth2")); n != 2 {
			t.Errorf("%d tokens issued after a quarter of an hour", n)
		}
	})
	t.Run("stateless and revoked", func(t *testing.T) {
		b := newSendBench(t, stateless)
		if _, _, err := b.send(b.delivery("a", "一", false)); err != nil {
			t.Fatal(err)
		}
		b.RevokeTokens()
		if _, _, err := b.send(b.delivery("a", "二", false)); err != nil {
			t.Fatal(err)
		}
		b.wantTexts("a", "一", "二")
	})
	t.Run("refreshed once only", func(t *testing.T) {
		b := newSendBench(t, stateless)
		b.SetMode(linefake.Unauthorized)
		_, _, err := b.send(b.delivery("a", "x", false))
		b.wantFault(err, chat.Temporary)
		if n := len(b.Calls("push")); n != 2 {
			t.Errorf("%d attempts", n)
		}
	})
	t.Run("no token to be had in time", func(t *testing.T) {
		b := newSendBench(t, stateless)
		b.SetLatency(time.Minute)
		var wg sync.WaitGroup
		began := time.Now()
		for range 5 {
			wg.Go(func() {
				_, err := b.service.Send(deadline(t, 200*time.Millisecond), b.delivery("a", "x", false))
				if chat.FaultOf(err) != chat.Temporary || err == nil {
					t.Errorf("error %v", err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(began); took > 5*time.Second { // a call that knew of no deadline would end after six
			t.Errorf("five sends with a deadline of 200 ms took %s", took)
		}
	})
	t.Run("second secret", func(t *testing.T) {
		b := newSendBench(t, func(c *line.Config) {
			stateless(c)
			c.Accounts[0].Secrets = []string{"not yet in force", linefake.DefaultSecret}
		})
		if _, _, err := b.send(b.delivery("a", "x", false)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestL35Recipients(t *testing.T) {
	b := newSendBench(t, nil)
	for _, id := range []string{"", "U", "taro", "U" + strings.Repeat("g", 32), "U" + strings.Repeat("0", 33), "X" + strings.Repeat("0", 32), "U" + strings.Repeat("A", 32), "U../x"} {
		d := b.delivery("a", "x", false)
		d.To.ID = id
		_, _, err := b.send(d)
		b.wantFault(err, chat.Rejected)
	}
	if n := len(b.Calls("")); n != 0 {
		t.Errorf("LINE was called %d times", n)
	}
	t.Run("blocked users are accepted and see nothing", func(t *testing.T) {
		b.Block(linefake.User("blocker"), true)
		if r, _, err := b.send(b.delivery("blocker", "x", false)); err != nil || r.Via != "push" {
			t.Errorf("receipt %+v, error %v", r, err)
		}
		b.wantTexts("blocker")
	})
	t.Run("who has blocked us is held, and sent a copy when back", func(t *testing.T) {
		b := newSendBench(t, nil)
		d := b.delivery("blocker", "x", false)
		d.Gone, d.Created = true, time.Now().Add(-48*time.Hour)
		_, _, err := b.send(d)
		b.wantFault(err, chat.Unreachable)
		if n := len(b.Calls("")); n != 0 {
			t.Errorf("LINE was called %d times", n)
		}
		var se *chat.SendError
		errors.As(err, &se)
		d.Gone, d.Attempt, d.Progress = false, d.Attempt+1, se.Progress
		if _, _, err := b.send(d); err != nil {
			t.Error(err)
		}
		b.wantTexts("blocker", "x")
	})
	t.Run("unknown account", func(t *testing.T) {
		b := newSendBench(t, func(c *line.Config) {
			one := c.Accounts[0]
			one.Destination = linefake.User("one")
			two := one
			two.Destination = linefake.User("two")
			c.Accounts = []line.Account{one, two}
		})
		d := b.delivery("a", "x", false)
		d.To.Account = linefake.User("three")
		_, _, err := b.send(d)
		b.wantFault(err, chat.Rejected)
		d.To.Account = linefake.User("two")
		if _, _, err := b.send(d); err != nil {
			t.Error(err)
		}
	})
}

func TestL21PushToAGroup(t *testing.T) {
	b := newSendBench(t, nil)
	d := b.delivery("a", "グループへのお返事です。", false)
	d.To.ID = linefake.Group("g") + "/" + linefake.User("a")
	r, _, err := b.send(d)
	if err != nil || r.Pushes != 3 || b.Used() != 3 {
		t.Errorf("receipt %+v, error %v: each of three members counts", r, err)
	}
	if got := b.Texts(linefake.Group("g")); len(got) != 1 {
		t.Errorf("the group sees %v", got)
	}
}
