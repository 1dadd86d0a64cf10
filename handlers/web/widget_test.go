package web

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
)

// TestWidget shows the widget to a real browser, under the policy our pages are served with.
func TestWidget(t *testing.T) {
	chromium := browser(t)
	tests := []struct {
		name string
		run  func(t *testing.T, newTab func(url string, width, height int64, options ...chromedp.EmulateViewportOption) *tab)
	}{
		{"question and answer", widgetAnswers},
		{"W6 hostile text", widgetHostile},
		{"W8 input method", widgetInputMethod},
		{"W9 keyboard", widgetKeyboard},
		{"W10 phone", widgetPhone},
		{"W11 reload", widgetReload},
		{"W11 offline", widgetOffline},
		{"W11 refused", widgetRefused},
		{"W11 restart", widgetRestart},
		{"W11 swallowed stream", widgetSwallowedStream},
		{"W11 two tabs", widgetTwoTabs},
		{"W2 ended session", widgetEndedSession},
		{"W11 many tabs", widgetManyTabs},
		{"W2 renewed token", widgetRenewedToken},
		{"W2 storage refused", widgetStorageRefused},
		{"W9 zoom and motion", widgetZoom},
		{"W12 English and JST", widgetEnglish},
		{"W12 plain page", widgetPlain},
		{"W13 embedded", widgetEmbedded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			person := profile(t, chromium)
			tt.run(t, func(url string, width, height int64, options ...chromedp.EmulateViewportOption) *tab {
				return open(t, person, url, width, height, options...)
			})
		})
	}
}

type opener = func(url string, width, height int64, options ...chromedp.EmulateViewportOption) *tab

func widgetAnswers(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 1280, 800)
	b.picture("home")
	if len(s.ids()) != 0 {
		t.Error("a visitor who asks nothing has a session")
	}
	b.openPanel()
	b.picture("greeting")
	b.ask("商品の登録に必要な項目は")
	b.wait("the answer", `shown('.bot .question')`)
	b.picture("answer")
	want := []string{"この募集は2024年3月29日に終了しています。", "JANコード", "登録の手引き", "本日は受付時間内です。", "出典：海外販路支援プログラム よくあるご質問・Q8・3ページ・2023年10月6日更新"}
	for _, w := range want {
		if text := js[string](b, `texts('.bot .bubble').at(-1)`); !strings.Contains(text, w) {
			t.Errorf("the answer %q does not show %q", text, w)
		}
	}
	links := js[[]string](b, `$$('.log a').map(a => a.getAttribute('href') + ' ' + a.rel + ' ' + a.target)`)
	if d := cmp.Diff([]string{"https://www.example.or.jp/guide?a=1&b=2 noopener noreferrer nofollow _blank", "https://www.example.or.jp/guide noopener noreferrer nofollow _blank"}, links); d != "" {
		t.Error("W6:", d)
	}
	if v := js[string](b, `$('textarea').value`); v != "" {
		t.Errorf("the field still holds %q", v)
	}
	if bad := b.axeReport(); len(bad) != 0 {
		t.Errorf("W9: axe finds %s", strings.Join(bad, "\n"))
	}
	b.click(".choice", "事務局に相談")
	b.wait("the next question", `texts('.bot .bubble').at(-1).includes('会社名')`)
	b.wait("old choices are off", `$$('button.choice').every(c => c.disabled)`)
	var pressed []string
	for _, e := range s.events {
		if e.Kind == chat.Choose {
			pressed = append(pressed, e.Text+" "+e.Data)
		}
	}
	if d := cmp.Diff([]string{"事務局に相談 handoff"}, pressed); d != "" {
		t.Error(d)
	}
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Name: "佐々木", Text: "担当の佐々木です。\n資料はこちらです： https://www.example.or.jp/a（PDF）。"})
	b.wait("the colleague", `texts('.staff .who').at(-1) === '佐々木' && $$('.staff a').length === 1`)
	b.picture("staff")
	b.clean()
}

