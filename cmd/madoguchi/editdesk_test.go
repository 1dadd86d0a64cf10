package main

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/handlers/browsertest"
	"madoguchi/postgres/postgrestest"
)

var draftField = regexp.MustCompile(`name="version" value="(\d+)"`)

// draftVersion is the version of a draft as a page has it.
func draftVersion(t *testing.T, page string) string {
	t.Helper()
	m := draftField.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no draft stands on the page:\n%s", page)
	}
	return m[1]
}

// entryForm is the form of an entry with one paragraph.
func entryForm(version, base, question, answer string, more ...string) url.Values {
	v := url.Values{"version": {version}, "base": {base}, "question": {question}, "type-1": {"paragraph"}, "text-1": {answer}, "url-1": {""}, "kind": {"answer"}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

// TestEditAtDesk goes the ways of an entry with a browser that runs no script: added, changed by two people,
// published, served by a second process, brought back to what it said, withdrawn and restored.
func TestEditAtDesk(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	holds(t, "the FAQ page before anything was asked", w.desk("/desk/faq"), "新しい項目", "取り込み", "編集")
	holds(t, "an entry", w.desk("/desk/faq/hanro/1"), "編集", "履歴", "取り下げ", "別の聞き方", "並べかえ")

	form := entryForm("0", "0", "傘は借りられますか", "受付でお貸しします。", "programme", "hanro", "aliases", "傘の貸し出しはありますか\r\n\r\n傘の貸し出しはありますか\r\n")
	page := w.deskPost("/desk/edit/new", form)
	holds(t, "the draft", page, "見え方", "LINE", "ウェブ", "文字だけ", "公開したときの影響", "受付でお貸しします。")
	ref := regexp.MustCompile(`/desk/edit/(hanro/\d+)/publish`).FindStringSubmatch(page)[1]
	if strings.Contains(w.desk("/desk/faq"), `href="/desk/faq/`+ref+`"`) {
		t.Error("a draft is served")
	}
	began := time.Now()
	holds(t, "its publication", w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {draftVersion(t, page)}}), "公開しました", "傘は借りられますか")
	w.until("the entry to be served", func() bool { return strings.Contains(w.desk("/desk/faq"), `href="/desk/faq/`+ref+`"`) })
	t.Logf("served after %s", time.Since(began).Round(time.Millisecond))
	v := w.visit()
	v.say("傘の貸し出しはありますか")
	v.lines("the answer to the other wording", func(all []webLine) bool { return said(all, "受付でお貸しします。") })

	page = w.deskPost("/desk/edit/"+ref, entryForm("0", "1", "傘は借りられますか", "二階でお貸しします。"))
	first := draftVersion(t, page)
	second := w.deskPost("/desk/edit/"+ref, entryForm("0", "1", "傘は借りられますか", "三階でお貸しします。"))
	holds(t, "what the second is told", second, "先に保存しました", "三階でお貸しします。", "さんの下書き<", "<mark>二階</mark>", "<mark>三階</mark>")
	if got := draftVersion(t, second); got != first {
		t.Errorf("the second would save over version %s, want %s", got, first)
	}
	w.deskPost("/desk/edit/"+ref, entryForm(first, "1", "傘は借りられますか", "三階でお貸しします。"))
	holds(t, "what the first is told", w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {first}}), "ほかの方が先に変更しました")
	w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {"2"}})
	history := w.desk("/desk/history/" + ref)
	holds(t, "the history", history, "第2版", "第1版", "元に戻す", "<mark>三階</mark>", "<mark>受付</mark>")
	holds(t, "restored", w.deskPost("/desk/history/"+ref+"/1", nil), "第1版の内容に戻しました", "第3版")
	w.until("the answer of before", func() bool { return strings.Contains(w.desk("/desk/faq/"+ref), "受付でお貸しします。") })

	holds(t, "withdrawn", w.deskPost("/desk/edit/"+ref+"/state", url.Values{"state": {"withdraw"}, "why": {"貸し出しをやめたため"}}), "取り下げました")
	w.until("it to be gone", func() bool { return strings.Contains(w.desk("/desk/faq/"+ref), "復元") })
	holds(t, "restored", w.deskPost("/desk/edit/"+ref+"/state", url.Values{"state": {"restore"}}), "公開しました")
	holds(t, "moved", w.deskPost("/desk/edit/"+ref+"/move", url.Values{"after": {"0"}}), "並び順を変えました")
	w.until("it to stand first", func() bool {
		all := w.desk("/desk/faq")
		return strings.Index(all, "/desk/faq/"+ref) > 0 && strings.Index(all, "/desk/faq/"+ref) < strings.Index(all, `"/desk/faq/hanro/1"`)
	})
	holds(t, "a draft given up", w.deskPost("/desk/edit/hanro/1", entryForm("0", "1", "別の質問ですか", "はい。"))+
		w.deskPost("/desk/edit/hanro/1/drop", url.Values{"version": {"1"}}), "下書きを破棄しました")
}

