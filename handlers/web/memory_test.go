package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"madoguchi/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is everything a Service needs, in memory: it takes events in, writes them down as lines
// and lets reply answer.
type memory struct {
	mu       sync.Mutex
	sessions map[string]memorySession // by token hash
	lines    map[string][]chat.Line   // by session
	watchers map[string]map[chan struct{}]bool
	events   map[string]chat.Event
	reads    int               // of transcripts
	over     map[string]bool   // sessions that somebody has ended
	words    map[string]string // of sites: the session that each has served

	reply   func(chat.Event) []chat.Message
	suggest func(prefix string) []Suggestion
	failing error // what every method fails with
	most    int   // lines of a page, whatever was asked for; 0 = as many as were asked for
	deaf    bool  // watchers are not woken: the wake-up was lost on its way
}

type memorySession struct {
	id      string
	expires time.Time
	retired time.Time

	subject  []byte
	replaced bool
}

var errDown = errors.New("the store is down")

func newMemory() *memory {
	return &memory{
		sessions: map[string]memorySession{}, lines: map[string][]chat.Line{},
		watchers: map[string]map[chan struct{}]bool{}, events: map[string]chat.Event{}, over: map[string]bool{}, words: map[string]string{},
		reply:   func(chat.Event) []chat.Message { return nil },
		suggest: func(string) []Suggestion { return nil },
	}
}

func (m *memory) OpenSession(_ context.Context, hash []byte, id string, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[string(hash)] = memorySession{id: id, expires: expires}
	return m.failing
}

func (m *memory) RenewSession(_ context.Context, old, fresh []byte, expires, now time.Time) (string, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[string(old)]
	if !ok || s.replaced || !now.Before(s.expires) || !s.retired.IsZero() && now.Sub(s.retired) > 2*time.Minute {
		return "", false, m.failing
	}
	if s.retired.IsZero() {
		s.retired = now
	}
	m.sessions[string(old)], m.sessions[string(fresh)] = s, memorySession{id: s.id, expires: expires, subject: s.subject}
	return s.id, true, m.failing
}

func (m *memory) IdentifySession(_ context.Context, v chat.Vouching) (id, ended string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[string(v.Old)]
	other := s.subject != nil && !bytes.Equal(s.subject, v.Subject)
	switch {
	case m.failing != nil:
		return "", "", m.failing
	case !ok || !v.Now.Before(s.expires) || !s.retired.IsZero() && v.Now.Sub(s.retired) > 2*time.Minute || s.replaced && other:
		return "", "", chat.ErrNotFound
	case m.words[string(v.Word)] != "" && (other || m.words[string(v.Word)] != s.id):
		return "", "", chat.ErrTaken
	}
	id = s.id
	if other {
		id, ended, m.over[s.id] = v.NewID, s.id, true
		maps.DeleteFunc(m.sessions, func(_ string, old memorySession) bool { return old.id == s.id })
	}
	for h, old := range m.sessions {
		if old.id == id {
			old.replaced, old.subject = true, v.Subject
			if old.retired.IsZero() {
				old.retired = v.Now
			}
			m.sessions[h] = old
		}
	}
	m.sessions[string(v.Fresh)], m.words[string(v.Word)] = memorySession{id: id, expires: v.Expires, subject: v.Subject}, id
	return id, ended, nil
}

func (m *memory) SignOutSession(_ context.Context, hash []byte, now time.Time) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[string(hash)]
	if !ok || s.subject == nil || !s.retired.IsZero() || !now.Before(s.expires) {
		return "", m.failing
	}
	m.over[s.id] = true
	maps.DeleteFunc(m.sessions, func(_ string, other memorySession) bool { return other.id == s.id })
	return s.id, m.failing
}

func (m *memory) EndSession(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.over[id] = true
	maps.DeleteFunc(m.sessions, func(_ string, s memorySession) bool { return s.id == id })
	return m.failing
}

func (m *memory) Session(_ context.Context, hash []byte, now time.Time) (string, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[string(hash)]
	return s.id, ok && now.Before(s.expires) && s.retired.IsZero(), m.failing
}

// SessionLasts knows of a session's end only where somebody has ended it.
func (m *memory) SessionLasts(_ context.Context, id string, _ time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.over[id], nil
}

