package line_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// TestL31AnotherToken: where another reply token of the member waits nothing is pushed, whatever has become of
// the delivery's own; what may have been pushed already is pushed again under its key.
func TestL31AnotherToken(t *testing.T) {
	for _, tc := range []struct {
		name  string
		waits bool
		away  error // the database
		set   func(*bench, *chat.Delivery)
		fault chat.Fault
		fate  chat.TokenFate
		calls string
	}{
		{"no token", true, nil, func(*bench, *chat.Delivery) {}, chat.Temporary, chat.TokenUnused, ""},
		{"dead by our clock", true, nil, func(b *bench, d *chat.Delivery) { withToken(b, d); b.advance(time.Minute) }, chat.Temporary, chat.TokenDead, ""},
		{"dead by LINE's word", true, nil, func(b *bench, d *chat.Delivery) { withToken(b, d); d.ReplyToken = "never-issued" }, chat.Temporary, chat.TokenDead, "reply"},
		{"of a courtesy", true, nil, func(_ *bench, d *chat.Delivery) { d.Messages[0].Courtesy = true }, chat.Temporary, chat.TokenUnused, ""},
		{"none waits", false, nil, func(*bench, *chat.Delivery) {}, "", "", "push"},
		{"none waits for a courtesy", false, nil, func(_ *bench, d *chat.Delivery) { d.Messages[0].Courtesy = true }, chat.Pointless, chat.TokenUnused, ""},
		{"nobody can say", false, errors.New("the database is away"), func(*bench, *chat.Delivery) {}, chat.Temporary, chat.TokenUnused, ""},
		{"its own is good", true, nil, withToken, "", "", "reply"},
		{"perhaps pushed", true, nil, func(b *bench, d *chat.Delivery) {
			d.Attempt, d.Progress = 2, fmt.Sprint("push?@", b.clock.Now().Unix())
		}, "", "", "push"},
		{"an attempt of which nothing is known", true, nil, func(_ *bench, d *chat.Delivery) { d.Attempt = 2 }, "", "", "push"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newSendBench(t, func(c *line.Config) {
				c.TokenWaits = func(context.Context, chat.Address) (bool, error) { return tc.waits, tc.away }
			})
			d := b.delivery("a", "お答えです。", false)
			tc.set(b, &d)
			r, _, err := b.send(d)
			if tc.fault == "" && err != nil || tc.fault != "" && chat.FaultOf(err) != tc.fault || r.Token != tc.fate || b.paths() != tc.calls {
				t.Errorf("receipt %+v, error %v, calls %q; want the fault %q, the token %q, and %q", r, err, b.paths(), tc.fault, tc.fate, tc.calls)
			}
		})
	}
}

func withToken(b *bench, d *chat.Delivery) { *d = b.delivery("a", "お答えです。", true) }

// TestTokenFate: what a failed attempt leaves of the reply token.
func TestTokenFate(t *testing.T) {
	for _, tc := range []struct {
		mode  linefake.Mode
		token bool
		want  chat.TokenFate
	}{
		{linefake.RateLimited, true, chat.TokenUnused},
		{linefake.RateLimited, false, chat.TokenUnused},
		{linefake.Unauthorized, true, chat.TokenUnused},
		{linefake.Refused, true, chat.TokenUnused},
		{linefake.Error500, true, ""},
		{linefake.Error500, false, ""},
		{linefake.AcceptThenDrop, true, ""},
		{linefake.Drop, false, ""},
	} {
		b := newSendBench(t, nil)
		b.SetMode(tc.mode)
		if r, _, err := b.send(b.delivery("a", "お答えです。", tc.token)); err == nil || r.Token != tc.want {
			t.Errorf("%s, with a token %t: %q, %v; want %q", tc.mode, tc.token, r.Token, err, tc.want)
		}
	}
	b := newSendBench(t, nil)
	b.Down()
	if r, _, err := b.send(b.delivery("a", "お答えです。", true)); err == nil || r.Token != chat.TokenUnused {
		t.Errorf("no connection: %q, %v", r.Token, err)
	}
	d := b.delivery("a", "お答えです。", true)
	d.Gone = true
	if r, _, err := b.send(d); err == nil || r.Token != chat.TokenUnused {
		t.Errorf("blocked: %q, %v", r.Token, err)
	}
	if err := b.Up(); err != nil {
		t.Fatal(err)
	}
	d.Gone, d.ReplyToken = false, "never-issued"
	b.SetModeAfter(1, linefake.RateLimited)
	if r, _, err := b.send(d); err == nil || r.Token != chat.TokenDead {
		t.Errorf("a dead token, then a rate limit: %q, %v", r.Token, err)
	}
}
