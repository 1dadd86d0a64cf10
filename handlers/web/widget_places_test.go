package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The widget in other languages, on other pages, and where there is no script.

func widgetEnglish(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/chat", 1000, 700)
	b.wait("greeting", `texts('.bot .bubble').length === 1`)
	js[bool](b, `(() => { const c = document.querySelector('madoguchi-chat'); const d = c.parentNode; c.remove(); c.lang = 'en'; d.append(c); return true })()`)
	b.wait("W12: English", `$('textarea')?.placeholder === 'Type your question' && texts('.bot .bubble').length === 1`)
	at := s.transcriptOf(s.ids()[0])[0].At.In(time.FixedZone("JST", 9*60*60))
	if got := js[string](b, `texts('.line time')[0]`); got != at.Format("15:04") {
		t.Errorf("W12: the time is %s, in Japan it was %s", got, at.Format("15:04"))
	}
	if bad := b.axeReport(); len(bad) != 0 {
		t.Errorf("W9: axe finds %s", strings.Join(bad, "\n"))
	}
	b.picture("english")
	b.clean()
}

// widgetEnglishFront: the first screen says in English what the program says there, and no button covers it.
func widgetEnglishFront(t *testing.T, newTab opener) {
	s, _ := fullSite(t, Config{})
	b := newTab(s.url+"/chat?lang=en", 390, 800)
	b.wait("W12: the first screen in English", `shown('.front') && $('.front .hours').innerText.includes('Open today until 17:30')`)
	js[bool](b, `($('.latest').hidden = false, true)`)
	b.wait("W13: nothing covers the first screen", `!shown('.latest')`)
	b.clean()
}

// widgetPlain is the page for browsers that run no script.
func widgetPlain(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	b := newTab(s.url+"/", 800, 900)
	b.do("plain page", chromedp.Navigate(s.url+"/chat/plain"))
	js[bool](b, `(document.querySelector('textarea').value = '商品の登録に必要な項目は', document.querySelector('form.say button').click(), true)`)
	for deadline := time.Now().Add(time.Minute); !js[bool](b, `!!document.querySelector('.answer .question')`); time.Sleep(50 * time.Millisecond) {
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
	pages := http.NewServeMux()
	host := httptest.NewServer(pages)
	t.Cleanup(host.Close)
	embed := func(path string, s *site) {
		pages.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; script-src %[1]s; connect-src %[1]s; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'", s.url))
			fmt.Fprintf(w, `<!doctype html><html lang="ja"><title>組合</title><body><h1>組合のページ</h1><p>本文</p><script async src="%s/widget.js" integrity="%s" crossorigin="anonymous" data-office="事務局"></script>`,
				s.url, s.service.script.integrity)
		})
	}
	unlisted, listed := officeSite(t, Config{}), officeSite(t, Config{Origins: []string{host.URL}})
	embed("/unlisted", unlisted)
	embed("/listed", listed)

	b := newTab(host.URL+"/unlisted", 1000, 700)
	b.click(".launcher", "")
	b.wait("W4: an unlisted page gets nowhere", `shown('.notice')`)
	if n := len(unlisted.ids()); n != 0 {
		t.Fatalf("W4: an unlisted page opened %d sessions", n)
	}

	b = newTab(host.URL+"/listed", 1000, 700)
	globals := js[[]string](b, `(() => { const f = document.createElement('iframe'); document.body.append(f); const known = new Set([...Object.getOwnPropertyNames(f.contentWindow), 'refused']); f.remove(); return Object.getOwnPropertyNames(window).filter(n => !known.has(n) && isNaN(n)) })()`)
	if len(globals) > 1 {
		t.Errorf("W13: the page gained %q", globals)
	}
	if shift := js[float64](b, `new Promise(r => { let sum = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) sum += e.value }).observe({type: 'layout-shift', buffered: true}); setTimeout(() => r(sum), 300) })`); shift != 0 {
		t.Errorf("W13: the page's layout shifted by %g", shift)
	}
	b.openPanel()
	b.wait("W4: a listed page talks", `texts('.bot .bubble').length === 1 && texts('h2')[0] === '事務局'`)
	b.ask("よそのページからの質問")
	b.wait("the answer", `texts('.bot .bubble').length === 2`)
	b.picture("embedded")
	b.clean()
}
