package email

import (
	"net/mail"
	"strings"
	"testing"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/email/smtpfake"
)

// headerNames are all the header lines that a mail of ours may have.
var headerNames = map[string]bool{
	"Date": true, "From": true, "To": true, "Reply-To": true, "Subject": true, "Message-Id": true, "References": true,
	"Auto-Submitted": true, "X-Auto-Response-Suppress": true, "Mime-Version": true, "Content-Type": true, "Content-Transfer-Encoding": true,
}

// FuzzMail writes mails of whatever the office, members and staff may come up with. A mail either
// is refused, or has our header lines and no others, once each, goes to the one address, and says
// what was to be said.
func FuzzMail(f *testing.F) {
	f.Add("海外販路サポートセンター", "yamada@example.co.jp", "Q-1204", "6f1f7c2e-0000-4000-8000-000000000001", "お待たせしました。\nご案内します。", "はい")
	f.Add("", "a..b@docomo.ne.jp", "Q-1\r\nBcc: x@evil.example", "k\r\nX: y", "Subject: x\r\nBcc: x@evil.example\r\n\r\n.\r\n", "\r\n.\r\n")
	f.Add("=?UTF-8?B?5YG9?=", "x@evil.example\r\nBcc: y@evil.example", "", "", "\x00\xff\u202e\u2028", "\n")
	f.Add(strings.Repeat("窓", 300), "x@example.org", strings.Repeat("9", 300), strings.Repeat("k", 300), strings.Repeat("長 い ", 300), "https://example.org")
	f.Fuzz(func(t *testing.T, office, address, ticket, key, text, label string) {
		s, err := New(Config{URL: "smtp://mail.example", From: "madoguchi@office.example", ReplyTo: "help@office.example", Office: office})
		if err != nil {
			t.Fatal(err)
		}
		if checkAddress(address) != nil { // seldom hit by chance: the rest is to be tried all the same
			address = "yamada@example.co.jp"
		}
		d := chat.Delivery{Key: key, To: chat.Address{Channel: chat.Email, ID: address}, Ticket: ticket, Messages: []chat.Message{{Text: text}}}
		if label != "" {
			d.Messages[0].Choices = []chat.Choice{{Label: label, URL: label}}
		}
		if check(&d) != nil {
			return
		}
		l, err := s.compose(&d, len(text)%2 == 0)
		if err != nil {
			t.Fatal(err)
		}
		checkLetter(t, l, address, text)
	})
}

func checkLetter(t *testing.T, l letter, address, text string) {
	if strings.ContainsAny(l.id+l.to, "\r\n") {
		t.Fatalf("a line break in Message-ID %q or recipient %q", l.id, l.to)
	}
	m, err := smtpfake.Parse(string(l.data))
	if err != nil {
		t.Fatalf("%v in\n%s", err, l.data)
	}
	for name, values := range m.Header {
		if !headerNames[name] || len(values) != 1 {
			t.Fatalf("%d header lines %s in\n%s", len(values), name, l.data)
		}
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != address {
		t.Fatalf("To: %v, %v; want %s alone", to, err, address)
	}
	if from, err := mail.ParseAddress(m.Header.Get("From")); err != nil || from.Address != "madoguchi@office.example" {
		t.Fatalf("From: %v, %v", from, err)
	}
	if m.Subject != chars.Line(m.Subject) || !strings.HasPrefix(m.Subject, "【") {
		t.Fatalf("subject %q", m.Subject)
	}
	if !strings.Contains(m.Text, chars.Clean(text)) {
		t.Fatalf("%q is not in\n%s", chars.Clean(text), m.Text)
	}
}
