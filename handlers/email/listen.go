package email

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"madoguchi/handlers/email/incoming"
)

// A listener takes mails from the office's own relay, by LMTP (RFC 2033) or SMTP. It believes what the relay has
// written on top of them, and so must be reached by nobody else: it listens on this machine or in a private
// network, and refuses whoever comes from elsewhere.

const (
	receiveTime  = 30 * time.Second // to store one mail
	mostPeers    = 16               // connections at a time: a relay opens few
	mostReceives = 20               // recipients of one mail
)

// ParseListen reads where mails are taken in: lmtp://127.0.0.1:2424, smtp://127.0.0.1:2525, lmtp:///run/madoguchi/mail.sock.
func ParseListen(text string) (network, address string, lmtp bool, err error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "lmtp" && u.Scheme != "smtp" || u.User != nil || u.RawQuery != "" {
		return "", "", false, fmt.Errorf("%q: want lmtp://127.0.0.1:2424, smtp://127.0.0.1:2525 or lmtp:///run/mail.sock", text)
	}
	if u.Host == "" && len(u.Path) > 1 {
		return "unix", u.Path, u.Scheme == "lmtp", nil
	}
	if u.Path != "" && u.Path != "/" || u.Port() == "" {
		return "", "", false, fmt.Errorf("%q: want a host and a port", text)
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !near(ip) && !ip.IsUnspecified()) {
		return "", "", false, fmt.Errorf("%q: want an address of this machine or of a private network: what comes in is believed to come from your relay", text)
	}
	return "tcp", u.Host, u.Scheme == "lmtp", nil
}

// near reports whether an address is this machine's or a private network's.
func near(ip net.IP) bool { return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() }

// Listen opens the listener, so that a fault is known at the start. A socket that a dead process has left is replaced.
func Listen(text string) (net.Listener, error) {
	network, address, _, err := ParseListen(text)
	if err != nil {
		return nil, fmt.Errorf("listen for mails: %w", err)
	}
	if network == "unix" {
		if c, err := net.DialTimeout(network, address, time.Second); err == nil {
			c.Close()
			return nil, fmt.Errorf("listen for mails on %s: somebody does already", address)
		}
		if info, err := os.Lstat(address); err == nil && info.Mode()&os.ModeSocket != 0 {
			_ = os.Remove(address)
		}
	}
	l, err := net.Listen(network, address)
	if err != nil {
		return nil, fmt.Errorf("listen for mails: %w", err)
	}
	return l, nil
}

// Serve takes mails in until ctx ends.
func (s *Service) Serve(ctx context.Context, l net.Listener, lmtp bool) error {
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		if host, _, err := net.SplitHostPort(c.Conn().RemoteAddr().String()); err == nil && !near(net.ParseIP(host)) {
			return nil, &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "no mails are taken from here"}
		}
		return &session{service: s, ctx: ctx}, nil
	}))
	server.LMTP, server.Domain = lmtp, s.domain
	server.MaxMessageBytes, server.MaxRecipients, server.MaxLineLength = incoming.MaxBytes, mostReceives, 100_000
	server.ReadTimeout, server.WriteTimeout = 2*time.Minute, time.Minute
	server.ErrorLog = log.New(io.Discard, "", 0)
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	err := server.Serve(&limited{Listener: l, slots: make(chan struct{}, mostPeers)})
	if ctx.Err() != nil || errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("take in mails: %w", err)
}

// limited holds how many are connected at a time.
type limited struct {
	net.Listener
	slots chan struct{}
}

// Accept waits until there is room.
func (l *limited) Accept() (net.Conn, error) {
	l.slots <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &counted{Conn: c, slots: l.slots}, nil
}

type counted struct {
	net.Conn
	slots chan struct{}
	once  sync.Once
}

// Close lets the next one in.
func (c *counted) Close() error {
	c.once.Do(func() { <-c.slots })
	return c.Conn.Close()
}

// A session is one connection of the relay.
type session struct {
	service    *Service
	ctx        context.Context
	recipients []string
}

var _ smtp.Session = (*session)(nil)

// Reset implements [smtp.Session].
func (s *session) Reset() { s.recipients = nil }

// Logout implements [smtp.Session].
func (s *session) Logout() error { return nil }

// Mail implements [smtp.Session]. Whoever sent it: what counts stands in the mail.
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt implements [smtp.Session]. We are the end of the road for our own addresses, and a relay for nobody.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !s.service.in.own(to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox here"}
	}
	s.recipients = append(s.recipients, strings.ToLower(to))
	return nil
}

// Data implements [smtp.Session]. What could not be stored is brought again.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.ctx, receiveTime)
	defer cancel()
	if err := s.service.Receive(ctx, raw, s.recipients...); err != nil {
		s.service.log.Error("a mail was not taken in; the relay brings it again", "err", err)
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "not stored, try again"}
	}
	return nil
}