// widgetHostile holds that whatever anybody wrote is shown as text.
func widgetHostile(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	s.reply = func(e chat.Event) []chat.Message { return nil }
	own := []string{`<img src=x onerror=alert(1)>`, `<script>alert(1)</script>`, `javascript:alert(1)`, `"><svg onload=alert(1)>`, "abc\u202etxt.exe", `{{constructor.constructor('alert(1)')()}}`, `https://example.com/"onmouseover="alert(1)`}
	strange := append(own, hostile(t)...)
	b := newTab(s.url+"/chat", 800, 800)
	b.wait("the session", `$('.log').ariaBusy === 'false'`)
	id := s.ids()[0]
	for i, text := range strange {
		if i%2 == 0 {
			s.say(id, chat.Message{Author: chat.Staff, Name: text, Text: text})
			continue
		}
		s.say(id, chat.Message{Author: chat.Bot, Text: text, Choices: []chat.Choice{{Label: text, Data: "d"}, {Label: text, URL: text}}, Answer: &chat.Answer{
			Lead: text, Question: text, Tail: text, Source: chat.Source{Document: text, Label: text},
			Blocks: []chat.Block{{Type: "paragraph", Text: text}, {Type: "link", Text: text, URL: text}, {Type: "contact", Text: text, URL: "javascript:alert(1)"}, {Type: text, Text: text, URL: "data:text/html,x"}, {Type: "table", Header: []string{text}, Rows: [][]string{{text}}}},
		}})
	}
	b.wait("all lines", fmt.Sprintf(`$$('.lines .line').length === %d`, len(strange)))
	for i, text := range own {
		kind := map[bool]string{true: ".text", false: ".question"}[i%2 == 0]
		if got := js[string](b, fmt.Sprintf(`$$('.lines .line')[%d].querySelector(%q).textContent`, i, kind)); !strings.HasPrefix(got, text) && !strings.HasPrefix(text, "https://") {
			t.Errorf("W6: %q is shown as %q", text, got)
		}
	}
	if made := js[[]string](b, `$$('.log script, .log img, .log svg, .log iframe, .log object, .log style, .log form, .log [onerror], .log [onload], .log [onmouseover]').map(e => e.outerHTML)`); len(made) != 0 {
		t.Errorf("W6: text became elements: %q", made)
	}
	if bad := js[[]string](b, `$$('.log a').map(a => a.href).filter(h => !/^https?:/.test(h))`); len(bad) != 0 {
		t.Errorf("W6: links to %q", bad)
	}
	if bad := js[[]string](b, `$$('.log a').filter(a => a.rel !== 'noopener noreferrer nofollow').map(a => a.outerHTML)`); len(bad) != 0 {
		t.Errorf("W6: links without their rel: %q", bad)
	}
	if wide := js[float64](b, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		t.Errorf("W12: the page is %g px too wide", wide)
	}
	b.clean()
}

// widgetInputMethod holds W8: an Enter that belongs to an input method sends nothing.
func widgetInputMethod(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 1000, 700)
	b.openPanel()
	compose := func(text string) {
		t.Helper()
		n := int64(len([]rune(text)))
		if _, err := chromedp.Call(b.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: n, SelectionEnd: n}); err != nil {
			t.Fatal(err)
		}
	}
	compose("りょうしゅうしょ")
	b.press(enter, 0) // chooses the candidate: isComposing
	compose("領収書")
	b.press(key{"Enter", 229, ""}, 0) // Safari's, after the composition
	b.write("領収書")
	b.press(key{"Process", 229, ""}, 0)
	if texts := s.texts(); len(texts) != 0 {
		t.Fatalf("W8: an Enter of the input method sent %q", texts)
	}
	b.press(enter, shift)
	b.write("は出ますか")
	if v := js[string](b, `$('textarea').value`); !strings.Contains(v, "\nは出ますか") {
		t.Errorf("W8: Shift+Enter made %q", v)
	}
	js[bool](b, `($('textarea').value = '領収書\nは出ますか', true)`)
	b.press(enter, 0)
	eventually(t, "W8: Enter sends", func() bool { return cmp.Equal(s.texts(), []string{"領収書\nは出ますか"}) })
	b.write("ボタンで送る")
	b.click(".send", "")
	eventually(t, "W8: the button sends", func() bool { return slices.Contains(s.texts(), "ボタンで送る") })
	b.press(enter, 0)
	b.write("   ")
	b.press(enter, 0)
	time.Sleep(100 * time.Millisecond)
	if n := len(s.texts()); n != 2 {
		t.Errorf("an empty message was sent: %q", s.texts())
	}
	b.clean()
}

