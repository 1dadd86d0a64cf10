// Package slackfake is a stand-in for Slack: its Web API over HTTP, the people of one workspace,
// and what they do. Only tests import it.
//
// A [Server] behaves as Slack documents it where an app can tell the difference: tokens are checked,
// channels have members and can be archived, messages have threads and metadata, ephemeral messages
// reach one person, a trigger opens one modal, a view's hash guards its update, Retry-After is sent
// with a 429. What an app sends is checked against Slack's published limits, and a violation fails
// the test. It can be made to fail in the ways Slack does.
//
// The people's side are the methods Say, Press, Submit, Command and OpenHome: each sends the app
// the signed request that Slack would, over HTTP or over the app's socket, and applies the answer.
//
//	fake := slackfake.New(t)
//	fake.Connect(appURL, secret)
//	card := fake.Card(slackfake.Office, "Q-0001")
//	fake.Press(user, card, name)
package slackfake

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// The workspace every Server begins with.
const (
	Team     = "T0OFFICE"
	App      = "A0MADOGUCHI"
	BotUser  = "U0MADOGUCHI"
	Bot      = "B0MADOGUCHI"
	Office   = "C0OFFICE"   // the office's channel: Sasaki, Tanaka, Guest and the app are in it
	Random   = "C0RANDOM"   // another channel
	Sasaki   = "U0SASAKI"   // staff
	Tanaka   = "U0TANAKA"   // staff
	Guest    = "U0GUEST"    // a guest in the office's channel
	Outsider = "U0OUTSIDE"  // of the workspace, not of the channel
	Stranger = "U0STRANGER" // in the channel through Slack Connect, of another workspace
	Former   = "U0FORMER"   // deactivated, still listed
	Other    = "T0OTHER"    // the stranger's workspace

	BotToken = "xoxb-fake-bot"
	AppToken = "xapp-fake-app"
	Secret   = "fake-signing-secret"
)

// A User is a person of the workspace.
type User struct {
	ID, Team, Name       string
	Deleted, Bot         bool
	Restricted, Stranger bool
}

// A Channel is a conversation.
type Channel struct {
	ID, Name  string
	Members   []string
	Archived  bool
	ExtShared bool
}

// A Server is one Slack with one workspace and one app. Its methods may be called from many
// goroutines.
type Server struct {
	tb     testing.TB
	http   *httptest.Server
	client *http.Client

	mu         sync.Mutex
	base       string // the app's
	prompt     bool   // see Prompt
	secret     string
	now        func() time.Time
	users      map[string]*User
	channels   map[string]*Channel
	messages   []*Message
	files      map[string]*File // uploaded or to be
	groups     map[string][]string
	views      map[string]*View
	stacks     map[string][]string // a user's open modals, root first
	homes      map[string]*View
	triggers   map[string]*trigger
	responses  []Response
	calls      []Call
	faults     []*active
	scopes     map[string]bool // nil: all
	count      int
	spent      map[string][]time.Time // posts by channel
	perSecond  int
	noThread   string // what a post to a thread that is not there is answered with; "" = it is taken, outside any thread
	violations []string
	strict     bool
	sock       *socket
}

// A trigger lets one modal be opened within three seconds.
type trigger struct {
	user string
	at   time.Time
	used bool
}

// A Call is one call the app made.
type Call struct {
	Method string
	Args   map[string]any
	At     time.Time
}

// A Response is what the app posted to a response_url.
type Response struct {
	User string
	Body map[string]any
}

// An Option changes a Server before it starts.
type Option func(*Server, *http.Handler)

// Wrap puts a handler of the test's around the Web API, such as a switch for failures.
func Wrap(around func(http.Handler) http.Handler) Option {
	return func(_ *Server, h *http.Handler) { *h = around(*h) }
}

// Scopes grants the app's token only these scopes; a call that needs another one fails as in Slack.
func Scopes(names ...string) Option {
	return func(s *Server, _ *http.Handler) {
		s.scopes = map[string]bool{}
		for _, n := range names {
			s.scopes[n] = true
		}
	}
}

