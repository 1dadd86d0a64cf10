package incoming_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/handlers/email/incoming"
)

// FuzzRead reads what strangers may send. Whatever it is, reading ends soon, and what comes of it is text of ours.
func FuzzRead(f *testing.F) {
	mails, _ := filepath.Glob("testdata/*.eml")
	for _, name := range mails {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	for _, file := range []string{"PK\x03\x04", "PK\x03\x04\x14\x00\x01\x00", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "%PDF-", "7z\xbc\xaf\x27\x1c", "x\x9f>\""} { // nothing but the mark of their kind
		f.Add([]byte("From: a@b.example\r\nContent-Type: application/octet-stream; name=\"a\u202egpj.zip\"\r\nContent-Transfer-Encoding: binary\r\n\r\n" + file))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		began := time.Now()
		l := incoming.Read(raw, incoming.Options{Relay: relay})
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("took %v for %d bytes", took, len(raw))
		}
		for _, s := range []string{l.From.Name, l.From.Address, l.Subject, l.ID, l.List} {
			if strings.ContainsAny(s, "\r\n\x00") {
				t.Errorf("more than a line: %q", s)
			}
		}
		for _, s := range []string{l.Text, l.Folded, l.Subject, l.From.Name} {
			if !utf8.ValidString(s) {
				t.Errorf("not valid UTF-8: %q", s)
			}
		}
		for _, file := range l.Files {
			if !utf8.ValidString(file.Name) || strings.ContainsAny(file.Name, "/\\\r\n\x00\u202a\u202b\u202d\u202e\u2066\u2067\u2068") || len(file.Content) > incoming.MaxFile {
				t.Errorf("a file named %q of %d bytes", file.Name, len(file.Content))
			}
		}
	})
}
