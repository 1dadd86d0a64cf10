package email_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/email"
	"madoguchi/handlers/email/smtpfake"
)

// faultCases are the ways of a mail server to fail, and what becomes of the mail: the fault, and
// what the next attempt has to know.
var faultCases = []struct {
	name     string
	fault    smtpfake.Fault
	want     chat.Fault // "" = it was sent
	progress string
}{
	{"closes at once", smtpfake.Fault{At: smtpfake.Greeting}, chat.Temporary, "unsent:1"},
	{"shuts down", smtpfake.Fault{At: smtpfake.Greeting, Say: "421 4.3.2 shutting down"}, chat.Temporary, "unsent:1"},
	{"does not know this machine", smtpfake.Fault{At: smtpfake.Greeting, Say: "554 5.7.1 who are you"}, chat.Temporary, "unsent:1"},
	{"speaks nonsense", smtpfake.Fault{At: smtpfake.Greeting, Say: "<html>"}, chat.Temporary, "unsent:1"},
	{"closes at EHLO", smtpfake.Fault{At: smtpfake.Hello}, chat.Temporary, "unsent:1"},
	{"is busy at MAIL", smtpfake.Fault{At: smtpfake.Mail, Say: "451 4.3.0 try later"}, chat.Temporary, "unsent:1"},
	{"does not take the sender", smtpfake.Fault{At: smtpfake.Mail, Say: "553 5.1.8 sender refused"}, chat.Rejected, "unsent:1"},
	{"wants us to sign in", smtpfake.Fault{At: smtpfake.Mail, Say: "530 5.7.0 authentication required"}, chat.Temporary, "unsent:1"},
	{"has greylisted us", smtpfake.Fault{At: smtpfake.Rcpt, Say: "450 4.2.0 greylisted"}, chat.Temporary, "unsent:1"},
	{"has no such mailbox", smtpfake.Fault{At: smtpfake.Rcpt, Say: "550 5.1.1 no such user"}, chat.Rejected, "unsent:1"},
	{"closes at RCPT", smtpfake.Fault{At: smtpfake.Rcpt}, chat.Temporary, "unsent:1"},
	{"is full at DATA", smtpfake.Fault{At: smtpfake.Data, Say: "452 4.3.1 no space"}, chat.Temporary, "unsent:1"},
	{"refuses at DATA", smtpfake.Fault{At: smtpfake.Data, Say: "554 5.5.1 no valid recipients"}, chat.Rejected, "unsent:1"},
	{"is busy after the text", smtpfake.Fault{At: smtpfake.Body, Say: "451 4.3.0 try later"}, chat.Temporary, "unsent:1"},
	{"does not like the text", smtpfake.Fault{At: smtpfake.Body, Say: "554 5.7.1 looks like spam"}, chat.Rejected, "unsent:1"},
	{"loses the answer, and the mail", smtpfake.Fault{At: smtpfake.Body}, chat.Temporary, "unsure"},
	{"loses the answer, not the mail", smtpfake.Fault{At: smtpfake.Body, Keep: true}, chat.Temporary, "unsure"},
	{"closes instead of a farewell", smtpfake.Fault{At: smtpfake.Quit}, "", ""},
	{"has no farewell", smtpfake.Fault{At: smtpfake.Quit, Hang: true}, "", ""},
}

func TestFaults(t *testing.T) {
	for _, c := range faultCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := smtpfake.New(t, smtpfake.Options{})
			service := newService(t, server, email.Config{})
			server.Fail(c.fault, 0)
			d := delivery("ひとこと。")
			receipt, err := service.Send(t.Context(), d)
			if c.want == "" {
				if err != nil || len(receipt.IDs) != 1 || receipt.Via != "mail" {
					t.Fatalf("receipt %+v, %v", receipt, err)
				}
				return
			}
			var se *chat.SendError
			if !errors.As(err, &se) || se.Fault != c.want || se.Progress != c.progress {
				t.Fatalf("%v with progress %q; want %s, %q", err, se.Progress, c.want, c.progress)
			}
			if strings.Contains(err.Error(), "ひとこと") {
				t.Errorf("the error tells what the mail says: %v", err)
			}
		})
	}
}

// TestHangs lets the server fall silent at each step. What is not known then differs.
func TestHangs(t *testing.T) {
	for _, at := range []smtpfake.Step{smtpfake.Greeting, smtpfake.Hello, smtpfake.Mail, smtpfake.Rcpt, smtpfake.Data, smtpfake.Body} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			server := smtpfake.New(t, smtpfake.Options{})
			service := newService(t, server, email.Config{})
			server.Fail(smtpfake.Fault{At: at, Hang: true}, 0)
			want := "unsent:1"
			if at == smtpfake.Body {
				want = "unsure"
			}
			var err error
			var se *chat.SendError
			for wait := 100 * time.Millisecond; wait < 30*time.Second; wait *= 4 { // a busy machine may not even come to the step
				ctx, cancel := context.WithTimeout(t.Context(), wait)
				_, err = service.Send(ctx, delivery("ひとこと。"))
				cancel()
				if errors.As(err, &se) && se.Progress == want && errors.Is(err, context.DeadlineExceeded) {
					break
				}
			}
			if !errors.As(err, &se) || se.Fault != chat.Temporary || se.Progress != want || !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("%v, progress %q; want a temporary fault at the deadline, %q", err, se.Progress, want)
			}
		})
	}
}

