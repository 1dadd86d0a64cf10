package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var findingKey = regexp.MustCompile(`name="key" value="([0-9a-f]+)"`)

// TestChecksAtDesk: what is to be looked at in the FAQ stands on a page and with the entry; who ticks it off says why;
// it is found again when the text changes.
func TestChecksAtDesk(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.staff()
	form := entryForm("0", "0", "傘は借りられますか", "一本250円です。2020年4月1日に始めました。", "programme", "hanro", "type-2", "link", "text-2", "申込", "url-2", "/apply.html")
	page := w.deskPost("/desk/edit/new", form)
	ref := regexp.MustCompile(`/desk/edit/(hanro/\d+)/publish`).FindStringSubmatch(page)[1]
	w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {"1"}, "sure": {"1"}})
	page = w.deskPost("/desk/edit/new", entryForm("0", "0", "傘を貸してほしい", "２５０円です。", "programme", "hanro", "aliases", "傘は借りられますか？"))
	other := regexp.MustCompile(`/desk/edit/(hanro/\d+)/publish`).FindStringSubmatch(page)[1]
	w.deskPost("/desk/edit/"+other+"/publish", url.Values{"version": {"1"}, "sure": {"1"}})
	checks := ""
	w.until("the second entry to be checked", func() bool {
		checks = w.desk("/desk/faq/checks")
		return strings.Contains(checks, "傘を貸してほしい") && !strings.Contains(checks, "調べています")
	})
	holds(t, "the page", checks, "同じ質問", "「傘は借りられますか」と同じ質問があります", "「250円」は、次の項目にも書かれています", "/apply.html は、サイト名のない書き方です", "2020年4月1日 を過ぎています")
	entry := w.desk("/desk/faq/" + other)
	holds(t, "the entry's page", entry, "編集したときはもう一方も", `<a href="/desk/faq/`+ref+`">`)

	link := w.desk("/desk/faq/checks?kind=link")
	at := strings.Index(link, "/apply.html")
	key := field(t, findingKey, link[at:])
	holds(t, "ticked off without a word", w.deskPost("/desk/faq/checks", url.Values{"key": {key}}), "理由を200字までで")
	page = w.deskPost("/desk/faq/checks", url.Values{"key": {key}, "why": {"館内の端末だけで使うため"}})
	holds(t, "ticked off", page, "確認済みにしました", "確認済み（1件）", "館内の端末だけで使うため")
	if group := w.desk("/desk/faq/checks?kind=link"); strings.Contains(group, `id="k-link"`) {
		t.Errorf("what was ticked off is still to be looked at:\n%s", group)
	}
	holds(t, "the audit", w.desk("/desk/audit"), "ticked=link", "館内の端末だけで使うため")

	form.Set("version", "0")
	form.Set("base", "1")
	form.Set("text-1", "一本300円です。")
	w.deskPost("/desk/edit/"+ref, form)
	w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {"1"}, "sure": {"1"}})
	w.until("the finding to come back", func() bool { return strings.Contains(w.desk("/desk/faq/checks?kind=link"), `id="k-link"`) })
	holds(t, "shown again", w.deskPost("/desk/faq/checks", url.Values{"key": {key}, "act": {"untick"}}), "確認済みを取り消しました")
}
