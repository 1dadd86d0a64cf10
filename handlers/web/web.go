// Package web is the chat on a web page: a small HTTP interface and the widget that speaks it.
//
// A visitor opens a session and gets a bearer token; the token's hash is all that is kept. What
// the visitor writes is posted with an id of the browser's own making, so that a message sent
// again after a lost answer is the same message. What is said, by whomever, is a line of the
// session's transcript, and every open page follows the transcript from the last line it has:
// as a stream of server-sent events, or by asking again and again where a proxy swallows streams.
// Nothing is held for a page that is away; coming back is reading on.
//
// The program decides elsewhere. This package turns requests into [chat.Event]s for a [chat.Sink],
// and as a [chat.Channel] it merely announces that a transcript has grown, since a turn has written
// its lines before any delivery is attempted.
//
//	s, err := web.New(web.Config{Origins: origins}, bot, sessions, transcript, suggester)
//	s.Routes(mux)
//	srv.RegisterOnShutdown(s.Close)
package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/logo"
	"madoguchi/handlers/peer"
)

// Sessions keeps who may speak for which session.
type Sessions interface {
	// OpenSession lets the token of the given hash speak for session id until expires.
	OpenSession(ctx context.Context, hash []byte, id string, expires time.Time) error

	// Session finds the session of a token's hash. It reports false for one unknown or expired.
	Session(ctx context.Context, hash []byte, now time.Time) (id string, ok bool, err error)

	// RenewSession exchanges a token for a fresh one and says for which session it speaks: the old one
	// is no longer good for anything but to be exchanged once more, for a little while. It reports false
	// for one that cannot be exchanged.
	RenewSession(ctx context.Context, old, fresh []byte, expires, now time.Time) (id string, ok bool, err error)

	// EndSession lets nobody speak for the session any more.
	EndSession(ctx context.Context, id string) error

	// SessionLasts reports whether anybody can still open the session.
	SessionLasts(ctx context.Context, id string, now time.Time) (bool, error)
}

// Transcript is what was said in each session.
type Transcript interface {
	// Transcript lists up to limit lines after line number after, in order. Only when there are
	// none is the end reached: some may be left out of a page.
	Transcript(ctx context.Context, addr chat.Address, after int64, limit int) ([]chat.Line, error)

	// Watch tells, by a channel that never blocks its sender, that addr's transcript may have
	// grown. The function ends the watch.
	Watch(addr chat.Address) (<-chan struct{}, func())

	// Announce wakes the watchers of addr in every process.
	Announce(ctx context.Context, addr chat.Address) error
}

// A Suggester finds questions for what a visitor has typed so far.
type Suggester interface {
	// Suggest lists at most n that are near, the nearest first; programme is the one that was chosen, or "".
	Suggest(ctx context.Context, prefix, programme string, n int) ([]Suggestion, error)
}

// A Suggestion is a question that the FAQ answers.
type Suggestion struct {
	Ref      string `json:"ref"` // of the entry: "alibaba/8"
	Question string `json:"question"`
}

