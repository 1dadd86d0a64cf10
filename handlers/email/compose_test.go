package email_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
	"madoguchi/handlers/email"
	"madoguchi/handlers/email/smtpfake"
)

var update = flag.Bool("update", false, "rewrite the mails in testdata with what is written now")

// TestMails writes the deliveries of testdata/*.json as mails: each beside it as its reader has it,
// header lines first.
func TestMails(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no deliveries in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c struct {
				From, ReplyTo string
				Delivery      chat.Delivery
			}
			if err := json.Unmarshal(data, &c); err != nil {
				t.Fatal(err)
			}
			c.Delivery.Key, c.Delivery.Created = "6f1f7c2e-0000-4000-8000-000000000001", time.Date(2026, 11, 20, 12, 0, 0, 0, jst)
			got := shown(sent(t, email.Config{From: c.From, ReplyTo: c.ReplyTo}, c.Delivery))
			golden := strings.TrimSuffix(file, ".json") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("the mail has changed (-want +got); if that is right, run with -update:\n%s", diff)
			}
		})
	}
}

var jst = time.FixedZone("JST", 9*60*60)

// sent is the one mail that a delivery becomes.
func sent(t testing.TB, c email.Config, d chat.Delivery) smtpfake.Message {
	t.Helper()
	server := smtpfake.New(t, smtpfake.Options{})
	if _, err := newService(t, server, c).Send(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	mails := server.Mails("")
	if len(mails) != 1 {
		t.Fatalf("%d mails came in", len(mails))
	}
	return mails[0]
}

// shown is a mail as text: every header line decoded, in alphabetical order, and what it says.
func shown(m smtpfake.Message) string {
	var lines []string
	for name, values := range m.Header {
		for _, v := range values {
			switch name {
			case "Subject":
				v = m.Subject
			case "From", "To", "Reply-To":
				a, err := mail.ParseAddress(v)
				if err != nil {
					v = "!" + err.Error()
				} else {
					v = strings.TrimSpace(fmt.Sprintf("%s <%s>", a.Name, a.Address))
				}
			}
			lines = append(lines, name+": "+v)
		}
	}
	slices.Sort(lines)
	return fmt.Sprintf("MAIL FROM %s RCPT TO %s\n%s\n\n%s", m.From, m.Rcpt, strings.Join(lines, "\n"), m.Text)
}

// TestOldMobileAddresses sends to local parts that carriers gave out and the standard wants quoted.
func TestOldMobileAddresses(t *testing.T) {
	for address, rcpt := range map[string]string{
		"taro..yamada.@docomo.ne.jp": `"taro..yamada."@docomo.ne.jp`,
		".hanako@ezweb.ne.jp":        `".hanako"@ezweb.ne.jp`,
		"o'brien+mado@example.co.jp": "o'brien+mado@example.co.jp",
	} {
		d := delivery("ひとこと。")
		d.To = to(address)
		m := sent(t, email.Config{}, d)
		if m.Rcpt != rcpt {
			t.Errorf("%s: RCPT TO:<%s>, want <%s>", address, m.Rcpt, rcpt)
		}
		if a, err := mail.ParseAddress(m.Header.Get("To")); err != nil || a.Address != address {
			t.Errorf("%s: To: %s reads as %v, %v", address, m.Header.Get("To"), a, err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]email.Config{
		"no server":          {From: "a@office.example"},
		"no sender":          {URL: "smtp://mail.example"},
		"no address":         {URL: "smtp://mail.example", From: "窓口"},
		"two senders":        {URL: "smtp://mail.example", From: "a@office.example, b@office.example"},
		"a line break":       {URL: "smtp://mail.example", From: "a@office.example\r\nBcc: b@office.example"},
		"replies to nowhere": {URL: "smtp://mail.example", From: "a@office.example", ReplyTo: "office"},
	} {
		if _, err := email.New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
