package main

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// call runs one command line as main does and gives what it wrote and its exit code.
func call(t *testing.T, stdin string, variables map[string]string, args ...string) (stdout, failure string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), args, environment{
		Getenv: func(name string) string { return variables[name] },
		Stdin:  strings.NewReader(stdin), Stdout: &out, Stderr: &errs,
		Now: func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		failure = oneLine(err)
	}
	return out.String(), failure, exitCode(err)
}

// TestFaults: each fault is one line that says what was tried, with the exit code that tells a
// mistaken command line from a failure.
func TestFaults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	hanro := "hanro=../../samples/hanro.txt"
	tests := []struct {
		name      string
		args      string
		variables map[string]string
		code      int
		want      string
	}{
		{"no command", "", nil, 2, "name a command"},
		{"unknown command", "frobnicate", nil, 2, `unknown command "frobnicate"`},
		{"unknown flag", "ask -frob x", nil, 2, "ask: flag provided but not defined"},
		{"no query", "ask -faq " + hanro, nil, 2, "give a query"},
		{"no programme", "import x.txt", nil, 2, "-programme"},
		{"no document", "import -programme x", nil, 2, "読みこむ文書を指定"}, {"no document, in English", "import -programme x", map[string]string{"LANG": "en_GB.UTF-8"}, 2, "name the documents"},
		{"malformed -faq", "ask -faq hanro 質問", nil, 2, "want ID=FILE"},
		{"the same -faq twice", "ask -faq " + hanro + " -faq " + hanro + " 質問", nil, 2, "given twice"},
		{"malformed -at", "ask -at yesterday -faq " + hanro + " 質問", nil, 2, "RFC"},
		{"missing document", "ask -faq x=" + dir + "/none.txt 質問", nil, 1, "none.txt"},
		{"a folder as document", "ask -faq x=" + dir + " 質問", nil, 1, dir},
		{"missing document to import", "import -dry-run -programme x " + dir + "/none.txt", nil, 1, "が見つかりません"},
		{"missing document to import, in English", "import -dry-run -programme x " + dir + "/none.txt", map[string]string{"LC_ALL": "C"}, 1, "there is no file"},
		{"a programme that cannot be", "import -dry-run -programme ひばり x.txt", nil, 2, "短い名前「ひばり」"},
		{"empty document", "import -dry-run -programme x " + file("empty.txt", ""), nil, 1, "empty.txt は取り込めませんでした。中身が空です。"},
		{"empty document, in English", "import -dry-run -programme x " + file("void.txt", ""), map[string]string{"LANG": "en_GB.UTF-8"}, 1, "void.txt was not imported. It is empty."},
		{"document without questions", "import -dry-run -programme x " + file("prose.txt", "ただの文章です。\n問いはありません。\n"), nil, 1, "prose.txt"},
		{"binary document", "import -dry-run -programme x " + file("a.bin", "\x00\x01\x02\xff\xfe\x00"), nil, 1, "a.bin"},
		{"unreadable queries", "eval -faq " + hanro + " " + dir + "/none.jsonl", nil, 1, "none.jsonl"},
		{"half of LINE", "serve", map[string]string{"LINE_CHANNEL_SECRET": "x"}, 1, "LINE_CHANNEL_TOKEN"},
		{"half of Slack", "serve", map[string]string{"SLACK_BOT_TOKEN": "x"}, 1, "SLACK_SIGNING_SECRET and SLACK_CHANNEL"},
		{"two faults at once", "serve", map[string]string{"LINE_CHANNEL_TOKEN": "x", "MADOGUCHI_ADDR": "nowhere"}, 1, "LINE_CHANNEL_SECRET"},
		{"a limit that is none", "serve", map[string]string{"MADOGUCHI_MAX_BODIES": "0"}, 1, "MADOGUCHI_MAX_BODIES"},
		{"a limit in words", "serve", map[string]string{"MADOGUCHI_MAX_CONNECTIONS_PER_ADDRESS": "many"}, 1, "MADOGUCHI_MAX_CONNECTIONS_PER_ADDRESS"},
		{"a proxy by its name", "serve", map[string]string{"MADOGUCHI_PROXIES": "10.0.0.5, proxy.internal"}, 1, `"proxy.internal" is neither an address`},
		{"unknown key in the office file", "serve", map[string]string{"MADOGUCHI_OFFICE": file("office.yaml", "name: 窓口\ncolour: red\n")}, 1, "colour"},
		{"missing office file", "serve", map[string]string{"MADOGUCHI_OFFICE": dir + "/none.yaml"}, 1, "none.yaml"},
		{"taken port", "serve", map[string]string{"MADOGUCHI_ADDR": taken.Addr().String()}, 1, "MADOGUCHI_ADDR"},
		{"dead database", "serve", map[string]string{"MADOGUCHI_ADDR": "127.0.0.1:0", "DATABASE_URL": "postgres://127.0.0.1:1/x?connect_timeout=2"}, 1, "database"},
		{"arguments to serve", "serve now", nil, 2, "no arguments"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stdout, failure, code := call(t, "", tt.variables, strings.Fields(tt.args)...)
			if code != tt.code || !strings.Contains(failure, tt.want) {
				t.Errorf("exit code %d, %q; want %d and %q", code, failure, tt.code, tt.want)
			}
			if first, rest, _ := strings.Cut(strings.TrimSpace(failure), "\n"); rest != "" && tt.name != "no command" {
				t.Errorf("the error has more than one line: %q and %q", first, rest)
			}
			if stdout != "" {
				t.Errorf("it printed %q all the same", stdout)
			}
		})
	}
}

