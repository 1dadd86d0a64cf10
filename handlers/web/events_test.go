package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

func TestW1Stream(t *testing.T) {
	s := serve(t, Config{Heartbeat: 50 * time.Millisecond})
	o := s.openSession(t)
	s.say(o.ID, chat.Message{Text: "いらっしゃいませ"})
	l := s.listen(t, o, 0, "Accept-Encoding: gzip")
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no", "Content-Encoding": "", "X-Content-Type-Options": "nosniff",
	} {
		if got := l.header.Get(name); got != want {
			t.Errorf("W1: %s: %q, want %q", name, got, want)
		}
	}
	if got := l.text(t); got != "いらっしゃいませ" {
		t.Errorf("first line %q", got)
	}
	if f := l.next(t); f.name != "ready" || f.id != "" {
		t.Errorf("after the backlog: %+v", f)
	}
	s.say(o.ID, chat.Message{Text: "お待たせしました"})
	if got := l.text(t); got != "お待たせしました" {
		t.Errorf("live line %q", got)
	}
	for f := range l.frames {
		if f.comment {
			return // W1: a heartbeat
		}
	}
	t.Error("W1: the stream ended before a heartbeat came")
}

func TestW1RetryAndRawBytes(t *testing.T) {
	s := serve(t, Config{StreamLife: 50 * time.Millisecond})
	o := s.openSession(t)
	s.say(o.ID, chat.Message{Text: "一行目\nid: 99\n\nevent: x\r\ndata: 偽物\u2028"})
	r := s.do(t, "GET", "/chat/events", "", bearer(o.Token)) // the stream ends by itself
	if !strings.HasPrefix(r.body, "retry: 2000\n\nid: 1\ndata: {") {
		t.Errorf("W1: the stream begins with %.80q", r.body)
	}
	if n := strings.Count(r.body, "\ndata: "); n != 2 {
		t.Errorf("a line end in a message made a frame: %q", r.body)
	}
}

// TestW1Resume holds that a reader which is cut off at any moment and comes back with the last id
// it saw gets every line once and in order, while lines keep coming.
func TestW1Resume(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	const lines = 600 // three pages of the transcript
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := range lines {
			s.say(o.ID, chat.Message{Text: fmt.Sprint(i)})
			if i%20 == 0 {
				time.Sleep(time.Millisecond)
			}
		}
	})
	var got []string
	last := int64(0)
	for cut := 1; len(got) < lines; cut = cut*2%97 + 1 {
		header := "Last-Event-ID: " + itoa(last)
		l := s.listen(t, o, 999_999, header) // the header counts, not the query a browser keeps repeating
		for range cut {
			f := l.next(t)
			if f.name == "ready" {
				continue
			}
			var v view
			if err := json.Unmarshal([]byte(f.data), &v); err != nil {
				t.Fatal(err)
			}
			got, last = append(got, v.Text), v.Seq
			if len(got) == lines {
				break
			}
		}
		l.stop()
	}
	writer.Wait()
	for i, text := range got {
		if text != fmt.Sprint(i) {
			t.Fatalf("W1: line %d of %d is %s", i, len(got), text)
		}
	}
}

// TestW1ShortPages holds that a page with fewer lines than were asked for is not taken for the last.
func TestW1ShortPages(t *testing.T) {
	s := serve(t, Config{})
	s.most = 3
	o := s.openSession(t)
	say := func(from int) {
		for i := range 10 {
			s.say(o.ID, chat.Message{Text: fmt.Sprint(from + i)})
		}
	}
	say(0)
	l := s.listen(t, o, 0)
	for i := range 10 {
		if got := l.text(t); got != fmt.Sprint(i) {
			t.Fatalf("W1: line %d is %s", i, got)
		}
	}
	if f := l.next(t); f.name != "ready" {
		t.Errorf("W1: after the backlog: %+v", f)
	}
	say(10)
	for i := range 10 {
		if got := l.text(t); got != fmt.Sprint(10+i) {
			t.Fatalf("W1: line %d is %s", 10+i, got)
		}
	}
	if got, err := s.service.tail(httptest.NewRequest("GET", "/", nil), o.ID); err != nil || len(got) != 20 {
		t.Errorf("the plain page shows %d lines of 20, %v", len(got), err)
	}
}

