package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A fleet is several programs on one database behind one address, as an office runs them that has outgrown
// one process; of one program, too. The database is the private one of a folder, so that it can be killed.
type fleet struct {
	*town           // what is around; its program is not started
	members []*town // each with a program of its own
	front   *httptest.Server
	next    atomic.Int64
	data    string // the folder of the private database; "" where the database is another

	mu   sync.Mutex
	down map[*town]bool // while it is killed and started, nobody else may
}

// privateData is a folder that the user Postgres runs as can reach.
func privateData(t testing.TB) string {
	t.Helper()
	parent, err := os.MkdirTemp("", "madoguchi-fleet-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	if err := os.Chmod(parent, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(parent, "db")
}

// newFleet starts n programs. database is theirs, or "" for a private one in data.
func newFleet(t testing.TB, n int, database, data string, further ...string) *fleet {
	t.Helper()
	f := &fleet{town: prepareTown(t, database, append(further, "MADOGUCHI_DATA="+data)...), data: data, down: map[*town]bool{}}
	f.front = httptest.NewServer(http.HandlerFunc(f.forward))
	t.Cleanup(f.front.Close)
	for range n {
		f.add()
	}
	f.base, f.login = f.front.URL, f.members[0].login
	f.slack.Connect(f.base, "")
	f.slack.LimitPosts(0) // Slack's pace is not what is tested here
	f.until("the search", func() bool {
		return !slices.ContainsFunc(f.members, func(m *town) bool { return m.status("/readyz") != http.StatusOK })
	})
	return f
}

// add starts one more program.
func (f *fleet) add() *town {
	f.t.Helper()
	m := &town{t: f.t, line: f.line, slack: f.slack, env: append(slices.Clone(f.env), "MADOGUCHI_ADDR="+freeAddress(f.t))}
	m.start()
	f.t.Cleanup(m.stop)
	f.mu.Lock()
	f.members = append(f.members, m)
	f.mu.Unlock()
	return m
}

// forward is the proxy in front: each request goes to the next program, and to no second one where that fails,
// for the sender sends again.
func (f *fleet) forward(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	var up []*town
	for _, m := range f.members {
		if !f.down[m] {
			up = append(up, m)
		}
	}
	f.mu.Unlock()
	if len(up) == 0 {
		http.Error(w, "no program", http.StatusBadGateway)
		return
	}
	to, err := url.Parse(up[int(f.next.Add(1))%len(up)].base)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	proxy := httputil.ReverseProxy{
		Rewrite:       func(p *httputil.ProxyRequest) { p.SetURL(to); p.Out.Host = p.In.Host; p.SetXForwarded() },
		FlushInterval: -1,
		ErrorHandler:  func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
		Transport:     forwarding,
	}
	proxy.ServeHTTP(w, r)
}

var forwarding = &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Second}

// take keeps a program from being taken by others, and given requests, until it is given back.
func (f *fleet) take(m *town, down bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down[m] = down
}

// until is the town's, for all programs.
func (f *fleet) until(what string, ok func() bool) {
	f.t.Helper()
	seen, last := f.seen(), time.Now()
	for began := time.Now(); time.Since(began) < limit && time.Since(last) < patience; time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
		if p := f.seen(); p != seen {
			seen, last = p, time.Now()
		}
	}
	var logs strings.Builder
	for i, m := range f.members {
		fmt.Fprintf(&logs, "program %d:\n%s\n", i, tail(m.log(), 4000))
	}
	f.t.Fatalf("waited in vain for %s; the programs' logs:\n%s", what, logs.String())
}

func (f *fleet) seen() advance {
	all := f.advance()
	for _, m := range f.members {
		a := m.advance()
		all.logged, all.starts = all.logged+a.logged, all.starts+a.starts
	}
	return all
}

func tail(s string, n int) string {
	if len(s) > n {
		s = s[len(s)-n:]
	}
	return s
}

// killPostgres kills the private server as a lost machine would, and says whether there was one.
func (f *fleet) killPostgres() bool {
	raw, err := os.ReadFile(filepath.Join(f.data, "data", "postmaster.pid"))
	if err != nil {
		return false
	}
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	pid, err := strconv.Atoi(string(line))
	if err != nil {
		return false
	}
	return syscall.Kill(pid, syscall.SIGKILL) == nil
}

// privateURL is the connection string of the private database.
func (f *fleet) privateURL() string {
	socket := filepath.Join(f.data, "run")
	return "postgres:///madoguchi?" + url.Values{"host": {socket}, "user": {"madoguchi"}}.Encode()
}

// restart kills a program and starts it again at its address.
func (f *fleet) restart(m *town) {
	m.kill()
	m.startAgain(f.t)
}

// startAgain is start for a goroutine that may not end the test: a start that fails because the database is
// just dying is tried again, as systemd would.
func (w *town) startAgain(t testing.TB) {
	var err error
	for began := time.Now(); time.Since(began) < patience; time.Sleep(100 * time.Millisecond) {
		if err = w.startOnce(); err == nil {
			return
		}
	}
	t.Errorf("the program does not start again: %v\n%s", err, tail(w.log(), 2000))
}

// startOnce does what start does, without ending the test.
func (w *town) startOnce() error {
	stdout := w.spawn()
	said := make([]byte, 0, 512)
	buf := make([]byte, 512)
	for !bytes.Contains(said, []byte("窓口（職員用）")) {
		n, err := stdout.Read(buf)
		if said = append(said, buf[:n]...); err != nil {
			return errors.Join(err, w.cmd.Wait())
		}
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	return nil
}