// TestAskJSON holds the shape that other programs read.
func TestAskJSON(t *testing.T) {
	t.Parallel()
	stdout, failure, code := call(t, "領収書を紙で送ってもらえますか\n人\n", nil,
		"ask", "-faq", "hanro=../../samples/hanro.txt", "-faq", "tsunagu=../../samples/tsunagu.txt", "-json", "-")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, failure)
	}
	want := []struct{ decision, form, ref string }{{"answer", "", "hanro/8"}, {"handoff", "inquiry", ""}}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines for %d queries:\n%s", len(lines), len(want), stdout)
	}
	for i, line := range lines {
		var got struct {
			Query, Decision, Form string
			Hits                  []struct {
				Ref, Question string
				Score, P      float64
			}
			P    *float64
			Took *int64 `json:"took_us"`
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if got.Decision != want[i].decision || got.Form != want[i].form || got.P == nil || got.Took == nil || len(got.Hits) == 0 || len(got.Hits) > 5 {
			t.Errorf("got %+v, want %+v with up to five hits, p and took_us", got, want[i])
		}
		if want[i].ref != "" && got.Hits[0].Ref != want[i].ref {
			t.Errorf("%q found %s first, want %s", got.Query, got.Hits[0].Ref, want[i].ref)
		}
	}
}

// TestChatJSON holds a conversation to a ticket on the terminal, without any database.
func TestChatJSON(t *testing.T) {
	t.Parallel()
	stdout, failure, code := call(t, "領収書を紙で送ってもらえますか\n人\n株式会社ミナト 木村\n会員証を再発行してください\nとばす\n送る\n", nil,
		"chat", "-faq", "hanro=../../samples/hanro.txt", "-faq", "tsunagu=../../samples/tsunagu.txt", "-at", "2026-11-20T12:00:00+09:00", "-json")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, failure)
	}
	var source, ticket bool
	for line := range strings.Lines(stdout) {
		var got struct {
			Text    string
			Choices []string
			Source  *struct {
				Ref, Document, Label string
				Page                 int
			}
			Ticket *struct {
				Number, Kind string
				Fields       map[string][]string
			}
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if got.Source != nil && got.Source.Ref == "hanro/8" && got.Source.Label == "Q8" && got.Source.Page == 3 {
			source = true
		}
		if got.Ticket != nil && got.Ticket.Kind == "inquiry" && got.Ticket.Number == "Q-0001" {
			ticket = got.Ticket.Fields["question"][0] == "会員証を再発行してください"
		}
	}
	if !source || !ticket {
		t.Errorf("source seen: %v, ticket with its question seen: %v, in\n%s", source, ticket, stdout)
	}
}

// TestVersionAndHelp: what a newcomer types first.
func TestVersionAndHelp(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"help"}, {"ask", "-h"}} {
		if stdout, failure, code := call(t, "", nil, args...); code != 0 || !strings.Contains(stdout, "madoguchi") {
			t.Errorf("%v: exit code %d, %q, %q", args, code, stdout, failure)
		}
	}
}
