package smtpfake

import (
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// A session takes one connection's mails.
type session struct {
	server *Server
	wire   *wire // nil past STARTTLS

	known      bool   // who it is has been shown
	from, rcpt string // of the mail under way
}

var (
	errUnknown = &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "authentication required"}
	errForeign = &smtp.SMTPError{Code: 501, EnhancedCode: smtp.EnhancedCode{5, 1, 7}, Message: "cannot read the sender"}
)

// AuthMechanisms implements [smtp.AuthSession].
func (c *session) AuthMechanisms() []string {
	if c.server.opts.User == "" {
		return nil
	}
	if c.server.opts.Mechanisms == "" {
		return []string{sasl.Plain}
	}
	return strings.Fields(c.server.opts.Mechanisms)
}

// Auth implements [smtp.AuthSession].
func (c *session) Auth(mechanism string) (sasl.Server, error) {
	switch {
	case !slices.Contains(c.AuthMechanisms(), mechanism):
	case mechanism == sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return c.login(user, password) }), nil
	case mechanism == sasl.Login:
		return &loginServer{login: c.login}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (c *session) login(user, password string) error {
	if user != c.server.opts.User || password != c.server.opts.Password {
		return smtp.ErrAuthFailed
	}
	c.known = true
	return nil
}

// A loginServer is the server's side of AUTH LOGIN: it asks for the name, then for the password.
type loginServer struct {
	login   func(user, password string) error
	answers []string
}

// Next implements [sasl.Server].
func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if response != nil {
		l.answers = append(l.answers, string(response))
	}
	if len(l.answers) == 2 {
		return nil, true, l.login(l.answers[0], l.answers[1])
	}
	return []byte([]string{"Username:", "Password:"}[len(l.answers)]), false, nil
}

// Mail implements [smtp.Session].
func (c *session) Mail(from string, o *smtp.MailOptions) error {
	switch {
	case !c.known:
		return errUnknown
	case o.UTF8:
		return errForeign
	}
	c.from = c.asWritten(from)
	return nil
}

// Rcpt implements [smtp.Session].
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.rcpt = c.asWritten(to)
	return nil
}

// asWritten is the address of a command as the client wrote it: go-smtp takes its quotes off.
func (c *session) asWritten(address string) string {
	if c.wire == nil {
		return address
	}
	return c.wire.address
}

// Data implements [smtp.Session].
func (c *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := parse(string(raw))
	if err != nil {
		c.server.t.Errorf("a mail that servers may refuse: %v\n%s", err, raw)
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: err.Error()}
	}
	m.From, m.Rcpt = c.from, c.rcpt
	if c.wire == nil || c.wire.fault.At != Body || c.wire.fault.Keep {
		c.server.keep(m)
	}
	return nil
}

// Reset implements [smtp.Session].
func (c *session) Reset() { c.from, c.rcpt = "", "" }

// Logout implements [smtp.Session].
func (c *session) Logout() error { return nil }
