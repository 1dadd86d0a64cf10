package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq/edition"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/reading"
)

// as is the same running program with a browser in which somebody else has signed in.
func (w *town) as(t *testing.T, database, name string) *town {
	t.Helper()
	link, _, err := commandOn(t, database, "desk login")
	if err != nil {
		w.t.Fatal(err)
	}
	at := strings.Index(link, "t=")
	if at < 0 {
		w.t.Fatalf("no link to sign in: %s", link)
	}
	other := &town{t: w.t, base: w.base, browser: w.stranger()}
	page := other.deskPost("/desk/login", url.Values{"t": {strings.TrimSpace(link[at+2:])}, "name": {name}})
	if !strings.Contains(page, name) {
		w.t.Fatalf("%s is not let in:\n%s", name, page)
	}
	return other
}

var (
	reviewerChoice = regexp.MustCompile(`<option value="(staff:\d+)"[^>]*>林</option>`)
	planField      = regexp.MustCompile(`name="plan" value="([0-9a-f]+)"`)
)

// field is what a page's form has in a field.
func field(t *testing.T, of *regexp.Regexp, page string) string {
	t.Helper()
	m := of.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no %s on the page:\n%s", of, page)
	}
	return m[1]
}

// TestApprovalByTwo: what one writes another approves; it is sent back with a reason before; who was not asked does not
// approve it; and both of two processes answer with it then.
func TestApprovalByTwo(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database, "MADOGUCHI_OFFICE="+officeCopy(t, "  - id: hanro ", "  - approval: true\n    id: hanro "))
	w.staff() // a process that starts makes the link of another void
	second := &town{t: t, line: w.line, slack: w.slack, env: append(slices.Clone(w.env), "MADOGUCHI_ADDR="+freeAddress(t))}
	second.start()
	t.Cleanup(second.stop)
	second.until("the second process", func() bool { return second.status("/readyz") == http.StatusOK })
	hayasi, mori := w.as(t, database, "林"), w.as(t, database, "森")

	page := w.deskPost("/desk/edit/hanro/1", entryForm("0", "1", "会期はいつですか", "会期は十一月三日です。"))
	page = w.deskPost("/desk/edit/hanro/1/review", url.Values{"version": {draftVersion(t, page)}, "act": {"ask"}, "reviewer": {field(t, reviewerChoice, page)}, "deadline": {"2036-04-01"}})
	holds(t, "asked", page, "林さんに確認を依頼中です（期限：2036/04/01）", "依頼先・期限を変える", "もう一度確認が必要になります")
	if page := mori.desk("/desk/edit/hanro/1"); strings.Contains(page, `value="approve"`) {
		t.Errorf("who was not asked is offered to approve:\n%s", page)
	}
	holds(t, "approved by another", mori.deskPost("/desk/edit/hanro/1/review", url.Values{"version": {"1"}, "act": {"approve"}}), "確認を依頼された方だけが承認できます")
	holds(t, "sent back without a reason", hayasi.deskPost("/desk/edit/hanro/1/review", url.Values{"version": {"1"}, "act": {"return"}}), "入力が足りないか")
	holds(t, "sent back", hayasi.deskPost("/desk/edit/hanro/1/review", url.Values{"version": {"1"}, "act": {"return"}, "reason": {"日付が違います"}}), "差し戻しました", "日付が違います")
	w.deskPost("/desk/edit/hanro/1", entryForm("1", "1", "会期はいつですか", "会期は十一月四日です。"))
	w.deskPost("/desk/edit/hanro/1/review", url.Values{"version": {"2"}, "act": {"ask"}})
	holds(t, "approved", hayasi.deskPost("/desk/edit/hanro/1/review", url.Values{"version": {"2"}, "act": {"approve"}}), "承認しました", "公開日時")
	began := time.Now()
	holds(t, "published", w.deskPost("/desk/edit/hanro/1/publish", url.Values{"version": {"2"}, "sure": {"1"}}), "公開しました")
	second.browser = w.browser // sessions are the database's
	for _, at := range []*town{w, second} {
		at.until("the answer", func() bool {
			return strings.Contains(at.desk("/desk/faq/hanro/1"), "会期は十一月四日です。")
		})
	}
	t.Logf("both processes serve it after %s", time.Since(began).Round(time.Millisecond))
}

