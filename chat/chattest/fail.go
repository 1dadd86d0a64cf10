package chattest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"madoguchi/chat"
)

// five are the messages of a delivery as long as one can be.
var five = []string{"ひとつめ。", "ふたつめ。", "みっつめ。", "よっつめ。", "いつつめ。"}

// wantOnce requires to to see the texts once, or, where the platform leaves no way to avoid it,
// once more with a mark.
func (t *trial) wantOnce(to chat.Address, want ...string) {
	t.Helper()
	if t.Repeats == "" {
		t.wantSeen(to, want...)
		return
	}
	var first strings.Builder
	copies := map[string]int{}
	for _, s := range t.Bench.Seen(to) {
		if copies[s.Text]++; copies[s.Text] == 1 {
			first.WriteString(s.Text)
			continue
		}
		if copies[s.Text] > 2 || !s.Again {
			t.Fatalf("%s sees %s %d times, the last one marked as a copy: %t", to, clip(s.Text), copies[s.Text], s.Again)
		}
	}
	if got := first.String(); got != strings.Join(want, "") {
		t.Fatalf("%s sees\n%s\nwant\n%s", to, clip(got), clip(strings.Join(want, "")))
	}
}

// checkAgain: the process died between the platform's answer and the outbox's note of it.
func checkAgain(t *trial) {
	d := t.delivery(t.To, texts(five...)...)
	t.mustSend(d)
	t.mustSend(again(d, nil))
	t.wantOnce(t.To, five...)
	t.mustSend(t.delivery(t.To, texts(five...)...)) // other key, same words: not a copy
	if n := strings.Count(joined(t.Bench.Seen(t.To)), five[0]); n < 2 {
		t.Fatalf("the same words under another key were taken for a copy")
	}
}

// checkLostAnswer loses the answer of each call in turn: a delivery may take several.
func checkLostAnswer(t *trial) {
	for lost := range 3 {
		b := t.New(t)
		at := &trial{TB: t.TB, Harness: t.Harness, Bench: b}
		d := at.delivery(b.To, texts(five...)...)
		b.Break(Drop, lost)
		err := at.send(d)
		if err == nil { // it found out by itself, or the failure came after the last call
			at.wantOnce(b.To, five...)
		} else {
			at.wantFault(err, chat.Temporary)
		}
		b.Break(None, 0)
		at.mustSend(again(d, err))
		at.wantOnce(b.To, five...)
	}
}

func checkDown(t *trial) {
	d := t.delivery(t.To, texts(five...)...)
	t.Break(Down, 0)
	err := t.send(d)
	t.wantFault(err, chat.Temporary)
	t.wantSeen(t.To)
	d = again(d, err)
	err = t.send(d)
	t.wantFault(err, chat.Temporary)
	t.Break(None, 0)
	t.mustSend(again(d, err))
	t.wantSeen(t.To, five...)
}

func checkHalfWay(t *trial) {
	for after := 1; after <= 3; after++ {
		b := t.New(t)
		at := &trial{TB: t.TB, Harness: t.Harness, Bench: b}
		d := at.delivery(b.To, texts(five...)...)
		b.Break(Down, after)
		err := at.send(d)
		if err == nil { // it took fewer calls
			at.wantSeen(b.To, five...)
		} else {
			at.wantFault(err, chat.Temporary)
		}
		b.Break(None, 0)
		at.mustSend(again(d, err))
		at.wantSeen(b.To, five...)
	}
}

func checkRefuse(t *trial) {
	t.Break(Refuse, 0)
	err := t.send(t.delivery(t.To, texts("届かない一通です。")...))
	t.wantFault(err, chat.Rejected, chat.Unreachable, chat.OverQuota)
	t.Break(None, 0)
	t.wantSeen(t.To)
	t.mustSend(t.delivery(t.To, texts("次の一通です。")...))
	t.wantSeen(t.To, "次の一通です。")
}

func checkLimit(t *trial) {
	d := t.delivery(t.To, texts(five...)...)
	t.Break(Limit, 0)
	err := t.send(d)
	t.wantFault(err, chat.Limited)
	var se *chat.SendError
	if !errors.As(err, &se) || se.After <= 0 {
		t.Fatalf("limited, but not for how long: %v", err)
	}
	t.wantSeen(t.To)
	t.Break(None, 0)
	t.mustSend(again(d, err))
	t.wantSeen(t.To, five...)
}

const (
	hangDeadline = 400 * time.Millisecond
	hangGrace    = 5 * time.Second // on a busy machine; a channel with a timeout of its own is over: the shortest is six seconds
)

func checkHang(t *trial) {
	d := t.delivery(t.To, texts(five...)...)
	t.Break(Hang, 0)
	ctx, cancel := context.WithTimeout(context.Background(), hangDeadline)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := t.Channel.Send(ctx, d)
		done <- err
	}()
	var err error
	select {
	case err = <-done:
	case <-time.After(hangDeadline + hangGrace):
		t.Break(None, 0)
		t.Fatalf("send has not returned %s after its deadline", hangGrace)
	}
	t.wantFault(err, chat.Temporary)
	t.Break(None, 0)
	t.mustSend(again(d, err))
	t.wantOnce(t.To, five...)
}

func checkMalformed(t *trial) {
	nobody := t.To
	nobody.ID = ""
	before := t.Calls()
	for _, to := range append([]chat.Address{nobody}, t.Malformed...) {
		if err := t.send(t.delivery(to, texts("宛先のない一通です。")...)); chat.FaultOf(err) != chat.Rejected || err == nil {
			t.Fatalf("send to %q: %v, want it rejected", to, err)
		}
	}
	if err := t.send(t.delivery(t.To)); chat.FaultOf(err) != chat.Rejected || err == nil {
		t.Fatalf("send of no messages: %v, want it rejected", err)
	}
	if n := t.Calls() - before; n != 0 {
		t.Fatalf("%d calls were made for deliveries that cannot arrive", n)
	}
}

func checkConcurrent(t *trial) {
	const senders, each = 6, 4
	var wg sync.WaitGroup
	errs := make(chan error, senders*each)
	for s := range senders {
		to := []chat.Address{t.To, t.Other}[s%2]
		for n := range each { // made here: Prepare need not be safe for concurrent use
			d := t.delivery(to, texts(fmt.Sprintf("<%d-%d-1>", s, n), fmt.Sprintf("<%d-%d-2>", s, n))...)
			wg.Go(func() { errs <- t.send(d) })
		}
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatalf("concurrent send: %v", err)
		}
	}
	for s := range senders {
		seen := joined(t.Bench.Seen([]chat.Address{t.To, t.Other}[s%2]))
		for n := range each {
			first, second := fmt.Sprintf("<%d-%d-1>", s, n), fmt.Sprintf("<%d-%d-2>", s, n)
			if strings.Count(seen, first) != 1 || strings.Count(seen, second) != 1 || strings.Index(seen, first) > strings.Index(seen, second) {
				t.Fatalf("delivery %d of sender %d is not there once and in order:\n%s", n, s, seen)
			}
		}
	}
}
