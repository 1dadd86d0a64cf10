package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"madoguchi/handlers/browsertest"
)

var pictures = flag.String("pictures", "", "a folder to keep pictures of the browser test in")

// TestRoadBrowser is the whole road as people see it: a visitor asks on the office's page and is
// answered, opens a ticket, a colleague replies from the desk, the reply appears, and after a
// reload all is still there.
func TestRoadBrowser(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	chromium := browsertest.Start(t)
	member := newWindow(t, chromium, w.base+"/")
	staff := newWindow(t, chromium, w.login)

	member.greet()
	member.say("プラス会員でできることを教えてください")
	member.until(`panel().innerText.includes('27,600 円')`)
	member.picture("answer")

	for _, text := range []string{"人", "株式会社ミナト 木村", "会員証を再発行してください", "とばす", "つなぐ"} {
		member.say(text)
	}
	member.until(`panel().innerText.includes('この内容で送ります')`)
	member.press(`button('送る')`)
	member.until(`panel().innerText.includes('Q-0001')`)

	staff.do(chromedp.SendKeys("#name", "佐々木"), chromedp.Click("main button.primary"), chromedp.WaitVisible(".tabs"))
	staff.picture("queue")
	staff.do(chromedp.Click(".queue td.title a"), chromedp.WaitVisible("#reply-text"))
	staff.do(chromedp.SendKeys("#reply-text", "水曜日にお送りします。"), chromedp.Click("#reply button.primary"), chromedp.WaitVisible(".phone"))
	staff.picture("preview")
	staff.do(chromedp.Click(".phone + .row button.primary"))
	member.until(`panel().innerText.includes('水曜日にお送りします。')`)
	staff.until(`document.body.innerText.includes('送信済み')`)
	staff.picture("ticket")

	member.do(chromedp.Reload())
	member.until(`!!panel()`)
	if !member.ask(`panel().getClientRects().length > 0`) {
		member.press(`document.querySelector('[data-madoguchi-open]')`)
	}
	for _, text := range []string{"27,600 円", "Q-0001", "水曜日にお送りします。"} {
		member.until(`panel().innerText.split('` + text + `').length === 2`) // there, and there once
	}
	member.picture("reloaded")
	for _, win := range []*window{member, staff} {
		if !win.ask(`refused.length === 0`) {
			t.Errorf("the page's policy refused something, or something broke")
		}
	}
}

// A window is one browser tab.
type window struct {
	testing.TB
	ctx context.Context
}

func newWindow(t testing.TB, chromium context.Context, url string) *window {
	t.Helper()
	person, leave := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext()) // a storage of their own
	t.Cleanup(func() { _ = chromedp.Cancel(person); leave() })
	if err := chromedp.Do(person); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(person)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	win := &window{t, ctx}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 860)); err != nil { // opens the tab, which lives as long as this context
		t.Fatal(err)
	}
	params := page.AddScriptToEvaluateOnNewDocumentParams{Source: browsertest.Watch}
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, params); err != nil {
		t.Fatal(err)
	}
	win.do(chromedp.Navigate(url))
	return win
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.picture("failed")
		w.Fatalf("%v", err)
	}
}

// shorthands reach into the widget: its panel, and its buttons by their label.
const shorthands = `const root = () => document.querySelector('madoguchi-chat')?.shadowRoot;
const panel = () => root()?.querySelector('.panel');
const button = label => [...root().querySelectorAll('button')].find(b => b.innerText.trim() === label && !b.disabled);`

func (w *window) ask(expression string) bool {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	ok, err := browsertest.Evaluate[bool](ctx, "(() => {"+shorthands+"return !!("+expression+")})()")
	if err != nil {
		w.Fatalf("evaluate %s: %v", expression, err)
	}
	return ok
}

func (w *window) until(expression string) {
	w.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if w.ask(browsertest.Holds(expression)) {
			return
		}
	}
	w.picture("failed")
	w.Fatalf("%s never held, at\n%s", expression, w.state())
}

// state tells what the page shows and what it has fetched, for who reads a failure.
func (w *window) state() string {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	said, err := browsertest.Evaluate[string](ctx, "(() => {"+shorthands+`
		const fetched = performance.getEntriesByType('resource').map(e => [Math.round(e.startTime), Math.round(e.duration), e.responseStatus, e.name].join(' '));
		return [location.href, Math.round(performance.now()) + ' ms', ...fetched, 'refused: ' + refused.join(), document.body.innerText, 'panel: ' + panel()?.outerHTML].join('\n') })()`)
	if err != nil {
		return err.Error()
	}
	return said
}

// greet opens the widget and waits for the talk to have begun. The greeting itself gives way to the first screen, and
// may never be seen.
func (w *window) greet() {
	w.Helper()
	w.press(`document.querySelector('[data-madoguchi-open]')`)
	w.until(`panel().textContent.includes('窓口です') && panel().innerText.includes('よくあるご質問')`)
}

// press clicks the element that the expression gives, once it is there.
func (w *window) press(element string) {
	w.Helper()
	w.until(element)
	w.ask(`(e => { e.click(); return true })(` + element + `)`)
}

// say types a message into the widget, sends it, and waits until the bot has answered it.
func (w *window) say(text string) {
	w.Helper()
	const bots = `root().querySelectorAll('.bot').length`
	w.ask(`(window.before = ` + bots + `, true)`)
	w.ask(`(() => { const area = root().querySelector('textarea'); area.value = ` + quote(text) + `;
		area.dispatchEvent(new Event('input', {bubbles: true})); return true })()`)
	w.ask(`(() => { const form = root().querySelector('textarea').closest('form'); form.requestSubmit(); return true })()`)
	w.until(bots + ` > window.before`)
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

func (w *window) picture(name string) {
	if *pictures == "" {
		return
	}
	shot, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(*pictures, name+".png"), shot, 0o644)
	}
	if err != nil {
		w.Logf("picture %s: %v", name, err)
	}
}
