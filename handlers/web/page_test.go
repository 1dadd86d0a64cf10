package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"madoguchi/chat"
)

// TestW5Policy holds the policy of our pages, and that nothing on them needs it any weaker.
func TestW5Policy(t *testing.T) {
	s := serve(t, Config{Origins: []string{partner}, Office: `<b>"事務局"</b>`})
	for path, formAction := range map[string]string{"/": "'none'", "/chat": "'none'", "/chat/plain": "'self'"} {
		r := s.do(t, "GET", path, "")
		if r.status != http.StatusOK || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
			t.Fatalf("GET %s: %d", path, r.status)
		}
		policy := map[string]string{}
		for part := range strings.SplitSeq(r.header.Get("Content-Security-Policy"), ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
			policy[name] = value
		}
		for name, want := range map[string]string{
			"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'", "img-src": "'self' data:", "base-uri": "'none'",
			"form-action": formAction, "frame-ancestors": "'self' " + partner, "require-trusted-types-for": "'script'",
		} {
			if policy[name] != want {
				t.Errorf("W5: %s: %s %q, want %q", path, name, policy[name], want)
			}
		}
		if r.header.Get("X-Content-Type-Options") != "nosniff" || r.header.Get("Referrer-Policy") == "" {
			t.Errorf("W5: %s: %v", path, r.header)
		}
		if strings.Contains(r.body, "<b>") {
			t.Errorf("%s shows the office's name as HTML", path)
		}
		for _, no := range []string{`(?i)<script(?:\s+(?:async|src|integrity|crossorigin)(?:="[^"]*")?)*\s*>[^<]`, `(?i)<style`, `(?i)\sstyle=`, `(?i)\son[a-z]+=`, `(?i)href="javascript:`} {
			if m := regexp.MustCompile(no).FindString(r.body); m != "" {
				t.Errorf("W5: %s has %q inline", path, m)
			}
		}
	}
}

// TestW13Script holds how the script is served: checked by every browser when it is asked for by
// name, kept for a year when it is asked for by version, and as its integrity says.
func TestW13Script(t *testing.T) {
	s := serve(t, Config{})
	home := s.do(t, "GET", "/", "").body
	src := regexp.MustCompile(`<script async src="(/widget\.js\?v=[0-9a-f]+)" integrity="sha384-([^"]+)" crossorigin="anonymous"></script>`).FindStringSubmatch(home)
	if src == nil {
		t.Fatalf("W13: no script with a version and its integrity in %s", home)
	}
	tests := []struct {
		path, encoding, coding, cache string
	}{
		{"/widget.js", "gzip", "gzip", "no-cache"}, {"/widget.js", "identity", "", "no-cache"}, {"/widget.js", "gzip;q=0, br;q=0.000", "", "no-cache"},
		{src[1], "gzip, deflate, br", "br", "public, max-age=31536000, immutable"}, {"/widget.js?v=0123456789abcdef", "br;q=0, gzip", "gzip", "no-cache"},
	}
	for _, tt := range tests {
		r := s.do(t, "GET", tt.path, "", "Accept-Encoding: "+tt.encoding)
		body := []byte(r.body)
		if got := r.header.Get("Content-Encoding"); got != tt.coding {
			t.Errorf("W13: %s for %q is packed by %q, want %q", tt.path, tt.encoding, got, tt.coding)
		}
		body = unpack(t, r.header.Get("Content-Encoding"), body)
		// HTML escapes the plus signs of base64.
		sum, h := sha512.Sum384(body), r.header
		if got := base64.StdEncoding.EncodeToString(sum[:]); got != strings.ReplaceAll(src[2], "&#43;", "+") {
			t.Errorf("W13: %s %s: integrity %s, the page says %s", tt.path, tt.encoding, got, src[2])
		}
		if h.Get("Cache-Control") != tt.cache || h.Get("Vary") != "Accept-Encoding" || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("ETag") == "" {
			t.Errorf("W13: %s: %v", tt.path, h)
		}
		again := s.do(t, "GET", tt.path, "", "Accept-Encoding: "+tt.encoding, "If-None-Match: "+h.Get("ETag"))
		if again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("W13: %s again: %d", tt.path, again.status)
		}
	}
}

