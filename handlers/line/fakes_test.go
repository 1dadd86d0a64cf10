package line_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"

	"madoguchi/chat"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func jsonLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// A lockedBuffer is written and read by several.
type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A memory is a sink that keeps what it is given, each event once, and can be made to fail.
type memory struct {
	mu     sync.Mutex
	events []chat.Event
	calls  int
	broken bool
}

func (m *memory) Accept(_ context.Context, events ...chat.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls++
	if m.broken {
		return errors.New("the database is down")
	}
	for _, e := range events {
		if !slices.ContainsFunc(m.events, func(old chat.Event) bool { return old.ID == e.ID }) {
			m.events = append(m.events, e)
		}
	}
	return nil
}

func (m *memory) Act(context.Context, chat.Event) (chat.Outcome, error) {
	return chat.Outcome{}, errors.New("members do not act")
}

func (m *memory) all() []chat.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// attempts are addresses outside this machine that somebody tried to reach.
type attempts struct {
	mu   sync.Mutex
	list []string
}

// stop lets through calls to this machine, and keeps a list of all others.
func (a *attempts) stop(dialer *net.Dialer) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, _ := net.SplitHostPort(address)
		if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() || host == "localhost" {
			return dialer.DialContext(ctx, network, address)
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		a.list = append(a.list, address)
		return nil, fmt.Errorf("no test leaves this machine: %s", address)
	}
}

func (a *attempts) all() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.list)
}

// forget drops what was tried since there were n.
func (a *attempts) forget(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = a.list[:n]
}
