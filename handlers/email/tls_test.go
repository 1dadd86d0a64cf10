package email_test

import (
	"crypto/x509"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/email"
	"madoguchi/handlers/email/smtpfake"
)

// TestSecurity sends over each kind of connection, to servers that offer what is asked and to ones
// that do not. A mail that fails so waits: it is the office's to mend.
func TestSecurity(t *testing.T) {
	login := smtpfake.Options{User: "mado", Password: "secret", StartTLS: true, Mechanisms: "LOGIN"}
	signed := smtpfake.Options{User: "mado", Password: "secret", StartTLS: true}
	for name, c := range map[string]struct {
		server   smtpfake.Options
		scheme   string // before host:port
		query    string
		distrust bool
		sent     bool
	}{
		"starttls and plain":                    {server: signed, scheme: "smtp://mado:secret@", sent: true},
		"starttls and login":                    {server: login, scheme: "smtp://mado:secret@", sent: true},
		"tls from the first byte":               {server: smtpfake.Options{TLS: true, User: "mado", Password: "secret"}, scheme: "smtps://mado:secret@", sent: true},
		"nobody signs in":                       {server: smtpfake.Options{StartTLS: true}, scheme: "smtp://", sent: true},
		"to this machine without tls":           {server: smtpfake.Options{User: "mado", Password: "secret"}, scheme: "smtp://mado:secret@", query: "?tls=none", sent: true},
		"a wrong password":                      {server: signed, scheme: "smtp://mado:wrong@"},
		"a way to sign in that we do not know":  {server: smtpfake.Options{User: "mado", Password: "secret", StartTLS: true, Mechanisms: "GSSAPI"}, scheme: "smtp://mado:secret@"},
		"a certificate that nobody trusts":      {server: signed, scheme: "smtp://mado:secret@", distrust: true},
		"the same with tls from the first byte": {server: smtpfake.Options{TLS: true}, scheme: "smtps://", distrust: true},
		"no starttls where it is asked for":     {server: smtpfake.Options{User: "mado", Password: "secret"}, scheme: "smtp://mado:secret@"},
		"tls where there is none":               {server: smtpfake.Options{}, scheme: "smtps://"},
		"signing in is asked for":               {server: signed, scheme: "smtp://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := smtpfake.New(t, c.server)
			roots := x509.NewCertPool()
			if !c.distrust {
				roots.AppendCertsFromPEM(server.Certificate())
			}
			service := newService(t, server, email.Config{URL: c.scheme + server.Addr() + c.query, Roots: roots})
			ctx := t.Context()
			_, err := service.Send(ctx, delivery("ひとこと。"))
			if c.sent != (err == nil) || err != nil && chat.FaultOf(err) != chat.Temporary {
				t.Fatalf("send: %v; want it sent: %t", err, c.sent)
			}
			if got := len(server.Mails("")) == 1; got != c.sent {
				t.Errorf("a mail came in: %t", got)
			}
		})
	}
}