func unpack(t *testing.T, coding string, body []byte) []byte {
	t.Helper()
	var from io.Reader = bytes.NewReader(body)
	switch coding {
	case "gzip":
		zip, err := gzip.NewReader(from)
		if err != nil {
			t.Fatal(err)
		}
		from = zip
	case "br":
		from = brotli.NewReader(from)
	}
	out, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestW13Parts holds that each part of the widget is served as the widget asks for it.
func TestW13Parts(t *testing.T) {
	s := serve(t, Config{})
	for name, a := range loadAssets().parts {
		if !bytes.Contains(loadAssets().script.plain, []byte(a.version)) {
			t.Errorf("W13: the widget does not ask for %s as it is", name)
		}
		r := s.do(t, "GET", "/widget/"+name+".js?v="+a.version, "", "Accept-Encoding: br")
		if got := unpack(t, "br", []byte(r.body)); !bytes.Equal(got, a.plain) || !strings.Contains(r.header.Get("Cache-Control"), "immutable") || r.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("W13: %s: %d %v", name, r.status, r.header)
		}
	}
	if r := s.do(t, "GET", "/widget/../widget_test.go", ""); r.status != http.StatusNotFound {
		t.Errorf("a part that is none: %d", r.status)
	}
}

// plainForm posts the plain page's form.
func (s *site) plainForm(t *testing.T, values url.Values, headers ...string) reply {
	t.Helper()
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s.do(t, "POST", "/chat/plain", values.Encode(), append([]string{"Content-Type: application/x-www-form-urlencoded"}, headers...)...)
}

func TestW12PlainPage(t *testing.T) {
	s := serve(t, Config{})
	s.reply = func(e chat.Event) []chat.Message {
		if e.Kind == chat.Open {
			return nil
		}
		return []chat.Message{{Author: chat.Bot, Text: "<script>alert(1)</script>", Choices: []chat.Choice{{Label: "はい", Data: "yes"}, {Label: "悪い", URL: "javascript:alert(1)"}, {Label: "頁", URL: "https://example.com/"}}}}
	}
	id := regexp.MustCompile(`name="client_id" value="([^"]+)"`).FindStringSubmatch(s.do(t, "GET", "/chat/plain", "").body)
	if id == nil {
		t.Fatal("W12: no form")
	}
	form := url.Values{"client_id": {id[1]}, "text": {"領収書はもらえますか"}}
	r := s.plainForm(t, form, "Sec-Fetch-Site: same-origin")
	cookie, err := http.ParseSetCookie(r.header.Get("Set-Cookie"))
	if err != nil || r.status != http.StatusSeeOther {
		t.Fatalf("W12: %d %s", r.status, r.body)
	}
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/chat/plain" || strings.Contains(r.header.Get("Location"), cookie.Value) {
		t.Errorf("W2: cookie %v", cookie)
	}
	session := "Cookie: " + cookie.Name + "=" + cookie.Value
	s.plainForm(t, form, "Sec-Fetch-Site: same-origin", session)
	if got := s.texts(); len(got) != 1 {
		t.Errorf("W3: sending the form twice took in %q", got)
	}
	page := s.do(t, "GET", "/chat/plain", "", session).body
	for _, want := range []string{"領収書はもらえますか", "&lt;script&gt;alert(1)&lt;/script&gt;", `value="yes"`, `href="https://example.com/"`} {
		if !strings.Contains(page, want) {
			t.Errorf("W12: the page lacks %q", want)
		}
	}
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "javascript:") {
		t.Error("W6: the plain page runs what it shows")
	}
	if stranger := s.do(t, "GET", "/chat/plain", "").body; strings.Contains(stranger, "領収書はもらえますか") {
		t.Error("W2: a stranger reads the conversation")
	}
	if r := s.plainForm(t, url.Values{"client_id": {"x"}, "text": {"下書き"}}, session); r.status != http.StatusBadRequest || !strings.Contains(r.body, "下書き") {
		t.Errorf("W12: a refused form loses the draft: %d", r.status)
	}
	if r := s.plainForm(t, url.Values{"text": {strings.Repeat("長", 30_000)}}, session); r.status != http.StatusRequestEntityTooLarge || !strings.Contains(r.body, "4,000文字") {
		t.Errorf("W7: a huge form: %d", r.status)
	}
	s.fail(errDown)
	form.Set("text", "書きかけ")
	if r := s.plainForm(t, form, session); r.status != http.StatusServiceUnavailable || !strings.Contains(r.body, "書きかけ") || !strings.Contains(r.body, "つながりにくく") {
		t.Errorf("W12: while the store is down: %d %s", r.status, r.body)
	}
}

