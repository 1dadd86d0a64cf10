package web

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

// most is what a page that is open may cost the program, in bytes: R11.
const most = 16 << 10

// crowd opens n streams of one session, each past its first words.
func crowd(t testing.TB, s *site, o opened, n int) []net.Conn {
	t.Helper()
	conns := make([]net.Conn, n)
	for i := range conns {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		fmt.Fprintf(conn, "GET /chat/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", o.Token)
		said := make([]byte, 1024)
		for seen := ""; !strings.Contains(seen, "event: ready"); {
			k, err := conn.Read(said)
			if err != nil {
				t.Fatalf("stream %d says %q and ends: %v", i, seen, err)
			}
			seen += string(said[:k])
		}
		conns[i] = conn
	}
	return conns
}

// held is the memory of the heap and of all stacks, in bytes, when what is not needed has been given back. What it
// has grown by is the cost of both ends of a stream, for the tests' end lives here, too.
func held() uint64 {
	for range 3 { // a stack that has grown is halved with each
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// roomy are limits under which one session may have all the streams of a test.
func roomy() Limits {
	limits := plenty
	limits.Streams, limits.HostStreams = 100_000, 100_000
	return limits
}

// TestR11StreamsAreLight holds what an open page costs before anything is said, after something was, and that it is
// given back.
func TestR11StreamsAreLight(t *testing.T) {
	const n = 400
	s := serve(t, Config{Limits: roomy()})
	o := s.openSession(t)
	crowd(t, s, o, 20) // what the first streams of a program cost once
	before := held()
	conns := crowd(t, s, o, n)
	quiet := (int64(held()) - int64(before)) / n
	s.say(o.ID, chat.Message{Text: "お返事です"})
	for _, conn := range conns {
		_ = conn.SetReadDeadline(time.Now().Add(2 * time.Minute))
		for seen := ""; !strings.Contains(seen, "お返事です"); {
			said := make([]byte, 1024)
			k, err := conn.Read(said)
			if err != nil {
				t.Fatalf("a stream says %q and ends: %v", seen, err)
			}
			seen += string(said[:k])
		}
	}
	spoken := (int64(held()) - int64(before)) / n
	t.Logf("%d bytes a stream, both ends of it; %d after a line", quiet, spoken)
	if max(quiet, spoken) > most {
		t.Errorf("a stream takes %d bytes, %d after a line: more than %d", quiet, spoken, most)
	}
	for _, conn := range conns {
		conn.Close()
	}
	eventually(t, "the streams end", func() bool {
		s.service.gates.streams.mu.Lock()
		defer s.service.gates.streams.mu.Unlock()
		return s.service.gates.streams.of[o.ID] == 20
	})
	var left int64
	for range 600 { // connections are closed by goroutines that end later
		if left = (int64(held()) - int64(before)) / n; left < quiet/2 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("of a stream that has ended %d bytes are held", left)
}

// TestTakenStreamIsABody holds that what a taken connection sends is, to its last byte, a body in chunks.
func TestTakenStreamIsABody(t *testing.T) {
	s := serve(t, Config{Heartbeat: 20 * time.Millisecond})
	o := s.openSession(t)
	conn := crowd(t, s, o, 1)[0]
	s.say(o.ID, chat.Message{Text: "一つめ"})
	s.say(o.ID, chat.Message{Text: strings.Repeat("長い返事", 20_000)})
	go func() { time.Sleep(100 * time.Millisecond); s.service.Close() }()
	// What was read of it was one header and one chunk, so the rest is chunks again.
	head := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	resp, err := http.ReadResponse(bufio.NewReader(&rest{strings.NewReader(head), conn}), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	frames := make(chan frame, 100)
	readFrames(resp, frames)
	close(frames)
	var data []string
	for f := range frames {
		data = append(data, f.data)
	}
	for _, want := range []string{"一つめ", "長い返事長い返事"} {
		if !slices.ContainsFunc(data, func(d string) bool { return strings.Contains(d, want) }) {
			t.Errorf("%q is not among %d events", want, len(data))
		}
	}
	if _, err := resp.Body.Read(make([]byte, 1)); err == nil || err.Error() != "EOF" {
		t.Errorf("the body ends with %v", err)
	}
}

// A rest is a text, and what comes from a connection behind it.
type rest struct {
	text *strings.Reader
	conn net.Conn
}

func (r *rest) Read(p []byte) (int, error) {
	if r.text.Len() > 0 {
		return r.text.Read(p)
	}
	return r.conn.Read(p)
}
