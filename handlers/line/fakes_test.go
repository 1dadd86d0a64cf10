package line_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"

	"madoguchi/chat"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func jsonLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo}))
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
