package email_test

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/email"
	"madoguchi/handlers/email/smtpfake"
)

// TestLimit asks for codes to one mailbox from one conversation after the other.
func TestLimit(t *testing.T) {
	server := smtpfake.New(t, smtpfake.Options{})
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	service := newService(t, server, email.Config{Now: func() time.Time { return now }})
	n := 0
	try := func(address, ticket string, attempt int) error {
		n++
		d := delivery("確認コードをお送りします。")
		d.Key, d.To, d.Ticket, d.Attempt = fmt.Sprint("k", n), to(address), ticket, attempt
		_, err := service.Send(t.Context(), d)
		return err
	}
	for i := range 12 {
		now = now.Add(time.Minute)
		if err := try("yamada@example.co.jp", "", 1); err != nil {
			t.Fatalf("mail %d: %v", i+1, err)
		}
	}
	before := server.Calls()
	for _, address := range []string{"yamada@example.co.jp", "YAMADA@example.co.jp"} {
		if err := try(address, "", 1); err == nil || chat.FaultOf(err) != chat.Rejected {
			t.Errorf("one more to %s: %v, want it rejected", address, err)
		}
	}
	if server.Calls() != before {
		t.Error("the server was called for them")
	}
	for name, err := range map[string]error{
		"somebody else":    try("suzuki@example.org", "", 1),
		"about a ticket":   try("yamada@example.co.jp", "Q-0001", 1),
		"a second attempt": try("yamada@example.co.jp", "", 2),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	now = now.Add(50 * time.Minute) // the first two are an hour old
	for i, want := range []bool{true, true, false} {
		if got := try("yamada@example.co.jp", "", 1) == nil; got != want {
			t.Errorf("mail %d after an hour was sent: %t, want %t", i+1, got, want)
		}
	}
}
