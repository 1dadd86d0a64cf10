package email_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/email"
	"madoguchi/handlers/email/smtpfake"
)

// A counter is what mails are taken in for.
type counter struct {
	mu    sync.Mutex
	took  []chat.Event
	acts  []chat.Event
	files map[string][]byte
	fail  error
	count []string
}

func newCounter() *counter { return &counter{files: map[string][]byte{}} }

func (c *counter) inbound() *email.Inbound {
	return &email.Inbound{Sink: c, Desk: c, Key: []byte("0123456789abcdef0123456789abcdef"), Addresses: []string{"madoguchi@office.example"}, Relay: "mx.office.example",
		Count: func(what string) { c.mu.Lock(); c.count = append(c.count, what); c.mu.Unlock() }}
}

func (c *counter) events() []chat.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.took)
}

func (c *counter) Accept(_ context.Context, events ...chat.Event) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail != nil {
		return c.fail
	}
	c.took = append(c.took, events...)
	return nil
}

func (c *counter) Act(_ context.Context, e chat.Event) (chat.Outcome, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acts = append(c.acts, e)
	return chat.Outcome{OK: true}, c.fail
}

// cases are the tickets there are: Q-1204 is open, Q-0900 was closed long ago.
func (c *counter) MailCase(_ context.Context, number string) (email.Case, error) {
	switch number {
	case "Q-1204":
		return email.Case{Open: true, Addresses: []string{"kimura@minato.example"}}, nil
	case "Q-0900":
		return email.Case{Closed: time.Now().AddDate(0, -2, 0), Addresses: []string{"kimura@minato.example"}}, nil
	}
	return email.Case{}, chat.ErrNotFound
}

func (c *counter) Colleagues(context.Context) (map[string]chat.Person, error) {
	return map[string]chat.Person{"tran@example.vn": {ID: "staff:7", Name: "Tran"}}, nil
}

func (c *counter) KeepMailFile(_ context.Context, id string, _ chat.Address, content []byte) error {
	c.files[id] = content
	return nil
}

func (c *counter) MailFile(_ context.Context, id string) ([]byte, error) {
	if content, ok := c.files[id]; ok {
		return content, nil
	}
	return nil, chat.ErrNotFound
}