// widgetKeyboard holds W9: everything can be done without a mouse, and the focus is never lost.
func widgetKeyboard(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 1000, 700)
	focus := `(document.activeElement === document.querySelector('madoguchi-chat') ? root().activeElement : document.activeElement)`
	for range 10 {
		b.press(tabKey, 0)
		if js[bool](b, focus+`?.className === 'launcher'`) {
			break
		}
	}
	b.press(enter, 0)
	b.wait("W9: the field has the focus", `shown('.panel') && `+focus+` === $('textarea')`)
	b.wait("greeting", `texts('.bot .bubble').length > 0`)
	b.write("登録")
	b.wait("W9: suggestions", `shown('.suggest') && texts('.suggest li').length === 3 && $('textarea').getAttribute('aria-activedescendant') === null`)
	b.picture("suggest")
	if bad := b.axeReport(); len(bad) != 0 {
		t.Errorf("W9: axe finds %s", strings.Join(bad, "\n"))
	}
	b.press(down, 0)
	b.press(down, 0)
	b.press(arrowUp, 0)
	b.wait("W9: the first suggestion is marked", `$('[aria-selected=true]').id === $('textarea').getAttribute('aria-activedescendant') && $('[aria-selected=true]').id === 'suggest0'`)
	b.press(escape, 0)
	b.wait("W9: Esc closes the list first", `!shown('.suggest') && shown('.panel')`)
	b.write("に")
	b.wait("suggestions again", `shown('.suggest')`)
	b.press(down, 0)
	b.press(enter, 0)
	b.wait("the answer", `shown('.bot .question') && !shown('.suggest')`)
	if d := cmp.Diff([]string{"商品の登録に必要な項目を教えてください。"}, s.texts()); d != "" {
		t.Error(d)
	}
	for range 12 {
		b.press(tabKey, shift)
		if js[bool](b, focus+`?.innerText === '解決した'`) {
			break
		}
	}
	b.press(space, 0)
	eventually(t, "W9: a choice is pressed", func() bool { return slices.Contains(s.texts(), "解決した") })
	b.wait("W9: the focus stays in the panel", focus+` === $('.log')`)
	b.press(escape, 0)
	b.wait("W9: Esc closes and gives the focus back", `!shown('.panel') && `+focus+`?.className === 'launcher'`)
	small := js[[]string](b, `($('.launcher').click(), $$('button, a, textarea').filter(e => { const r = e.getBoundingClientRect(); return r.width && (r.width < 24 || r.height < 24) && !e.closest('.text') }).map(e => e.outerHTML))`)
	if len(small) != 0 {
		t.Errorf("W9: targets under 24 px: %q", small)
	}
	b.clean()
}