// TestW1LostWakeUp holds that a line whose announcement was lost comes with the next heartbeat.
func TestW1LostWakeUp(t *testing.T) {
	s := serve(t, Config{Heartbeat: 30 * time.Millisecond})
	o := s.openSession(t)
	l := s.listen(t, o, 0)
	l.next(t) // ready
	s.mu.Lock()
	s.deaf = true
	s.mu.Unlock()
	s.say(o.ID, chat.Message{Text: "届きましたか"})
	if got := l.text(t); got != "届きましたか" {
		t.Errorf("W1: %q", got)
	}
}

func TestW1LongPoll(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	s.say(o.ID, chat.Message{Text: "一"})
	s.say(o.ID, chat.Message{Text: "職員だけ", Private: "slack:U1"})
	poll := func(query string) (got struct {
		Lines []view
		After int64
	}) {
		r := s.do(t, "GET", "/chat/events?"+query, "", bearer(o.Token))
		if err := json.Unmarshal([]byte(r.body), &got); err != nil || r.status != http.StatusOK {
			t.Fatalf("W1: poll %s: %d %s", query, r.status, r.body)
		}
		return got
	}
	if got := poll("wait=20"); len(got.Lines) != 1 || got.After != 2 {
		t.Errorf("W1: poll of what is there: %+v", got)
	}
	if got := poll("wait=0&after=2"); len(got.Lines) != 0 || got.After != 2 {
		t.Errorf("W1: poll of nothing: %+v", got)
	}
	var writer sync.WaitGroup
	writer.Go(func() {
		time.Sleep(50 * time.Millisecond)
		s.say(o.ID, chat.Message{Text: "三"})
	})
	if got := poll("wait=20&after=2"); len(got.Lines) != 1 || got.Lines[0].Text != "三" || got.After != 3 {
		t.Errorf("W1: poll of what comes: %+v", got)
	}
	writer.Wait()
	for _, bad := range []string{"wait=x", "wait=-1", "after=-1", "after=x", "after=99999999999999999999"} {
		if r := s.do(t, "GET", "/chat/events?"+bad, "", bearer(o.Token)); r.status != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, r.status)
		}
	}
}

func TestShow(t *testing.T) {
	answer := &chat.Answer{Question: "領収書はもらえますか", Blocks: []chat.Block{{Type: "paragraph", Text: "はい"}}}
	tests := []struct {
		name string
		line line
		want chat.Author // "" = not for the member
	}{
		{"bot", line{Message: chat.Message{Author: chat.Bot, Text: "x", Answer: answer}}, chat.Bot},
		{"nameless", line{Message: chat.Message{Text: "x"}}, chat.Bot},
		{"member", line{Message: chat.Message{Author: chat.Member, Text: "x"}, Event: "s:c"}, chat.Member},
		{"member by event", line{Message: chat.Message{Text: "x"}, Event: "s:c"}, chat.Member},
		{"staff", line{Message: chat.Message{Author: chat.Staff, Text: "x"}}, chat.Staff},
		{"private", line{Message: chat.Message{Text: "x", Private: "slack:U1"}}, ""},
		{"card", line{Message: chat.Message{Text: "x", Card: &chat.Card{}}}, ""},
		{"delivery status", line{Message: chat.Message{Text: "x", Status: &chat.Status{}}}, ""},
		{"taken back", line{Message: chat.Message{Text: "x", Unsent: "1"}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, ok := show(tt.line)
			if ok != (tt.want != "") || v.Author != tt.want {
				t.Errorf("shown %t as %q", ok, v.Author)
			}
			if ok && !cmp.Equal(v.Answer, tt.line.Message.Answer) {
				t.Error("the answer is lost")
			}
		})
	}
}

