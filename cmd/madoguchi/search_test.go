package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"madoguchi/faq/fit"
)

// query runs a command over the sample documents and gives what it prints.
func query(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	out, _ := measure(t, stdin, nil, args...)
	return out
}

// measure runs a command over the sample documents with variables, as NAME=value, and gives what it prints and what it
// says besides. It runs the built program: what is searched is searched by one message after the other, and takes the
// race detector many times the program's own time, up to the bound of a search on a busy machine.
func measure(t *testing.T, stdin string, variables []string, args ...string) (stdout, stderr string) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{args[0], "-faq", "hanro=../../samples/hanro.txt", "-faq", "tsunagu=../../samples/tsunagu.txt"}, args[1:]...)
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append([]string{"TMPDIR=" + os.TempDir()}, variables...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, errs.String())
	}
	return out.String(), errs.String()
}

func TestSearchReadsALineAQuery(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(query(t, "通訳は要りますか\n領収書\n", "search", "-n", "1", "-json", "-")), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	for i, want := range []string{"tsunagu/14", "hanro/8"} {
		var got searchLine
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Hits) != 1 || got.Hits[0].Ref != want {
			t.Errorf("line %d: %+v, want %s", i+1, got.Hits, want)
		}
	}
}

func TestAskDecides(t *testing.T) {
	t.Parallel()
	tests := []struct{ message, decision, form string }{
		{"通訳は要りますか", "answer", ""},
		{"住所を変更してください", "choices", "change"},
		{"事前相談を申し込みたい", "answer", "consultation"},
		{"明日の天気は", "handoff", "inquiry"},
		{"会社の情報を直したい", "choices", ""},
		{"担当者と話したいです", "handoff", "inquiry"},
		{"輸出について相談したいです", "answer", "consultation"},
	}
	var messages strings.Builder
	for _, tt := range tests {
		messages.WriteString(tt.message + "\n")
	}
	lines := strings.Split(strings.TrimSpace(query(t, messages.String(), "ask", "-json", "-")), "\n")
	if len(lines) != len(tests) {
		t.Fatalf("%d lines for %d messages", len(lines), len(tests))
	}
	for i, tt := range tests {
		var got askLine
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
			t.Fatal(err)
		}
		if string(got.Decision) != tt.decision || tt.form != "" && got.Form != tt.form || len(got.Hits) > 5 {
			t.Errorf("%s: %s/%s with %d hits, want %s/%s", tt.message, got.Decision, got.Form, len(got.Hits), tt.decision, tt.form)
		}
	}
}

func TestExplainNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	out := query(t, "", "explain", "-n", "1", "通訳のプニピニは要りますか")
	for _, want := range []string{"tsunagu/14", "missing", "プニピニ", "decision"} {
		if !strings.Contains(out, want) {
			t.Errorf("the explanation lacks %q:\n%s", want, out)
		}
	}
}

func TestEvalComparesWithItself(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(file, []byte(query(t, "", "eval", "-json", "../../samples/queries.jsonl")), 0o600); err != nil {
		t.Fatal(err)
	}
	out := query(t, "", "eval", "-compare", file, "../../samples/queries.jsonl")
	if strings.Contains(out, "better") || strings.Contains(out, "worse") || !strings.Contains(out, "(+0.000)") {
		t.Errorf("a report compared with itself:\n%s", out)
	}
}

func TestQueryCommandsWantAQuery(t *testing.T) {
	for _, name := range []string{"search", "ask", "explain", "eval", "fit"} {
		err := run(t.Context(), []string{name}, environment{Getenv: func(string) string { return "" }})
		var usage usageError
		if !errors.As(err, &usage) || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s without arguments: %v, want a usage error", name, err)
		}
	}
}

// The learning curve has a line a share, and loses nothing by wordings.
func TestEvalPrintsTheCurve(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(query(t, "", "eval", "-curve", "../../samples/queries-near.jsonl")), "\n")
	if len(lines) != 1+len(fit.LearnShares) {
		t.Fatalf("%d lines, want a head and %d:\n%s", len(lines), len(fit.LearnShares), strings.Join(lines, "\n"))
	}
	for i, share := range fit.LearnShares {
		f := strings.Fields(lines[1+i])
		if len(f) != 7 || f[0] != fmt.Sprintf("%.0f%%", 100*share) {
			t.Errorf("line %q, want seven figures at %.0f%%", lines[1+i], 100*share)
		}
	}
}

// With a server of vectors, eval asks for all entries' before the first message, and counts with them. The server
// stands in for a model: it gives each text the pairs of characters that it has.
func TestEvalWithVectors(t *testing.T) {
	t.Parallel()
	var batches []int
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var ask struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		mu.Lock()
		batches = append(batches, len(ask.Input))
		mu.Unlock()
		type vector struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}
		var data []vector
		for i, text := range ask.Input {
			v := vector{i, make([]float32, 256)}
			rs := []rune(text)
			for j := 1; j < len(rs); j++ {
				v.Embedding[(31*rs[j-1]+rs[j])%256]++
			}
			data = append(data, v)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	defer server.Close()
	const messages = "../../samples/queries-near.jsonl"
	out, said := measure(t, "", []string{"MADOGUCHI_EMBED_URL=" + server.URL, "MADOGUCHI_EMBED_MODEL=pairs"}, "eval", "-json", messages)
	mu.Lock()
	defer mu.Unlock()
	if len(batches) < 2 || batches[0] != 30 || batches[1] != 1 || !strings.Contains(said, "30 of 30 entries have a vector") {
		t.Errorf("asked for %v texts at a time, said %q; want the 30 entries and then a message at a time", batches[:min(len(batches), 5)], said)
	}
	var with, without fit.Report
	if err := errors.Join(json.Unmarshal([]byte(out), &with), json.Unmarshal([]byte(query(t, "", "eval", "-json", messages)), &without)); err != nil {
		t.Fatal(err)
	}
	if with.Queries != without.Queries || with.Queries == 0 || len(fit.Changes(without.Outcomes, with.Outcomes)) == 0 {
		t.Errorf("%d messages with vectors and %d without are decided alike", with.Queries, without.Queries)
	}
}
