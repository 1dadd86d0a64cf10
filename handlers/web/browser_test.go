package web

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	protocol "github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"madoguchi/chat"
	"madoguchi/handlers/browsertest"
)

var pictures = flag.String("pictures", "", "a folder to keep pictures of the widget in")

// browser starts a Chromium of our own, which ends with the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	return browsertest.Start(t)
}

// A tab is one page in a browser profile.
type tab struct {
	testing.TB
	ctx context.Context
	url string
}

// open opens a page of the site in a tab of its own; profile says which other tabs it shares its
// storage with.
func open(t testing.TB, profile context.Context, url string, width, height int64, options ...chromedp.EmulateViewportOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(profile)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	b := &tab{t, ctx, url}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height, options...)); err != nil {
		t.Fatal(err)
	}
	// Tabs that are tried side by side all behave as the one in front.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, cdp.AddScriptToEvaluateOnNewDocument, cdp.AddScriptToEvaluateOnNewDocumentParams{Source: browsertest.Watch}); err != nil {
		t.Fatal(err)
	}
	b.visit(url)
	return b
}

// profile is a fresh storage: another person's browser.
func profile(t testing.TB, browser context.Context) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func (b *tab) visit(url string) {
	b.Helper()
	b.do("visit "+url, chromedp.Navigate(url))
	b.wait("the widget", `!!root()`)
}

func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatalf("%s: %v", what, err)
	}
}

// reach are the shorthands of the expressions below: the widget's tree, and what is in it.
const reach = `const root = () => document.querySelector('madoguchi-chat')?.shadowRoot;
const $ = s => root()?.querySelector(s); const $$ = s => [...(root()?.querySelectorAll(s) ?? [])];
const shown = s => !!$(s) && $(s).getClientRects().length > 0; const texts = s => $$(s).map(e => e.innerText.trim());`

func js[T any](b *tab, expression string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	got, err := browsertest.Evaluate[T](ctx, "(async () => {"+reach+"return "+expression+"})()", chromedp.EvalAwaitPromise)
	if err != nil {
		b.Fatalf("evaluate %s: %v", expression, err)
	}
	return got
}

// wait waits until an expression is true.
func (b *tab) wait(what, expression string) {
	b.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(25 * time.Millisecond) {
		if js[bool](b, browsertest.Holds(expression)) {
			return
		}
	}
	b.picture("failed")
	b.Fatalf("never: %s (%s); the panel says %q; refused %q", what, expression, js[string](b, `root()?.querySelector('.panel')?.innerText ?? ''`), js[[]string](b, "refused"))
}

// click presses the mouse where the first element of a selector that holds text is.
func (b *tab) click(selector, text string) {
	b.Helper()
	find := fmt.Sprintf(`$$(%q).find(e => e.innerText.includes(%q) && e.getClientRects().length)`, selector, text)
	b.wait(selector+" "+text, find)
	at := js[[]float64](b, "(e => { e.scrollIntoView({block: 'nearest'}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })("+find+")")
	b.do("click "+selector, chromedp.MouseClickXY(at[0], at[1]))
}

// A key is what a keyboard sends when it is pressed.
type key struct {
	name string
	code int64  // the virtual key code
	text string // what it types, if it types
}

var (
	enter   = key{"Enter", 13, "\r"}
	escape  = key{"Escape", 27, ""}
	tabKey  = key{"Tab", 9, ""}
	space   = key{" ", 32, " "}
	arrowUp = key{"ArrowUp", 38, ""}
	down    = key{"ArrowDown", 40, ""}
)

const shift = 8

// press presses a key, with the modifiers of the protocol.
func (b *tab) press(k key, modifiers int64) {
	b.Helper()
	for _, typ := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		p := input.DispatchKeyEventParams{Type: typ, Key: k.name, WindowsVirtualKeyCode: k.code, Modifiers: modifiers}
		if typ == input.DispatchKeyEventTypeKeyDown {
			p.Text = k.text
		}
		if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, p); err != nil {
			b.Fatal(err)
		}
	}
}

// write types text into whatever has the focus, as an input method commits it.
func (b *tab) write(text string) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) online(yes bool) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1})
	if err != nil {
		b.Fatal(err)
	}
	emulate := protocol.Command[networkRules, network.EmulateNetworkConditionsByRuleResult]{Method: network.CommandEmulateNetworkConditionsByRule}
	_, err = chromedp.Call(b.ctx, emulate, networkRules{Offline: !yes, Rules: []*network.Conditions{{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1}}})
	if err != nil {
		b.Fatal(err)
	}
}

// networkRules are the parameters of Network.emulateNetworkConditionsByRule. Chromium 148 is told to be
// offline as a whole, as its protocol has it; the later protocol that our library speaks says so by rule.
type networkRules struct {
	Offline bool                  `json:"offline"`
	Rules   []*network.Conditions `json:"matchedNetworkConditions"`
}

// openPanel opens the panel and waits for the greeting.
func (b *tab) openPanel() {
	b.Helper()
	b.click(".launcher", "")
	b.wait("greeting", `shown('.panel') && texts('.bot .bubble').length > 0 && $('.log').ariaBusy === 'false' && $('.panel').getAnimations().length === 0`)
}

