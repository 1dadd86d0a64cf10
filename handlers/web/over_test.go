package web

import (
	"context"
	"testing"
	"time"

	"madoguchi/chat"
)

// A lastingMemory knows which sessions are over.
type lastingMemory struct {
	*memory
	over map[string]bool
	err  error
}

func (m *lastingMemory) SessionLasts(_ context.Context, id string, _ time.Time) (bool, error) {
	return !m.over[id], m.err
}

// TestR3SessionOver: what is said to a session that nobody can open any more has not arrived.
func TestR3SessionOver(t *testing.T) {
	m := &lastingMemory{memory: newMemory(), over: map[string]bool{"gone": true}}
	s, err := New(Config{}, m, m, m, m)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		id    string
		err   error
		fault chat.Fault
	}{{"here", nil, ""}, {"gone", nil, chat.Unreachable}, {"here", context.DeadlineExceeded, chat.Temporary}} {
		m.err = tc.err
		_, err := s.Send(t.Context(), chat.Delivery{To: address(tc.id), Messages: []chat.Message{{Text: "x"}}})
		if (err == nil) != (tc.fault == "") || err != nil && chat.FaultOf(err) != tc.fault {
			t.Errorf("to %s with %v: %v, want %q", tc.id, tc.err, err, tc.fault)
		}
	}
	m.err = nil
	if _, err := s.Send(t.Context(), chat.Delivery{To: address("gone"), Messages: []chat.Message{{Text: "x", Courtesy: true}}}); chat.FaultOf(err) != chat.Pointless {
		t.Errorf("a courtesy to one that is over: %v", err)
	}
}
