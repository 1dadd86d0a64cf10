package incoming_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/handlers/email/incoming"
)

// TestBounds reads mails that are made to cost.
func TestBounds(t *testing.T) {
	head := "From: a@b.example\r\nSubject: x\r\n"
	nest := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		return b.String() + "Content-Type: text/plain\r\n\r\ndeep\r\n"
	}
	many := "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n", 100_000) + "--b--\r\n"
	big := "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf; name=big.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("x"), 11<<20)) + "\r\n--b--\r\n"
	for name, c := range map[string]struct {
		mail string
		want incoming.Odd
	}{
		"deep":        {head + nest(5000), incoming.OddTooMany},
		"many parts":  {head + many, incoming.OddTooMany},
		"large file":  {head + big, incoming.OddTooBig},
		"long text":   {head + "\r\n" + strings.Repeat("あ", 1<<20), incoming.OddCut},
		"deep html":   {head + "Content-Type: text/html\r\n\r\n" + strings.Repeat("<div><blockquote>", 200_000) + "x", ""},
		"many ids":    {head + "References: " + strings.Repeat("<a@b>\r\n ", 100_000) + "\r\n\r\nx", ""},
		"long header": {head + strings.Repeat("X: y\r\n", 200_000) + "\r\nx", ""},
		"params":      {head + "Content-Type: text/plain; " + strings.Repeat("a*0=b;", 100_000) + "\r\n\r\nx", ""},
		"rulers":      {head + "\r\n" + strings.Repeat("----------\n", 100_000), incoming.OddCut},
		"quotes":      {head + "\r\n" + strings.Repeat("> a\nb\n", 60_000), incoming.OddCut},
		"attribution": {head + "\r\n" + strings.Repeat("On "+strings.Repeat("x ", 70)+"\n", 1000), ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := processor(t)
			l := incoming.Read([]byte(c.mail), incoming.Options{Relay: relay})
			if took := processor(t) - before; took > 10*time.Second {
				t.Errorf("took %v of the processor", took)
			}
			if c.want != "" && !slices.ContainsFunc(l.Remarks, func(r incoming.Remark) bool { return r.What == c.want }) {
				t.Errorf("remarks %v, want %s", l.Remarks, c.want)
			}
			if len(l.Files) > 30 || len(l.After) > 20 || len(l.Text)+len(l.Folded) > 500_000 {
				t.Errorf("%d files, %d ids, %d bytes of text", len(l.Files), len(l.After), len(l.Text)+len(l.Folded))
			}
		})
	}
}

// processor is the processor time that the tests have taken so far: however busy the machine is, it says what a mail costs.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestNothingButAMark reads attachments of which there is nothing but the mark of their kind, and names that turn the
// direction of writing.
func TestNothingButAMark(t *testing.T) {
	for _, content := range []string{"PK\x03\x04", "PK\x03\x04\x14\x00\x01", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "%PDF-", "7z\xbc\xaf\x27\x1c", "x\x9f>\""} {
		mail := "From: a@b.example\r\nContent-Type: application/octet-stream; name*=utf-8''a%E2%80%AEgpj%E2%81%A6.zip\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString([]byte(content)) + "\r\n"
		l := incoming.Read([]byte(mail), incoming.Options{Relay: relay})
		if len(l.Files) != 1 || l.Files[0].Name != "agpj.zip" || string(l.Files[0].Content) != content {
			t.Errorf("%q: files %+v", content, l.Files)
		}
	}
}

// TestKey tells mails apart and copies of one not.
func TestKey(t *testing.T) {
	mail := func(received, id, text string) string {
		return incoming.Read([]byte(received+"From: a@b.example\r\nMessage-ID: <"+id+">\r\nDate: Fri, 20 Nov 2026 10:12:00 +0900\r\n\r\n"+text), incoming.Options{}).Key
	}
	one := mail("", "1@b", "x")
	if again := mail("Received: from a by c\r\n", "1@b", "x"); again != one {
		t.Error("a copy that came another way counts as another mail")
	}
	if mail("", "1@b", "y") == one || mail("", "2@b", "x") == one {
		t.Error("another mail counts as a copy")
	}
}
