package web

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// A frame is one server-sent event or comment as it came over the wire.
type frame struct {
	id, name, data string
	comment        bool
}

// A listener reads a stream.
type listener struct {
	status int
	header http.Header
	frames chan frame
	stop   func()
}

func (s *site) listen(t testing.TB, o opened, after int64, headers ...string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+"/chat/events?after="+itoa(after), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+o.Token)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	resp, err := s.client.Do(r)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	l := &listener{status: resp.StatusCode, header: resp.Header, frames: make(chan frame, 10_000)}
	done := make(chan struct{})
	go func() { defer close(done); defer close(l.frames); defer resp.Body.Close(); readFrames(resp, l.frames) }()
	var once sync.Once
	l.stop = func() { once.Do(func() { cancel(); <-done }) }
	t.Cleanup(l.stop)
	return l
}

// readFrames is a reader of its own, after the standard's text: what it makes of the bytes is what
// a browser would.
func readFrames(resp *http.Response, out chan<- frame) {
	in := bufio.NewScanner(resp.Body)
	in.Buffer(nil, 1<<20)
	var f frame
	var data []string
	for in.Scan() {
		line := in.Text()
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if len(data) > 0 || f.comment {
				f.data = strings.Join(data, "\n")
				out <- f
			}
			f, data = frame{}, nil
		case name == "":
			f.comment = true
		case name == "id":
			f.id = value
		case name == "event":
			f.name = value
		case name == "data":
			data = append(data, value)
		}
	}
}

// next is the next frame that is no comment.
func (l *listener) next(t testing.TB) frame {
	t.Helper()
	timeout := time.After(time.Minute)
	for {
		select {
		case f, ok := <-l.frames:
			if !ok {
				t.Fatal("the stream has ended")
			}
			if !f.comment {
				return f
			}
		case <-timeout:
			t.Fatal("nothing came")
		}
	}
}

func (l *listener) text(t testing.TB) string {
	t.Helper()
	f := l.next(t)
	var v view
	if err := json.Unmarshal([]byte(f.data), &v); err != nil {
		t.Fatalf("%q: %v", f.data, err)
	}
	if f.id != itoa(v.Seq) {
		t.Errorf("W1: id %q of line %d", f.id, v.Seq)
	}
	return v.Text
}
