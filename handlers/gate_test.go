package handlers

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// reading is a part that reads its body as the channels do, and answers as a route does that cannot
// tell why it got no further.
type reading struct{}

func (reading) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /read", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20)); err != nil {
			http.Error(w, "unreadable", http.StatusBadRequest)
		}
	})
	mux.HandleFunc("POST /form", func(_ http.ResponseWriter, r *http.Request) { _ = r.ParseForm() }) // says nothing at all
}

// A house is a server behind a gate.
type house struct {
	t    *testing.T
	gate *Gate
	addr string
	reg  *prometheus.Registry
}

// newHouse serves under limits. patience is what a body may take before it gives way to another.
func newHouse(t *testing.T, l Limits, patience time.Duration, from ...string) *house {
	t.Helper()
	h := &house{t: t, reg: prometheus.NewRegistry()}
	log := slog.New(slog.DiscardHandler)
	h.gate = NewGate(l, h.reg, log)
	h.gate.stale = patience
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.addr = inner.Addr().String()
	if len(from) > 0 {
		inner = &elsewhere{Listener: inner, from: from}
	}
	srv := Server(New(Config{Parts: []Part{reading{}}, Gate: h.gate, Metrics: h.reg, Log: log}), log)
	go func() { _ = srv.Serve(h.gate.Listener(inner)) }()
	t.Cleanup(func() { _ = srv.Close() })
	return h
}

// elsewhere is a listener whose connections come from the addresses it is given, in turn.
type elsewhere struct {
	net.Listener
	mu   sync.Mutex
	from []string
}

func (e *elsewhere) Accept() (net.Conn, error) {
	c, err := e.Listener.Accept()
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	addr := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(e.from[0]))
	if e.from = e.from[1:]; len(e.from) == 0 {
		e.from = []string{"127.0.0.1:1"}
	}
	return foreign{c, addr}, nil
}

type foreign struct {
	net.Conn
	addr net.Addr
}

func (f foreign) RemoteAddr() net.Addr { return f.addr }

// A sender has a request on its way, whose body promises more than has been sent.
type sender struct {
	t *testing.T
	net.Conn
	rest int
}

func (h *house) dial() net.Conn {
	h.t.Helper()
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = c.Close() })
	return c
}

// begin sends the first bytes of a body and waits until they have been read, or somebody is turned away for them.
func (h *house) begin(path string, promised, sent int, forwarded string) *sender {
	h.t.Helper()
	c := h.dial()
	header := ""
	if forwarded != "" {
		header = "X-Forwarded-For: " + forwarded + "\r\n"
	}
	before, refused := h.held(), h.refused()
	_, err := fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n%sContent-Length: %d\r\n\r\n%s", path, header, promised, strings.Repeat("a", sent))
	if err != nil {
		h.t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); sent > 0 && h.held() < before+int64(sent) && h.refused() == refused && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	return &sender{h.t, c, promised - sent}
}

func (h *house) held() int64 {
	h.gate.mu.Lock()
	defer h.gate.mu.Unlock()
	return h.gate.bytes
}

// end sends the rest and gives the answer's status.
func (s *sender) end() int {
	s.t.Helper()
	_, _ = io.WriteString(s, strings.Repeat("a", s.rest)) // one that is turned away may not take it all
	return status(s.t, s)
}

// status reads an answer.
func status(t *testing.T, c net.Conn) int {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Errorf("no answer: %v", err)
		return 0
	}
	defer res.Body.Close()
	if _, err := io.ReadAll(res.Body); err != nil {
		t.Errorf("the answer breaks off: %v", err)
	}
	if refused := res.StatusCode >= 408; refused != (res.Header.Get("Retry-After") != "") || refused != res.Close {
		t.Errorf("status %d with Retry-After %q, closing: %t", res.StatusCode, res.Header.Get("Retry-After"), res.Close)
	}
	return res.StatusCode
}

// want checks the metric of a limit.
func (h *house) want(limit string, n float64) {
	h.t.Helper()
	all, err := h.reg.Gather()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, family := range all {
		if family.GetName() != "madoguchi_http_refused_total" {
			continue
		}
		for _, m := range family.GetMetric() {
			if m.GetLabel()[0].GetValue() == limit {
				if got := m.GetCounter().GetValue(); got != n {
					h.t.Errorf("%s is counted %v times, want %v", limit, got, n)
				}
				return
			}
		}
	}
	h.t.Errorf("%s is not counted", limit)
}

func same(t *testing.T, what string, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("%s: status %d, want %d", what, got, want)
	}
}

const never = time.Hour

