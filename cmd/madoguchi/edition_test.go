package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/handlers/browsertest"
)

// TestEditionBrowser is a document's way as people see it: a colleague brings it at the desk, sees what it would
// change while members are answered as before, publishes it, and the web chat answers with it; taken back,
// it answers as before.
func TestEditionBrowser(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	dir := t.TempDir()
	first := documentIn(t, dir, "傘.txt", "傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付で三本までお貸しします。", "Q2 傘はいつ返しますか？", "三日以内にお返しください。", "Q3 傘の色は選べますか？", "選べません。")
	second := documentIn(t, dir, "傘ver2.txt", "傘の貸し出し よくあるご質問", "Q1 傘は借りられますか？", "受付で五本までお貸しします。", "Q2 傘の返却の期日を教えてください。", "三日以内にお返しください。", "Q3 傘をなくしたときは？", "実費をいただきます。")
	chromium := browsertest.Start(t)
	member, staff := newWindow(t, chromium, w.base+"/"), newWindow(t, chromium, w.login)
	staff.do(chromedp.SendKeys("#name", "佐々木"), chromedp.Click("main button.primary"), chromedp.WaitVisible(".tabs"))

	axe := checker(t, staff)
	bring := func(file string) {
		t.Helper()
		staff.do(chromedp.Navigate(w.base+"/desk/faq/import"), chromedp.WaitVisible("#upload"))
		staff.picture("import")
		axe("the page to bring a document")
		staff.do(chromedp.SetUploadFiles("#file", []string{file}))
		staff.until(`document.getElementById('chosen').textContent === ` + quote(filepath.Base(file)))
		staff.do(chromedp.Click("#look"), chromedp.WaitVisible("#publish"))
	}
	publish := func() {
		t.Helper()
		staff.do(chromedp.Click("#publish"), chromedp.WaitVisible("#documents"))
		staff.until(`document.body?.innerText.includes('を公開しました')`)
	}
	bring(first)
	staff.until(`document.querySelector('.sum').innerText === '追加3 変更0 言い換え？0 文書から消えた0 警告0'`)
	publish()
	member.greet()
	answers := func(text string) {
		t.Helper()
		w.until("the web to answer "+text, func() bool {
			member.say("傘は借りられますか")
			return member.ask(`[...root().querySelectorAll('.bot')].slice(-3).some(b => b.innerText.includes(` + quote(text) + `))`)
		})
	}
	answers("三本まで")
	bring(second)
	staff.until(`document.querySelector('.sum').innerText.startsWith('追加1 変更1 言い換え？1 文書から消えた1')`)
	for _, text := range []string{"傘の色は選べますか", "別の質問です"} {
		staff.until(`document.body.innerText.includes(` + quote(text) + `)`)
	}
	if !staff.ask(`[...document.querySelectorAll('.sides mark')].some(m => m.innerText === '五本')`) {
		t.Error("what the answer says anew is not marked")
	}
	staff.picture("look")
	axe("the page of what changes")
	answers("三本まで")
	publish()
	staff.picture("documents")
	axe("the FAQ page")
	answers("五本まで")
	staff.do(chromedp.Click(`button[value="withdraw"]`), chromedp.WaitVisible("#documents"))
	staff.until(`document.body?.innerText.includes("取り下げた項目（1件）")`)
	const back = `[...document.querySelectorAll('#documents tr')].find(r => r.innerText.includes('傘.txt'))?.querySelector('.back-to')`
	for _, counts := range []string{"公開4・下書き0・取り下げ0", "公開3・下書き0・取り下げ1"} { // the withdrawal, then the edition
		staff.press(back)
		staff.do(chromedp.WaitVisible("#back"))
		staff.picture("back")
		axe("the page of what is undone")
		staff.do(chromedp.Click("#back"))
		staff.until(`document.querySelector('#documents')?.innerText.includes(` + quote(counts) + `)`)
	}
	answers("三本まで")
	for _, win := range []*window{member, staff} {
		if !win.ask(`refused.length === 0`) {
			t.Errorf("the page's policy refused something, or something broke")
		}
	}
}

// checker gives a function that holds a page to what axe, the checker of accessibility, finds.
func checker(t *testing.T, w *window) func(page string) {
	t.Helper()
	source, err := os.ReadFile("../../handlers/web/widget/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("the accessibility checker is not installed: run npm ci in handlers/web/widget")
	}
	return func(page string) {
		t.Helper()
		w.do(chromedp.Evaluate[chromedp.Void](string(source) + ";undefined"))
		w.ask(`(window.axeFound = undefined, axe.run(document, {resultTypes: ['violations']}).then(r => {
			window.axeFound = r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.any.map(a => a.message)).join(' | ')).join('\n') }), true)`)
		w.until(`window.axeFound !== undefined`)
		found, err := browsertest.Evaluate[string](w.ctx, "window.axeFound")
		if err != nil {
			t.Fatal(err)
		}
		if found != "" {
			t.Errorf("axe finds on %s: %s", page, found)
		}
	}
}
