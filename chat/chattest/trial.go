package chattest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

// A trial is one check under way.
type trial struct {
	testing.TB
	Harness
	Bench
}

// delivery makes a delivery of messages under a key of its own.
func (t *trial) delivery(to chat.Address, ms ...chat.Message) chat.Delivery {
	d := chat.Delivery{ID: 1, Key: newKey(), To: to, Messages: ms, Attempt: 1, Created: time.Now()}
	if t.Prepare != nil {
		t.Prepare(&d)
	}
	return d
}

// newKey is a random UUID, version 4.
func newKey() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func texts(ss ...string) []chat.Message {
	ms := make([]chat.Message, len(ss))
	for i, s := range ss {
		ms[i] = chat.Message{Text: s, Author: chat.Bot}
	}
	return ms
}

// send performs a delivery within the ordinary deadline.
func (t *trial) send(d chat.Delivery) error {
	ctx, cancel := context.WithTimeout(context.Background(), sendTime)
	defer cancel()
	_, err := t.Channel.Send(ctx, d)
	return err
}

// mustSend performs a delivery that has to succeed.
func (t *trial) mustSend(d chat.Delivery) {
	t.Helper()
	if err := t.send(d); err != nil {
		t.Fatalf("send %d messages to %s: %v", len(d.Messages), d.To, err)
	}
}

// again is the next attempt at d after err, as the outbox would make it.
func again(d chat.Delivery, err error) chat.Delivery {
	d.Attempt++
	var se *chat.SendError
	if errors.As(err, &se) && se.Progress != "" {
		d.Progress = se.Progress
	}
	return d
}

// wantFault requires err to carry one of the faults.
func (t *trial) wantFault(err error, want ...chat.Fault) {
	t.Helper()
	if err == nil {
		t.Fatalf("send reported success, want fault %v", want)
	}
	got := chat.FaultOf(err)
	for _, w := range want {
		if got == w {
			return
		}
	}
	t.Fatalf("send failed with fault %s (%v), want %v", got, err, want)
}

// wantSeen requires to to see exactly the texts, each of them once and in order. A text may stand
// in several bubbles, where it was split, and several in one.
func (t *trial) wantSeen(to chat.Address, want ...string) {
	t.Helper()
	got := joined(t.Bench.Seen(to))
	rest, ok := got, true
	for _, w := range want {
		if rest, ok = strings.CutPrefix(strings.TrimLeft(rest, "\n"), w); !ok {
			break
		}
	}
	if !ok || strings.Trim(rest, "\n") != "" {
		t.Fatalf("%s sees\n%s\nwant\n%s", to, clip(got), clip(strings.Join(want, "\n")))
	}
}

// joined is all that is seen as one text.
func joined(seen []Seen) string {
	var b strings.Builder
	for _, s := range seen {
		b.WriteString(s.Text)
	}
	return b.String()
}

// clip shortens a text for a failure's message.
func clip(s string) string {
	rs := []rune(s)
	if len(rs) > 600 {
		return fmt.Sprintf("%q … (%d characters)", string(rs[:600]), len(rs))
	}
	return fmt.Sprintf("%q", s)
}
