package smtpfake

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
)

// A session is one connection's dialogue.
type session struct {
	server  *Server
	conn    net.Conn
	r       *bufio.Reader
	fault   Fault
	release chan struct{}

	secure, known bool   // TLS is on; who it is has been shown
	greeted       bool   // it speaks SMTP at all
	from, rcpt    string // of the mail under way
}

// errEnd ends a session.
var errEnd = errors.New("end of session")

func newSession(s *Server, conn net.Conn, fault Fault, release chan struct{}) *session {
	return &session{server: s, conn: conn, r: bufio.NewReader(conn), fault: fault, release: release,
		secure: s.opts.TLS, known: s.opts.User == ""}
}

func (c *session) serve() {
	if err := c.reply(Greeting, "220 mail.example ESMTP"); err != nil {
		return
	}
	for {
		line, err := c.line()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		if err := c.command(strings.ToUpper(verb), rest); err != nil {
			return
		}
	}
}

// line reads one line, which has to end as RFC 5321 wants it.
func (c *session) line() (string, error) {
	line, err := c.r.ReadString('\n')
	if err != nil {
		return "", err
	}
	if !strings.HasSuffix(line, "\r\n") || len(line) > 1000 {
		if c.greeted {
			c.server.t.Errorf("a line of %d bytes, or not ended by CRLF: %.80q", len(line), line)
		}
		_ = c.say("500 5.5.2 line too long or not ended by CRLF")
		return "", errEnd
	}
	return strings.TrimSuffix(line, "\r\n"), nil
}

func (c *session) command(verb, rest string) error {
	switch verb {
	case "EHLO", "HELO":
		return c.hello(rest)
	case "STARTTLS":
		return c.startTLS()
	case "AUTH":
		return c.auth(rest)
	case "MAIL":
		return c.mail(rest)
	case "RCPT":
		return c.recipient(rest)
	case "DATA":
		return c.data()
	case "NOOP", "RSET":
		return c.say("250 2.0.0 ok")
	case "QUIT":
		_ = c.reply(Quit, "221 2.0.0 bye")
		return errEnd
	}
	return c.say("502 5.5.1 unknown command")
}

// reply answers a step, or fails at it.
func (c *session) reply(at Step, text string) error {
	if c.fault.At != at {
		return c.say(text)
	}
	if c.fault.Hang {
		<-c.release
		return errEnd
	}
	if c.fault.Say == "" {
		return errEnd
	}
	if err := c.say(c.fault.Say); err != nil {
		return err
	}
	if strings.HasPrefix(c.fault.Say, "421") || at == Greeting {
		return errEnd // the service closes the channel
	}
	return nil
}

func (c *session) failsAt(at Step) bool { return c.fault.At == at }

func (c *session) say(text string) error {
	_, err := fmt.Fprintf(c.conn, "%s\r\n", text)
	return err
}

func (c *session) hello(name string) error {
	if name == "" {
		return c.say("501 5.5.4 who?")
	}
	c.greeted = true
	if c.failsAt(Hello) {
		return c.reply(Hello, "")
	}
	lines := []string{"mail.example", "8BITMIME", "SMTPUTF8", "SIZE 10485760", "ENHANCEDSTATUSCODES"}
	if c.server.opts.StartTLS && !c.secure {
		lines = append(lines, "STARTTLS")
	}
	if c.server.opts.User != "" {
		lines = append(lines, "AUTH "+c.mechanisms())
	}
	for i, l := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		if err := c.say("250" + sep + l); err != nil {
			return err
		}
	}
	return nil
}

func (c *session) mechanisms() string {
	if c.server.opts.Mechanisms == "" {
		return "PLAIN"
	}
	return c.server.opts.Mechanisms
}

