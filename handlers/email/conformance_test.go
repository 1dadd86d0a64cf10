package email_test

import (
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/handlers/email"
	"madoguchi/handlers/email/smtpfake"
)

// TestConformance puts the channel to what every channel must do, where it goes out only and where mails are taken in.
func TestConformance(t *testing.T) {
	t.Run("out", func(t *testing.T) { conform(t, nil) })
	t.Run("in and out", func(t *testing.T) { conform(t, newCounter().inbound()) })
}

func conform(t *testing.T, in *email.Inbound) {
	chattest.Run(t, chattest.Harness{
		New:     func(t testing.TB) chattest.Bench { return newBench(t, in) },
		Longest: 100_000,
		Impossible: map[chattest.Failure]string{
			chattest.Limit: "a mail server that is too busy says 4yz, never for how long: that is Temporary",
		},
		Repeats: "SMTP has no key for a repeated mail; the Message-ID is the same and the copy says what it may be",
	})
}

// faults are the platform's failures as a mail server has them.
var faults = map[chattest.Failure]smtpfake.Fault{
	chattest.None:   {},
	chattest.Refuse: {At: smtpfake.Rcpt, Say: "550 5.1.1 no such user here"},
	chattest.Down:   {At: smtpfake.Greeting, Say: "421 4.3.2 shutting down"},
	chattest.Drop:   {At: smtpfake.Body, Keep: true},
	chattest.Hang:   {At: smtpfake.Greeting, Hang: true},
}

func newBench(t testing.TB, in *email.Inbound) chattest.Bench {
	server := smtpfake.New(t, smtpfake.Options{})
	service := newService(t, server, email.Config{Most: 1000, Inbound: in})
	return chattest.Bench{
		Channel: service,
		To:      to("yamada@example.co.jp"), Other: to("suzuki@example.org"),
		Seen: func(a chat.Address) []chattest.Seen {
			var seen []chattest.Seen
			for _, m := range server.Mails(a.ID) {
				seen = append(seen, paragraphs(t, m)...)
			}
			return seen
		},
		Break: func(f chattest.Failure, after int) { server.Fail(faults[f], after) },
		Calls: server.Calls,
		Malformed: []chat.Address{
			to("yamada"), to("yamada@"), to("@example.org"), to("yamada@example"), to("山田@example.org"), to("a b@example.org"),
			to("yamada@example.org\r\nBcc: all@example.org"), to("yamada@example.org,suzuki@example.org"), to("<yamada@example.org>"),
			to("yamada@-example.org"), to("yamada@example..org"), to(strings.Repeat("a", 65) + "@example.org"),
			{Channel: chat.LINE, ID: "yamada@example.org"},
		},
	}
}

func to(address string) chat.Address { return chat.Address{Channel: chat.Email, ID: address} }

const office = "海外販路サポートセンター"

// newService is the channel to a server, complete but for what is given.
func newService(t testing.TB, server *smtpfake.Server, c email.Config) *email.Service {
	t.Helper()
	if c.URL == "" {
		c.URL = "smtp://" + server.Addr() + "?tls=none"
	}
	if c.From == "" {
		c.From = "madoguchi@office.example"
	}
	c.Office = office
	service, err := email.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return service
}

// paragraphs are the messages of a mail, without what stands around them.
func paragraphs(t testing.TB, m smtpfake.Message) []chattest.Seen {
	text, marked := strings.CutPrefix(m.Text, "※通信が途中で切れたため")
	if marked {
		_, text, _ = strings.Cut(text, "\n\n")
	}
	_, text, ok := strings.Cut(text, "\n\n")
	end := strings.LastIndex(text, "\n\n────")
	if !ok || end < 0 {
		t.Fatalf("a mail without opening or signature:\n%s", m.Text)
	}
	var seen []chattest.Seen
	for _, p := range strings.Split(text[:end], "\n\n――――――\n\n") {
		seen = append(seen, chattest.Seen{Text: p, Again: marked})
	}
	return seen
}
