package main

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/handlers/browsertest"
	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

var umbrellaUser = linefake.User("umbrella")

// umbrella is an entry that a member on LINE and one on the web page were given before it changed.
func (w *town) umbrella(t *testing.T) (ref string, v *visitor) {
	t.Helper()
	page := w.deskPost("/desk/edit/new", entryForm("0", "0", "傘は借りられますか", "一階でお貸しします。", "programme", "hanro", "aliases", "傘の貸し出しはありますか"))
	ref = regexp.MustCompile(`/desk/edit/(hanro/\d+)/`).FindStringSubmatch(page)[1]
	w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {draftVersion(t, page)}})
	w.until("the entry to be served", func() bool { return strings.Contains(w.desk("/desk/faq"), `href="/desk/faq/`+ref+`"`) })
	w.webhook(w.line.Text(umbrellaUser, "傘の貸し出しはありますか"))
	w.until("the answer on LINE", func() bool { return strings.Contains(w.lineSaid(umbrellaUser), "一階でお貸しします") })
	v = w.visit()
	v.say("傘の貸し出しはありますか")
	v.lines("the answer on the page", func(all []webLine) bool { return said(all, "一階でお貸しします。") })
	page = w.deskPost("/desk/edit/"+ref, entryForm("0", "1", "傘は借りられますか", "二階でお貸しします。", "aliases", "傘の貸し出しはありますか"))
	w.deskPost("/desk/edit/"+ref+"/publish", url.Values{"version": {draftVersion(t, page)}})
	return ref, v
}

// lineSaid is all that a member read on LINE.
func (w *town) lineSaid(user string) string { return strings.Join(w.line.Texts(user), "\n") }

var noticeAddress = regexp.MustCompile(`/desk/corrections/(\d+)/edit`)

// notice writes one at the desk, and gives its address.
func (w *town) notice(t *testing.T, ref, fault, line string, more ...string) string {
	t.Helper()
	form := url.Values{"v": {"1"}, "since": {""}, "until": {""}, "fault": {fault}, "line": {line}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	page := w.deskPost("/desk/correct/"+ref, form)
	holds(t, "the notice", page, "まだ送っていません", line, "この内容で送る")
	return "/desk/corrections/" + noticeAddress.FindStringSubmatch(page)[1]
}

// TestCorrectionAtDesk: an entry is corrected, and who was told what it said before hears of it once: on the page at
// once, on LINE with the next free reply, or by a push where somebody has said so.
func TestCorrectionAtDesk(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ref, v := w.umbrella(t)
	holds(t, "the entry", w.desk("/desk/faq/"+ref), "訂正のお知らせ")
	holds(t, "its history", w.desk("/desk/history/"+ref), "第1版を案内した方に訂正をお知らせする")
	page := w.desk("/desk/correct/" + ref)
	holds(t, "whom it goes to", page, "2人にお知らせします", "LINE 1人", "Webチャット 1人", "プッシュを最大1通", "●●●●●●", "第1版・1回")
	holds(t, "a span of days without anybody", w.desk("/desk/correct/"+ref+"?v=1&since=2020-01-01&until=2020-01-02"), "お知らせする相手がいません")

	before := len(w.line.Calls("push"))
	notice := w.notice(t, ref, "ours", "傘は二階でお貸しします。")
	for range 2 { // the second press is of a notice that is on its way already
		w.deskPost(notice+"/act/send", url.Values{"version": {"1"}})
	}
	all := v.lines("the notice on the page", func(all []webLine) bool { return said(all, "傘は二階でお貸しします。") })
	if n := strings.Count(text(all), "お詫びして訂正いたします"); n != 1 {
		t.Errorf("the page says it %d times", n)
	}
	w.until("the one on LINE to wait", func() bool {
		page := w.desk(notice)
		return strings.Contains(page, "2人のうち1人に届きました") && regexp.MustCompile(`次の返信を待っている</dt><dd>1<`).MatchString(page)
	})
	if strings.Contains(w.lineSaid(umbrellaUser), "訂正") {
		t.Error("it went to LINE without a free reply")
	}
	w.webhook(w.line.Text(umbrellaUser, "傘の貸し出しはありますか"))
	w.until("the notice on LINE", func() bool { return strings.Contains(w.lineSaid(umbrellaUser), "お詫びして訂正いたします") })
	w.until("all of them to be told", func() bool { return strings.Contains(w.desk(notice), "2人のうち2人に届きました") })
	if n := len(w.line.Calls("push")); n != before {
		t.Errorf("%d pushes were paid for", n-before)
	}
	if page := w.deskPost(notice+"/look", nil); strings.Contains(page, "●●●●●●") {
		t.Error("who is told is not shown by name")
	}

	again := w.notice(t, ref, "rule", "傘の貸し出しは二階になりました。", "push", "1")
	w.deskPost(again+"/act/send", url.Values{"version": {"1"}})
	w.until("the push", func() bool {
		return strings.Contains(w.lineSaid(umbrellaUser), "制度の変更に伴い、先日のご案内から次の点が変わりました。")
	})
	w.until("all of them to be told", func() bool { return strings.Contains(w.desk(again), "2人のうち2人に届きました") })
	if n := strings.Count(w.lineSaid(umbrellaUser), "【訂正のお知らせ】"); n != 2 {
		t.Errorf("LINE says %d notices, want 2", n)
	}
	holds(t, "the list", w.desk("/desk/corrections"), "傘は二階でお貸しします。", "傘の貸し出しは二階になりました。")
	holds(t, "the audit", w.desk("/desk/audit"), "訂正のお知らせを送信", "訂正のお知らせの相手を表示")
}

// TestCorrectionIsApproved: where the programme has its changes approved, who wrote a notice does not send it. One
// that is stopped tells nobody else.
func TestCorrectionIsApproved(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ref, _ := w.umbrella(t)
	notice := w.notice(t, ref, "ours", "傘は二階でお貸しします。")
	w.deskPost(notice+"/act/send", url.Values{"version": {"1"}})
	w.until("the page to be told", func() bool { return strings.Contains(w.desk(notice), "2人のうち1人に届きました") })
	holds(t, "stopped", w.deskPost(notice+"/act/stop", url.Values{"version": {"2"}}), "送信をやめました")
	w.tell(umbrellaUser, "傘の貸し出しはありますか", 1)
	w.tell(umbrellaUser, "傘の貸し出しはありますか", 1) // what would come behind the first answer has come before this one
	if strings.Contains(w.lineSaid(umbrellaUser), "訂正") {
		t.Error("a notice that was stopped is said")
	}

	strict := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+officeCopy(t, "  - id: hanro ", "  - approval: true\n    id: hanro "))
	strict.webhook(strict.line.Text(umbrellaUser, strict.firstQuestion()))
	strict.until("the answer", func() bool { return len(strict.line.Texts(umbrellaUser)) > 0 })
	page := strict.deskPost("/desk/correct/hanro/1", url.Values{"v": {"1"}, "since": {""}, "until": {""}, "fault": {"rule"}, "line": {"日程が変わりました。"}})
	if strings.Contains(page, "/act/send") {
		t.Error("its author is offered to send it")
	}
	address := "/desk/corrections/" + noticeAddress.FindStringSubmatch(page)[1]
	holds(t, "sent unasked", strict.deskPost(address+"/act/send", url.Values{"version": {"1"}}), "ほかの方の承認を受けてから")
	holds(t, "asked", strict.deskPost(address+"/act/ask", url.Values{"version": {"1"}, "deadline": {"2036-04-01"}}), "確認依頼中", "2036/04/01", "依頼先・期限を変える")
	strict.until("the office to be told", func() bool {
		return slices.ContainsFunc(strict.slack.Roots(slackfake.Office), func(m slackfake.Message) bool {
			return strings.Contains(m.Text(), "訂正のお知らせの確認を依頼されました（期限：2036/04/01）")
		})
	})
	holds(t, "approved by its author", strict.deskPost(address+"/act/send", url.Values{"version": {"2"}}), "ご自分が書いたお知らせは承認できません")
	back := strict.lends(t, "小川")
	holds(t, "sent back", strict.deskPost(address+"/act/return", url.Values{"version": {"2"}, "reason": {"時刻も要ります"}}), "差し戻し", "時刻も要ります")
	holds(t, "reworded by another", strict.deskPost(address+"/edit", url.Values{"version": {"3"}, "v": {"1"}, "since": {""}, "until": {""}, "fault": {"rule"}, "line": {"日程と時刻が変わりました。"}}), "日程と時刻が変わりました。", "小川さん")
	holds(t, "asked", strict.deskPost(address+"/act/ask", url.Values{"version": {"4"}}), "確認依頼中")
	back()
	holds(t, "approved by who wrote it first", strict.deskPost(address+"/act/send", url.Values{"version": {"5"}}), "ご自分が書いたお知らせは承認できません")
	strict.lends(t, "林")
	holds(t, "approved", strict.deskPost(address+"/act/send", url.Values{"version": {"5"}}), "1人へのお知らせを始めました")
}