// widgetPhone holds W10 on a small touch screen.
func widgetPhone(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 360, 640, chromedp.EmulateMobile, chromedp.EmulateTouch)
	b.picture("home")
	fits := func(what string) {
		t.Helper()
		if wide := js[float64](b, `Math.max(document.documentElement.scrollWidth - innerWidth, root().querySelector('.log').scrollWidth - root().querySelector('.log').clientWidth)`); wide > 0 {
			t.Errorf("W10: %s is %g px too wide", what, wide)
		}
	}
	b.openPanel()
	b.picture("greeting")
	fits("the greeting")
	box := js[[]float64](b, `(r => [r.x, r.y, r.width, r.height])($('.panel').getBoundingClientRect())`)
	if d := cmp.Diff([]float64{0, 0, 360, 640}, box); d != "" {
		t.Error("W10: the panel does not fill the screen", d)
	}
	if size := js[string](b, `getComputedStyle($('textarea')).fontSize`); size != "16px" {
		t.Errorf("W10: the field's text is %s: iOS would zoom", size)
	}
	if js[bool](b, `root().activeElement === $('textarea')`) {
		t.Error("W10: opening calls the keyboard up")
	}
	b.ask("商品の登録に必要な項目は、" + strings.Repeat("Pneumonoultramicroscopicsilicovolcanoconiosis", 3))
	b.wait("the answer", `shown('.bot .question')`)
	b.picture("answer")
	fits("the answer")
	js[bool](b, `($('.log').scrollTop = 1e6, true)`)
	b.picture("answer-end")
	b.click(".choice", "事務局に相談")
	b.wait("the next question", `texts('.bot .bubble').at(-1).includes('会社名')`)
	b.picture("form")
	b.click(".tool:last-child", "")
	b.wait("closed", `!shown('.panel')`)
	if js[string](b, `getComputedStyle(document.body).overflow + getComputedStyle(document.documentElement).overflow`) != "visiblevisible" {
		t.Error("W10: the page's scrolling stays locked")
	}
	b.clean()
}

func widgetReload(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 1000, 700)
	b.openPanel()
	b.ask("会費はいくらですか")
	b.wait("the answer", `texts('.bot .bubble').length === 2`)
	before := js[[]string](b, `texts('.lines .bubble')`)
	b.visit(s.url + "/")
	b.wait("W11: the panel is open with the same conversation", `shown('.panel') && texts('.lines .bubble').length === 3`)
	if d := cmp.Diff(before, js[[]string](b, `texts('.lines .bubble')`)); d != "" {
		t.Error(d)
	}
	if n := len(s.ids()); n != 1 {
		t.Errorf("a reload made %d sessions", n)
	}
	b.press(escape, 0)
	js[bool](b, `($('.tool:last-child').click(), true)`)
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Name: "佐々木", Text: "お返事です"})
	b.wait("an unread message shows on the button", `texts('.badge')[0] === '1'`)
	b.visit(s.url + "/")
	b.wait("it still does after a reload", `texts('.badge')[0] === '1' && !shown('.panel')`)
	b.picture("unread")
	b.click(".launcher", "")
	b.wait("and is read", `texts('.staff .bubble').length === 1 && !shown('.badge')`)
	b.clean()
}

func widgetOffline(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 1000, 700)
	b.openPanel()
	b.online(false)
	b.ask("電車の中からの質問")
	b.ask("もうひとつ質問")
	b.wait("W11: 未送信", `texts('.unsent .state strong').join() === '未送信,未送信' && shown('.notice')`)
	b.picture("unsent")
	b.click(".again", "再送")
	b.wait("W11: still 未送信", `$$('.unsent').length === 2`)
	b.click(".drop", "取り消す")
	b.wait("W11: taken back", `$$('.unsent').length === 1`)
	if len(s.texts()) != 0 {
		t.Fatal("a message went out offline")
	}
	b.online(true)
	b.wait("W11: sent by itself", `!$('.unsent') && texts('.lines .member .bubble').length === 1 && !shown('.notice')`)
	if n := len(s.texts()); n != 1 {
		t.Errorf("W11: %q were taken in", s.texts())
	}
	b.clean()
}