func (c *session) startTLS() error {
	if !c.server.opts.StartTLS || c.secure {
		return c.say("502 5.5.1 no STARTTLS here")
	}
	if err := c.reply(StartTLS, "220 2.0.0 go ahead"); err != nil || c.failsAt(StartTLS) {
		return err
	}
	conn := tls.Server(c.conn, c.server.tls)
	c.conn, c.r, c.secure = conn, bufio.NewReader(conn), true
	return nil
}

func (c *session) auth(rest string) error {
	if c.failsAt(Auth) {
		return c.reply(Auth, "")
	}
	mechanism, first, _ := strings.Cut(rest, " ")
	var user, password string
	switch {
	case !strings.Contains(" "+c.mechanisms()+" ", " "+mechanism+" "):
		return c.say("504 5.5.4 no such mechanism")
	case mechanism == "PLAIN":
		decoded, _ := base64.StdEncoding.DecodeString(first)
		parts := strings.Split(string(decoded), "\x00")
		if len(parts) == 3 {
			user, password = parts[1], parts[2]
		}
	case mechanism == "LOGIN":
		user, password = c.ask("Username:"), c.ask("Password:")
	}
	if user != c.server.opts.User || password != c.server.opts.Password {
		return c.say("535 5.7.8 not accepted")
	}
	c.known = true
	return c.say("235 2.7.0 welcome")
}

// ask puts one question of AUTH LOGIN; what cannot be read is no answer.
func (c *session) ask(question string) string {
	if err := c.say("334 " + base64.StdEncoding.EncodeToString([]byte(question))); err != nil {
		return ""
	}
	line, _ := c.line()
	decoded, _ := base64.StdEncoding.DecodeString(line)
	return string(decoded)
}

// path is an address in angle brackets; nothing but known parameters may follow it.
var path = regexp.MustCompile(`^(?i:FROM|TO):<([^<>\s]+@[^<>\s]+)>((?: [A-Z0-9]+(?:=[A-Z0-9]+)?)*)$`)

func (c *session) mail(rest string) error {
	m := path.FindStringSubmatch(rest)
	switch {
	case !c.known:
		return c.say("530 5.7.0 authentication required")
	case m == nil || strings.Contains(m[2], "SMTPUTF8"):
		return c.say("501 5.1.7 cannot read the sender")
	}
	if c.failsAt(Mail) {
		return c.reply(Mail, "")
	}
	c.from, c.rcpt = m[1], ""
	return c.say("250 2.1.0 ok")
}

func (c *session) recipient(rest string) error {
	m := path.FindStringSubmatch(rest)
	switch {
	case c.from == "":
		return c.say("503 5.5.1 who from?")
	case m == nil || m[2] != "":
		return c.say("501 5.1.3 cannot read the recipient")
	case c.rcpt != "":
		return c.say("452 4.5.3 one recipient at a time")
	}
	if c.failsAt(Rcpt) {
		return c.reply(Rcpt, "")
	}
	c.rcpt = m[1]
	return c.say("250 2.1.5 ok")
}

func (c *session) data() error {
	if c.rcpt == "" {
		return c.say("503 5.5.1 who to?")
	}
	if c.failsAt(Data) {
		return c.reply(Data, "")
	}
	if err := c.say("354 go on"); err != nil {
		return err
	}
	raw, err := c.content()
	if err != nil {
		return err
	}
	m, err := parse(raw)
	if err != nil {
		c.server.t.Errorf("a mail that servers may refuse: %v\n%s", err, raw)
		return c.say("554 5.6.0 " + err.Error())
	}
	m.From, m.Rcpt = c.from, c.rcpt
	c.from, c.rcpt = "", ""
	if !c.failsAt(Body) || c.fault.Keep {
		c.server.keep(m)
	}
	return c.reply(Body, "250 2.0.0 queued")
}

// content reads to the final dot and takes the stuffed ones out.
func (c *session) content() (string, error) {
	var b strings.Builder
	for {
		line, err := c.line()
		if err != nil {
			return "", err
		}
		if line == "." {
			return b.String(), nil
		}
		b.WriteString(strings.TrimPrefix(line, ".") + "\r\n")
	}
}
