// Package smtpfake is a mail server for tests: it speaks SMTP (RFC 5321) on the loopback address,
// keeps what it accepts, and can be made to fail at any step. It is strict where servers differ:
// what one of them may refuse, it refuses.
package smtpfake

import (
	"crypto/tls"
	"net"
	"strings"
	"sync"
	"testing"
)

// A Step is a point of the dialogue at which the server can fail.
type Step string

// The steps, in the order of the dialogue.
const (
	Greeting Step = "greeting"
	Hello    Step = "EHLO"
	StartTLS Step = "STARTTLS"
	Auth     Step = "AUTH"
	Mail     Step = "MAIL"
	Rcpt     Step = "RCPT"
	Data     Step = "DATA"
	Body     Step = "body" // after the final dot
	Quit     Step = "QUIT"
)

// A Fault is one way to fail. The zero Fault is none.
type Fault struct {
	At   Step
	Say  string // the reply given instead, "451 4.3.0 …"; "" = the connection is closed without one
	Hang bool   // neither reply nor close
	Keep bool   // at Body: the mail is accepted all the same
}

// Options say how a server is to be.
type Options struct {
	TLS            bool   // TLS from the first byte
	StartTLS       bool   // offer STARTTLS
	User, Password string // ask for them
	Mechanisms     string // of AUTH, "PLAIN LOGIN"; "" = "PLAIN"
}

// A Server is the fake. Create it with New.
type Server struct {
	t        testing.TB
	opts     Options
	listener net.Listener
	tls      *tls.Config
	pem      []byte
	sessions sync.WaitGroup

	mu      sync.Mutex
	fault   Fault
	after   int
	release chan struct{} // closed where a hang ends
	calls   int
	open    map[net.Conn]bool
	most    int // connections at one time
	mails   []Message
}

// New starts a server that ends with the test.
func New(t testing.TB, opts Options) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	s := &Server{t: t, opts: opts, listener: listener, open: map[net.Conn]bool{}, release: make(chan struct{})}
	s.tls, s.pem = certificate(t)
	s.sessions.Go(s.accept)
	t.Cleanup(s.close)
	return s
}

// Addr is the server's host:port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Certificate is the PEM of the certificate that the server shows, which signs itself.
func (s *Server) Certificate() []byte { return s.pem }

// Fail makes the server fail so from the connection after the next "after" ones, until Fail again.
func (s *Server) Fail(f Fault, after int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault, s.after = f, after
	close(s.release)
	s.release = make(chan struct{})
}

// Calls is how many connections there were.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// Most is the highest number of connections there were at one time.
func (s *Server) Most() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most
}

// Mails are the mails accepted for an address, oldest first; "" is everybody.
func (s *Server) Mails(to string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.mails {
		if to == "" || strings.EqualFold(m.Rcpt, to) {
			out = append(out, m)
		}
	}
	return out
}

func (s *Server) keep(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, m)
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		if s.opts.TLS {
			conn = tls.Server(conn, s.tls)
		}
		fault, release := s.begin(conn)
		s.sessions.Go(func() {
			newSession(s, conn, fault, release).serve()
			s.end(conn)
		})
	}
}

// begin counts a connection and says how it is to fail.
func (s *Server) begin(conn net.Conn) (Fault, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	s.open[conn] = true
	s.most = max(s.most, len(s.open))
	if s.after > 0 {
		s.after--
		return Fault{}, s.release
	}
	return s.fault, s.release
}

func (s *Server) end(conn net.Conn) {
	_ = conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
}

func (s *Server) close() {
	_ = s.listener.Close()
	s.Fail(Fault{}, 0)
	s.mu.Lock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.sessions.Wait()
}