// A Config is what a [Service] is told about its surroundings. Zero values stand for the defaults.
type Config struct {
	Origins    []string          // origins other than our own whose pages may carry the widget: "https://www.example.or.jp"
	Proxies    peer.Proxies      // before us
	Secure     bool              // visitors reach us by https: cookies say so
	Office     string            // the office's name as the pages show it
	Fronter    Fronter           // knows the first screen; nil = there is none
	Files      Files             // keeps what visitors send; nil = they cannot
	FilesOn    func() bool       // whether the office wants files now; nil = where they can be sent, it does
	FAQOn      func() bool       // whether the FAQ can be read at /faq; nil = it cannot
	Logo       func() *logo.Logo // the office's own mark now; nil = it has none
	Tickets    Tickets           // tells how a request stands; nil = nobody does
	Mailer     Mailer            // sends talks by mail; nil = there is no mail
	Linker     Linker            // keeps the nonces of members who link their session with LINE; nil = they cannot
	Identifier Identifier        // keeps who visitors are at the site that carries the widget; nil = nobody learns it
	LinkDialog string            // LINE's dialog for that; "" = LINE's own
	Limits     Limits

	IdentifySecret []byte // by which that site signs its word, [MinIdentifySecret] bytes or more

	SessionLife time.Duration    // how long a token lives; 0 = 30 days
	StreamLife  time.Duration    // after which a stream ends, to be taken up again by a checked token; 0 = 1 hour
	Heartbeat   time.Duration    // between signs of life on a quiet stream; 0 = 20 s
	Patience    time.Duration    // how long one write to a stream may take; 0 = 10 s
	StoreTime   time.Duration    // how long a request may wait for the stores; 0 = 5 s
	Now         func() time.Time // nil = time.Now
	Log         *slog.Logger     // nil = discard
}

// A Service serves the chat and delivers to it.
type Service struct {
	Config
	facts      atomic.Pointer[facts]
	sink       chat.Sink
	sessions   Sessions
	transcript Transcript
	suggester  Suggester
	gates      gates
	assets
	closing   chan struct{}
	closeOnce sync.Once
}

// New builds a service. It is an error to allow an origin that is none.
func New(c Config, sink chat.Sink, sessions Sessions, transcript Transcript, suggester Suggester) (*Service, error) {
	c.fill()
	if c.Identifier != nil && len(c.IdentifySecret) < MinIdentifySecret {
		return nil, fmt.Errorf("a secret of %d bytes cannot sign who visitors are: want %d or more", len(c.IdentifySecret), MinIdentifySecret)
	}
	s := &Service{
		Config: c, sink: sink, sessions: sessions, transcript: transcript, suggester: suggester,
		gates: newGates(c.Limits), closing: make(chan struct{}),
		assets: loadAssets(),
	}
	return s, s.SetOffice(c.Office, c.Origins)
}

// facts are what the office file says to the pages. A request reads them once.
type facts struct {
	office  string
	origins origins
}

// SetOffice replaces the office's name and the origins whose pages may carry the widget, together.
// Where an origin is none, both stay as they were. An open stream of an origin that is gone ends
// with its term.
func (s *Service) SetOffice(name string, allowed []string) error {
	list, err := parseOrigins(allowed)
	if err != nil {
		return fmt.Errorf("read allowed web origins: %w", err)
	}
	s.facts.Store(&facts{name, list})
	return nil
}