// firstQuestion is that of the entry hanro/1.
func (w *town) firstQuestion() string {
	w.t.Helper()
	m := regexp.MustCompile(`<a href="/desk/faq/hanro/1">([^<]+)</a>`).FindStringSubmatch(w.desk("/desk/faq"))
	if m == nil {
		w.t.Fatal("there is no first entry")
	}
	return m[1]
}

// invited is a link by which a colleague signs in.
func (w *town) invited(t *testing.T, name string) string {
	t.Helper()
	m := regexp.MustCompile(`http[^<"]*/desk/login\?t=[^<"\s]+`).FindString(w.deskPost("/desk/invite", url.Values{"name": {name}}))
	if m == "" {
		t.Fatal("nobody is invited")
	}
	return strings.ReplaceAll(m, "&amp;", "&")
}

// lends lets a colleague be at the desk in place of whoever is there, who comes back in the end.
func (w *town) lends(t *testing.T, name string) (back func()) {
	t.Helper()
	link, before := w.invited(t, name), w.browser
	w.login, w.browser = link, nil
	return func() { w.browser = before }
}

// TestBrowserCorrection is the way of a colleague in a browser, from the entry to the member.
func TestBrowserCorrection(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ref, v := w.umbrella(t)
	chromium := browsertest.Start(t)
	staff := newWindow(t, chromium, w.invited(t, "小川"))
	staff.do(chromedp.Click("main button.primary"), chromedp.WaitVisible(".tabs"))
	check := checker(t, staff)
	staff.do(chromedp.Navigate(w.base+"/desk/faq/"+ref), chromedp.WaitVisible("h1"), chromedp.Click(`a[href="/desk/correct/`+ref+`"]`), chromedp.WaitVisible("#line"))
	check("the form")
	staff.picture("correct")
	staff.do(chromedp.SetValue("#line", "傘は二階でお貸しします。"), chromedp.Click("#keep"), chromedp.WaitVisible("#send"))
	check("the notice")
	staff.picture("correction")
	staff.do(chromedp.Click("#send"), chromedp.WaitVisible(".figures"))
	v.lines("the notice on the page", func(all []webLine) bool { return said(all, "傘は二階でお貸しします。") })
	staff.until(`document.querySelector('.figures').innerText.includes('届いた')`)
	check("what became of it")
	staff.do(chromedp.Navigate(w.base+"/desk/corrections"), chromedp.WaitVisible("h1"))
	check("the list")
}
