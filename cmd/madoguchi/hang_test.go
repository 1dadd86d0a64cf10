package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/postgres/postgrestest"
)

// A stall stands between the program and Postgres, and can stop passing anything on without closing
// a connection: what a firewall that forgets, or a disk that hangs, looks like.
type stall struct {
	net.Listener
	to func() (net.Conn, error)

	mu   sync.Mutex
	gate *sync.Cond
	shut bool
}

func newStall(t *testing.T, database string) (*stall, string) {
	t.Helper()
	config, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	network, addr := pgconn.NetworkAddress(config.Host, config.Port)
	s := &stall{to: func() (net.Conn, error) { return net.Dial(network, addr) }}
	s.gate = sync.NewCond(&s.mu)
	if s.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.set(false); s.Close() })
	go s.accept()
	u := url.URL{Scheme: "postgres", User: url.UserPassword(config.User, config.Password), Host: s.Addr().String(), Path: "/" + config.Database, RawQuery: "sslmode=disable"}
	return s, u.String()
}

func (s *stall) accept() {
	for {
		near, err := s.Accept()
		if err != nil {
			return
		}
		far, err := s.to()
		if err != nil {
			_ = near.Close()
			continue
		}
		go s.pass(near, far)
		go s.pass(far, near)
	}
}

func (s *stall) pass(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		s.mu.Lock()
		for s.shut {
			s.gate.Wait()
		}
		s.mu.Unlock()
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (s *stall) set(shut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut = shut
	s.gate.Broadcast()
}

// TestPostgresHangs: while Postgres neither answers nor goes away, whoever asks hears so within seconds,
// and what a visitor sends again under the same id afterwards is taken once.
func TestPostgresHangs(t *testing.T) {
	t.Parallel()
	s, through := newStall(t, postgrestest.URL(t))
	w := openTown(t, through)
	v := w.visit()
	s.set(true)
	body, _ := json.Marshal(map[string]string{"client_id": "00000000-0000-4000-8000-0000000000ff", "text": "領収書はもらえますか"})
	send := func() (int, http.Header, string) {
		req, _ := http.NewRequestWithContext(t.Context(), "POST", w.base+"/chat/messages", bytes.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Origin", w.base)
		req.Header.Set("Authorization", "Bearer "+v.token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, nil, err.Error()
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, resp.Header, string(text)
	}
	for range 2 { // the first finds connections that hang, the second none
		began := time.Now()
		status, header, text := send()
		if took := time.Since(began); status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || took > time.Minute {
			t.Fatalf("after %v: %d %s, Retry-After %q", took, status, text, header.Get("Retry-After"))
		}
		if strings.Contains(text, "context") || strings.Contains(text, "postgres") {
			t.Errorf("a stranger reads %s", text)
		}
	}
	for _, path := range []string{"/healthz", "/desk", "/chat/events?wait=0"} {
		w.bounded(path, v.token)
	}
	s.set(false)
	w.until("the message to be taken", func() bool { status, _, _ := send(); return status == http.StatusAccepted })
	send()
	lines := v.lines("the answer", func(l []webLine) bool { return len(l) > 1 && l[len(l)-1].Author != "member" })
	said := 0
	for _, l := range lines {
		if l.Author == "member" {
			said++
		}
	}
	if said != 1 {
		t.Errorf("the message stands %d times in the transcript", said)
	}
}

// bounded wants some answer to a GET that is none of success, while nothing can be read.
func (w *town) bounded(path, token string) {
	w.t.Helper()
	client := &http.Client{Timeout: patience}
	req, _ := http.NewRequest("GET", w.base+path, nil)
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Cookie", "desk="+strings.Repeat("x", 43))
	resp, err := client.Do(req)
	if err != nil {
		w.t.Errorf("%s: %v", path, err)
		return
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable {
		w.t.Errorf("%s answers %d", path, resp.StatusCode)
	}
}