// TestNobodyListens sends to a port where no server is.
func TestNobodyListens(t *testing.T) {
	service, err := email.New(email.Config{URL: "smtp://127.0.0.1:1?tls=none", From: "a@office.example", Office: office})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.Send(t.Context(), delivery("ひとこと。")); err == nil || chat.FaultOf(err) != chat.Temporary {
		t.Fatalf("%v, want a temporary fault", err)
	}
}

// An attempt is one try at a delivery with what the server does.
type attempt struct {
	fault  smtpfake.Fault
	crash  bool // what came of it is not noted: neither success nor progress
	marked bool // the mail of this attempt, where one comes in
}

// TestMarks follows deliveries over several attempts: what is known not to have come in is repeated
// unmarked, all else says that it may be a second copy.
func TestMarks(t *testing.T) {
	busy := smtpfake.Fault{At: smtpfake.Rcpt, Say: "451 4.3.0 later"}
	lost := smtpfake.Fault{At: smtpfake.Body, Keep: true}
	gone := smtpfake.Fault{At: smtpfake.Body}
	for name, attempts := range map[string][]attempt{
		"busy twice, then sent":                    {{fault: busy}, {fault: busy}, {}},
		"answer lost":                              {{fault: lost}, {marked: true}},
		"answer lost, then busy":                   {{fault: lost}, {fault: busy}, {marked: true}},
		"mail and answer lost":                     {{fault: gone}, {marked: true}},
		"died after sending":                       {{crash: true}, {marked: true}},
		"died while the server was busy":           {{fault: busy, crash: true}, {marked: true}},
		"busy, then died: the old note is no word": {{fault: busy}, {crash: true}, {marked: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			follow(t, attempts)
		})
	}
}

func follow(t *testing.T, attempts []attempt) {
	server := smtpfake.New(t, smtpfake.Options{})
	d := delivery("ひとこと。")
	for i, a := range attempts {
		service := newService(t, server, email.Config{}) // another process each time: nothing is remembered
		server.Fail(a.fault, 0)
		before := len(server.Mails(""))
		_, err := service.Send(t.Context(), d)
		for _, m := range server.Mails("")[before:] {
			if got := strings.HasPrefix(m.Text, "※"); got != a.marked {
				t.Errorf("attempt %d: marked as a copy: %t, want %t", i+1, got, a.marked)
			}
			if id := m.Header.Get("Message-Id"); id != "<6f1f7c2e-0000-4000-8000-000000000001@office.example>" {
				t.Errorf("attempt %d: Message-ID %s", i+1, id)
			}
		}
		d.Attempt++
		var se *chat.SendError
		if errors.As(err, &se) && !a.crash {
			d.Progress = se.Progress
		}
	}
	if server.Mails("") == nil {
		t.Error("nothing came in")
	}
}

// delivery is one message for one member, as the outbox hands it over.
func delivery(text string) chat.Delivery {
	return chat.Delivery{
		ID: 1, Key: "6f1f7c2e-0000-4000-8000-000000000001", To: to("yamada@example.co.jp"), Attempt: 1,
		Messages: []chat.Message{{Text: text, Author: chat.Bot}}, Created: time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC),
	}
}

// TestFewConnections sends many mails at once: mail servers do not like a crowd.
func TestFewConnections(t *testing.T) {
	server := smtpfake.New(t, smtpfake.Options{})
	service := newService(t, server, email.Config{Most: 100})
	errs := make(chan error)
	const mails = 40
	for i := range mails {
		go func() {
			d := delivery("ひとこと。")
			d.Key = d.Key[:34] + string(rune('a'+i/10)) + string(rune('0'+i%10))
			_, err := service.Send(t.Context(), d)
			errs <- err
		}()
	}
	for range mails {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := len(server.Mails("")); n != mails || server.Most() > 4 {
		t.Errorf("%d mails came in over %d connections at a time; want %d over at most 4", n, server.Most(), mails)
	}
}

// TestLog looks for what must not be written down.
func TestLog(t *testing.T) {
	var log bytes.Buffer
	server := smtpfake.New(t, smtpfake.Options{User: "mado", Password: "other"})
	service := newService(t, server, email.Config{
		URL: "smtp://mado:hunter2@" + server.Addr() + "?tls=none", Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	d := delivery("確認コード 482913")
	_, err := service.Send(t.Context(), d)
	if err == nil || !strings.Contains(log.String(), "mail server does not take mails") {
		t.Fatalf("%v; log: %s", err, log.String())
	}
	for _, secret := range []string{"hunter2", "482913", "yamada", "aHVudGVyMg"} {
		if strings.Contains(log.String()+err.Error(), secret) {
			t.Errorf("%q is told by the error or the log: %v\n%s", secret, err, log.String())
		}
	}
}
