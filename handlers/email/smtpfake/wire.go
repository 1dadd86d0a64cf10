package smtpfake

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
)

// A wire is one connection as the SMTP server has it. It hears each command before the server does and
// may say something else than the server's reply: so it fails at a step, and so it refuses what a
// server of another make may refuse. A command that is to fail reaches the server as a NOOP, which
// changes nothing. Past STARTTLS it sees nothing.
type wire struct {
	net.Conn
	server  *Server
	fault   Fault
	release chan struct{}
	ended   sync.Once

	r         *bufio.Reader
	rest      []byte // of the line that is being handed to the server
	step      Step   // that the server answers next
	instead   string // the reply to it, where that is not the server's
	address   string // of the last MAIL or RCPT, with its quotes
	greeted   bool   // the client speaks SMTP at all
	text      bool   // of a mail is coming
	encrypted bool
}

func newWire(s *Server, conn net.Conn, fault Fault, release chan struct{}) *wire {
	return &wire{Conn: conn, server: s, fault: fault, release: release, r: bufio.NewReader(conn), step: Greeting}
}

// maxLine is how long a line may be, with its end (RFC 5321, 4.5.3.1.6).
const maxLine = 1000

// Read hands the server what the client says, line by line.
func (w *wire) Read(p []byte) (int, error) {
	if w.encrypted {
		return w.r.Read(p)
	}
	if len(w.rest) == 0 {
		line, err := w.r.ReadString('\n')
		if err != nil {
			return 0, err
		}
		if !strings.HasSuffix(line, "\r\n") || len(line) > maxLine {
			if w.greeted {
				w.server.t.Errorf("a line of %d bytes, or not ended by CRLF: %.80q", len(line), line)
			}
			_, _ = fmt.Fprint(w.Conn, "500 5.5.2 line too long or not ended by CRLF\r\n")
			_ = w.Close()
			return 0, io.EOF
		}
		w.rest = []byte(w.hear(line))
	}
	n := copy(p, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}

// path is an address in angle brackets; nothing but known parameters may follow it.
var path = regexp.MustCompile(`^(?i:FROM|TO):<([^<>\s]+@[^<>\s]+)>((?: [A-Z0-9]+(?:=[A-Z0-9]+)?)*)$`)

// hear notes what a line asks for and returns what the server is to read instead.
func (w *wire) hear(line string) string {
	if w.text {
		if line == ".\r\n" {
			w.text, w.step = false, Body
		}
		return line
	}
	verb, rest, _ := strings.Cut(strings.TrimSuffix(line, "\r\n"), " ")
	w.instead = ""
	switch step := Step(strings.ToUpper(verb)); step {
	case "HELO", Hello:
		w.step, w.greeted = Hello, true
	case Mail, Rcpt:
		m := path.FindStringSubmatch(rest)
		if w.step = step; m == nil {
			w.instead = "501 5.1.7 cannot read the address"
			return "NOOP\r\n"
		}
		w.address = m[1]
	case StartTLS, Auth, Data:
		w.step = step
	case Quit:
		w.step = step
		w.server.end(w) // before the reply, after which the client may open the next
	case "VRFY":
		w.step, w.instead = "", "502 5.5.1 not here"
	default:
		w.step = ""
	}
	if w.step != "" && w.fault.At == w.step {
		return "NOOP\r\n"
	}
	return line
}

// Write passes the server's reply on, or fails in its place.
func (w *wire) Write(p []byte) (int, error) {
	switch {
	case w.encrypted:
		return w.Conn.Write(p)
	case w.instead != "":
		return len(p), w.say(w.instead)
	case w.step != "" && w.fault.At == w.step:
		return len(p), w.fail()
	}
	w.text = w.step == Data && strings.HasPrefix(string(p), "354")
	n, err := w.Conn.Write(p)
	w.encrypted = w.step == StartTLS && strings.HasPrefix(string(p), "220")
	return n, err
}

func (w *wire) say(reply string) error {
	_, err := fmt.Fprintf(w.Conn, "%s\r\n", reply)
	return err
}

func (w *wire) fail() error {
	if w.fault.Hang {
		<-w.release
		return w.Close()
	}
	if w.fault.Say == "" {
		return w.Close()
	}
	if err := w.say(w.fault.Say); err != nil {
		return err
	}
	if strings.HasPrefix(w.fault.Say, "421") || w.step == Greeting || w.step == Quit {
		return w.Close() // the service closes the channel
	}
	return nil
}

// Close ends the connection.
func (w *wire) Close() error {
	err := net.ErrClosed
	w.ended.Do(func() {
		err = w.Conn.Close()
		w.server.end(w)
	})
	return err
}
