package email_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/email"
	"madoguchi/handlers/email/imapfake"
	"madoguchi/handlers/email/smtpfake"
)

// marks keeps how far a mailbox was read.
type marks struct {
	mu            sync.Mutex
	known         bool
	validity, uid uint32
}

func (m *marks) Mailbox(context.Context, string) (uint32, uint32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.known {
		return 0, 0, chat.ErrNotFound
	}
	return m.validity, m.uid, nil
}

func (m *marks) MarkMailbox(_ context.Context, _ string, validity, uid uint32) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known, m.validity, m.uid = true, validity, uid
	return nil
}

// TestFollow reads a mailbox: what lay in it before is left alone, what comes is taken in, in order.
func TestFollow(t *testing.T) {
	server := imapfake.New(t)
	c := newCounter()
	s := newService(t, smtpfake.New(t, smtpfake.Options{}), email.Config{Inbound: c.inbound()})
	box, err := email.ParseMailbox(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	m := &marks{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.Follow(ctx, box, m) }()
	until(t, func() bool { _, _, err := m.Mailbox(ctx, ""); return err == nil })
	came := time.Date(2026, 11, 20, 14, 59, 58, 0, time.UTC) // minutes before it is read, and not when its sender's clock says
	for _, text := range []string{"one", "two"} {
		server.PutAt("From: a@b.example\r\nDate: Fri, 20 Nov 2026 01:00:00 +0000\r\nSubject: "+text+"\r\n\r\n"+text+"\r\n", came)
	}
	until(t, func() bool { return len(c.events()) == 2 })
	if got := c.events(); got[0].Text != "one" || got[1].Text != "two" {
		t.Errorf("came as %q, %q", got[0].Text, got[1].Text)
	} else if !got[0].SentAt().Equal(came) {
		t.Errorf("it was sent at %v, want %v, when its mailbox had it", got[0].SentAt(), came)
	}
	cancel()
	<-done
}

func until(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain")
		}
	}
}
