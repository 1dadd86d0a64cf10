package email

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"madoguchi/chat"
)

// Send implements [chat.Channel].
func (s *Service) Send(ctx context.Context, d chat.Delivery) (chat.Receipt, error) {
	if err := check(&d); err != nil {
		return chat.Receipt{}, &chat.SendError{Fault: chat.Rejected, Progress: d.Progress, Err: fmt.Errorf("compose mail: %w", err)}
	}
	if id, ok := s.recent.find(d.Key); ok {
		return chat.Receipt{IDs: []string{id}, Via: "mail"}, nil
	}
	if d.Ticket == "" && d.Attempt <= 1 && !s.limit.take(d.To.ID, s.now()) {
		return chat.Receipt{}, &chat.SendError{Fault: chat.Rejected, Err: errTooMany}
	}
	unsure := mayHaveGoneOut(&d)
	l, err := s.compose(&d, unsure)
	if err != nil {
		return chat.Receipt{}, &chat.SendError{Fault: chat.Rejected, Progress: d.Progress, Err: err}
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return chat.Receipt{}, sendError(failure{step: stepConnect, err: ctx.Err()}, &d, unsure)
	}
	if f := s.deliver(ctx, l); f.err != nil {
		if ctx.Err() != nil {
			f.err = fmt.Errorf("%w (%w)", ctx.Err(), f.err)
		}
		if f.step < stepMail {
			s.log.Error("mail server does not take mails", "server", s.server.addr(), "at", f.step.String(), "err", f.err)
		}
		return chat.Receipt{}, sendError(f, &d, unsure)
	}
	s.recent.add(d.Key, l.id)
	return chat.Receipt{IDs: []string{l.id}, Via: "mail"}, nil
}

// deliver hands one mail to the server. The dialogue ends, at whatever point it is, with ctx.
func (s *Service) deliver(ctx context.Context, l letter) failure {
	c, conn, end, f := s.open(ctx)
	defer end()
	if f.err != nil {
		return f
	}
	f = hand(c, l, s.from.Address)
	if f.err == nil || answered(f.err) {
		// Accepted or refused, that is settled. The farewell is for the server's sake.
		_ = conn.SetDeadline(time.Now().Add(farewell))
		_ = c.Quit()
	}
	return f
}

// open reaches the server and signs in. Whatever came of it, end ends it.
func (s *Service) open(ctx context.Context) (c *smtp.Client, conn net.Conn, end func(), f failure) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.server.addr())
	if err != nil {
		return nil, nil, func() {}, failure{stepConnect, err}
	}
	raw := conn
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	end = func() { stop(); _ = raw.Close() }
	if s.server.security == implicit {
		conn = tls.Client(conn, s.tlsConfig())
	}
	if c, err = smtp.NewClient(conn, s.server.host); err != nil {
		return nil, conn, end, failure{stepConnect, err}
	}
	return c, conn, end, s.signIn(c)
}

// farewell is how long we wait for the answer to QUIT.
const farewell = 500 * time.Millisecond

func (s *Service) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.server.host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}

// signIn does what comes before the first mail.
func (s *Service) signIn(c *smtp.Client) failure {
	c.SkipSMTPUTF8(true) // our envelopes are ASCII, and not every server on the way takes others
	if err := c.Hello(s.domain); err != nil {
		return failure{stepHello, err}
	}
	if s.server.security == startTLS {
		if ok, _ := c.Extension("STARTTLS"); !ok {
			return failure{stepHello, errors.New("server offers no STARTTLS")}
		}
		if err := c.StartTLS(s.tlsConfig()); err != nil {
			return failure{stepHello, err}
		}
	}
	if s.server.user == "" {
		return failure{}
	}
	auth, err := s.auth(c)
	if err == nil {
		err = c.Auth(auth)
	}
	return failure{stepAuth, err}
}

// auth chooses among what the server offers. The connection is protected, or goes to this machine:
// see parseURL.
func (s *Service) auth(c *smtp.Client) (smtp.Auth, error) {
	_, offered := c.Extension("AUTH")
	offers := map[string]bool{}
	for _, m := range strings.Fields(strings.ToUpper(offered)) {
		offers[m] = true
	}
	user, password, host := s.server.user, s.server.password, s.server.host
	switch {
	case offers["SCRAM-SHA-256"]:
		return smtp.ScramSHA256Auth(user, password), nil
	case offers["PLAIN"]:
		return smtp.PlainAuth("", user, password, host, true), nil
	case offers["LOGIN"]:
		return smtp.LoginAuth(user, password, host, true), nil
	case offers["CRAM-MD5"]:
		return smtp.CRAMMD5Auth(user, password), nil
	}
	return nil, fmt.Errorf("server offers no way to sign in that we know: %q", offered)
}

// hand speaks of one mail.
func hand(c *smtp.Client, l letter, from string) failure {
	if err := c.Mail("<" + from + ">"); err != nil {
		return failure{stepMail, err}
	}
	if err := c.Rcpt(l.to); err != nil {
		return failure{stepRcpt, err}
	}
	w, err := c.Data()
	if err != nil {
		return failure{stepData, err}
	}
	if _, err := w.Write(l.data); err != nil {
		return failure{stepData, err}
	}
	return failure{stepBody, w.Close()}
}