// TestBodiesInAll: as many as the limit arrive at a time, one more is turned away at once, and its
// place is free again when one is done.
func TestBodiesInAll(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/read", "/form"} {
		h := newHouse(t, Limits{Bodies: 3}, never)
		var slow []*sender
		for range 3 {
			slow = append(slow, h.begin(path, 1000, 1, ""))
		}
		same(t, "one too many", h.begin(path, 1000, 0, "").end(), http.StatusServiceUnavailable)
		same(t, "the first", slow[0].end(), http.StatusOK) // so that was told before the first's time was over
		same(t, "one in its place", h.begin(path, 1000, 1, "").end(), http.StatusOK)
		h.want(limitBodies, 1)
	}
}

// TestBodiesOfAnAddress: an address has its bound, an IPv6 network is one, others are not touched, and
// what comes from this machine, with nobody named, is no one's in particular.
func TestBodiesOfAnAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Limits{HostBodies: 2}, never)
	for _, c := range []struct{ first, second, third, other string }{
		{"203.0.113.7", "203.0.113.7", "203.0.113.7", "203.0.113.8"},
		{"2001:db8::1", "2001:db8::2:1", "2001:db8:0:0:ffff::", "2001:db8:0:1::1"},
		{"9.9.9.9, 198.51.100.1", "8.8.8.8, 198.51.100.1", "198.51.100.1", "198.51.100.2"},
	} {
		a, b := h.begin("/read", 1000, 1, c.first), h.begin("/read", 1000, 1, c.second)
		same(t, "a third of "+c.third, h.begin("/read", 1000, 0, c.third).end(), http.StatusTooManyRequests)
		same(t, "another, "+c.other, h.begin("/read", 1000, 1, c.other).end(), http.StatusOK)
		same(t, "the first", a.end(), http.StatusOK)
		same(t, "one in its place", h.begin("/read", 1000, 1, c.third).end(), http.StatusOK)
		same(t, "the second", b.end(), http.StatusOK)
	}
	h.want(limitHostBodies, 3)
	for _, from := range []string{"", "10.0.0.5", "not an address"} {
		var all []*sender
		for range 5 {
			all = append(all, h.begin("/read", 1000, 1, from))
		}
		for _, s := range all {
			same(t, "behind a proxy, from "+from, s.end(), http.StatusOK)
		}
	}
	h.want(limitHostBodies, 3)
}

// TestForeignersSayNothing: X-Forwarded-For of who is no proxy of ours neither hides nor blames anybody.
func TestForeignersSayNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Limits{HostBodies: 1}, never, "203.0.113.7:1", "203.0.113.7:2", "198.51.100.1:3")
	a := h.begin("/read", 1000, 1, "198.51.100.1")
	same(t, "a second of one address", h.begin("/read", 1000, 0, "192.0.2.1").end(), http.StatusTooManyRequests)
	same(t, "who was named", h.begin("/read", 1000, 1, "").end(), http.StatusOK)
	same(t, "the first", a.end(), http.StatusOK)
}

// TestSlowGiveWay: under a full house the one that has kept us waiting longest goes, not the newcomer.
func TestSlowGiveWay(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/read", "/form"} {
		h := newHouse(t, Limits{Bodies: 3}, 20*time.Millisecond)
		oldest := h.begin(path, 1000, 1, "")
		older := h.begin(path, 1000, 1, "")
		h.begin(path, 1000, 1, "")
		time.Sleep(30 * time.Millisecond)
		same(t, "the newcomer", h.begin(path, 1000, 1, "").end(), http.StatusOK)
		same(t, "the oldest", status(t, oldest), http.StatusServiceUnavailable)
		same(t, "the next", older.end(), http.StatusOK)
		h.want(limitBodies, 1)
	}
}

// TestBytes: what bodies hold is bounded whatever they promise, and given back when they are answered.
func TestBytes(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Limits{Bytes: 100 << 10}, never)
	same(t, "a large one", h.begin("/read", 90<<10, 1, "").end(), http.StatusOK)
	a := h.begin("/read", 1<<20, 60<<10, "")
	same(t, "what is too much beside it", h.begin("/read", 60<<10, 1, "").end(), http.StatusServiceUnavailable)
	same(t, "what is not", h.begin("/read", 30<<10, 1, "").end(), http.StatusOK)
	a.Close()
	h.eventually("all bytes are given back", func() bool { return h.held() == 0 })
	same(t, "after it", h.begin("/read", 60<<10, 1, "").end(), http.StatusOK)
	h.want(limitBytes, 1)

	h = newHouse(t, Limits{Bytes: 100 << 10}, 20*time.Millisecond)
	a = h.begin("/read", 1<<20, 60<<10, "")
	time.Sleep(30 * time.Millisecond)
	same(t, "a newcomer beside one that keeps us waiting", h.begin("/read", 60<<10, 1, "").end(), http.StatusOK)
	same(t, "the one that kept us waiting", status(t, a), http.StatusServiceUnavailable)
}