// widgetRefused is a server that cannot take messages for a while, and one that never will.
func widgetRefused(t *testing.T, newTab opener) {
	s := officeSite(t, Config{Limits: Limits{Characters: 20, Messages: plenty.Messages, Sessions: plenty.Sessions, Requests: plenty.Requests}})
	var status atomic.Int32
	front := httptest.NewServer(&gate{next: proxyTo(s), stop: func(r *http.Request) int {
		if r.URL.Path == "/chat/messages" {
			return int(status.Load())
		}
		return 0
	}})
	t.Cleanup(func() { s.service.Close(); front.Close() })
	b := newTab(front.URL+"/", 1000, 700)
	b.openPanel()
	status.Store(http.StatusServiceUnavailable)
	b.ask("受け取ってください")
	b.wait("W11: 未送信", `$$('.unsent').length === 1 && shown('.alert')`)
	b.picture("unsent")
	b.visit(front.URL + "/")
	b.wait("W11: 未送信 outlives the page", `$$('.unsent').length === 1`)
	status.Store(0)
	b.click(".again", "再送")
	b.wait("W11: sent", `!$('.unsent') && texts('.lines .member .bubble').join() === '受け取ってください'`)
	b.ask("二十文字までと決められているときの長い質問です")
	b.wait("W7: the refusal and the draft", `texts('.alert')[0].includes('20文字') && $('textarea').value.includes('長い質問') && !$('.queue .line')`)
	if d := cmp.Diff([]string{"受け取ってください"}, s.texts()); d != "" {
		t.Error(d)
	}
	b.clean()
}

// proxyTo serves a site's service at another address.
func proxyTo(s *site) http.Handler {
	mux := http.NewServeMux()
	s.service.Routes(mux)
	return mux
}

// widgetRestart holds W11: a restart of the server is made up for within five seconds.
func widgetRestart(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	start := func(addr string) (*http.Server, string) {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: proxyTo(s)}
		go func() { _ = server.Serve(l) }() // ends with Close
		return server, l.Addr().String()
	}
	server, addr := start("127.0.0.1:0")
	b := newTab("http://"+addr+"/", 1000, 700)
	b.openPanel()
	_ = server.Close()
	b.wait("W11: the visitor is told", `shown('.notice')`)
	b.ask("再起動のあいだの質問")
	b.wait("未送信", `$$('.unsent').length === 1`)
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Name: "佐々木", Text: "再起動のあいだの返事"})
	time.Sleep(time.Second)
	server, _ = start(addr)
	t.Cleanup(func() { s.service.Close(); _ = server.Close() })
	begin := time.Now()
	b.wait("W11: all is made up for", `texts('.staff .bubble').length === 1 && texts('.lines .member .bubble').length === 1 && !$('.unsent') && !shown('.notice')`)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("W11: it took %v", took)
	}
	b.clean()
}

// widgetSwallowedStream is a proxy that holds a stream back until it ends.
func widgetSwallowedStream(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	inner := proxyTo(s)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/chat/events" && !r.URL.Query().Has("wait") {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return
		}
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { s.service.Close(); front.CloseClientConnections(); front.Close() })
	b := newTab(front.URL+"/", 1000, 700)
	b.openPanel()
	b.ask("流れが止まる網からの質問")
	b.wait("W1: the answer comes all the same", `texts('.bot .bubble').at(-1).includes('流れが止まる網')`)
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Text: "担当者の返事"})
	b.wait("W1: and so does what is said later", `texts('.staff .bubble').length === 1`)
	b.clean()
}

func widgetTwoTabs(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	a := newTab(s.url+"/", 1000, 700)
	a.openPanel()
	b := newTab(s.url+"/chat", 1000, 700)
	b.wait("the same greeting", `texts('.bot .bubble').length === 1`)
	a.ask("こちらの画面から")
	b.ask("あちらの画面から")
	for _, tab := range []*tab{a, b} {
		tab.wait("W11: both tabs show both", `texts('.lines .member .bubble').length === 2 && texts('.bot .bubble').length === 3 && !$('.queue .line')`)
	}
	if d := cmp.Diff(js[[]string](a, `texts('.lines .bubble')`), js[[]string](b, `texts('.lines .bubble')`)); d != "" {
		t.Error("W11:", d)
	}
	if n := len(s.ids()); n != 1 {
		t.Errorf("two tabs made %d sessions", n)
	}
	b.click(".tool", "")
	b.picture("ask-fresh")
	b.click(".yes", "")
	for _, tab := range []*tab{b, a} {
		tab.wait("W11: a new conversation in both", `texts('.lines .bubble').length === 1`)
	}
	if n := len(s.ids()); n != 2 {
		t.Errorf("a new conversation made %d sessions in all", n)
	}
	a.clean()
	b.clean()
}

