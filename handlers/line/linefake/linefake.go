// Package linefake is a LINE platform of our own, for tests, benchmarks and trying things out.
//
// A [Server] listens on 127.0.0.1 and behaves as LINE's documentation says: reply tokens work once
// and for a minute, a retry key that was used is answered 409, the month's quota ends in 429,
// pushes to users who blocked the account are accepted and go nowhere. It makes signed webhooks as
// LINE would send them, and remembers what was delivered to whom. It can be told to fail in the
// ways in which a platform fails. Messages that LINE would refuse are refused, and noted in
// [Server.Faults].
//
//	fake := linefake.MustNew()
//	defer fake.Close()
//	fake.SetModeAfter(1, linefake.Drop)
//	fake.Text(linefake.User("yamada"), "会費は？").Post(ctx, http.DefaultClient, webhookURL)
//	got := fake.Texts(linefake.User("yamada"))
//
// It imports neither LINE's SDK nor our own channel, so that a misreading of the documentation is not made
// twice in the same way.
package linefake

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// What a new Server is set up with.
const (
	DefaultSecret      = "8c570fa6dd201bb328f1c1eac23a96d8"
	DefaultToken       = "linefake-channel-access-token"
	DefaultDestination = "U8e742f61d673b39c7fff3cecb7536ef0"
	DefaultChannelID   = "1234567890"
)

// ReplyLife is for how long a reply token works.
const ReplyLife = time.Minute

// A Mode is a way to behave towards calls that send messages.
type Mode string

// The modes.
const (
	OK             Mode = ""                 // as documented
	Error500       Mode = "error 500"        // 500, nothing delivered
	AcceptThen500  Mode = "accept, then 500" // delivered, then 500
	AcceptThenDrop Mode = "accept, drop"     // delivered, then the connection is cut without an answer
	Drop           Mode = "drop"             // the connection is cut, nothing delivered
	Hang           Mode = "hang"             // no answer for as long as the caller waits, nothing delivered
	AcceptThenHang Mode = "accept, hang"     // delivered, then no answer
	RateLimited    Mode = "rate limited"     // 429 whatever the quota
	Unauthorized   Mode = "unauthorized"     // 401 whatever the token
	Refused        Mode = "refused"          // 400 whatever is sent
)

// A Server is a LINE platform with one official account.
type Server struct {
	Secret      string
	Token       string // accepted besides the stateless tokens it issues
	Destination string // the account's own user ID
	ChannelID   string

	// Now is the platform's clock. Set it before use.
	Now func() time.Time

	addr string // set once, by New

	mu        sync.Mutex
	http      *http.Server
	listener  net.Listener
	state     state
	stop      chan struct{} // closed to let hanging calls go
	delivered chan struct{} // closed and made anew at each delivery
}

// state is everything that changes, under Server.mu.
type state struct {
	phases    []phase // how calls that send go, now and later
	tokens    map[string]*replyToken
	links     map[string]linkToken
	issued    map[string]time.Time // stateless tokens and when they end
	keys      map[string]keyUse
	blocked   map[string]bool
	sent      []Delivered
	byUser    map[string][]int
	log       []Call
	faults    []string
	quota     int64 // 0: no limit
	used      int64
	serial    int64
	profiles  map[string]string
	contents  map[string]*content
	endpoint  string
	active    bool
	chatMode  string
	menus     []*menu
	menu      string // the default one's ID
	left      []string
	loading   []string
	quotes    map[string]*quoteToken
	unread    map[string]string // by the token that marks a message as read: whose it is
	read      []string
	readMode  string
	latency   time.Duration
	statusFor map[string]int // by path: answered without looking at the call
}

type replyToken struct {
	user  string
	until time.Time
	used  bool
}

type quoteToken struct {
	chat    string // the user, group or room it was given in, and works in
	message string
	gone    bool // the message was taken back
}

type keyUse struct {
	request string
	body    string
	ids     []string
	at      time.Time
}

// New starts a Server. Close it when done.
func New() (*Server, error) {
	s := &Server{
		Secret: DefaultSecret, Token: DefaultToken, Destination: DefaultDestination, ChannelID: DefaultChannelID,
		Now: time.Now, stop: make(chan struct{}), delivered: make(chan struct{}),
	}
	s.state = state{
		tokens: map[string]*replyToken{}, issued: map[string]time.Time{}, keys: map[string]keyUse{},
		blocked: map[string]bool{}, byUser: map[string][]int{}, profiles: map[string]string{},
		contents: map[string]*content{}, statusFor: map[string]int{}, quotes: map[string]*quoteToken{}, unread: map[string]string{}, links: map[string]linkToken{},
		active: true, chatMode: "bot", readMode: "auto", endpoint: "https://bot.example.com/webhook/line",
	}
	if err := s.listen("127.0.0.1:0"); err != nil {
		return nil, err
	}
	return s, nil
}