// TestEffectAsksFirst: a change that takes a direct answer away from another entry's confirmed wording is asked about
// before it is published.
func TestEffectAsksFirst(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	page := w.deskPost("/desk/edit/new", entryForm("0", "0", "傘は借りられますか", "受付でお貸しします。", "programme", "hanro", "aliases", "傘の貸し出しはありますか"))
	ref := regexp.MustCompile(`/desk/edit/(hanro/\d+)/publish`).FindStringSubmatch(page)[1]
	w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {"1"}})
	w.until("the entry to be served", func() bool { return strings.Contains(w.desk("/desk/faq"), `href="/desk/faq/`+ref+`"`) })

	page = w.deskPost("/desk/edit/new", entryForm("0", "0", "傘の貸し出しはありますか", "お貸しできません。", "programme", "hanro"))
	thief := regexp.MustCompile(`/desk/edit/(hanro/\d+)/publish`).FindStringSubmatch(page)[1]
	page = w.tried("/desk/edit/" + thief)
	holds(t, "the effect", page, "変わる ", "傘の貸し出しはありますか", "確認ずみの回答が失われます")
	holds(t, "the question", w.deskPost("/desk/edit/"+thief+"/publish", url.Values{"version": {"1"}}), "承知のうえで")
	holds(t, "published knowingly", w.deskPost("/desk/edit/"+thief+"/publish", url.Values{"version": {"1"}, "sure": {"1"}}), "公開しました")
}

// TestApprovalAtDesk: where a programme has its changes approved, their author does not do it, and nothing is published
// unapproved; a withdrawal needs nobody. What is approved may go out by itself at a time.
func TestApprovalAtDesk(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+officeCopy(t, "  - id: hanro ", "  - approval: true\n    id: hanro "))
	page := w.deskPost("/desk/edit/hanro/1", entryForm("0", "1", "新しい質問ですか", "新しい回答です。"))
	if strings.Contains(page, `/desk/edit/hanro/1/publish`) {
		t.Error("it may be published without approval")
	}
	holds(t, "the draft", page, "確認依頼", "期限")
	holds(t, "published all the same", w.deskPost("/desk/edit/hanro/1/publish", url.Values{"version": {"1"}, "sure": {"1"}}), "ほかの方の承認を受けてから公開します")
	holds(t, "asked", w.deskPost("/desk/edit/hanro/1/review", url.Values{"version": {"1"}, "act": {"ask"}, "deadline": {"2036-04-01"}}), "確認を依頼中です")
	holds(t, "approved by its author", w.deskPost("/desk/edit/hanro/1/review", url.Values{"version": {"1"}, "act": {"approve"}}), "ご自分が書いた下書きは承認できません")
	holds(t, "withdrawn without approval", w.deskPost("/desk/edit/hanro/2/state", url.Values{"state": {"withdraw"}}), "取り下げました")
}

