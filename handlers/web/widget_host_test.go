package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/chat"
)

// TestWidgetOnPages shows the widget on pages that swap their bodies, that are not on the list, in browsers
// that are too old for it, and above a keyboard.
func TestWidgetOnPages(t *testing.T) {
	chromium := browser(t)
	for _, tt := range []struct {
		name string
		run  func(t *testing.T, newTab opener)
	}{{"W13 swapped body", widgetSwappedBody}, {"W4 unlisted page", widgetUnlisted}, {"W4 page that bars us", widgetBarred}, {"W13 office", widgetNamed}, {"W8 files", widgetRefusedFiles}, {"W12 old browser", widgetOldBrowser}, {"W10 keyboard", widgetAboveKeyboard}, {"W6 addresses", widgetAddresses}, {"W2 identify", widgetIdentify}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			person := profile(t, chromium)
			tt.run(t, func(url string, width, height int64, options ...chromedp.EmulateViewportOption) *tab {
				return open(t, person, url, width, height, options...)
			})
		})
	}
}

// hostPage is a page of somebody else's with the script alone.
func hostPage(t *testing.T, head string, scriptOf func() *site) *httptest.Server {
	t.Helper()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="ja"><title>組合</title>%s<body><h1>組合のページ</h1><p id="text">本文</p><script async src="%s/widget.js"></script>`, head, scriptOf().url)
	}))
	t.Cleanup(host.Close)
	return host
}

func widgetSwappedBody(t *testing.T, newTab opener) {
	var s *site
	host := hostPage(t, "", func() *site { return s })
	s, _ = fullSite(t, Config{Origins: []string{host.URL}})
	b := newTab(host.URL, 1000, 700)
	js[bool](b, `(document.body = Object.assign(document.createElement('body'), {innerHTML: '<h1>次のページ</h1>'}), true)`)
	b.wait("W13: the button on the next page", `shown('.launcher')`)
	js[bool](b, `(document.body.replaceChildren(), true)`)
	b.wait("W13: the button when all else is gone", `shown('.launcher')`)
	if names := js[string](b, `Object.keys(window.madoguchi).sort().join(' ')`); names != "ask close identify open" {
		t.Errorf("W13: the page's script may say %q, want only what does something", names)
	}
	js[bool](b, `(window.madoguchi.ask('会費はいくらですか'), true)`)
	b.wait("W13: the question in the field", `shown('.panel') && $('textarea').value === '会費はいくらですか'`)
	if texts := s.texts(); len(texts) != 0 {
		t.Errorf("W13: the page sent %q in the visitor's name", texts)
	}
	js[bool](b, `(window.madoguchi.close(), true)`)
	b.wait("W13: closed", `!shown('.panel') && shown('.launcher')`)
	js[bool](b, `(window.madoguchi.open(), true)`)
	b.wait("W13: open", `shown('.panel') && shown('.front')`)
	b.clean()
}

func widgetUnlisted(t *testing.T, newTab opener) {
	var s *site
	host := hostPage(t, "", func() *site { return s })
	s, _ = fullSite(t, Config{})
	b := newTab(host.URL, 1000, 700)
	b.click(".launcher", "")
	b.wait("W4: the way to the plain page", `$('.notice a')?.href === '`+s.url+`/chat/plain?lang=ja' && !shown('.write')`)
	b.picture("unlisted")
	if n := len(s.ids()); n != 0 {
		t.Errorf("W4: %d sessions", n)
	}
}

// widgetBarred is a page whose own policy lets the script in and keeps it from asking: waiting would not help.
func widgetBarred(t *testing.T, newTab opener) {
	var s *site
	host := hostPage(t, `<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`, func() *site { return s })
	s, _ = fullSite(t, Config{Origins: []string{host.URL}})
	b := newTab(host.URL, 390, 800)
	b.click(".launcher", "")
	b.wait("W4: the way to the plain page", `$('.notice a')?.href === '`+s.url+`/chat/plain?lang=ja' && !shown('.write')`)
	b.picture("barred")
}

// widgetNamed is a page that does not say whose chat it carries: the office does. What the field waits for is seen whole.
func widgetNamed(t *testing.T, newTab opener) {
	var s *site
	host := hostPage(t, "", func() *site { return s })
	s, _ = fullSite(t, Config{Origins: []string{host.URL}})
	b := newTab(host.URL, 390, 800)
	b.click(".launcher", "")
	b.wait("W13: the office's own name and letter", `shown('.front') && $('#office').textContent === '海外販路支援 事務局' && $('.mark').textContent === '海'`)
	js[bool](b, `($('.panel').style.setProperty('--zoom', '1.45'), true)`)
	b.click(".front .requests button", "お問い合わせ")
	b.wait("W10: what is waited for is not cut", `$('textarea').placeholder.startsWith('会社名') && $('textarea').scrollHeight <= $('textarea').clientHeight + 1`)
	b.clean()
}

// widgetRefusedFiles sends what cannot be sent, and then what can: each time the member is told how it stands now.
func widgetRefusedFiles(t *testing.T, newTab opener) {
	s, _ := fullSite(t, Config{})
	b := newTab(s.url+"/chat", 390, 800)
	b.wait("greeting", `texts('.bot .bubble').length === 1`)
	b.attach("空のファイル.txt", "text/plain", nil)
	b.wait("W8: an empty file is refused by name", `shown('.alert') && $('.alert').textContent.includes('ファイル.txt」は中身がない')`)
	js[bool](b, `($('.alert').hidden = true)`)
	b.attach("大きい.bin", "application/octet-stream", make([]byte, maxFile+1))
	b.wait("W8: a large one, too", `shown('.alert') && $('.alert').textContent.includes('10MB')`)
	js[bool](b, `($('.alert').hidden = true)`)
	b.attach("写真.png", "image/png", photo(b, 30, 20))
	b.wait("W8: one that can be sent", `texts('.member .bubble').length === 1`)
	if n := len(s.ids()); n != 1 {
		t.Errorf("W8: %d sessions", n)
	}
}

// widgetOldBrowser stands for Safari before 16.4, which cannot construct style sheets.
func widgetOldBrowser(t *testing.T, newTab opener) {
	var s *site
	host := hostPage(t, `<script>delete window.CSSStyleSheet; window.CSSStyleSheet = function () { throw new TypeError('Illegal constructor') }</script>`, func() *site { return s })
	s, _ = fullSite(t, Config{Origins: []string{host.URL}})
	b := newTab(s.url+"/", 1000, 700)
	b.do("the page", chromedp.Navigate(host.URL))
	b.wait("W12: a link instead of the button", `document.querySelector('#madoguchi-plain')?.href === '`+s.url+`/chat/plain' && !root()`)
}

// widgetAboveKeyboard holds that a keyboard leaves the question in view, and that what lies behind a panel
// that fills the screen is out of reach, and back in reach afterwards.
func widgetAboveKeyboard(t *testing.T, newTab opener) {
	s, _ := fullSite(t, Config{})
	b := newTab(s.url+"/", 390, 780, chromedp.EmulateMobile, chromedp.EmulateTouch)
	b.click(".launcher", "")
	b.wait("the first screen", `shown('.front')`)
	if n := js[int](b, `[...document.body.children].filter(e => e.tagName !== 'MADOGUCHI-CHAT' && !e.hasAttribute('inert') && !/SCRIPT|STYLE|LINK/.test(e.tagName)).length`); n != 0 {
		t.Errorf("W10: %d elements behind the panel can be reached", n)
	}
	b.click(".requests button", "お問い合わせ")
	b.wait("the form", `$('textarea').placeholder.includes('会社名')`)
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Text: "急ぎません。"})
	b.wait("the colleague", `shown('.staff .bubble')`)
	b.do("the keyboard", chromedp.EmulateViewport(390, 420, chromedp.EmulateMobile, chromedp.EmulateTouch))
	b.wait("W10: the end of the talk is in view", `$('.log').scrollHeight - $('.log').scrollTop - $('.log').clientHeight < 8 && $('.panel').getBoundingClientRect().height <= 420`)
	if !js[bool](b, `$('textarea').placeholder.includes('会社名')`) {
		t.Error("a colleague's words close the form's question")
	}
	js[bool](b, `(window.madoguchi.close(), true)`)
	b.wait("W10: what was behind is back", `!document.querySelector('[inert]')`)
	b.clean()
}

// widgetAddresses holds where addresses in a text begin and end.
func widgetAddresses(t *testing.T, newTab opener) {
	s, _ := fullSite(t, Config{})
	b := newTab(s.url+"/chat", 800, 800)
	b.wait("the session", `$('.log').ariaBusy === 'false'`)
	n := 0
	for text, want := range map[string]string{
		"https://www.example.jp/案内/申込?区分=新規 です":     "https://www.example.jp/案内/申込?区分=新規",
		"https://ja.example.org/wiki/a_(b)。":        "https://ja.example.org/wiki/a_(b)",
		"（https://www.example.jp/guide）":            "https://www.example.jp/guide",
		"(https://www.example.jp/guide)":            "https://www.example.jp/guide",
		"https://www.example.jp/guideをご覧ください":       "https://www.example.jp/guide",
		"https://www.example.jp/案内をご覧ください":          "https://www.example.jp/案内",
		"https://日本語.example/道.":                    "https://日本語.example/道",
		"https://www.example.jp/a?b=c&d=%E3%81%82,": "https://www.example.jp/a?b=c&d=%E3%81%82",
	} {
		s.say(s.ids()[0], chat.Message{Author: chat.Staff, Text: text})
		n++
		b.wait("the line", fmt.Sprintf(`$$('.staff .bubble').length === %d`, n))
		if got := js[string](b, `$$('.staff .bubble').at(-1).querySelector('a')?.firstChild.data ?? ''`); got != want {
			t.Errorf("W6: of %s the address is %s, want %s", text, got, want)
		}
	}
	b.clean()
}
