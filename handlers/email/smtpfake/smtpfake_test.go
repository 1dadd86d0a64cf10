package smtpfake

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"testing"
)

// TestStrict says to the fake what a careless client would, and reads what it thinks of it.
func TestStrict(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"EHLO", "501"},
		{"EHLO client|EHLO client", "250"},
		{"EHLO client|MAIL FROM:a@example.org", "501"},
		{"EHLO client|MAIL FROM:<a@example.org> SMTPUTF8", "501"},
		{"EHLO client|RCPT TO:<b@example.org>", "502"},
		{"EHLO client|DATA", "502"},
		{"EHLO client|STARTTLS", "502"},
		{"EHLO client|VRFY a", "502"},
		{"EHLO client|MAIL FROM:<a@example.org>|DATA", "502"},
		{"EHLO client|MAIL FROM:<a@example.org>|RCPT TO:<b@example.org>,<c@example.org>", "501"},
		{"EHLO client|MAIL FROM:<a@example.org>|RCPT TO:<b@example.org>|RCPT TO:<c@example.org>", "452"},
		{"EHLO client|MAIL FROM:<a@example.org>|RCPT TO:<b@example.org>|DATA", "354"},
		{"QUIT", "221"},
	} {
		if got := converse(t, New(t, Options{}), c.said); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: answered %q, want %s", c.said, got, c.want)
		}
	}
}

// converse says lines and returns the answer to the last.
func converse(t *testing.T, s *Server, said string) string {
	t.Helper()
	c := dial(t, s)
	defer c.Close()
	answer := c.say("")
	for line := range strings.SplitSeq(said, "|") {
		answer = c.say(line)
	}
	return answer
}

const good = "Date: Fri, 20 Nov 2026 12:00:00 +0900\r\nFrom: <a@example.org>\r\nTo: <b@example.org>\r\nMessage-Id: <1@example.org>\r\n" +
	"Subject: =?UTF-8?q?=E3=81=82?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n44GCDQo=\r\n"

func TestParse(t *testing.T) {
	m, err := Parse(good)
	if err != nil || m.Subject != "あ" || m.Text != "あ\n" {
		t.Fatalf("%+v, %v", m, err)
	}
	for name, raw := range map[string]string{
		"no subject":     strings.Replace(good, "Subject:", "X-Subject:", 1),
		"two recipients": strings.Replace(good, "To:", "To: <c@example.org>\r\nTo:", 1),
		"raw UTF-8":      strings.Replace(good, "=?UTF-8?q?=E3=81=82?=", "あ", 1),
		"a long line":    strings.Replace(good, "44GCDQo=", strings.Repeat("44GC", 30), 1),
		"a bare newline": strings.Replace(good, "44GCDQo=", "44GCCg==", 1),
		"no header":      "あ",
	} {
		if _, err := Parse(raw); err == nil {
			t.Errorf("%s: nothing is wrong with it", name)
		}
	}
}

// TestFaults lets the server fail at each step of a mail: with another reply, after which the dialogue can go
// on, or by ending it. A mail whose answer is lost is kept where it is said so.
func TestFaults(t *testing.T) {
	login := base64.StdEncoding.EncodeToString([]byte("\x00mado\x00secret"))
	steps := []struct {
		at   Step
		says string // which the server answers at that step
	}{
		{Greeting, ""}, {Hello, "EHLO client"}, {StartTLS, "STARTTLS"}, {Auth, "AUTH PLAIN " + login}, {Mail, "MAIL FROM:<a@example.org>"},
		{Rcpt, "RCPT TO:<b@example.org>"}, {Data, "DATA"}, {Body, good + "."}, {Quit, "QUIT"},
	}
	for i, fault := range steps {
		for _, say := range []string{"", "451 4.3.0 later"} {
			s := New(t, Options{User: "mado", Password: "secret"})
			s.Fail(Fault{At: fault.at, Say: say, Keep: say == ""}, 1)
			for attempt := range 2 {
				c := dial(t, s)
				for j, step := range steps[:i+1] {
					got := c.say(step.says)
					if due := attempt == 1 && j == i; due && got != say || !due && (got == "" || got == say) {
						t.Errorf("fault at %s, attempt %d: %s is answered %q", fault.at, attempt+1, step.at, got)
					}
				}
				if attempt == 1 && say != "" && fault.at != Greeting && fault.at != Quit {
					if got := c.say("NOOP"); !strings.HasPrefix(got, "250") {
						t.Errorf("after a fault at %s the server says %q", fault.at, got)
					}
				}
				c.Close()
			}
			want := 0
			if fault.at == Body {
				want = map[string]int{"": 2, "451 4.3.0 later": 1}[say]
			} else if fault.at == Quit {
				want = 2
			}
			if n := len(s.Mails("B@example.org")); n != want {
				t.Errorf("fault at %s, %q: %d mails were kept, want %d", fault.at, say, n, want)
			}
		}
	}
}

// A client speaks SMTP line by line.
type client struct {
	net.Conn
	r *bufio.Reader
}

func dial(t *testing.T, s *Server) *client {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	return &client{conn, bufio.NewReader(conn)}
}

// say says something, unless it is "", and returns the last line of the reply, "" where none comes.
func (c *client) say(line string) string {
	if line != "" {
		fmt.Fprintf(c, "%s\r\n", line)
	}
	for {
		reply, err := c.r.ReadString('\n')
		if err != nil {
			return ""
		}
		if len(reply) < 4 || reply[3] != '-' {
			return strings.TrimSuffix(reply, "\r\n")
		}
	}
}