// TestEveryWayAsksAtDesk: whichever button of the desk changes what members are told asks for approval, and so does the
// terminal; nothing is served meanwhile. Whatever is asked for, who may approve it is told in Slack.
func TestEveryWayAsksAtDesk(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	office := officeCopy(t, "  - id: hanro ", "  - approval: true\n    id: hanro ")
	w := openTown(t, database, "MADOGUCHI_OFFICE="+office)
	w.slack.LimitPosts(0)
	w.deskPost("/desk/edit/hanro/5/state", url.Values{"state": {"withdraw"}})
	w.deskPost("/desk/faq/hanro/6/decide", url.Values{"decision": {"withdraw"}})
	w.until("both to be gone", func() bool {
		all := w.desk("/desk/export/hanro/json")
		return !strings.Contains(all, `"hanro/5"`) && !strings.Contains(all, `"hanro/6"`)
	})
	before := w.desk("/desk/export/hanro/json")
	for _, act := range []struct {
		path   string
		values url.Values
	}{
		{"/desk/faq/hanro/3/kind", url.Values{"kind": {"pointer"}}},
		{"/desk/faq/hanro/4/term", url.Values{"until": {"2036-05-10"}}},
		{"/desk/edit/hanro/5/state", url.Values{"state": {"restore"}}},
		{"/desk/faq/hanro/6/decide", url.Values{"decision": {"publish"}}},
		{"/desk/edit/hanro/7/move", url.Values{"after": {"0"}}},
		{"/desk/documents/hanro/drafts", url.Values{"order": {"6"}}},
		{"/desk/documents/hanro/1/back", url.Values{"publication": {"2"}, "name": {"a.txt"}}},
	} {
		page := w.deskPost(act.path, act.values)
		if act.path == "/desk/documents/hanro/drafts" { // it was asked for above
			continue
		}
		holds(t, act.path, page, "確認を依頼しました")
	}

	umbrella := printed("傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘の色は選べますか？", "選べません。")
	_, address, page := w.bring("hanro", "傘.txt", umbrella)
	if strings.Contains(page, `id="publish"`) {
		t.Error("who has brought a document is offered to publish it")
	}
	holds(t, "published all the same", w.publish(address, page, nil), "ほかの方の承認を受けてから公開します")
	w.deskPost(address+"/review", url.Values{"act": {"ask"}, "revision": {field(t, revisionField, page)}})
	holds(t, "the FAQ page", w.desk("/desk/faq"), "確認・公開を待っている文書（2件）", "傘.txt")
	holds(t, "approved by its author", w.deskPost(address+"/review", url.Values{"act": {"approve"}, "plan": {field(t, planField, page)}}), "ご自分が書いた下書きは承認できません")

	file := filepath.Join(t.TempDir(), "靴.txt")
	shoes := printed("靴の貸し出し よくあるご質問", "Q1 靴は借りられますか？", "お貸しできません。", "Q2 靴の大きさは？", "二種類です。")
	if err := os.WriteFile(file, shoes, 0o600); err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{"DATABASE_URL": database, "USER": "sasaki", "MADOGUCHI_OFFICE": office}
	for _, set := range w.env {
		if name, value, _ := strings.Cut(set, "="); strings.HasPrefix(name, "SLACK_") || strings.HasPrefix(name, "MADOGUCHI_SLACK") {
			vars[name] = value
		}
	}
	var out bytes.Buffer
	err := run(t.Context(), []string{"import", "-programme", "hanro", "-new-document", "-publish", file}, environment{
		Getenv: func(name string) string { return vars[name] }, Stdout: &out, Stderr: &out, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the terminal", out.String(), "確認を依頼しました", "/desk/faq/import/")
	for _, what := range []string{"「選考の観点について」", "「a.txt」を元に戻す", "「傘.txt」を取り込む", "「靴.txt」を取り込む"} {
		w.until("the office to be told of "+what, func() bool {
			return slices.ContainsFunc(w.slack.Roots(slackfake.Office), func(m slackfake.Message) bool {
				return strings.Contains(m.Text(), "確認を依頼されました（期限：なし）") && strings.Contains(m.Text(), what)
			})
		})
	}
	if after := w.desk("/desk/export/hanro/json"); after != before {
		t.Errorf("something is served unapproved (-was +is):\n%s", cmp.Diff(before, after))
	}

	hayasi := w.as(t, database, "林")
	page = hayasi.desk(address)
	holds(t, "the document for another", page, "承認できる方に確認を依頼中です", `value="approve"`, "傘は借りられますか")
	holds(t, "approved", hayasi.deskPost(address+"/review", url.Values{"act": {"approve"}, "plan": {field(t, planField, page)}}), "承認しました", "公開日時", `id="publish"`)
	holds(t, "published", hayasi.publish(address, hayasi.desk(address), nil), "「傘.txt」を公開しました")
	w.until("the entry to be served", func() bool { return strings.Contains(w.desk("/desk/faq"), "傘の色は選べますか") })
}

// TestDocumentAtItsTime: a document goes out by itself at its time, unless that is called off, or it would change
// something else by then than what was seen.
func TestDocumentAtItsTime(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database)
	umbrella := printed("傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付でお貸しします。", "Q2 傘の色は選べますか？", "選べません。")
	_, address, page := w.bring("hanro", "傘.txt", umbrella)
	at := func(page string, d time.Duration) url.Values {
		return url.Values{"act": {"schedule"}, "revision": {field(t, revisionField, page)}, "due": {time.Now().In(reading.JST).Add(d).Format("2006-01-02T15:04")}}
	}
	holds(t, "in the past", w.deskPost(address+"/review", at(page, -time.Hour)), "日時が過ぎています")
	holds(t, "its time", w.deskPost(address+"/review", at(page, 48*time.Hour)), "に公開します", "公開の予約を取り消す")
	holds(t, "the FAQ page", w.desk("/desk/faq"), "傘.txt", "に自動で公開します")
	holds(t, "called off", w.deskPost(address+"/review", url.Values{"act": {"unschedule"}}), "予約を取り消しました")
	if page := w.desk(address); strings.Contains(page, "自動で公開します") {
		t.Errorf("it still has its time:\n%s", page)
	}
	holds(t, "its time again", w.deskPost(address+"/review", at(w.desk(address), time.Hour)), "に公開します")
	w.deskPost("/desk/edit/hanro/1", entryForm("0", "1", "別の質問ですか", "はい。"))
	w.deskPost("/desk/edit/hanro/1/publish", url.Values{"version": {"1"}, "sure": {"1"}}) // another document has changed meanwhile
	comes(t, database)
	w.until("the document to go out by itself", func() bool { return strings.Contains(w.desk("/desk/faq"), "傘の色は選べますか") })
}

// comes lets the time come at which what waits is published.
func comes(t *testing.T, database string) {
	t.Helper()
	s, err := postgres.Open(t.Context(), database, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.Requests(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatalf("%d changes wait: %v", len(all), err)
	}
	for i := range all {
		if _, err := s.ReviewRequest(t.Context(), all[i].ID, func(q *edition.Request) error { q.Due = time.Now(); return nil }); err != nil {
			t.Fatal(err)
		}
	}
}