// mailed sends a mail about a ticket and gives what its reader could answer with.
func mailed(t *testing.T, c *counter, d chat.Delivery) (replyTo, id string) {
	t.Helper()
	server := smtpfake.New(t, smtpfake.Options{})
	s := newService(t, server, email.Config{Inbound: c.inbound()})
	if _, err := s.Send(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	m := server.Mails(d.To.ID)[0]
	_, replyTo, _ = strings.Cut(strings.TrimSuffix(m.Header.Get("Reply-To"), ">"), "<")
	return replyTo, m.Header.Get("Message-Id")
}

// TestWhatContinues: which mails continue a ticket, and which only seem to.
func TestWhatContinues(t *testing.T) {
	c := newCounter()
	member := chat.Delivery{ID: 17, Key: "6f1f7c2e-0000-4000-8000-000000000001", To: to("kimura@minato.example"), Ticket: "Q-1204", Messages: []chat.Message{{Text: "はい", Author: chat.Staff}}}
	secret, id := mailed(t, c, member)
	old := member
	old.Ticket = "Q-0900"
	oldSecret, _ := mailed(t, c, old)
	notice := chat.Delivery{ID: 18, Key: "7f1f7c2e-0000-4000-8000-000000000002", To: to("tran@example.vn"), Ticket: "Q-1204", Messages: []chat.Message{{Subject: "New", Text: "New", Author: chat.System}}}
	colleagueSecret, noticeID := mailed(t, c, notice)
	left := notice
	left.To = to("gone@example.vn")
	leftSecret, _ := mailed(t, c, left)
	pass := "Authentication-Results: mx.office.example; dkim=pass header.d=minato.example\r\n"
	passTran := "Authentication-Results: mx.office.example; spf=pass smtp.mailfrom=tran@example.vn\r\n"
	answers := func(id string) string { return "In-Reply-To: " + id + "\r\n" }
	for name, x := range map[string]struct {
		head, from, subject    string
		to                     string
		ticket, likely, person string
	}{
		"nothing":                         {from: "kimura@minato.example"},
		"the secret address":              {from: "kimura@minato.example", to: secret, ticket: "Q-1204"},
		"from somewhere else":             {from: "kimura@gmail.example", to: secret, ticket: "Q-1204"},
		"in capitals":                     {from: "kimura@minato.example", to: strings.ToUpper(secret), ticket: "Q-1204"},
		"a guessed secret":                {from: "kimura@minato.example", to: "madoguchi+q-1204-aaaaaaaaaaaaaaaaaaaa@office.example"},
		"of another ticket":               {from: "kimura@minato.example", to: strings.Replace(secret, "q-1204", "q-0900", 1)},
		"at another domain":               {from: "kimura@minato.example", to: strings.Replace(secret, "office", "evil", 1)},
		"of a ticket closed long ago":     {from: "kimura@minato.example", to: oldSecret, likely: "Q-0900"},
		"a Message-ID without a pass":     {from: "kimura@minato.example", head: answers(id), likely: "Q-1204"},
		"a Message-ID and a pass":         {from: "kimura@minato.example", head: pass + answers(id), ticket: "Q-1204"},
		"a pass of another relay":         {from: "kimura@minato.example", head: strings.Replace(pass, "mx.office", "mx.evil", 1) + answers(id), likely: "Q-1204"},
		"a pass below the author's":       {from: "kimura@minato.example", head: answers(id) + pass, likely: "Q-1204"},
		"a pass of another address":       {from: "evil@minato.example", head: pass + answers(id), likely: "Q-1204"},
		"a Message-ID that is none":       {from: "kimura@minato.example", head: pass + answers(strings.Replace(id, "Q-1204", "Q-0900", 1))},
		"a number in the subject":         {from: "kimura@minato.example", subject: "Q-1204の件", likely: "Q-1204"},
		"a number there is not":           {from: "kimura@minato.example", subject: "Q-7777の件"},
		"a colleague's secret":            {from: "tran@example.vn", to: colleagueSecret, ticket: "Q-1204", person: "staff:7"},
		"a colleague who has left":        {from: "gone@example.vn", to: leftSecret},
		"a notice's Message-ID":           {from: "tran@example.vn", head: answers(noticeID)},
		"a notice's Message-ID and pass":  {from: "tran@example.vn", head: passTran + answers(noticeID), ticket: "Q-1204", person: "staff:7"},
		"a member with a notice's secret": {from: "kimura@minato.example", to: strings.Replace(secret, "q-1204-", "q-1204-s-", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter()
			s := newService(t, smtpfake.New(t, smtpfake.Options{}), email.Config{Inbound: c.inbound()})
			to := x.to
			if to == "" {
				to = "madoguchi@office.example"
			}
			mail := fmt.Sprintf("%sFrom: %s\r\nTo: %s\r\nSubject: %s\r\n\r\n本文です。\r\n", x.head, x.from, to, x.subject)
			if err := s.Receive(t.Context(), []byte(mail), to); err != nil {
				t.Fatal(err)
			}
			if x.person != "" {
				if len(c.acts) != 1 || len(c.took) != 0 || c.acts[0].Person.ID != x.person || c.acts[0].Act != chat.NoteDown || c.acts[0].Ticket != x.ticket || c.acts[0].Mail == nil {
					t.Fatalf("acts %+v, events %+v", c.acts, c.took)
				}
				return
			}
			if len(c.took) != 1 || len(c.acts) != 0 {
				t.Fatalf("%d events and %d acts", len(c.took), len(c.acts))
			}
			if e := c.took[0]; e.Ticket != x.ticket || e.Mail.Likely != x.likely || e.From.ID != x.from {
				t.Errorf("it continues %q and seems to be about %q, from %s; want %q, %q", e.Ticket, e.Mail.Likely, e.From.ID, x.ticket, x.likely)
			}
		})
	}
}

// TestNotStored: what could not be stored is asked for again, and is the same event then.
func TestNotStored(t *testing.T) {
	c := newCounter()
	s := newService(t, smtpfake.New(t, smtpfake.Options{}), email.Config{Inbound: c.inbound()})
	mail := []byte("From: a@b.example\r\nSubject: x\r\nMessage-ID: <1@b.example>\r\n\r\nx\r\n")
	c.fail = errors.New("the database is away")
	if err := s.Receive(t.Context(), mail); err == nil {
		t.Fatal("a mail that is not stored was acknowledged")
	}
	c.fail = nil
	for range 2 {
		if err := s.Receive(t.Context(), mail); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.events(); len(got) != 2 || got[0].ID != got[1].ID {
		t.Errorf("events %+v", got)
	}
}

// TestNoMailEndsTheProgram: what panics on the way is an error of that one mail, and the next is taken in.
func TestNoMailEndsTheProgram(t *testing.T) {
	c := newCounter()
	in := c.inbound()
	sink := &trap{Sink: c}
	in.Sink = sink
	s := newService(t, smtpfake.New(t, smtpfake.Options{}), email.Config{Inbound: in})
	mail := []byte("From: a@b.example\r\nSubject: x\r\nMessage-ID: <1@b.example>\r\n\r\nx\r\n")
	sink.set = true
	if err := s.Receive(t.Context(), mail); err == nil || !strings.Contains(err.Error(), "panic") {
		t.Errorf("whole: error %v", err)
	}
	if err := s.ReceiveHead(t.Context(), mail); err == nil || !strings.Contains(err.Error(), "panic") {
		t.Errorf("header: error %v", err)
	}
	sink.set = false
	if err := s.Receive(t.Context(), mail); err != nil {
		t.Fatal(err)
	}
	if got := c.events(); len(got) != 1 {
		t.Errorf("events %+v", got)
	}
}

// A trap panics where it is set.
type trap struct {
	chat.Sink
	set bool
}

func (s *trap) Accept(ctx context.Context, events ...chat.Event) error {
	if s.set {
		panic("a mistake of ours")
	}
	return s.Sink.Accept(ctx, events...)
}

// TestLongText: that a text was cut is said once, wherever it was cut.
func TestLongText(t *testing.T) {
	c := newCounter()
	s := newService(t, smtpfake.New(t, smtpfake.Options{}), email.Config{Inbound: c.inbound()})
	if err := s.Receive(t.Context(), []byte("From: a@b.example\r\nSubject: x\r\n\r\n"+strings.Repeat("a\r\n", 1_000_000))); err != nil {
		t.Fatal(err)
	}
	if got := c.events(); len(got) != 1 || len(got[0].Mail.Odd) != 1 {
		t.Errorf("events %+v", got)
	}
}

// TestFormsOfOurOwn: a form of the office's pages that mails in the office's name is from whom it names.
func TestFormsOfOurOwn(t *testing.T) {
	c := newCounter()
	s := newService(t, smtpfake.New(t, smtpfake.Options{}), email.Config{Inbound: c.inbound()})
	for _, mail := range []string{
		"From: madoguchi@office.example\r\nReply-To: kimura@minato.example\r\nSubject: form\r\n\r\nx\r\n",
		"From: madoguchi@office.example\r\nSubject: ours\r\n\r\nx\r\n",
		"From: info@group.example\r\nList-Id: <info.office.example>\r\nSubject: by our own group\r\n\r\nx\r\n",
		"From: info@group.example\r\nList-Id: <ml.other.example>\r\nSubject: list\r\n\r\nx\r\n",
	} {
		if err := s.Receive(t.Context(), []byte(mail)); err != nil {
			t.Fatal(err)
		}
	}
	var from []string
	for _, e := range c.events() {
		from = append(from, e.From.ID)
	}
	if want := []string{"kimura@minato.example", "info@group.example"}; !slices.Equal(from, want) {
		t.Errorf("events from %v, want %v", from, want)
	}
}

// TestParseAddresses reads where mails come from.
func TestParseAddresses(t *testing.T) {
	for text, good := range map[string]bool{
		"imaps://u:p@mail.example": true, "imap://u%40x.jp:p@mail.example": true, "imaps://u:p@mail.example?mailbox=Madoguchi": true,
		"imap://u:p@127.0.0.1?tls=none": true, "imap://u:p@mail.example?tls=none": false, "imaps://mail.example": false, "http://u:p@x": false, "imaps://u:p@x/INBOX": false,
	} {
		if _, err := email.ParseMailbox(text); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		} else if err != nil && strings.Contains(err.Error(), ":p@") {
			t.Errorf("the password is shown: %v", err)
		}
	}
	for text, good := range map[string]bool{
		"lmtp://127.0.0.1:2424": true, "smtp://[::1]:2525": true, "lmtp:///run/mail.sock": true, "smtp://172.17.0.1:25": true, "smtp://0.0.0.0:25": true,
		"smtp://203.0.113.5:25": false, "lmtp://127.0.0.1": false, "http://127.0.0.1:1": false, "smtp://mail.example:25": false,
	} {
		if _, _, _, err := email.ParseListen(text); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
