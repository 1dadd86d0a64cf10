package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/chat"
)

// A ledger of nonces.
type nonces struct {
	mu   sync.Mutex
	kept map[string]chat.Address
	fail error
}

func (n *nonces) NewLink(_ context.Context, nonce string, from chat.Address) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kept == nil {
		n.kept = map[string]chat.Address{}
	}
	n.kept[nonce] = from
	return n.fail
}

// TestL23Nonce: the page's script is given the address of LINE's dialog, with a new nonce each time
// that stands for the session which asked.
func TestL23Nonce(t *testing.T) {
	kept := &nonces{}
	s := serve(t, Config{Linker: kept})
	o := s.openSession(t)
	seen := map[string]bool{}
	for range 3 {
		r := s.do(t, "POST", "/chat/link", `{"link_token":"NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}`, bearer(o.Token))
		var answer struct{ URL string }
		if err := json.Unmarshal([]byte(r.body), &answer); err != nil || r.status != http.StatusCreated {
			t.Fatalf("%d %s", r.status, r.body)
		}
		u, err := url.Parse(answer.URL)
		if err != nil || u.Scheme+"://"+u.Host+u.Path != defaultLinkDialog || u.Query().Get("linkToken") != "NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY" {
			t.Errorf("address %s, %v", answer.URL, err)
		}
		nonce := u.Query().Get("nonce")
		if len(nonce) < 22 || len(nonce) > 255 || seen[nonce] {
			t.Errorf("nonce %q", nonce)
		}
		if kept.kept[nonce] != address(o.ID) {
			t.Errorf("the nonce stands for %+v", kept.kept[nonce])
		}
		seen[nonce] = true
	}
	for name, tc := range map[string]struct {
		body string
		head []string
		want int
	}{
		"no session":       {`{"link_token":"NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}`, nil, 401},
		"another's token":  {`{"link_token":"NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}`, []string{bearer(strings.Repeat("x", 43))}, 401},
		"another site":     {`{"link_token":"NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}`, []string{bearer(o.Token), "Origin: https://evil.example"}, 403},
		"a form":           {`link_token=x`, []string{bearer(o.Token), "Content-Type: text/plain"}, 415},
		"no token":         {`{}`, []string{bearer(o.Token)}, 400},
		"a token and more": {`{"link_token":"x&nonce=y0000000000000"}`, []string{bearer(o.Token)}, 400},
		"no JSON":          {`{`, []string{bearer(o.Token)}, 400},
		"far too long":     {`{"link_token":"` + strings.Repeat("x", 9000) + `"}`, []string{bearer(o.Token)}, 400},
	} {
		if r := s.do(t, "POST", "/chat/link", tc.body, tc.head...); r.status != tc.want {
			t.Errorf("%s: %d %s, want %d", name, r.status, r.body, tc.want)
		}
	}
	kept.fail = errDown
	if r := s.do(t, "POST", "/chat/link", `{"link_token":"NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}`, bearer(o.Token)); r.status < 500 || strings.Contains(r.body, "line.me") {
		t.Errorf("while the store is down: %d %s", r.status, r.body)
	}
	if len(kept.kept) != 4 {
		t.Errorf("%d nonces were kept, want 4", len(kept.kept))
	}
}

// TestL23Page: where there is no LINE there is no page; where there is, it holds nothing inline.
func TestL23Page(t *testing.T) {
	for path, method := range map[string]string{"/chat/link": "GET", "/link.js": "GET"} {
		if r := serve(t, Config{}).do(t, method, path, ""); r.status != http.StatusNotFound && r.status != http.StatusMethodNotAllowed {
			t.Errorf("without LINE %s answers %d", path, r.status)
		}
	}
	s := serve(t, Config{Linker: &nonces{}, Office: "<b>事務局</b>"})
	r := s.do(t, "GET", "/chat/link?linkToken=x", "")
	if r.status != 200 || strings.Contains(r.body, "<b>") || !strings.Contains(r.body, `<script defer src="/link.js?v=`) || strings.Contains(r.body, "linkToken=x") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := s.do(t, "GET", "/link.js", ""); r.status != 200 || !strings.Contains(r.body, "link_token") {
		t.Errorf("script: %d", r.status)
	}
}

// TestL23Browser links in a browser that has talked with us: the page's button leads to the dialog;
// a browser that has not is told how to do it with a code.
func TestL23Browser(t *testing.T) {
	start := browser(t)
	kept := &nonces{}
	s := serve(t, Config{Linker: kept, LinkDialog: "/page.css"})
	fresh := open(t, profile(t, start), s.url+"/", 400, 700) // where a session begins with the first word
	fresh.do("visit the page", chromedp.Navigate(s.url+"/chat/link?linkToken=NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"))
	fresh.wait("the way by code", `document.getElementById('problem').innerText.includes('コード') && document.getElementById('link').hidden`)

	b := open(t, profile(t, start), s.url+"/chat", 400, 700)
	b.wait("the session", `!!localStorage.getItem("madoguchi " + location.origin)`)
	b.do("visit the page without a token", chromedp.Navigate(s.url+"/chat/link"))
	b.wait("what to do instead", `document.getElementById('problem').innerText.includes('「連携」と送り')`)
	b.do("visit the page", chromedp.Navigate(s.url+"/chat/link?linkToken=NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"))
	b.wait("the button", `!document.getElementById('link').hidden`)
	js[bool](b, `(document.getElementById('link').click(), true)`)
	b.wait("the dialog", `location.pathname === '/page.css' && new URLSearchParams(location.search).get('nonce').length === 43`)
	if len(kept.kept) != 1 {
		t.Errorf("%d nonces were kept", len(kept.kept))
	}
}
