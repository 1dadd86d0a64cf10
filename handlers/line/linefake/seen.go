package linefake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Delivered is one message object as a user saw it arrive.
type Delivered struct {
	User    string // or group or room
	Via     string // reply or push
	Request string // the ID of the request it came with: objects sent together share it
	Key     string // the push's retry key
	Token   string // the reply's token
	ID      string // the message's own
	Type    string // text, flex, …
	Text    string // what a reader sees: a text's text, a Flex message's alternative text
	Quick   []string
	Quotes  string          // the ID of the message that stands quoted above it
	Object  json.RawMessage // the whole object as it was sent
	At      time.Time
}

// A Call is one request to the API, whatever became of it.
type Call struct {
	Method string
	Path   string
	Status int // 0 where no answer was given
	Key    string
	Body   string
	At     time.Time
}

// Delivered is what a user has been sent, in order; everything where user is "".
func (s *Server) Delivered(user string) []Delivered {
	s.mu.Lock()
	defer s.mu.Unlock()
	if user == "" {
		return slices.Clone(s.state.sent)
	}
	var list []Delivered
	for _, i := range s.state.byUser[user] {
		list = append(list, s.state.sent[i])
	}
	return list
}

// Count is how many objects have been delivered in all.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.state.sent)
}

// Texts is what a user reads, in order.
func (s *Server) Texts(user string) []string {
	var texts []string
	for _, d := range s.Delivered(user) {
		texts = append(texts, d.Text)
	}
	return texts
}

// Wait waits until a user has been sent at least n objects in all, and returns them.
func (s *Server) Wait(ctx context.Context, user string, n int) ([]Delivered, error) {
	for {
		s.mu.Lock()
		changed := s.delivered
		s.mu.Unlock()
		list := s.Delivered(user)
		if len(list) >= n {
			return list, nil
		}
		select {
		case <-ctx.Done():
			return list, fmt.Errorf("fake LINE: %s was sent %d objects, not %d: %w", user, len(list), n, ctx.Err())
		case <-changed:
		}
	}
}

// Calls are all requests to paths that contain part, in order.
func (s *Server) Calls(part string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Call
	for _, c := range s.state.log {
		if strings.Contains(c.Path, part) {
			list = append(list, c)
		}
	}
	return list
}

// CallCount is how many requests there were in all: for who asks again and again whether anything happens.
func (s *Server) CallCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.state.log)
}

// Faults are the rules of LINE's that calls have broken: a test of ours ends with none.
func (s *Server) Faults() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.state.faults)
}

// Used is how many pushes of the month's quota have been used.
func (s *Server) Used() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.used
}

// Loading are the users who were shown the loading animation, in order.
func (s *Server) Loading() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.state.loading)
}

// Read are the users whose messages were marked as read, in order, once a message.
func (s *Server) Read() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.state.read)
}

// Left are the groups and rooms that the account left.
func (s *Server) Left() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.state.left)
}

// fault notes a broken rule.
func (s *Server) fault(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.faults = append(s.state.faults, fmt.Sprintf(format, args...))
}