// TestW4PlainForm holds that no other site can send the plain page's form.
func TestW4PlainForm(t *testing.T) {
	s := serve(t, Config{Origins: []string{partner}})
	form := url.Values{"client_id": {aClientID}, "text": {"偽の質問"}}
	for _, headers := range [][]string{{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site"}, {"Origin: https://evil.example"}, {"Origin: " + partner}, {"Origin: null"}} {
		if r := s.plainForm(t, form, headers...); r.status != http.StatusForbidden || !strings.Contains(r.body, "窓口のページからお試しください") {
			t.Errorf("W4: %q: %d %s", headers, r.status, r.body)
		}
	}
	if len(s.texts()) != 0 {
		t.Error("W4: a form of another site was taken in")
	}
}

// TestW2NoTokenInLog holds that neither tokens nor words get into the log, even when all fails.
func TestW2NoTokenInLog(t *testing.T) {
	var log bytes.Buffer
	s := serve(t, Config{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	o := s.openSession(t)
	s.fail(errDown)
	for _, q := range [][2]string{{"POST", "/chat/session"}, {"POST", "/chat/messages"}, {"GET", "/chat/events"}, {"GET", "/chat/suggest?q=秘密の言葉"}} {
		s.do(t, q[0], q[1], message("秘密の言葉"), bearer(o.Token))
	}
	if log.Len() == 0 {
		t.Fatal("failures are not logged")
	}
	if strings.Contains(log.String(), o.Token) || strings.Contains(log.String(), "秘密") {
		t.Errorf("W2: the log says %s", log.String())
	}
}

func TestSafeURL(t *testing.T) {
	for raw, want := range map[string]string{
		"https://example.com/a?b=c": "https://example.com/a?b=c", "http://example.com": "http://example.com", "javascript:alert(1)": "", "JaVaScRiPt:alert(1)": "",
		"data:text/html,x": "", "//example.com": "", "/path": "", "https://": "", "mailto:a@example.com": "", "": "", "https://exa mple.com": "", "vbscript:x": "",
	} {
		if got := safeURL(raw); got != want {
			t.Errorf("safeURL(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestContactOf(t *testing.T) {
	tests := []struct {
		block chat.Block
		want  string
	}{
		{chat.Block{Text: "事務局", URL: "mailto:help@example.go.jp?subject=x"}, "help@example.go.jp"},
		{chat.Block{Text: "事務局 help@example.go.jp", URL: "mailto:help@example.go.jp"}, ""},
		{chat.Block{Text: "電話", URL: "tel:0300000000"}, "0300000000"},
		{chat.Block{Text: "悪い", URL: "javascript:alert(1)"}, ""},
		{chat.Block{Text: "なし"}, ""},
	}
	for _, tt := range tests {
		if got := contactOf(tt.block); got != tt.want {
			t.Errorf("contactOf(%v) = %q, want %q", tt.block, got, tt.want)
		}
	}
}

// TestW2HostCookie: behind an https address the plain page's cookie is one that only this host can have
// set over https, and one of the old name, which any host of the domain could plant, opens nothing.
func TestW2HostCookie(t *testing.T) {
	s := serve(t, Config{Secure: true})
	form := url.Values{"client_id": {"00000000-0000-4000-8000-000000000001"}, "text": {"領収書はもらえますか"}}
	r := s.plainForm(t, form, "Sec-Fetch-Site: same-origin")
	cookie, err := http.ParseSetCookie(r.header.Get("Set-Cookie"))
	if err != nil || r.status != http.StatusSeeOther {
		t.Fatalf("W2: %d %s", r.status, r.body)
	}
	if !strings.HasPrefix(cookie.Name, "__Host-") || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" || cookie.SameSite != http.SameSiteStrictMode {
		t.Errorf("W2: no __Host- cookie: %v", cookie)
	}
	if page := s.do(t, "GET", "/chat/plain", "", "Cookie: "+cookie.Name+"="+cookie.Value).body; !strings.Contains(page, "領収書はもらえますか") {
		t.Error("W2: the cookie does not open its session")
	}
	if page := s.do(t, "GET", "/chat/plain", "", "Cookie: madoguchi_plain="+cookie.Value).body; strings.Contains(page, "領収書はもらえますか") {
		t.Error("W2: a planted cookie opens a session")
	}
}