// TestTrickle: a byte a second keeps nobody's place.
func TestTrickle(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Limits{}, never)
	s, began := h.begin("/read", 1000, 1, ""), time.Now()
	go func() {
		for { // until it is cut: one that goes on as long as bytes come never is
			time.Sleep(200 * time.Millisecond)
			if _, err := s.Write([]byte("a")); err != nil {
				return
			}
		}
	}()
	same(t, "a trickle", status(t, s), http.StatusRequestTimeout)
	if took := time.Since(began); took < bodyTime-time.Second {
		t.Errorf("cut after %v, want %v", took, bodyTime)
	}
	h.want(limitTime, 1)
}

// TestDue holds the time that a body has by what has come of it.
func TestDue(t *testing.T) {
	for held, want := range map[int64]time.Duration{0: 5 * time.Second, 64 << 10: 6 * time.Second, 320 << 10: 10 * time.Second, 1 << 20: readTime, 1 << 32: readTime} {
		b := &body{held: held}
		if got := b.due().Sub(b.began); got != want {
			t.Errorf("with %d bytes: %v, want %v", held, got, want)
		}
	}
}

// TestConnections: one connection too many is told so at once and closed; a closed one makes room.
func TestConnections(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Limits{Connections: 3}, never)
	var open []net.Conn
	for range 3 {
		open = append(open, h.dial())
	}
	same(t, "one too many", h.begin("/read", 10, 0, "").end(), http.StatusServiceUnavailable)
	h.want(limitConnections, 1)
	open[0].Close()
	h.eventually("a closed connection makes room", func() bool { return h.connections() == 2 })
	same(t, "one in its place", h.begin("/read", 10, 1, "").end(), http.StatusOK)
}

// TestConnectionsOfAnAddress: an address of the Internet has its bound, a proxy and a private one have none.
func TestConnectionsOfAnAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Limits{HostConnections: 2}, never,
		"203.0.113.7:1", "203.0.113.7:2", "203.0.113.7:3", "203.0.113.8:1",
		"[2001:db8::1]:1", "[2001:db8::2]:1", "[2001:db8::3]:1", "[2001:db8:0:1::1]:1",
		"172.17.0.1:1", "172.17.0.1:2", "172.17.0.1:3", "127.0.0.1:1")
	for i, want := range []int{200, 200, 503, 200, 200, 200, 503, 200, 200, 200, 200, 200} {
		same(t, fmt.Sprint("connection ", i), h.begin("/read", 10, 0, "").end(), want)
	}
	h.want(limitHostConnections, 2)
}

// TestTurnedAwayInBulk: a flood beyond the bound leaves nothing behind, and whoever comes after it is
// served.
func TestTurnedAwayInBulk(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Limits{Connections: 3}, never)
	var flood []net.Conn
	for range 300 {
		flood = append(flood, h.dial())
	}
	h.eventually("the flood is turned away", func() bool { return h.refused() >= 297 })
	for _, c := range flood {
		c.Close()
	}
	h.eventually("nothing is left of it", func() bool { return h.connections() == 0 })
	same(t, "whoever comes next", h.begin("/read", 10, 1, "").end(), http.StatusOK)
}

func (h *house) connections() int {
	h.gate.mu.Lock()
	defer h.gate.mu.Unlock()
	return h.gate.connections.all
}

func (h *house) refused() (n float64) {
	all, _ := h.reg.Gather()
	for _, family := range all {
		if family.GetName() == "madoguchi_http_refused_total" {
			for _, m := range family.GetMetric() {
				n += m.GetCounter().GetValue()
			}
		}
	}
	return n
}

func (h *house) eventually(what string, ok func() bool) {
	h.t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("waited in vain: %s", what)
		}
	}
}

// TestHonestLoad: a platform that sends 200 webhooks a second from one address, some of 100 kB, each on
// a connection of its own, is never refused, beside as many strangers as may be let in.
func TestHonestLoad(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Limits{}, stale)
	for range 600 {
		h.begin("/read", 1<<20, 1, "")
	}
	time.Sleep(stale)
	var wg sync.WaitGroup
	failed := make(chan error, 400)
	for i := range 400 {
		wg.Go(func() {
			size := 2000
			if i%20 == 0 {
				size = 100_000
			}
			req, _ := http.NewRequest("POST", "http://"+h.addr+"/read", strings.NewReader(strings.Repeat("a", size)))
			req.Header.Set("X-Forwarded-For", "203.0.113.7")
			req.Close = true
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				failed <- err
				return
			}
			res.Body.Close()
			if res.StatusCode != http.StatusOK {
				failed <- errors.New(res.Status)
			}
		})
		time.Sleep(5 * time.Millisecond)
	}
	wg.Wait()
	close(failed)
	n := 0
	for err := range failed {
		if n++; n < 4 {
			t.Errorf("an honest webhook: %v", err)
		}
	}
	h.want(limitHostBodies, 0)
}
