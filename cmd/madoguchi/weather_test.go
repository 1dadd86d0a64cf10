package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
)

// RoundTrip is the way to LINE, on which calls and answers get lost.
func (w *weather) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	draw := crc32.ChecksumIEEE(body)
	away, sends := w.isAway(), strings.HasPrefix(r.URL.Path, "/v2/bot/message/") && r.Method == http.MethodPost
	if away && draw%3 == 0 {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	}
	key := r.Header.Get("X-Line-Retry-Key")
	w.mu.Lock()
	if sends {
		w.observe(key, body)
	}
	lost := sends && (key == "" || !w.quota) && draw%16 == 1 && w.failed[draw] == 0 // no push that cost nothing: of that only the next month tells
	w.failed[draw]++
	w.mu.Unlock()
	switch {
	case away && draw%3 == 1:
		return nil, errors.New("connection reset")
	case away:
		return &http.Response{StatusCode: 500, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if lost && err == nil {
		_ = res.Body.Close()
		return nil, errors.New("connection reset")
	}
	return res, err
}

// observe holds what this test is about. w.mu is held.
func (w *weather) observe(key string, body []byte) {
	var call struct {
		ReplyToken, To string
		Messages       json.RawMessage
	}
	if err := json.Unmarshal(body, &call); err != nil {
		w.t.Error(err)
	}
	if call.ReplyToken != "" {
		w.replies++
		token := w.tokens[call.ReplyToken]
		if token.used != "" && token.used != string(call.Messages) {
			w.t.Errorf("a token was used for %s and for %s", token.used, call.Messages)
		}
		token.used = string(call.Messages)
		return
	}
	if w.pushed[key] {
		return // nothing but the same push again can tell whether the first arrived
	}
	w.pushed[key] = true
	w.pushes++
	for token, f := range w.tokens {
		if f.user == call.To && f.used == "" && w.now.Before(f.until) {
			w.early++
			w.t.Errorf("%v after the beginning %s was pushed although the token %.8s is good for another %v",
				w.now.Sub(w.began), call.Messages, token, f.until.Sub(w.now))
			return
		}
	}
}

// check compares what each member has read with what was decided.
func (w *weather) check() {
	w.t.Helper()
	for _, m := range w.members {
		if got := w.fake.Texts(m.user); !slices.Equal(got, m.want) {
			w.t.Errorf("a member has read\n%q\nwant\n%q", got, m.want)
		}
	}
	if faults := w.fake.Faults(); len(faults) > 0 {
		w.t.Errorf("LINE would have refused: %v", faults)
	}
}

// TestBurstsCostNothing lets one member write twelve bursts, over HTTP and to the whole program: every
// answer goes by reply, and no push is paid.
func TestBurstsCostNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member := linefake.User("bursts")
	w.line.SetLatency(30 * time.Millisecond)
	questions := []string{"領収書は紙でもらえますか", "会費の支払い方法には何がありますか", "プラス会員でできることを教えてください。", "こんにちは"}
	events := 0
	for n := range 12 {
		var wg sync.WaitGroup
		for hook := range 1 + n%3 {
			var list []linefake.Event
			for i := range 1 + (n+hook)%3 {
				list = append(list, w.line.TextEvent(member, questions[(n+i)%len(questions)]))
			}
			events += len(list)
			wg.Go(func() { w.webhook(w.line.Webhook(list...)) })
		}
		wg.Wait()
	}
	var calls map[string]string
	w.until("an answer to each", func() bool {
		calls = map[string]string{}
		for _, d := range w.line.Delivered(member) {
			calls[d.Request] = d.Via
		}
		return len(calls) >= events
	})
	for _, via := range calls {
		if via != "reply" {
			t.Errorf("%d events were answered, one of them by %s", events, via)
		}
	}
	if used := w.line.Used(); used != 0 {
		t.Errorf("%d events cost %d pushes", events, used)
	}
	w.sound()
}