// TestExportAtDesk: what is taken out and brought back changes nothing, in each format, also after an entry was edited;
// what was changed in the file is changed.
func TestExportAtDesk(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	page := w.deskPost("/desk/edit/new", entryForm("0", "0", "傘は借りられますか", "'=1+1は式です。", "programme", "hanro", "aliases", "+81で始まる番号", "owner", "＠林"))
	ref := regexp.MustCompile(`/desk/edit/(hanro/\d+)/publish`).FindStringSubmatch(page)[1]
	w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {"1"}, "sure": {"1"}})
	w.until("the entry to be served", func() bool { return strings.Contains(w.desk("/desk/faq"), `href="/desk/faq/`+ref+`"`) })
	before := w.desk("/desk/export/hanro/json")
	w.deskPost("/desk/faq/hanro/3/kind", url.Values{"kind": {"pointer"}})
	w.until("the kind to be served", func() bool { return w.desk("/desk/export/hanro/json") != before })
	for _, programme := range []string{"hanro", "tsunagu"} {
		for _, format := range []string{"csv", "md", "json"} {
			file := w.desk("/desk/export/" + programme + "/" + format)
			_, _, page := w.bring(programme, "書き出し."+format, []byte(file))
			holds(t, programme+" as "+format, page, "この窓口から書き出したファイルです", "変わるところはありません")
		}
	}
	file := w.desk("/desk/export/hanro/csv")
	changed := strings.Replace(file, "''=1+1は式です。", "=2は式です。", 1) + ",駐車場はありますか,,,三台分あります。,answer,,,,,,,\r\n"
	if !strings.HasPrefix(file, "\ufeff") || !strings.Contains(file, "'+81で始まる番号") || !strings.Contains(file, "''=1+1は式です。") {
		t.Errorf("the table is not guarded:\n%s", file)
	}
	_, address, page := w.bring("hanro", "書き出し.csv", []byte(changed))
	holds(t, "what was changed", page, "追加1 変更1", "駐車場はありますか")
	holds(t, "its publication", w.publish(address, page, nil), "を公開しました")
	w.until("the changes", func() bool {
		return strings.Contains(w.desk("/desk/faq/"+ref), "=2は式です。") && strings.Contains(w.desk("/desk/faq"), "駐車場はありますか")
	})
	_, _, page = w.bring("tsunagu", "書き出し.csv", []byte(file))
	holds(t, "for another programme", page, "別の事業（hanro）")
}

// TestBrowserEdit is what a colleague does in a browser: from the list to the entry's form, to the effect, to the
// answer that a member gets.
func TestBrowserEdit(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	chromium := browsertest.Start(t)
	staff := newWindow(t, chromium, w.login)
	staff.do(chromedp.SendKeys("#name", "佐々木"), chromedp.Click("main button.primary"), chromedp.WaitVisible(".tabs"))
	staff.do(chromedp.Navigate(w.base+"/desk/faq"), chromedp.WaitVisible(".head"))
	staff.picture("faq")
	staff.do(chromedp.Navigate(w.base+"/desk/faq/hanro/1"), chromedp.WaitVisible("h1"))
	staff.picture("entry")
	staff.do(chromedp.Click(`a.button[href="/desk/edit/hanro/1"]`), chromedp.WaitVisible("#text-1"))
	staff.do(chromedp.SetValue("#text-1", "開催は十一月三日です。"), chromedp.SetValue("#aliases", "ひらく日を知りたい"))
	staff.do(chromedp.Click("#save"), chromedp.WaitVisible("#publish"))
	staff.picture("edit")
	staff.until(`document.querySelector('.linecard').innerText.includes('十一月三日') && document.querySelector('.plaintext').innerText.includes('十一月三日')`)
	staff.do(chromedp.Click("#publish"))
	staff.until(`location.pathname === '/desk/faq/hanro/1' && document.querySelector('.flash.ok') !== null`)
	staff.do(chromedp.Navigate(w.base+"/desk/history/hanro/1"), chromedp.WaitVisible("#version-2"))
	staff.picture("history")
	v := w.visit()
	v.say("ひらく日を知りたい")
	v.lines("the answer", func(all []webLine) bool { return said(all, "十一月三日") })
	check := checker(t, staff)
	staff.do(chromedp.Navigate(w.base+"/desk/edit/hanro/1"), chromedp.WaitVisible("#text-1"), chromedp.SetValue("#text-1", "開催は十一月四日です。"), chromedp.Click("#save"), chromedp.WaitVisible("#publish"))
	for _, target := range []string{"/desk/faq", "/desk/faq/hanro/1", "/desk/edit/hanro/1", "/desk/edit/new", "/desk/history/hanro/1", "/desk/faq/checks"} {
		staff.do(chromedp.Navigate(w.base+target), chromedp.WaitVisible("h1"))
		check(target)
	}
}

// said says whether the bot has said something.
func said(all []webLine, text string) bool {
	return slices.ContainsFunc(all, func(l webLine) bool { return l.Author == "bot" && strings.Contains(l.Text, text) })
}