// MustNew is New for tests, where a machine without a free port is no case to handle.
func MustNew() *Server {
	s, err := New()
	if err != nil {
		panic(err)
	}
	return s
}

func (s *Server) listen(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("start fake LINE: %w", err)
	}
	if s.addr == "" {
		s.addr = l.Addr().String()
	}
	srv := &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	s.mu.Lock()
	s.http, s.listener = srv, l
	s.mu.Unlock()
	go func() { _ = srv.Serve(l) }()
	return nil
}

// URL is the address of its API, its data API and its token issue alike.
func (s *Server) URL() string { return "http://" + s.addr }

// Down makes the platform refuse connections, until Up. What it knows is kept.
func (s *Server) Down() {
	s.mu.Lock()
	srv, l := s.http, s.listener
	s.http = nil
	close(s.stop)
	s.stop = make(chan struct{})
	s.mu.Unlock()
	if srv != nil {
		_ = l.Close() // the server knows of it only once it serves, which may be later than this
		_ = srv.Close()
	}
}

// Up listens again at the same address.
func (s *Server) Up() error {
	s.mu.Lock()
	running := s.http != nil
	s.mu.Unlock()
	if running {
		return nil
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		// While nobody listened the system may have given the port to somebody who connects, for a moment.
		if err := s.listen(s.addr); err == nil || time.Now().After(end) {
			return err
		}
	}
}

// Close stops the server for good.
func (s *Server) Close() { s.Down() }

// SetMode makes all calls that send messages go as mode says, until it is set anew. Calls that
// hang are let go.
func (s *Server) SetMode(mode Mode) { s.setModes(phase{mode, -1}) }

// SetModeAfter is SetMode, once n more calls have gone well.
func (s *Server) SetModeAfter(n int, mode Mode) { s.setModes(phase{OK, n}, phase{mode, -1}) }

// FailNext makes the next n calls that send messages go as mode says, and later ones well again.
func (s *Server) FailNext(n int, mode Mode) { s.setModes(phase{mode, n}, phase{OK, -1}) }

// A phase is a mode for a number of calls; negative for all that follow.
type phase struct {
	mode Mode
	left int
}

func (s *Server) setModes(phases ...phase) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.phases = phases
	close(s.stop)
	s.stop = make(chan struct{})
}

// takeMode is the mode for one call.
func (s *Server) takeMode() (Mode, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.state
	for len(st.phases) > 0 && st.phases[0].left == 0 {
		st.phases = st.phases[1:]
	}
	if len(st.phases) == 0 {
		return OK, s.stop
	}
	st.phases[0].left--
	return st.phases[0].mode, s.stop
}

// SetStatus makes every call to path be answered with status and an error message; 0 ends that.
func (s *Server) SetStatus(path string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if status == 0 {
		delete(s.state.statusFor, path)
		return
	}
	s.state.statusFor[path] = status
}

// SetLatency makes every call take at least d.
func (s *Server) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.latency = d
}

// SetQuota sets the month's limit of pushes (0 for none) and how many were used.
func (s *Server) SetQuota(limit, used int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.quota, s.state.used = limit, used
}

// Block makes a user block the account: pushes to them are accepted and not delivered.
func (s *Server) Block(user string, blocked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.blocked[user] = blocked
}

// Resume makes the ids of messages go on behind those that any earlier server has given: as LINE's do
// for a program that was stopped for a while.
func (s *Server) Resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.serial = time.Now().UnixMilli()
}

// SetProfile gives a user a display name; without one their profile is not found.
func (s *Server) SetProfile(user, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.profiles[user] = name
}

// SetWebhook sets what is told of the webhook's address and whether it is in use.
func (s *Server) SetWebhook(endpoint string, active bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.endpoint, s.state.active = endpoint, active
}

// SetChatMode sets whether the account's chat with people is on ("chat") or off ("bot").
func (s *Server) SetChatMode(mode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.chatMode = mode
}

// SetReadMode sets whether the account marks messages as read by itself ("auto") or not ("manual").
func (s *Server) SetReadMode(mode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.readMode = mode
}

// RevokeTokens makes all stateless tokens issued so far invalid.
func (s *Server) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.state.issued)
}
