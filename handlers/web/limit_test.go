package web

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
)

// TestW7Limits holds that every limit lets N through and stops N+1, in words and with a time, and
// that time heals.
func TestW7Limits(t *testing.T) {
	const n = 4
	limit := Rate{time.Minute, n}
	tests := []struct {
		name         string
		limits       Limits
		method, path string
		foreign      bool // whether a second session is stopped too: the limit is the address's
	}{
		{"messages of a session", Limits{Messages: limit, Sessions: plenty.Sessions, Suggests: plenty.Suggests, Requests: plenty.Requests}, "POST", "/chat/messages", false},
		{"suggestions of an address", Limits{Messages: plenty.Messages, Sessions: plenty.Sessions, Suggests: limit, Requests: plenty.Requests}, "GET", "/chat/suggest?q=x", true},
		{"sessions of an address", Limits{Messages: plenty.Messages, Sessions: Rate{time.Minute, n + 2}, Suggests: plenty.Suggests, Requests: plenty.Requests}, "POST", "/chat/session", true},
		{"requests of an address", Limits{Messages: plenty.Messages, Sessions: plenty.Sessions, Suggests: plenty.Suggests, Requests: Rate{time.Minute, n + 2}}, "GET", "/chat/events?wait=0", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := time.Now()
			s := serve(t, Config{Limits: tt.limits, Now: func() time.Time { return now }})
			a, b := s.openSession(t), s.openSession(t)
			for i := range n {
				if r := s.do(t, tt.method, tt.path, message("x"), bearer(a.Token)); r.status >= 300 {
					t.Fatalf("W7: request %d of %d: %d %s", i+1, n, r.status, r.body)
				}
			}
			r := s.do(t, tt.method, tt.path, message("x"), bearer(a.Token))
			if code, text := faultOf(t, r); r.status != http.StatusTooManyRequests || code != "too_many" || text == "" || r.header.Get("Retry-After") != "60" {
				t.Fatalf("W7: request %d: %d %s, Retry-After %q", n+1, r.status, r.body, r.header.Get("Retry-After"))
			}
			if r := s.do(t, tt.method, tt.path, message("x"), bearer(b.Token)); (r.status == http.StatusTooManyRequests) != tt.foreign {
				t.Errorf("W7: another session: %d", r.status)
			}
			now = now.Add(time.Minute)
			if r := s.do(t, tt.method, tt.path, message("x"), bearer(a.Token)); r.status >= 300 {
				t.Errorf("W7: a minute later: %d %s", r.status, r.body)
			}
		})
	}
}

func TestW7Streams(t *testing.T) {
	limits := plenty
	limits.Streams, limits.HostStreams = 5, 7
	s := serve(t, Config{Limits: limits})
	a, b := s.openSession(t), s.openSession(t)
	open := func(o opened) (int, func()) {
		r := s.listen(t, o, 0)
		return r.status, r.stop
	}
	var last func()
	for i := range 5 {
		status, stop := open(a)
		if status != http.StatusOK {
			t.Fatalf("W7: stream %d of 5: %d", i+1, status)
		}
		last = stop
	}
	if status, _ := open(a); status != http.StatusTooManyRequests {
		t.Errorf("W7: the sixth stream of a session: %d", status)
	}
	if r := s.do(t, "GET", "/chat/events?wait=5", "", bearer(a.Token)); r.status != http.StatusTooManyRequests {
		t.Errorf("W7: a long poll beside five streams: %d", r.status)
	}
	if r := s.do(t, "GET", "/chat/events?wait=0", "", bearer(a.Token)); r.status != http.StatusOK {
		t.Errorf("W7: looking without waiting must always go: %d", r.status)
	}
	for i := range 2 {
		if status, _ := open(b); status != http.StatusOK {
			t.Fatalf("W7: stream %d of the other session: %d", i+1, status)
		}
	}
	if status, _ := open(b); status != http.StatusTooManyRequests {
		t.Errorf("W7: the eighth stream of an address: %d", status)
	}
	last()
	eventually(t, "a closed stream makes room", func() bool { status, _ := open(a); return status == http.StatusOK })
}

func TestFloodLeavesOthersAlone(t *testing.T) {
	limits := plenty
	limits.Messages = Rate{time.Minute, 5}
	s := serve(t, Config{Limits: limits})
	loud, quiet := s.openSession(t), s.openSession(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				s.do(t, "POST", "/chat/messages", message("flood"), bearer(loud.Token))
			}
		})
	}
	wg.Wait()
	if r := s.do(t, "POST", "/chat/messages", message("静かな質問"), bearer(quiet.Token)); r.status != http.StatusAccepted {
		t.Errorf("the quiet visitor: %d %s", r.status, r.body)
	}
	if got := len(s.texts()); got != 6 {
		t.Errorf("%d messages were taken in, want 5 of the flood and 1", got)
	}
}

func TestSend(t *testing.T) {
	s := serve(t, Config{})
	var ch chat.Channel = s.service
	if ch.Name() != chat.Web {
		t.Errorf("name %q", ch.Name())
	}
	watch, stop := s.Watch(address("a"))
	defer stop()
	for attempt := 1; attempt <= 2; attempt++ {
		r, err := ch.Send(t.Context(), chat.Delivery{Key: "k", To: address("a"), Attempt: attempt, Messages: []chat.Message{{Text: "x"}}})
		if err != nil || r.Via != "stream" || len(s.transcriptOf("a")) != 0 {
			t.Errorf("attempt %d: %+v, %v", attempt, r, err)
		}
		<-watch
	}
	if _, err := ch.Send(t.Context(), chat.Delivery{To: chat.Address{Channel: chat.LINE, ID: "U1"}}); chat.FaultOf(err) != chat.Rejected {
		t.Errorf("to LINE: %v", err)
	}
	s.fail(errDown)
	if _, err := ch.Send(t.Context(), chat.Delivery{To: address("a"), Messages: []chat.Message{{Text: "x"}}}); chat.FaultOf(err) != chat.Temporary {
		t.Errorf("while the store is down: %v", err)
	}
}
