package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// commandOn runs one command of the program on a database.
func commandOn(t *testing.T, url, line string) (stdout, stderr string, err error) {
	t.Helper()
	vars := map[string]string{"DATABASE_URL": url, "USER": "sasaki"}
	var out, errs bytes.Buffer
	err = run(t.Context(), strings.Split(line, " "), environment{
		Getenv: func(name string) string { return vars[name] }, Stdout: &out, Stderr: &errs, Now: time.Now,
	})
	return out.String(), errs.String(), err
}

// people gives a database with three contacts: two of one company, and one of another.
func people(t *testing.T) (url string) {
	t.Helper()
	url = postgrestest.URL(t)
	s, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i, who := range []chat.Address{{Channel: chat.LINE, ID: "U1"}, {Channel: chat.Web, ID: "w1"}, {Channel: chat.LINE, Account: "@b", ID: "U2"}} {
		company := []string{"ミナト", "ミナト", "ハルカ"}[i]
		if _, err := s.Accept(t.Context(), []chat.Event{{ID: who.Channel + who.ID, Kind: chat.Text, From: who, At: time.Now(), Text: "secret" + who.ID}}); err != nil {
			t.Fatal(err)
		}
		_, err := s.Turn(t.Context(), who.String(), func(ctx context.Context, tn *turn.Turn) error {
			number, err := tn.Number(ctx, ticket.Inquiry)
			tn.Opened = []*ticket.Ticket{{Number: number, Kind: ticket.Inquiry, Status: ticket.Resolved, Closed: time.Now().AddDate(-2, 0, 0), Fields: ticket.Values{"company": {company}}}}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return url
}

func TestSubjectCommand(t *testing.T) {
	t.Parallel()
	url := people(t)
	for _, wrong := range []string{"subject", "subject export", "subject erase -line U1 -web w1", "subject burn -line U1"} {
		if _, _, err := commandOn(t, url, wrong); exitCode(err) != 2 {
			t.Errorf("%s: %v", wrong, err)
		}
	}
	if _, _, err := commandOn(t, url, "subject erase -line U7"); err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("of nobody: %v", err)
	}
	_, listed, err := commandOn(t, url, "subject erase -company ミナト")
	if exitCode(err) != 1 || !strings.Contains(listed, "-line U1 ") || !strings.Contains(listed, "-web w1 ") {
		t.Errorf("of two: %v\n%s", err, listed)
	}
	out, _, err := commandOn(t, url, "subject export -line @b:U2")
	var record map[string]any
	if err != nil || json.Unmarshal([]byte(out), &record) != nil || !strings.Contains(out, "secretU2") || strings.Contains(out, "secretU1") {
		t.Errorf("export: %v\n%s", err, out)
	}
	for _, step := range []struct{ line, want string }{
		{"subject erase -dry-run -company ハルカ", `"id": 0`},
		{"subject erase -company ハルカ -by 佐々木", `"by": "佐々木"`},
		{"subject erase -web w1", `"by": "sasaki"`},
		{"subject export -company ミナト", "secretU1"},
	} {
		if out, _, err := commandOn(t, url, step.line); err != nil || !strings.Contains(out, step.want) {
			t.Errorf("%s: %v\n%s", step.line, err, out)
		}
	}
	if _, _, err := commandOn(t, url, "subject export -line U2"); err == nil {
		t.Error("the erased contact is still known")
	}
}

// TestRetentionCommand: nothing of a ticket goes by it, however long ago it was closed: that is for an administrator.
func TestRetentionCommand(t *testing.T) {
	t.Parallel()
	url := people(t)
	for line, want := range map[string]string{"retention -dry-run": "WHAT COUNT conversations 0", "retention": "WHAT COUNT"} {
		out, _, err := commandOn(t, url, line)
		if err != nil || !strings.HasPrefix(strings.Join(strings.Fields(out), " "), want) || strings.Contains(out, "tickets") {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
	if _, _, err := commandOn(t, url, "retention now"); exitCode(err) != 2 {
		t.Errorf("with an argument: %v", err)
	}
}
