package email

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
)

// A security says how a connection is protected.
type security string

const (
	implicit security = "tls"      // from the first byte (RFC 8314)
	startTLS security = "starttls" // asked for, and nothing is said without
	plain    security = "none"
)

// A server is the office's mail server.
type server struct {
	host, port     string
	user, password string
	security       security
}

// parseURL reads where the mail server is. Its errors never show the password.
func parseURL(text string) (server, error) {
	u, err := url.Parse(text)
	if err != nil {
		return server{}, errors.New("read the address of the mail server: not a URL")
	}
	s := server{host: u.Hostname(), port: u.Port(), user: u.User.Username()}
	s.password, _ = u.User.Password()
	fail := func(why string) (server, error) {
		return server{}, fmt.Errorf("read the address of the mail server %q: %s", u.Scheme+"://"+u.Host, why)
	}
	q := u.Query()
	switch {
	case u.Scheme == "smtps" && q.Get("tls") == "":
		s.security = implicit
	case u.Scheme == "smtp" && (q.Get("tls") == "" || q.Get("tls") == "starttls"):
		s.security = startTLS
	case u.Scheme == "smtp" && q.Get("tls") == "none":
		s.security = plain
	default:
		return fail("want smtp://user:password@host:587, with ?tls=starttls or ?tls=none, or smtps://user:password@host:465")
	}
	q.Del("tls")
	switch {
	case s.host == "":
		return fail("no host")
	case len(q) > 0 || u.Path != "" && u.Path != "/" || u.Fragment != "":
		return fail("something stands behind the host that has no meaning")
	case s.user != "" && s.password == "" || s.user == "" && s.password != "":
		return fail("user and password go together")
	case s.user != "" && s.security == plain && !loopback(s.host):
		return fail("a password would go out without TLS; leave ?tls=none away")
	}
	if s.port == "" {
		s.port = map[security]string{implicit: "465", startTLS: "587", plain: "25"}[s.security]
	}
	if n, err := strconv.Atoi(s.port); err != nil || n < 1 || n > 65535 {
		return fail("no such port")
	}
	return s, nil
}

func (s server) addr() string { return net.JoinHostPort(s.host, s.port) }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
