package web

import (
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
)

// The widget on lines that fail, with servers that go and tabs that come.

func widgetReload(t *testing.T, newTab opener) {
	// The server's clock is years behind the browser's: that must not matter.
	s := officeSite(t, Config{Now: func() time.Time { return time.Now().AddDate(-3, 0, 0) }})
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
	b.wait("W11: sent by itself, as the page has promised", `!$('.unsent') && texts('.lines .member .bubble').join() === '受け取ってください'`)
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

// A cutListener knows the connections it has accepted, as the kernel does when it ends a process.
type cutListener struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
}

func (l *cutListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.conns = append(l.conns, conn)
	}
	return conn, err
}

// cut closes them all.
func (l *cutListener) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, conn := range l.conns {
		_ = conn.Close()
	}
}

// widgetRestart holds W11: a restart of the server is made up for within five seconds. How long the page waits before it
// asks again is taken from the page: a busy machine takes longer over all else.
func widgetRestart(t *testing.T, newTab opener) {
	s := officeSite(t, Config{})
	var cut *cutListener
	start := func(addr string) (*http.Server, string) {
		l, err := net.Listen("tcp", addr)
		for end := time.Now().Add(time.Minute); err != nil && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			l, err = net.Listen("tcp", addr) // somebody who connects may have been given the port for a moment
		}
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: proxyTo(s)}
		cut = &cutListener{Listener: l}
		go func() { _ = server.Serve(cut) }() // ends with Close
		return server, l.Addr().String()
	}
	server, addr := start("127.0.0.1:0")
	b := newTab("http://"+addr+"/", 1000, 700)
	b.openPanel()
	js[bool](b, "(window.waits = [], window.later = setTimeout, window.setTimeout = (f, ms, ...rest) => (waits.push(ms), later(f, ms, ...rest)), true)")
	_ = server.Close()
	cut.cut() // a stream's connection is no longer the server's
	b.wait("W11: the visitor is told", `shown('.notice')`)
	b.ask("再起動のあいだの質問")
	b.wait("未送信", `$$('.unsent').length === 1`)
	s.say(s.ids()[0], chat.Message{Author: chat.Staff, Name: "佐々木", Text: "再起動のあいだの返事"})
	time.Sleep(time.Second)
	server, _ = start(addr)
	t.Cleanup(func() { s.service.Close(); _ = server.Close() })
	b.wait("W11: all is made up for", `texts('.staff .bubble').length === 1 && texts('.lines .member .bubble').length === 1 && !$('.unsent') && !shown('.notice')`)
	// Those before another attempt are drawn by lot, unlike all others. The first of the talk and of what is unsent are what a
	// restart of some seconds meets; they grow while nobody answers.
	if waits := js[[]float64](b, "waits.filter((ms) => !Number.isInteger(ms))"); len(waits) == 0 || slices.Max(waits[:min(len(waits), 3)]) > 2000 {
		t.Errorf("W11: the page waits %v milliseconds before it asks again", waits)
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
	b.click(".item", "新しい会話")
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

// widgetRenewedToken holds that the widget asks for a new token in good time and talks on with it.
func widgetRenewedToken(t *testing.T, newTab opener) {
	s := officeSite(t, Config{SessionLife: time.Hour, StreamLife: time.Second})
	b := newTab(s.url+"/", 600, 600)
	b.openPanel()
	tokens := func() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.sessions) }
	s.mu.Lock()
	first := slices.Collect(maps.Keys(s.sessions))
	s.mu.Unlock()
	const token = "Object.values(localStorage).map((v) => { try { return JSON.parse(v).token } catch {} }).find(Boolean)"
	old := js[string](b, token)
	js[bool](b, "(window.now = Date.now, Date.now = () => now() + 31 * 60 * 1000, true)")
	eventually(t, "W2: a second token", func() bool { return tokens() > len(first) })
	b.wait("W2: the page has it", fmt.Sprintf("%s !== %q", token, old))
	s.mu.Lock()
	for _, token := range first { // it expires
		delete(s.sessions, token)
	}
	s.mu.Unlock()
	b.ask("まだお話しできますか")
	b.wait("W2: the answer", `texts('.bot .bubble').length === 2 && !$('.system')`)
	if len(s.ids()) != 1 {
		t.Errorf("W2: %d tokens of %d sessions", tokens(), len(s.ids()))
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