func widgetEndedSession(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 1000, 700)
	b.openPanel()
	b.ask("はじめの質問")
	b.wait("the answer", `texts('.bot .bubble').length === 2`)
	s.mu.Lock()
	clear(s.sessions)
	s.mu.Unlock()
	b.ask("つぎの質問")
	b.wait("W2: a clean new session, with what was just written", `texts('.lines .member .bubble').join() === 'つぎの質問' && texts('.bot .bubble').length === 2 && texts('.system').join().includes('終了')`)
	b.clean()
}

func widgetEnglish(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/chat", 1000, 700)
	b.wait("greeting", `texts('.bot .bubble').length === 1`)
	js[bool](b, `(() => { const c = document.querySelector('madoguchi-chat'); const d = c.parentNode; c.remove(); c.lang = 'en'; d.append(c); return true })()`)
	b.wait("W12: English", `$('textarea').placeholder === 'Type your question' && texts('.bot .bubble').length === 1`)
	at := s.lines[s.ids()[0]][0].At.In(time.FixedZone("JST", 9*60*60))
	if got := js[string](b, `texts('.line time')[0]`); got != at.Format("15:04") {
		t.Errorf("W12: the time is %s, in Japan it was %s", got, at.Format("15:04"))
	}
	if bad := b.axeReport(); len(bad) != 0 {
		t.Errorf("W9: axe finds %s", strings.Join(bad, "\n"))
	}
	b.picture("english")
	b.clean()
}

// widgetPlain is the page for browsers that run no script.
func widgetPlain(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 800, 900)
	b.do("plain page", chromedp.Navigate(s.url+"/chat/plain"))
	js[bool](b, `(document.querySelector('textarea').value = '商品の登録に必要な項目は', document.querySelector('form.say button').click(), true)`)
	for deadline := time.Now().Add(10 * time.Second); !js[bool](b, `!!document.querySelector('.answer .question')`); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("W12: no answer on the plain page")
		}
	}
	b.picture("plain")
	if bad := b.axeReport(); len(bad) != 0 {
		t.Errorf("W9: axe finds %s", strings.Join(bad, "\n"))
	}
}

// widgetEmbedded puts the widget on somebody else's page, which has a strict policy of its own.
func widgetEmbedded(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	policy := fmt.Sprintf("default-src 'none'; script-src %s; connect-src %s; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'", s.url, s.url)
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		fmt.Fprintf(w, `<!doctype html><html lang="ja"><title>組合</title><body><h1>組合のページ</h1><p>本文</p><script async src="%s/widget.js" integrity="%s" crossorigin="anonymous" data-office="事務局"></script>`,
			s.url, s.service.script.integrity)
	}))
	t.Cleanup(host.Close)
	b := newTab(host.URL+"/", 1000, 700)
	globals := js[[]string](b, `(() => { const f = document.createElement('iframe'); document.body.append(f); const known = new Set([...Object.getOwnPropertyNames(f.contentWindow), 'refused']); f.remove(); return Object.getOwnPropertyNames(window).filter(n => !known.has(n) && isNaN(n)) })()`)
	if len(globals) > 1 {
		t.Errorf("W13: the page gained %q", globals)
	}
	if shift := js[float64](b, `new Promise(r => { let sum = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) sum += e.value }).observe({type: 'layout-shift', buffered: true}); setTimeout(() => r(sum), 300) })`); shift != 0 {
		t.Errorf("W13: the page's layout shifted by %g", shift)
	}
	b.click(".launcher", "")
	b.wait("W4: an unlisted page gets nowhere", `shown('.notice')`)
	if n := len(s.ids()); n != 0 {
		t.Fatalf("W4: an unlisted page opened %d sessions", n)
	}
	s.service.origins[host.URL] = true
	b.visit(host.URL + "/")
	b.wait("W4: a listed page talks", `texts('.bot .bubble').length === 1 && texts('h2')[0] === '事務局'`)
	b.ask("よそのページからの質問")
	b.wait("the answer", `texts('.bot .bubble').length === 2`)
	b.picture("embedded")
	if refused := js[[]string](b, "refused"); len(refused) != 0 {
		t.Errorf("W5: the page reports %q", refused)
	}
}

