package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/postgres/postgrestest"
)

// memory is what the program has taken for its heap and stacks, by its own metrics: what it could have
// given back is not in it.
func (w *town) memory() (bytes float64) {
	w.t.Helper()
	w.until("the metrics", func() bool {
		bytes = 0
		for lines := bufio.NewScanner(strings.NewReader(w.metrics())); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), " ")
			if name == "go_memstats_heap_inuse_bytes" || name == "go_memstats_stack_inuse_bytes" {
				n, _ := strconv.ParseFloat(value, 64)
				bytes += n
			}
		}
		return bytes > 0
	})
	return bytes
}

// slow opens n connections that post to path, promise promised bytes and send sent of them.
func (w *town) slow(n int, path string, promised, sent int) (closeAll func()) {
	w.t.Helper()
	var all []net.Conn
	body := strings.Repeat("a", sent)
	for range n {
		c, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, c)
		_ = c.SetWriteDeadline(time.Now().Add(2 * time.Second))
		// One that is turned away meanwhile takes no more.
		_, _ = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Line-Signature: x\r\nContent-Length: %d\r\n\r\n%s", path, promised, body)
	}
	return func() {
		for _, c := range all {
			_ = c.Close()
		}
	}
}

// TestConfiguredLimits: what the environment says of connections and proxies is what the program does.
// A proxy is believed about whom it speaks for, and then that address has a bound; unnamed, it is one
// of ours that nobody stands behind.
func TestConfiguredLimits(t *testing.T) {
	t.Parallel()
	begin := func(base string) (net.Conn, *bufio.Reader) {
		c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		_ = c.SetDeadline(time.Now().Add(patience))
		fmt.Fprint(c, "POST /desk/login HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7, 127.0.0.1\r\nContent-Length: 3\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n")
		return c, bufio.NewReader(c)
	}
	for _, tt := range []struct {
		vars map[string]string
		want int
	}{
		{map[string]string{"MADOGUCHI_MAX_CONNECTIONS": "1"}, http.StatusServiceUnavailable},
		{map[string]string{"MADOGUCHI_MAX_BODIES_PER_ADDRESS": "1"}, http.StatusTooManyRequests},
		{map[string]string{"MADOGUCHI_MAX_BODIES_PER_ADDRESS": "1", "MADOGUCHI_PROXIES": "10.0.0.0/8"}, http.StatusUnprocessableEntity},
		{map[string]string{"MADOGUCHI_MAX_BODIES_PER_ADDRESS": "2"}, http.StatusUnprocessableEntity},
	} {
		tt.vars["DATABASE_URL"] = postgrestest.URL(t)
		_, base, stop := newCounter(t, tt.vars).serve()
		got := 0
		for range 20 { // on a busy machine the first may have come too late, or kept us waiting so long that it gives way
			first, _ := begin(base)
			time.Sleep(50 * time.Millisecond)
			second, answer := begin(base)
			fmt.Fprint(second, "a=b")
			res, err := http.ReadResponse(answer, nil)
			if err != nil {
				t.Fatalf("with %v: %v", tt.vars, err)
			}
			first.Close()
			second.Close()
			if got = res.StatusCode; got == tt.want {
				break
			}
		}
		if got != tt.want {
			t.Errorf("with %v: status %d, want %d", tt.vars, got, tt.want)
		}
		stop()
	}
}

// A siege is one kind of strangers.
type siege struct {
	name           string
	conns          int
	path           string
	promised, sent int
	most           float64 // MB that they may take
}

// TestUnsignedMemory: strangers who promise much and send little, or much and never all of it, take
// little of the program's memory on every route that reads a body, and a signed webhook is answered
// beside them. Each program's first siege is the hardest: what it took is there for the next.
func TestUnsignedMemory(t *testing.T) {
	t.Parallel()
	for _, sieges := range [][]siege{{
		{"a byte of a megabyte to LINE's webhook", 500, "/webhook/line", 1 << 20, 1, 32},
		{"more of them than may arrive at a time", 900, "/webhook/line", 1 << 20, 1, 32},
		{"a byte to Slack's", 500, "/webhook/slack/events", 1 << 20, 1, 32},
		{"a byte to the desk", 500, "/desk/login", 500 << 10, 1, 32},
		{"a byte to the chat", 500, "/chat/plain", 60 << 10, 1, 32},
	}, {
		{"nearly all of a megabyte to LINE's", 150, "/webhook/line", 1 << 20, 1<<20 - 10, 64},
	}, {
		{"nearly all of a megabyte to Slack's", 150, "/webhook/slack/events", 1 << 20, 1<<20 - 10, 64},
	}} {
		t.Run(sieges[0].name, func(t *testing.T) {
			w := newTown(t)
			w.tell("Ubefore", "こんにちは", 1) // what is made at the first message is no stranger's
			for _, s := range sieges {
				w.besiege(s)
			}
		})
	}
}

func (w *town) besiege(s siege) {
	w.t.Helper()
	before, most := w.memory(), 0.0
	closeAll := w.slow(s.conns, s.path, s.promised, s.sent)
	defer closeAll()
	for range 12 { // longer than the youngest of them is spared
		most = max(most, w.memory()-before)
		time.Sleep(50 * time.Millisecond)
	}
	began := time.Now()
	status, err := w.line.Text("U"+strconv.Itoa(s.conns), "こんにちは").Post(w.t.Context(), http.DefaultClient, w.base+"/webhook/line")
	if err != nil || status != http.StatusOK {
		w.t.Errorf("%s: a signed webhook beside it: %d, %v", s.name, status, err)
	}
	w.t.Logf("%s: %d connections take %.1f MB; the webhook took %v", s.name, s.conns, most/(1<<20), time.Since(began).Round(time.Millisecond))
	if most > s.most*(1<<20) {
		w.t.Errorf("%s: %d connections take %.1f MB, want at most %.0f", s.name, s.conns, most/(1<<20), s.most)
	}
}
