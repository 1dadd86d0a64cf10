package line_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/line/linefake"
)

func TestL32Push(t *testing.T) {
	for _, mode := range []linefake.Mode{linefake.AcceptThen500, linefake.AcceptThenDrop, linefake.Error500, linefake.Drop} {
		t.Run(string(mode), func(t *testing.T) {
			b := newSendBench(t, nil)
			b.FailNext(2, mode)
			d, err := b.delivery("a", "お知らせです。", false), error(nil)
			for range 2 {
				_, d, err = b.send(d)
				b.wantFault(err, chat.Temporary)
				b.advance(time.Minute)
			}
			r, _, err := b.send(d)
			if err != nil || r.Via != "push" || r.Pushes != 1 || len(r.IDs) != 1 {
				t.Errorf("receipt %+v, error %v", r, err)
			}
			b.wantTexts("a", "お知らせです。")
			if b.Used() != 1 {
				t.Errorf("%d pushes used", b.Used())
			}
			for _, c := range b.Calls("push") {
				if c.Key != d.Key || c.Body != b.Calls("push")[0].Body {
					t.Errorf("another attempt had key %s and body %s", c.Key, c.Body)
				}
			}
		})
	}
	t.Run("other 4xx is final", func(t *testing.T) {
		for _, status := range []int{400, 403, 404, 413, 415} {
			b := newSendBench(t, nil)
			b.SetStatus("/v2/bot/message/push", status)
			_, _, err := b.send(b.delivery("a", "x", false))
			b.wantFault(err, chat.Rejected)
		}
	})
	t.Run("no second copy after a day", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.FailNext(1, linefake.AcceptThen500)
		_, d, _ := b.send(b.delivery("a", "お知らせです。", false))
		b.advance(25 * time.Hour)
		_, _, err := b.send(d)
		b.wantFault(err, chat.Rejected)
		b.wantTexts("a", "お知らせです。")
	})
	t.Run("held for a week, then sent", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.SetQuota(200, 200)
		_, d, err := b.send(b.delivery("a", "お知らせです。", false))
		b.wantFault(err, chat.OverQuota)
		b.advance(31 * 24 * time.Hour)
		b.SetQuota(200, 0)
		if _, _, err := b.send(d); err != nil {
			t.Error(err)
		}
		b.wantTexts("a", "お知らせです。")
	})
	t.Run("a key that is no UUID", func(t *testing.T) {
		b := newSendBench(t, nil)
		d := b.delivery("a", "x", false)
		d.Key = "digest:2026-10-01"
		b.FailNext(1, linefake.AcceptThen500)
		_, d, _ = b.send(d)
		if _, _, err := b.send(d); err != nil {
			t.Error(err)
		}
		b.wantTexts("a", "x")
	})
}

func TestL33TooMany(t *testing.T) {
	t.Run("rate", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.SetQuota(200, 10)
		b.FailNext(1, linefake.RateLimited)
		_, d, err := b.send(b.delivery("a", "x", false))
		b.wantFault(err, chat.Limited)
		var se *chat.SendError
		if !errors.As(err, &se) || se.After <= 0 {
			t.Errorf("no time to wait: %+v", se)
		}
		if _, _, err := b.send(d); err != nil {
			t.Error(err)
		}
		b.wantTexts("a", "x")
	})
	t.Run("rate, though LINE's count is full", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.SetQuota(200, 200)
		b.FailNext(1, linefake.RateLimited)
		_, _, err := b.send(b.delivery("a", "x", false))
		b.wantFault(err, chat.OverQuota)
	})
	t.Run("month", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.SetQuota(200, 200)
		_, _, err := b.send(b.delivery("a", "x", false))
		b.wantFault(err, chat.OverQuota)
		calls := len(b.Calls("push"))
		_, _, err = b.send(b.delivery("b", "y", false))
		b.wantFault(err, chat.OverQuota)
		if len(b.Calls("push")) != calls {
			t.Error("a push was tried though the month is used up")
		}
		if r, _, err := b.send(b.delivery("c", "返信は届きます。", true)); err != nil || r.Via != "reply" {
			t.Errorf("receipt %+v, error %v", r, err)
		}
	})
	t.Run("the plan is changed", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.SetQuota(200, 200)
		_, d, err := b.send(b.delivery("a", "x", false))
		b.wantFault(err, chat.OverQuota)
		b.SetQuota(5000, 200)
		b.advance(6 * time.Minute)
		if _, _, err := b.send(d); err != nil {
			t.Error(err)
		}
	})
	t.Run("the quota cannot be read", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.SetQuota(200, 200)
		b.SetStatus("/v2/bot/message/quota", 500)
		_, _, err := b.send(b.delivery("a", "x", false))
		b.wantFault(err, chat.OverQuota)
	})
	t.Run("a reply goes with a later token", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.SetQuota(200, 200)
		_, d, err := b.send(b.delivery("a", "お待たせしました。", false))
		b.wantFault(err, chat.OverQuota)
		fresh := b.delivery("a", "", true)
		d.ReplyToken, d.ReplyUntil = fresh.ReplyToken, fresh.ReplyUntil
		if r, _, err := b.send(d); err != nil || r.Via != "reply" {
			t.Errorf("receipt %+v, error %v", r, err)
		}
		b.wantTexts("a", "お待たせしました。")
	})
}

// TestL45Crash kills the sender before it could write down what came of an attempt, at each point
// and with each kind of delivery: the next attempt, which knows nothing of it, makes no second copy.
func TestL45Crash(t *testing.T) {
	for _, token := range []bool{true, false} {
		for _, arrived := range []bool{true, false} {
			t.Run(fmt.Sprintf("token %t, arrived %t", token, arrived), func(t *testing.T) {
				b := newSendBench(t, nil)
				d := b.delivery("a", "お答えです。", token)
				if arrived {
					if _, _, err := b.send(d); err != nil {
						t.Fatal(err)
					}
				}
				for range 2 {
					d.Attempt++ // no progress: the process died
					if _, _, err := b.send(d); err != nil {
						t.Fatal(err)
					}
				}
				b.wantTexts("a", "お答えです。")
			})
		}
	}
	t.Run("after an attempt that certainly failed", func(t *testing.T) {
		b := newSendBench(t, nil)
		b.FailNext(1, linefake.RateLimited)
		_, d, err := b.send(b.delivery("a", "お答えです。", true))
		b.wantFault(err, chat.Limited)
		if _, err := b.service.Send(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		d.Attempt++ // the second attempt arrived and was not written down
		if r, _, err := b.send(d); err != nil || r.Via != "reply" {
			t.Errorf("receipt %+v, error %v", r, err)
		}
		b.wantTexts("a", "お答えです。")
	})
}
