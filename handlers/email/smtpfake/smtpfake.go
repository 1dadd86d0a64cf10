// Package smtpfake is a mail server for tests: it speaks SMTP (RFC 5321) on the loopback address,
// keeps what it accepts, and can be made to fail at any step. It is strict where servers differ:
// what one of them may refuse, it refuses. It delivers nothing to anybody.
//
//	server := smtpfake.New(t, smtpfake.Options{})
//	server.Fail(smtpfake.Fault{At: smtpfake.Rcpt, Say: "550 5.1.1 no such user here"}, 0)
//	mails := server.Mails("yamada@example.co.jp")
//
// The protocol is go-smtp's. A [session] takes the mails; a [wire] between the network and go-smtp
// makes the faults, of which a server that is well has no notion.
package smtpfake

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
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
	smtp     *smtp.Server
	tls      *tls.Config
	pem      []byte

	mu      sync.Mutex
	fault   Fault
	after   int
	release chan struct{} // closed where a hang ends
	calls   int
	open    map[*wire]bool
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
	s := &Server{t: t, opts: opts, listener: listener, open: map[*wire]bool{}, release: make(chan struct{})}
	s.tls, s.pem = certificate(t)
	s.smtp = smtp.NewServer(smtp.BackendFunc(s.begin))
	s.smtp.Domain, s.smtp.MaxRecipients, s.smtp.MaxMessageBytes = "mail.example", 1, 10<<20
	s.smtp.EnableSMTPUTF8 = true    // who uses it is refused all the same: not every server on the way has it
	s.smtp.AllowInsecureAuth = true // where the client is, no secret leaves the machine
	s.smtp.ErrorLog = log.New(io.Discard, "", 0)
	if opts.StartTLS {
		s.smtp.TLSConfig = s.tls
	}
	go func() { _ = s.smtp.Serve(door{listener, s}) }()
	t.Cleanup(s.close)
	return s
}

// Addr is the server's host:port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Certificate is the PEM of the certificate that the server shows, which signs itself.
func (s *Server) Certificate() []byte { return s.pem }

// Fail makes the server fail so from the connection after the next "after" ones, until Fail again. A
// server that offers STARTTLS fails up to that step only: what follows is encrypted.
func (s *Server) Fail(f Fault, after int) {
	s.t.Helper()
	if early := f.At == "" || f.At == Greeting || f.At == Hello || f.At == StartTLS; s.opts.StartTLS && !early {
		s.t.Fatalf("at %s the dialogue with this server is encrypted, and it cannot fail there", f.At)
	}
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

// A door lets connections in, each as a wire with the fault that is due.
type door struct {
	net.Listener
	server *Server
}

// Accept implements [net.Listener].
func (d door) Accept() (net.Conn, error) {
	conn, err := d.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if d.server.opts.TLS {
		conn = tls.Server(conn, d.server.tls)
	}
	return d.server.let(conn), nil
}

// let counts a connection and says how it is to fail.
func (s *Server) let(conn net.Conn) *wire {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault := s.fault
	if s.after > 0 {
		s.after--
		fault = Fault{}
	}
	w := newWire(s, conn, fault, s.release)
	s.calls++
	s.open[w] = true
	s.most = max(s.most, len(s.open))
	return w
}

// begin opens the session of a client that has said who it is.
func (s *Server) begin(c *smtp.Conn) (smtp.Session, error) {
	w, _ := c.Conn().(*wire) // past STARTTLS there is none, and no fault
	return &session{server: s, wire: w, known: s.opts.User == ""}, nil
}

func (s *Server) end(w *wire) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, w)
}

// close ends all connections and waits for what they are about.
func (s *Server) close() {
	s.Fail(Fault{}, 0)
	s.mu.Lock()
	open := make([]*wire, 0, len(s.open))
	for w := range s.open {
		open = append(open, w)
	}
	s.mu.Unlock()
	for _, w := range open {
		_ = w.Close()
	}
	_ = s.smtp.Shutdown(context.Background())
}
