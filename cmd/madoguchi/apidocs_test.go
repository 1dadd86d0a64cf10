package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// curlLine is a call as docs/api.md shows it, with the lines that go on from it.
var curlLine = regexp.MustCompile(`(?m)^    (curl (?:.*\\\n)*.*)$`)

// TestCurlLines runs every call of docs/api.md as it stands there.
func TestCurlLines(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := curlLine.FindAllStringSubmatch(string(page), -1)
	if len(lines) < 5 {
		t.Fatalf("only %d calls are found", len(lines))
	}
	url := postgrestest.URL(t)
	w := openTown(t, url)
	c := w.application(url, "kintone", staff.Scopes()...)
	for _, m := range lines {
		cmd := exec.CommandContext(t.Context(), "bash", "-c", m[1]+" --fail-with-body")
		cmd.Env = append(os.Environ(), "MADOGUCHI="+w.base, "TOKEN="+c.token)
		out, err := cmd.CombinedOutput()
		var answer map[string]any
		if err != nil || json.Unmarshal(out, &answer) != nil || len(answer) == 0 {
			t.Errorf("%s\n%v\n%s", m[1], err, out)
		}
	}
	if r := c.want(200, c.ask("GET", "/tickets?channel=api", "")); strings.Count(r.text, `"number"`) != 1 {
		t.Errorf("the request that was filed: %s", r.text)
	}
}

// TestAPIOnTheFAQ: a draft is written and published by the desk's rules, found, answered with, and taken out.
func TestAPIOnTheFAQ(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	w := openTown(t, url)
	c := w.application(url, "kintone", staff.Scopes()...)
	const entry = `{"programme":"hanro","question":"自転車を停める場所はありますか","answer":[{"type":"paragraph","text":"建物の裏に10台分あります。"}],"wordings":["駐輪場はありますか"],"section":"お越しになる前に"}`
	made := c.want(201, c.ask("POST", "/faq/entries", entry, "Idempotency-Key", "new-1"))
	if again := c.want(201, c.ask("POST", "/faq/entries", entry, "Idempotency-Key", "new-1")); again.text != made.text {
		t.Errorf("the same draft again: %s", again.text)
	}
	ref := made.body["ref"].(string)
	draft := c.want(200, c.ask("GET", "/faq/entries/"+ref+"/draft", ""))
	const better = `{"question":"自転車を停める場所はありますか","answer":[{"type":"paragraph","text":"建物の裏に12台分あります。"}],"version":1}` // the wordings and the section stay
	saved := c.want(200, c.ask("PUT", "/faq/entries/"+ref+"/draft", better, "If-Match", draft.header.Get("ETag")))
	if !strings.Contains(saved.text, "駐輪場はありますか") || saved.body["section"] != "お越しになる前に" {
		t.Errorf("what was left out is gone: %s", saved.text)
	}
	c.want(412, c.ask("PUT", "/faq/entries/"+ref+"/draft", better, "If-Match", draft.header.Get("ETag")))
	c.want(409, c.ask("PUT", "/faq/entries/"+ref+"/draft", better))
	published := c.want(200, c.ask("POST", "/faq/entries/"+ref+"/publish", `{"version":2}`))
	if published.body["state"] != "published" {
		t.Errorf("published: %s", published.text)
	}
	w.until("the entry is served", func() bool { return c.ask("GET", "/faq/entries/"+ref, "").status == 200 })
	found := c.want(200, c.ask("GET", "/faq/search?q=%E9%A7%90%E8%BC%AA%E5%A0%B4&limit=3", ""))
	if !strings.Contains(found.text, ref) {
		t.Errorf("it is not found: %s", found.text)
	}
	decided := c.want(200, c.ask("POST", "/faq/ask", `{"text":"駐輪場はありますか"}`))
	if decided.body["decision"] != "answer" || !strings.Contains(decided.text, "12台分") {
		t.Errorf("it is not answered with: %s", decided.text)
	}
	c.want(200, c.ask("GET", "/faq/programmes", ""))
	first := c.want(200, c.ask("GET", "/faq/entries?programme=hanro&limit=2", ""))
	next, _ := first.body["next"].(string)
	second := c.want(200, c.ask("GET", "/faq/entries?programme=hanro&limit=2&cursor="+next, ""))
	if next == "" || second.text == first.text {
		t.Errorf("pages: %s", second.text)
	}
	for _, format := range []string{"json", "csv", "md"} {
		if r := c.want(200, c.ask("GET", "/faq/export/hanro?format="+format, "")); !strings.Contains(r.text, "12台分") {
			t.Errorf("the file lacks it: %.300s", r.text)
		}
	}
	reader := w.application(url, "読むだけ", staff.ReadFAQ)
	for _, path := range []string{"/tickets", "/contacts", "/deliveries", "/faq/export/hanro"} {
		if r := reader.ask("GET", path, ""); r.status != 403 || r.body["code"] != "scope" {
			t.Errorf("%s without its scope: %s", path, r.text)
		}
	}
}

// TestAPIAsksForApproval: where a programme has its changes approved, an application publishes nothing by itself.
func TestAPIAsksForApproval(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	w := openTown(t, url, "MADOGUCHI_OFFICE="+officeCopy(t, "  - id: hanro ", "  - approval: true\n    id: hanro "))
	c := w.application(url, "kintone", staff.WriteFAQ, staff.PublishFAQ, staff.ReadFAQ)
	made := c.want(201, c.ask("POST", "/faq/entries", `{"programme":"hanro","question":"自転車を停める場所はありますか","answer":[{"type":"paragraph","text":"あります。"}]}`))
	ref := made.body["ref"].(string)
	waits := c.want(202, c.ask("POST", "/faq/entries/"+ref+"/publish", `{"version":1}`))
	if waits.body["state"] != "waiting" {
		t.Errorf("published: %s", waits.text)
	}
	if draft := c.want(200, c.ask("GET", "/faq/entries/"+ref+"/draft", "")); draft.body["state"] != "asked" {
		t.Errorf("the draft: %s", draft.text)
	}
	c.want(404, c.ask("GET", "/faq/entries/"+ref, ""))
}
