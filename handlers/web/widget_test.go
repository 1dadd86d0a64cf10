package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
	"madoguchi/chat/chattest"
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
		{"R3 withdrawn", widgetWithdrawn},
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
		{"W9 forced colours", widgetForcedColours},
		{"W12 English and JST", widgetEnglish},
		{"W12 English first screen", widgetEnglishFront},
		{"W12 plain page", widgetPlain},
		{"W13 embedded", widgetEmbedded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			person := profile(t, chromium)
			tt.run(t, func(url string, width, height int64, options ...chromedp.EmulateViewportOption) *tab {
				return open(t, person, url, width, height, options...)
			})
		})
	}
}

// widgetWithdrawn holds that words which were for somebody else go from a page that is open, as soon as they are taken back.
func widgetWithdrawn(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 1000, 700)
	b.openPanel()
	b.ask("商品の登録に必要な項目は")
	b.wait("the answer", `shown('.bot .question')`)
	id := s.ids()[0]
	s.say(id, chat.Message{Author: chat.Staff, Name: "佐々木", Text: "お申し込みの結果は不採択でした。"})
	s.say(id, chat.Message{Author: chat.Staff, Name: "佐々木", Text: "別の件です。"})
	b.wait("both replies", `texts('.staff .bubble').length === 2`)
	lines := s.transcriptOf(id)
	s.say(id, chat.Message{Author: chat.System, Text: "事務局からのメッセージを取り消しました。", Withdraws: lines[len(lines)-2].Seq})
	b.wait("the wrong words are gone", `texts('.staff .bubble').join() === '別の件です。' && texts('.system .bubble').at(-1).includes('取り消しました')`)
	b.clean()
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
	want := []string{"この募集は2024年3月29日に終了しています。", "JANコード", "登録の手引き", "9:30～17:30 help@example.or.jp", "本日は受付時間内です。", "出典：海外販路支援プログラム よくあるご質問・Q8・3ページ・2023年10月6日更新"}
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
	for _, e := range s.accepted() {
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
	strange := append(own, chattest.Hostile()...)
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
	if made := js[[]string](b, `$$('.log script, .log img, .log .bubble svg, .log .choices svg, .log iframe, .log object, .log style, .log form, .log [onerror], .log [onload], .log [onmouseover]').map(e => e.outerHTML)`); len(made) != 0 {
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
