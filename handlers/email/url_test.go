package email

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseURL(t *testing.T) {
	for text, want := range map[string]server{
		"smtp://mado:s%40crt@mail.example:587?tls=starttls": {"mail.example", "587", "mado", "s@crt", startTLS},
		"smtp://mado:secret@mail.example":                   {"mail.example", "587", "mado", "secret", startTLS},
		"smtps://mado:secret@mail.example":                  {"mail.example", "465", "mado", "secret", implicit},
		"smtps://mail.example:2465/":                        {"mail.example", "2465", "", "", implicit},
		"smtp://relay.internal?tls=none":                    {"relay.internal", "25", "", "", plain},
		"smtp://mado:secret@127.0.0.1:1025?tls=none":        {"127.0.0.1", "1025", "mado", "secret", plain},
		"smtp://mado:secret@[::1]:1025?tls=none":            {"::1", "1025", "mado", "secret", plain},
	} {
		got, err := parseURL(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(server{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestParseURLRefuses(t *testing.T) {
	for text, why := range map[string]string{
		"":                                 "want smtp://",
		"mail.example:587":                 "want smtp://",
		"https://mado:secret@mail.example": "want smtp://",
		"smtp://mado:secret@mail.example?tls=maybe":  "want smtp://",
		"smtps://mado:secret@mail.example?tls=none":  "want smtp://",
		"smtp://mado:secret@:587":                    "no host",
		"smtp://mado@mail.example":                   "user and password go together",
		"smtp://:secret@mail.example":                "user and password go together",
		"smtp://mado:secret@mail.example?tls=none":   "without TLS",
		"smtp://mado:secret@mail.example:0":          "no such port",
		"smtp://mado:secret@mail.example:99999":      "no such port",
		"smtp://mado:secret@mail.example?timeout=1s": "has no meaning",
		"smtp://mado:secret@mail.example/inbox":      "has no meaning",
		"smtp://mado:secret@mail.example:secret":     "not a URL",
	} {
		_, err := parseURL(text)
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want an error with %q", text, err, why)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error shows the password: %v", text, err)
		}
	}
}