// widgetManyTabs holds that a tab beyond the limit of streams still gets what is said.
func widgetManyTabs(t *testing.T, newTab opener) {
	limits := plenty
	limits.Streams = 1
	s := officeSite(t, Config{Limits: limits})
	a := newTab(s.url+"/chat", 600, 600)
	a.wait("greeting", `texts('.bot .bubble').length === 1 && $('.panel').dataset.link === 'online'`)
	b := newTab(s.url+"/chat", 600, 600)
	b.wait("greeting in the second tab", `texts('.bot .bubble').length === 1 && $('.panel').dataset.link === 'online'`)
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Text: "お返事です"})
	for _, tab := range []*tab{a, b} {
		tab.wait("W11: the reply", `texts('.staff .bubble').length === 1`)
		tab.clean()
	}
}

// widgetRenewedToken holds that the widget asks for a new token in good time and talks on with it.
func widgetRenewedToken(t *testing.T, newTab opener) {
	s := officeSite(t, Config{SessionLife: 4 * time.Second, StreamLife: time.Second})
	b := newTab(s.url+"/", 600, 600)
	b.openPanel()
	time.Sleep(5 * time.Second)
	b.ask("まだお話しできますか")
	b.wait("W2: the answer", `texts('.bot .bubble').length === 2 && !$('.system')`)
	s.mu.Lock()
	tokens := len(s.sessions)
	s.mu.Unlock()
	if tokens < 2 || len(s.ids()) != 1 {
		t.Errorf("W2: %d tokens of %d sessions", tokens, len(s.ids()))
	}
	b.clean()
}

// widgetStorageRefused is a browser that gives the page no storage.
func widgetStorageRefused(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 600, 600)
	refuse := `for (const n of ['localStorage', 'sessionStorage']) Object.defineProperty(window, n, {get() { throw new DOMException('no', 'SecurityError') }})`
	if _, err := chromedp.Call(b.ctx, cdp.AddScriptToEvaluateOnNewDocument, cdp.AddScriptToEvaluateOnNewDocumentParams{Source: refuse}); err != nil {
		t.Fatal(err)
	}
	b.visit(s.url + "/")
	b.openPanel()
	b.ask("会費はいくらですか")
	b.wait("the answer", `texts('.bot .bubble').length === 2`)
	b.clean()
}

// widgetZoom holds W9 at four times the size, and for people whom motion makes ill.
func widgetZoom(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 320, 256)
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}})
	if err != nil {
		t.Fatal(err)
	}
	b.openPanel()
	b.ask("商品の登録に必要な項目は")
	b.wait("the answer", `shown('.bot .question')`)
	b.picture("zoom")
	if h := js[float64](b, `$('.log').clientHeight`); h < 80 {
		t.Errorf("W9: only %g px are left to read in", h)
	}
	if wide := js[float64](b, `Math.max(document.documentElement.scrollWidth - innerWidth, $('.log').scrollWidth - $('.log').clientWidth)`); wide > 0 {
		t.Errorf("W9: %g px too wide", wide)
	}
	if moving := js[[]string](b, `[...$$('.panel'), ...$$('.typing i')].map(e => getComputedStyle(e).animationName).filter(n => n !== 'none')`); len(moving) != 0 {
		t.Errorf("W9: still moving: %q", moving)
	}
	b.clean()
}