func (m *memory) Transcript(ctx context.Context, addr chat.Address, after int64, limit int) ([]chat.Line, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if m.failing != nil || ctx.Err() != nil {
		return nil, errors.Join(m.failing, ctx.Err())
	}
	if m.most > 0 {
		limit = m.most
	}
	all := m.lines[addr.ID]
	i := slices.IndexFunc(all, func(l chat.Line) bool { return l.Seq > after })
	if i < 0 {
		return nil, nil
	}
	return slices.Clone(all[i:min(len(all), i+limit)]), nil
}

func (m *memory) Watch(addr chat.Address) (<-chan struct{}, func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := make(chan struct{}, 1)
	if m.watchers[addr.ID] == nil {
		m.watchers[addr.ID] = map[chan struct{}]bool{}
	}
	m.watchers[addr.ID][c] = true
	return c, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.watchers[addr.ID], c)
	}
}

func (m *memory) Announce(_ context.Context, addr chat.Address) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wake(addr.ID)
	return m.failing
}

func (m *memory) wake(id string) {
	if m.deaf {
		return
	}
	for c := range m.watchers[id] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (m *memory) Suggest(_ context.Context, prefix, _ string, n int) ([]Suggestion, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.suggest(prefix), m.failing
}

func (m *memory) Accept(_ context.Context, events ...chat.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failing != nil {
		return m.failing
	}
	for _, e := range events {
		if _, known := m.events[e.ID]; known {
			continue
		}
		m.events[e.ID] = e
		if e.Kind != chat.Open && e.Kind != chat.Vouch {
			m.add(e.From.ID, chat.Message{Author: chat.Member, Text: e.Text, Files: e.Files}, e.ID)
		}
		for _, msg := range m.reply(e) {
			m.add(e.From.ID, msg, "")
		}
	}
	return nil
}

func (m *memory) Act(context.Context, chat.Event) (chat.Outcome, error) {
	return chat.Outcome{}, errors.New("the web has no staff")
}

func (m *memory) add(session string, msg chat.Message, event string) {
	lines := m.lines[session]
	m.lines[session] = append(lines, chat.Line{Seq: int64(len(lines) + 1), At: time.Now(), Message: msg, Event: event})
	m.wake(session)
}

// say adds a line to a session as the office would.
func (m *memory) say(session string, msg chat.Message) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.add(session, msg, "")
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failing = err
}

// accepted is the events taken in.
func (m *memory) accepted() []chat.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Collect(maps.Values(m.events))
}

// transcriptOf is a session's lines.
func (m *memory) transcriptOf(session string) []chat.Line {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.lines[session])
}

// texts is what members have written, sorted.
func (m *memory) texts() []string {
	var out []string
	for _, e := range m.accepted() {
		if e.Kind != chat.Open && e.Kind != chat.Vouch {
			out = append(out, e.Text)
		}
	}
	slices.Sort(out)
	return out
}

// ids is the sessions there are, sorted.
func (m *memory) ids() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	set := map[string]bool{}
	for _, s := range m.sessions {
		set[s.id] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// plenty are limits that no test meets by accident.
var plenty = Limits{
	Messages: Rate{time.Millisecond, 10_000}, Sessions: Rate{time.Millisecond, 10_000},
	Suggests: Rate{time.Millisecond, 10_000}, Requests: Rate{time.Millisecond, 100_000},
}

// A site is a service behind a real server.
type site struct {
	*memory
	service *Service
	url     string
	client  *http.Client
}

func serve(t testing.TB, c Config) *site {
	t.Helper()
	m := newMemory()
	orDefault(&c.Limits, plenty)
	s, err := New(c, m, m, m, m)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.Routes(mux)
	server := httptest.NewUnstartedServer(mux)
	server.Config.RegisterOnShutdown(s.Close)
	server.Start()
	t.Cleanup(func() { s.Close(); server.Close() })
	return &site{memory: m, service: s, url: server.URL, client: server.Client()}
}

// A reply is an answer that was read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request with "Name: value" headers.
func (s *site) do(t testing.TB, method, path, body string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	resp, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b strings.Builder
	if _, err := fmt.Fprint(&b, readAll(t, resp)); err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, b.String()}
}

func bearer(token string) string { return "Authorization: Bearer " + token }