func TestW7NoWriteTimeoutOnStream(t *testing.T) {
	m := newMemory()
	s, err := New(Config{Limits: plenty, Heartbeat: 20 * time.Millisecond}, m, m, m, m)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.Routes(mux)
	server := httptest.NewUnstartedServer(mux)
	server.Config.ReadTimeout, server.Config.WriteTimeout = time.Second, time.Second
	server.Start()
	leisurely := httptest.NewServer(mux) // for what is not a stream
	t.Cleanup(func() { s.Close(); server.Close(); leisurely.Close() })
	st := &site{memory: m, service: s, url: server.URL, client: server.Client()}
	o := (&site{memory: m, service: s, url: leisurely.URL, client: leisurely.Client()}).openSession(t)
	l := st.listen(t, o, 0)
	l.next(t) // ready
	time.Sleep(1500 * time.Millisecond)
	st.say(o.ID, chat.Message{Text: "まだつながっています"})
	if got := l.text(t); got != "まだつながっています" {
		t.Errorf("W7: %q", got)
	}
}

// TestW7SlowReader holds that a reader that takes nothing loses its stream.
func TestW7SlowReader(t *testing.T) {
	s := serve(t, Config{Patience: 100 * time.Millisecond, Heartbeat: 20 * time.Millisecond})
	o := s.openSession(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /chat/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", o.Token)
	held := func() int {
		s.service.gates.streams.mu.Lock()
		defer s.service.gates.streams.mu.Unlock()
		return s.service.gates.streams.of[o.ID]
	}
	eventually(t, "the stream opens", func() bool { return held() == 1 })
	big := strings.Repeat("長い返事", 100_000)
	for range 20 {
		s.say(o.ID, chat.Message{Text: big})
	}
	eventually(t, "W7: the stream of a reader that takes nothing ends", func() bool { return held() == 0 })
}

func TestCloseEndsStreams(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	l := s.listen(t, o, 0)
	l.next(t) // ready
	s.service.Close()
	s.service.Close()
	if _, open := <-l.frames; open {
		t.Error("the stream goes on after Close")
	}
}

func FuzzWriteEvent(f *testing.F) {
	f.Add(int64(1), "data")
	f.Add(int64(7), "a\nid: 99\n\ndata: b\r\nc\rd")
	f.Add(int64(0), ":\n\n\n")
	f.Fuzz(func(t *testing.T, id int64, data string) {
		var buf bytes.Buffer
		writeEvent(&buf, id, "", data)
		writeEvent(&buf, 5, "", "next")
		out := make(chan frame, 3)
		readFrames(&http.Response{Body: nopCloser{&buf}}, out)
		close(out)
		var frames []frame
		for f := range out {
			frames = append(frames, f)
		}
		wantID := ""
		if id != 0 {
			wantID = itoa(id)
		}
		want := []frame{{id: wantID, data: strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)}, {id: "5", data: "next"}}
		if d := cmp.Diff(want, frames, cmp.AllowUnexported(frame{})); d != "" {
			t.Error(d)
		}
	})
}

type nopCloser struct{ *bytes.Buffer }

func (nopCloser) Close() error { return nil }

// BenchmarkStreams measures what one line costs that is announced to many open streams.
func BenchmarkStreams(b *testing.B) {
	const streams = 200
	limits := plenty
	limits.Streams, limits.HostStreams = streams, streams
	s := serve(b, Config{Limits: limits})
	o := s.openSession(b)
	listeners := make([]*listener, streams)
	for i := range listeners {
		listeners[i] = s.listen(b, o, 0)
		listeners[i].next(b)
	}
	for b.Loop() {
		s.say(o.ID, chat.Message{Text: "お返事です"})
		for _, l := range listeners {
			l.next(b)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/streams, "us/stream")
}

func BenchmarkPostMessage(b *testing.B) {
	s := serve(b, Config{Limits: Limits{Messages: Rate{1, 1 << 30}, Requests: Rate{1, 1 << 30}}})
	o := s.openSession(b)
	for b.Loop() {
		if r := s.do(b, "POST", "/chat/messages", message("領収書はもらえますか"), bearer(o.Token)); r.status != http.StatusAccepted {
			b.Fatal(r.status, r.body)
		}
	}
}