func (b *tab) ask(text string) {
	b.Helper()
	js[bool](b, "($('textarea').focus(), true)")
	b.write(text)
	b.press(enter, 0)
}

// clean holds that no policy was broken, no script failed and no dialog opened.
func (b *tab) clean() {
	b.Helper()
	if refused := js[[]string](b, "refused"); len(refused) != 0 {
		b.Errorf("W5: the page reports %q", refused)
	}
}

func (b *tab) picture(name string) {
	b.Helper()
	if *pictures == "" {
		return
	}
	time.Sleep(300 * time.Millisecond) // the panel's way in
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	name = strings.NewReplacer("/", "-", " ", "-").Replace(b.Name() + "-" + name)
	if err := os.WriteFile(filepath.Join(*pictures, name+".png"), png, 0o644); err != nil {
		b.Fatal(err)
	}
}

// officeReply answers as an office would: the conversation of the tests.
func officeReply(e chat.Event) []chat.Message {
	bot := func(text string, choices ...chat.Choice) chat.Message {
		return chat.Message{Author: chat.Bot, Name: "海外販路支援 事務局", Text: text, Choices: choices}
	}
	switch {
	case e.Kind == chat.Open:
		return []chat.Message{bot("こんにちは。ご質問を、ふだんの言葉でお書きください。担当者へのご相談も承ります。",
			chat.Choice{Label: "会費について", Data: "topic:fee"}, chat.Choice{Label: "商品の登録について", Data: "topic:item"}, chat.Choice{Label: "担当者に相談", Data: "handoff"})}
	case e.Data == "handoff":
		m := bot("担当者におつなぎします。会社名（正式名称）を教えてください。")
		m.Input = "text"
		return []chat.Message{m}
	case e.Data != "":
		return []chat.Message{bot("「" + e.Text + "」ですね。どのようなことでしょうか。")}
	case strings.Contains(e.Text, "登録"):
		m := bot("商品の登録には、次の項目が必要です。", chat.Choice{Label: "解決した", Data: "ok"}, chat.Choice{Label: "事務局に相談", Data: "handoff"},
			chat.Choice{Label: "案内ページを開く", URL: "https://www.example.or.jp/guide"})
		m.Answer = registration()
		return []chat.Message{m}
	}
	return []chat.Message{bot("「" + e.Text + "」について、お調べします。")}
}

func registration() *chat.Answer {
	return &chat.Answer{
		Lead:     "この募集は2024年3月29日に終了しています。",
		Question: "商品の登録に必要な項目を教えてください。",
		Blocks: []chat.Block{
			{Type: "paragraph", Text: "会員ページの「商品」から、次の項目をご入力ください。商品とサービスでは、必要な項目が異なります。"},
			{Type: "table", Header: []string{"項目", "商品", "サービス"}, Rows: [][]string{{"名称・英文名称", "必須", "必須"}, {"上代価格（税抜）", "必須", "必須"}, {"JANコード", "必須", "不要"}}},
			{Type: "note", Text: "価格は税抜でご入力ください。"},
			{Type: "link", Text: "登録の手引き", URL: "https://www.example.or.jp/guide?a=1&b=2"},
			{Type: "contact", Text: "事務局　平日 9:30～17:30", URL: "mailto:help@example.or.jp"},
		},
		Tail:   "本日は受付時間内です。",
		Source: chat.Source{Ref: "seller/8", Document: "海外販路支援プログラム よくあるご質問", Label: "Q8", Page: 3, Updated: time.Date(2023, 10, 6, 0, 0, 0, 0, time.UTC)},
	}
}

func officeSite(t testing.TB, c Config) *site {
	c.Office = "海外販路支援 事務局"
	s := serve(t, c)
	s.reply = officeReply
	s.suggest = func(prefix string) []Suggestion {
		if !strings.Contains("商品の登録に必要な項目", prefix) && !strings.Contains(prefix, "登録") {
			return nil
		}
		return []Suggestion{{"seller/8", "商品の登録に必要な項目を教えてください。"}, {"seller/9", "登録した内容を変更したい。"}, {"seller/10", "商品はいくつまで登録できますか。"}}
	}
	return s
}

// axeReport is what axe finds wrong, a line each.
func (b *tab) axeReport() []string {
	b.Helper()
	source, err := os.ReadFile("widget/node_modules/axe-core/axe.min.js")
	if err != nil {
		b.Fatal("the accessibility checker is not installed: run npm ci in handlers/web/widget")
	}
	b.do("load axe", chromedp.Evaluate[chromedp.Void](string(source)+";undefined"))
	raw := js[string](b, `JSON.stringify((await axe.run(document, {resultTypes: ['violations']})).violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.any.map(a => a.message)).join(' | ')))`)
	var out []string
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		b.Fatal(err)
	}
	return out
}

// gate lets a test refuse requests before the service sees them.
type gate struct {
	next http.Handler
	stop func(*http.Request) int // a status to refuse with, 0 = let through
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if status := g.stop(r); status != 0 {
		w.WriteHeader(status)
		return
	}
	g.next.ServeHTTP(w, r)
}
