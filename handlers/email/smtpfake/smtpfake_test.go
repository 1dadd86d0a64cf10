package smtpfake

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
)

// TestStrict says to the fake what a careless client would, and reads what it thinks of it.
func TestStrict(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"EHLO", "501"},
		{"MAIL FROM:a@example.org", "501"},
		{"MAIL FROM:<a@example.org> SMTPUTF8", "501"},
		{"RCPT TO:<b@example.org>", "503"},
		{"DATA", "503"},
		{"STARTTLS", "502"},
		{"VRFY a", "502"},
		{"MAIL FROM:<a@example.org>|DATA", "503"},
		{"MAIL FROM:<a@example.org>|RCPT TO:<b@example.org>,<c@example.org>", "501"},
		{"MAIL FROM:<a@example.org>|RCPT TO:<b@example.org>|RCPT TO:<c@example.org>", "452"},
		{"MAIL FROM:<a@example.org>|RCPT TO:<b@example.org>|DATA", "354"},
		{"QUIT", "221"},
	} {
		if got := converse(t, New(t, Options{}), c.said); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: answered %q, want %s", c.said, got, c.want)
		}
	}
}

// converse says lines and returns the answer to the last.
func converse(t *testing.T, s *Server, said string) string {
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	answer, _ := r.ReadString('\n')
	for _, line := range strings.Split(said, "|") {
		fmt.Fprintf(conn, "%s\r\n", line)
		if answer, err = r.ReadString('\n'); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
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
