package incoming_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/handlers/email/incoming"
)

var update = flag.Bool("update", false, "write the golden files anew")

// relay is the relay that the mails of testdata came through.
const relay = "mx.office.example"

// TestMails reads each mail of testdata and compares what was read with the golden file beside it. A mail
// is added by putting it there and running the test with -update.
func TestMails(t *testing.T) {
	mails, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(mails) < 40 {
		t.Fatalf("found %d mails: %v", len(mails), err)
	}
	for _, name := range mails {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".eml"), func(t *testing.T) {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := dump(incoming.Read(raw, incoming.Options{Relay: relay}))
			golden := strings.TrimSuffix(name, ".eml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("what was read has changed (-golden +now):\n%s", diff)
			}
		})
	}
}

// dump is a letter as a golden file shows it.
func dump(l *incoming.Letter) string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	line("from", strings.TrimSpace(l.From.Name+" <"+l.From.Address+">"))
	if l.ReplyTo.Address != "" {
		line("reply-to", strings.TrimSpace(l.ReplyTo.Name+" <"+l.ReplyTo.Address+">"))
	}
	line("to", strings.Join(l.To, " "))
	line("subject", l.Subject)
	line("id", l.ID)
	line("after", strings.Join(l.After, " "))
	line("kind", string(l.Kind))
	line("list", l.List)
	if l.Vouched {
		line("vouched", "yes")
	}
	if l.Bounce != nil {
		line("bounce", fmt.Sprintf("%s of %s to %s: %s", l.Bounce.Status, l.Bounce.ID, l.Bounce.Address, l.Bounce.Reason))
	}
	for _, f := range l.Files {
		line("file", fmt.Sprintf("%s (%s, %d bytes, inline=%t)", f.Name, f.Type, f.Bytes, f.Inline))
	}
	for _, r := range l.Remarks {
		line("remark", strings.TrimSpace(string(r.What)+" "+r.Name))
	}
	fmt.Fprintf(&b, "\n%s\n", l.Text)
	if l.Folded != "" {
		fmt.Fprintf(&b, "\n===== folded\n%s\n", l.Folded)
	}
	return b.String()
}