// New starts a Server that ends with the test. A message or view that breaks Slack's limits fails
// the test.
func New(tb testing.TB, options ...Option) *Server {
	s := &Server{
		tb: tb, secret: Secret, now: time.Now, strict: true, noThread: "thread_not_found",
		client: &http.Client{Timeout: 30 * time.Second},
		users:  map[string]*User{}, channels: map[string]*Channel{}, views: map[string]*View{},
		stacks: map[string][]string{}, homes: map[string]*View{}, triggers: map[string]*trigger{},
		spent: map[string][]time.Time{}, files: map[string]*File{}, groups: map[string][]string{},
	}
	for _, u := range []User{
		{ID: BotUser, Team: Team, Name: "madoguchi", Bot: true},
		{ID: Sasaki, Team: Team, Name: "佐々木"}, {ID: Tanaka, Team: Team, Name: "田中"},
		{ID: Guest, Team: Team, Name: "ゲスト", Restricted: true}, {ID: Outsider, Team: Team, Name: "部外"},
		{ID: Stranger, Team: Other, Name: "社外", Stranger: true}, {ID: Former, Team: Team, Name: "退職", Deleted: true},
	} {
		s.users[u.ID] = &u
	}
	s.channels[Office] = &Channel{ID: Office, Name: "窓口", Members: []string{BotUser, Sasaki, Tanaka, Guest, Stranger, Former}}
	s.channels[Random] = &Channel{ID: Random, Name: "雑談", Members: []string{BotUser, Sasaki, Outsider}}
	var h http.Handler = http.HandlerFunc(s.serve)
	for _, o := range options {
		o(s, &h)
	}
	s.http = httptest.NewServer(h)
	tb.Cleanup(s.close)
	return s
}

func (s *Server) close() {
	s.mu.Lock()
	sock := s.sock
	for _, f := range s.faults {
		f.release()
	}
	s.faults = nil
	s.mu.Unlock()
	if sock != nil {
		sock.close()
	}
	s.http.CloseClientConnections()
	s.http.Close()
	if s.strict {
		for _, v := range s.Violations() {
			s.tb.Errorf("slackfake: %s", v)
		}
	}
}

// URL is the base of the Web API, ending in a slash, as SLACK_API_URL wants it.
func (s *Server) URL() string { return s.http.URL + "/api/" }

// Connect tells where the app listens, "http://127.0.0.1:8080", and the secret it verifies with;
// "" stands for Secret.
func (s *Server) Connect(base, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base = base
	if secret != "" {
		s.secret = secret
	}
}

// SetNow replaces the clock by which requests are signed and messages are stamped.
func (s *Server) SetNow(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = now
}

// Tolerate keeps violations of Slack's limits from failing the test: they are still refused.
func (s *Server) Tolerate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strict = false
}

// Violations are the limits of Slack's that the app has broken.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations...)
}

// LimitPosts makes the server refuse more than n posts a second and channel, as Slack does with 1.
func (s *Server) LimitPosts(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.perSecond = n
}

// NoThread sets what a post to a thread that is not there is answered with, of which Slack's documentation
// says little: an error, or, where it is "", a post outside any thread.
func (s *Server) NoThread(word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noThread = word
}

// SetUser adds a person or changes one.
func (s *Server) SetUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[u.ID] = &u
}

// SetGroup puts a user group there, with its members.
func (s *Server) SetGroup(id string, members ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups[id] = members
}

// SetChannel adds a channel or changes one.
func (s *Server) SetChannel(c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[c.ID] = &c
}

// Calls are the calls the app made of a method; of all methods where method is "".
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// CallCount is how many calls there were in all: for who asks again and again whether anything happens.
func (s *Server) CallCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.calls)
}

// Responses are what the app posted to response URLs.
func (s *Server) Responses() []Response {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Response(nil), s.responses...)
}

// id makes a new id that begins with prefix. The caller holds the lock.
func (s *Server) id(prefix string) string {
	s.count++
	return fmt.Sprintf("%s%08X", prefix, s.count)
}

// ts makes a message's time stamp, unlike any other and later than all. The caller holds the lock.
func (s *Server) ts() string {
	s.count++
	return fmt.Sprintf("%d.%06d", s.now().Unix(), s.count)
}