func (c *Config) fill() {
	c.Limits.fill()
	orDefault(&c.SessionLife, 30*24*time.Hour)
	orDefault(&c.StreamLife, time.Hour)
	orDefault(&c.Heartbeat, 20*time.Second)
	orDefault(&c.Patience, 10*time.Second)
	orDefault(&c.StoreTime, 5*time.Second)
	orDefault(&c.Office, say("web.office"))
	orDefault(&c.LinkDialog, defaultLinkDialog)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

func orDefault[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

// Routes adds the service's routes to mux: /chat and below, /widget.js, /page.css and the page at /.
func (s *Service) Routes(mux *http.ServeMux) {
	mux.Handle("OPTIONS /chat/", s.guard(s.preflight))
	mux.Handle("POST /chat/session", s.guard(s.bounded(s.openSession)))
	mux.Handle("POST /chat/messages", s.guard(s.bounded(s.postMessage)))
	mux.Handle("GET /chat/events", s.guard(s.events))
	mux.Handle("GET /chat/suggest", s.guard(s.bounded(s.suggest)))
	mux.Handle("POST /chat/end", s.guard(s.bounded(s.endSession)))
	if s.Mailer != nil {
		mux.Handle("POST /chat/copy", s.guard(s.bounded(s.postCopy)))
		mux.Handle("POST /chat/plain/copy", s.plain(s.plainCopy))
	}
	if s.Identifier != nil {
		mux.Handle("POST /chat/identify", s.guard(s.bounded(s.postIdentify)))
	}
	mux.Handle("PUT /chat/files/{id}", s.guard(s.putFile))
	mux.Handle("GET /chat/files/{id}", s.guard(s.getFile))
	mux.Handle("DELETE /chat/files/{id}", s.guard(s.bounded(s.dropFile)))
	if s.Fronter != nil {
		mux.Handle("GET /chat/front", s.guard(s.bounded(s.front)))
	}
	if s.Tickets != nil {
		mux.Handle("GET /chat/receipt", s.check(s.checkPage))
		mux.Handle("POST /chat/receipt", s.check(s.checkPost))
	}
	mux.HandleFunc("GET /widget.js", s.script.serve)
	mux.HandleFunc("GET /widget/{name}", s.part)
	mux.HandleFunc("GET /page.css", s.style.serve)
	mux.HandleFunc("GET /chat/logo", s.logo)
	if s.Linker != nil {
		mux.Handle("GET /chat/link", s.page("link.html"))
		mux.Handle("POST /chat/link", s.guard(s.bounded(s.postLink)))
		mux.HandleFunc("GET /link.js", s.linking.serve)
	}
	mux.Handle("GET /{$}", s.page("home.html"))
	mux.Handle("GET /chat", s.page("chat.html"))
	mux.Handle("GET /chat/plain", s.plain(s.plainPage))
	mux.Handle("POST /chat/plain", s.plain(s.plainPost))
	mux.Handle("POST /chat/plain/end", s.plain(s.plainEnd))
}

// Close ends every open stream, so that the server can shut down; pages take them up again at the
// next process. Give it to http.Server.RegisterOnShutdown.
func (s *Service) Close() { s.closeOnce.Do(func() { close(s.closing) }) }

// Name implements [chat.Channel].
func (s *Service) Name() string { return chat.Web }

// Capabilities implements [chat.Channel].
func (s *Service) Capabilities() chat.Capabilities {
	return chat.Capabilities{Members: true, Closes: true, Withdraws: true, NoFiles: s.Files == nil}
}

// Send implements [chat.Channel]. The turn that decided on the messages has stored them as lines,
// so a second attempt can double nothing.
func (s *Service) Send(ctx context.Context, d chat.Delivery) (chat.Receipt, error) {
	if d.To.Channel != chat.Web || d.To.ID == "" || len(d.Messages) == 0 {
		return chat.Receipt{}, &chat.SendError{Fault: chat.Rejected, Err: fmt.Errorf("%d messages to %s are nothing for the web chat", len(d.Messages), d.To)}
	}
	if err := s.lasts(ctx, d.To.ID); err != nil {
		if chat.FaultOf(err) == chat.Unreachable && !slices.ContainsFunc(d.Messages, func(m chat.Message) bool { return !m.Courtesy }) {
			return chat.Receipt{}, &chat.SendError{Fault: chat.Pointless, Err: err}
		}
		return chat.Receipt{}, err
	}
	if err := s.transcript.Announce(ctx, d.To); err != nil {
		return chat.Receipt{}, &chat.SendError{Fault: chat.Temporary, Err: fmt.Errorf("announce lines of %s: %w", d.To, err)}
	}
	return chat.Receipt{Via: "stream"}, nil
}

// lasts says that a session is over: what is said there nobody would ever read.
func (s *Service) lasts(ctx context.Context, id string) error {
	switch lasts, err := s.sessions.SessionLasts(ctx, id, s.Now()); {
	case err != nil:
		return &chat.SendError{Fault: chat.Temporary, Err: err}
	case !lasts:
		return &chat.SendError{Fault: chat.Unreachable, Err: fmt.Errorf("the session %s is over", id)}
	}
	return nil
}

func address(session string) chat.Address { return chat.Address{Channel: chat.Web, ID: session} }
