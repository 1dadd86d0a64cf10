package line_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// TestL31SecondCopyIsSaid: once nothing can tell any more whether a reply has arrived, the delivery says so when it is
// sent, however many attempts later and by whatever way.
func TestL31SecondCopyIsSaid(t *testing.T) {
	var waits bool
	lost := func(t *testing.T) (*bench, chat.Delivery) {
		b := newSendBench(t, func(c *line.Config) {
			c.TokenWaits = func(context.Context, chat.Address) (bool, error) { return waits, nil }
		})
		b.FailNext(1, linefake.AcceptThenDrop)
		_, d, err := b.send(b.delivery("a", "お答えです。", true))
		b.wantFault(err, chat.Temporary)
		b.advance(10 * time.Minute)
		return b, d
	}
	said := func(t *testing.T, b *bench, d chat.Delivery, via string) {
		t.Helper()
		if r, _, err := b.send(d); err != nil || r.Via != via || !r.Twice {
			t.Errorf("receipt %+v, error %v; want it sent by %s and marked as a possible second copy", r, err, via)
		}
		b.wantTexts("a", "お答えです。", "お答えです。")
	}
	t.Run("by the next token", func(t *testing.T) {
		b, d := lost(t)
		waits = true
		_, d, err := b.send(d)
		b.wantFault(err, chat.Temporary)
		fresh := b.delivery("a", "", true)
		d.ReplyToken, d.ReplyUntil = fresh.ReplyToken, fresh.ReplyUntil
		said(t, b, d, "reply")
	})
	for _, status := range []int{http.StatusInternalServerError, http.StatusTooManyRequests, http.StatusUnauthorized} {
		t.Run(fmt.Sprint("after a push that failed with ", status), func(t *testing.T) {
			b, d := lost(t)
			waits = false
			b.SetStatus("/v2/bot/message/push", status)
			_, d, err := b.send(d)
			if err == nil {
				t.Fatal("the push is taken")
			}
			b.SetStatus("/v2/bot/message/push", 0)
			b.advance(time.Minute)
			said(t, b, d, "push")
		})
	}
}

// TestNothingIsSentTooLate: an attempt whose time is over before it begins calls nobody, and leaves no doubt.
func TestNothingIsSentTooLate(t *testing.T) {
	for _, token := range []bool{true, false} {
		b := newSendBench(t, func(*line.Config) {})
		d := b.delivery("a", "お答えです。", token)
		late, cancel := context.WithCancel(t.Context())
		cancel()
		r, err := b.service.Send(late, d)
		b.wantFault(err, chat.Temporary)
		if p := next(d, err).Progress; p != "unsent@1" {
			t.Errorf("with a token (%v): progress %q, receipt %+v; want it known that nothing was sent", token, p, r)
		}
		b.wantTexts("a")
		if p := b.paths(); p != "" {
			t.Errorf("with a token (%v): LINE was called: %s", token, p)
		}
	}
}

// TestEachDoubtIsCounted: a delivery of which two replies may have arrived says so of both.
func TestEachDoubtIsCounted(t *testing.T) {
	waits := true
	var log strings.Builder
	b := newSendBench(t, func(c *line.Config) {
		c.TokenWaits = func(context.Context, chat.Address) (bool, error) { return waits, nil }
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	d := b.delivery("a", "お答えです。", true)
	for range 2 { // a reply is taken and not answered, its token's life ends, and another token comes
		b.FailNext(1, linefake.AcceptThenDrop)
		_, after, err := b.send(d)
		b.wantFault(err, chat.Temporary)
		b.advance(10 * time.Minute)
		_, after, err = b.send(after)
		b.wantFault(err, chat.Temporary)
		fresh := b.delivery("a", "", true)
		d = after
		d.ReplyToken, d.ReplyUntil = fresh.ReplyToken, fresh.ReplyUntil
	}
	if r, _, err := b.send(d); err != nil || !r.Twice {
		t.Fatalf("receipt %+v, error %v; want it marked", r, err)
	}
	b.wantTexts("a", "お答えです。", "お答えです。", "お答えです。")
	if !strings.Contains(log.String(), "copies=2") {
		t.Errorf("the log says %q; want that two copies may be too many", log.String())
	}
}

// TestNothingIsPushedForAnother: a process that was taken for dead finds its reply token used by whoever took over. It
// pushes nothing then, nor while nobody can say whose the delivery is.
func TestNothingIsPushedForAnother(t *testing.T) {
	var asked []int
	ours, away := false, error(nil)
	b := newSendBench(t, func(c *line.Config) {
		c.Ours = func(_ context.Context, d chat.Delivery) (bool, error) {
			asked = append(asked, d.Attempt)
			return ours, away
		}
	})
	mine := b.delivery("a", "お答えです。", true)
	theirs := mine
	theirs.Attempt = 2
	if r, _, err := b.send(theirs); err != nil || r.Via != "reply" || len(asked) > 0 {
		t.Fatalf("whoever took over: receipt %+v, error %v, asked of the attempts %v", r, err, asked)
	}
	for _, away = range []error{nil, errors.New("the database is away")} {
		_, _, err := b.send(mine)
		b.wantFault(err, chat.Temporary)
	}
	if want := []int{1, 1}; !slices.Equal(asked, want) {
		t.Errorf("asked whose the attempts %v are, want %v", asked, want)
	}
	b.wantTexts("a", "お答えです。")

	ours, away = true, nil
	dead := b.delivery("b", "お答えです。", true)
	dead.ReplyToken = "never-issued"
	if r, _, err := b.send(dead); err != nil || r.Via != "push" {
		t.Errorf("its own: receipt %+v, error %v; want a push", r, err)
	}
}
