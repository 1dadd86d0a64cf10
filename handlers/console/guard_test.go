package console

import (
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/staff"
)

// targetOf is a route's pattern as something to ask for.
func targetOf(pattern string) (method, target string) {
	method, target, _ = strings.Cut(pattern, " ")
	return method, strings.NewReplacer(
		"{number}", "Q-1204", "{act}", "claim", "{collection}", "port", "{order}", "1", "{id}", "7", "{way}", "oidc", "{name}", "desk.css", "{$}", "", "{year}", "2026", "{delivery}", "1", "{step}", "early", "{part}", "hours",
	).Replace(target)
}

// TestRoutesNeedASession walks every route there is, and some there are not.
func TestRoutesNeedASession(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	public := []string{"GET /desk/login", "POST /desk/login", "GET /desk/login/with/{way}", "GET /desk/login/back/{way}", "POST /desk/login/mail", "GET /desk/assets/{name}", "GET /desk/shown/{token}", "GET /desk/shown/{token}/docx"}
	patterns := []string{"GET /desk/nowhere", "POST /desk/nowhere", "GET /desk/t/", "DELETE /desk/t/Q-1204", "PUT /desk/t/Q-1204/act/claim"}
	for _, rt := range d.svc.routes() {
		if rt.right == staff.Anybody != slices.Contains(public, rt.pattern) {
			t.Errorf("%s: public = %t", rt.pattern, rt.right == staff.Anybody)
		}
		if rt.right != staff.Anybody {
			patterns = append(patterns, rt.pattern)
		}
	}
	for _, pattern := range patterns {
		method, target := targetOf(pattern)
		r := d.browser().do(method, target, url.Values{})
		switch {
		case method == http.MethodGet && (r.status != http.StatusSeeOther || r.header.Get("Location") != "/desk/login"):
			t.Errorf("%s without a session: status %d to %q, want the login", pattern, r.status, r.header.Get("Location"))
		case method != http.MethodGet && r.status != http.StatusUnauthorized:
			t.Errorf("%s without a session: status %d, want 401", pattern, r.status)
		case strings.Contains(r.body, "ミナト"):
			t.Errorf("%s without a session tells of a ticket", pattern)
		}
	}
	if n := len(d.acts()); n != 0 {
		t.Errorf("%d acts were done without a session", n)
	}
}

// TestNoOtherWayIn tries what has opened other programs' doors.
func TestNoOtherWayIn(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	cases := []struct {
		name, method, target string
		headers              []string
	}{
		{"forwarded user", "GET", "/desk", []string{"X-Forwarded-User", "sasaki", "X-Remote-User", "sasaki", "Remote-User", "sasaki"}},
		{"basic", "GET", "/desk", []string{"Authorization", "Basic YWRtaW46YWRtaW4="}},
		{"bearer", "GET", "/desk", []string{"Authorization", "Bearer " + token()}},
		{"local address", "GET", "/desk", []string{"X-Forwarded-For", "127.0.0.1", "X-Real-IP", "127.0.0.1"}},
		{"rewritten path", "GET", "/desk/login", []string{"X-Original-URL", "/desk", "X-Rewrite-URL", "/desk"}},
		{"method override", "GET", "/desk/t/Q-1204/act/claim", []string{"X-HTTP-Method-Override", "POST"}},
		{"unknown cookie", "GET", "/desk", []string{"Cookie", "desk=" + token()}},
		{"empty cookie", "GET", "/desk", []string{"Cookie", "desk="}},
		{"a hash as cookie", "GET", "/desk", []string{"Cookie", "desk=" + hex.EncodeToString(hash("x"))}},
		{"a bot's agent", "GET", "/desk", []string{"User-Agent", "GoogleHC/1.0"}},
		{"dots", "GET", "/desk/assets/..%2f..%2fdesk", nil},
		{"double slash", "GET", "/desk//t/Q-1204", nil},
		{"encoded slash", "GET", "/desk%2ft%2fQ-1204", nil},
		{"upper case", "GET", "/DESK/t/Q-1204", nil},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			r := d.browser().do(tc.method, tc.target, nil, tc.headers...)
			if strings.Contains(r.body, "ミナト") || strings.Contains(r.body, "受付一覧") || len(d.acts()) > 0 {
				t.Errorf("status %d lets a stranger in:\n%s", r.status, r.body)
			}
		})
	}
}

// TestCrossSite posts to every route as pages of other sites would.
func TestCrossSite(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	cases := []struct {
		name    string
		headers []string
		refused bool
	}{
		{"the desk's own page", []string{"Sec-Fetch-Site", "same-origin"}, false},
		{"typed by hand", []string{"Sec-Fetch-Site", "none"}, false},
		{"own origin, older browser", []string{"Origin", d.srv.URL}, false},
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, true},
		{"a sister of the host", []string{"Sec-Fetch-Site", "same-site"}, true},
		{"another origin, older browser", []string{"Origin", "https://evil.example"}, true},
		{"no origin to name", []string{"Origin", "null"}, true},
		{"another port", []string{"Origin", "http://127.0.0.1:1"}, true},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			for _, rt := range d.svc.routes() {
				method, target := targetOf(rt.pattern)
				if method != http.MethodPost || target == "/desk/logout" {
					continue
				}
				before := len(d.acts())
				r := b.do(method, target, url.Values{"text": {"x"}}, tc.headers...)
				if got := r.status == http.StatusForbidden && strings.Contains(r.body, "窓口デスクの画面から"); got != tc.refused {
					t.Errorf("%s: status %d, refused = %t, want %t", rt.pattern, r.status, got, tc.refused)
				}
				if tc.refused && len(d.acts()) != before {
					t.Errorf("%s: the act was done", rt.pattern)
				}
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	d := newDesk(t)
	b := d.signIn("佐々木")
	for _, target := range []string{"/desk", "/desk/faq", "/desk/nowhere"} {
		h := b.get(target).header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store",
			"Referrer-Policy": "same-origin", "Content-Type": "text/html; charset=utf-8",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", target, name, got, want)
			}
		}
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %s", target, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q allows something unsafe", target, csp)
		}
	}
}

var inlined = regexp.MustCompile(`(?i)<script(?:[^>]*)>[^<]|<style|\sstyle=|\son[a-z]+=|javascript:`)

// TestNothingInline keeps the pages within their own policy.
func TestNothingInline(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	for _, rt := range d.svc.routes() {
		if method, target := targetOf(rt.pattern); method == http.MethodGet && !strings.Contains(target, "assets") {
			if found := inlined.FindString(b.get(target).body); found != "" {
				t.Errorf("%s holds %q", target, found)
			}
		}
	}
}

func TestCookie(t *testing.T) {
	for _, secure := range []bool{false, true} {
		d := newDesk(t, func(c *Config) { c.Secure = secure })
		link, err := d.svc.LoginLink(t.Context(), "http://x", "")
		if err != nil {
			t.Fatal(err)
		}
		_, tok, _ := strings.Cut(link, "?t=")
		r := d.browser().post("/desk/login", url.Values{"t": {tok}, "name": {"佐々木"}})
		set := r.header.Values("Set-Cookie")[0]
		for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=7776000"} {
			if !strings.Contains(set, want) {
				t.Errorf("secure %t: cookie %q lacks %s", secure, set, want)
			}
		}
		if got := strings.HasPrefix(set, "__Host-desk=") && strings.Contains(set, "; Secure"); got != secure {
			t.Errorf("secure %t: cookie %q", secure, set)
		}
		if strings.Contains(set, "Domain") {
			t.Errorf("cookie %q names a domain", set)
		}
	}
}

func TestStoreAway(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	d.mu.Lock()
	d.lost = errors.New("connection refused: postgres://secret@host")
	d.mu.Unlock()
	for _, target := range []string{"/desk", "/desk/t/Q-1204", "/desk/deliveries", "/desk/status"} {
		r := b.get(target)
		if r.status != http.StatusServiceUnavailable || !strings.Contains(r.body, "データベースに接続できません") || strings.Contains(r.body, "secret") {
			t.Errorf("%s without a store: status %d\n%s", target, r.status, r.body)
		}
	}
}

func TestHugeForm(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	r := b.post("/desk/t/Q-1204/preview", url.Values{"text": {strings.Repeat("あ", maxBody)}})
	if r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413", r.status)
	}
}

func TestLogin(t *testing.T) {
	d := newDesk(t)
	link, err := d.svc.LoginLink(t.Context(), "https://faq.example.jp/", "")
	if err != nil {
		t.Fatal(err)
	}
	target, ok := strings.CutPrefix(link, "https://faq.example.jp")
	if !ok || !strings.HasPrefix(target, "/desk/login?t=") {
		t.Fatalf("link = %q", link)
	}
	_, tok, _ := strings.Cut(target, "?t=")
	for range 3 { // a mail program looks at the link before its reader does
		if r := d.browser().get(target); r.status != http.StatusOK || !strings.Contains(r.body, tok) {
			t.Fatalf("GET of the link: status %d", r.status)
		}
	}
	b := d.browser()
	if r := b.post("/desk/login", url.Values{"t": {tok}, "name": {" \u200b "}}); r.status != http.StatusUnprocessableEntity {
		t.Errorf("without a name: status %d", r.status)
	}
	if r := b.post("/desk/login", url.Values{"t": {tok}, "name": {"佐々木\n 花子\x00"}}); r.status != http.StatusSeeOther {
		t.Fatalf("login: status %d\n%s", r.status, r.body)
	}
	if body := b.page("/desk"); !strings.Contains(body, "佐々木 花子さんとしてログインしました。") {
		t.Error("the first page does not greet")
	}
	if body := b.page("/desk"); strings.Contains(body, "ログインしました") {
		t.Error("the greeting is said twice")
	}
	if r := d.browser().post("/desk/login", url.Values{"t": {tok}, "name": {"別人"}}); r.status != http.StatusForbidden {
		t.Errorf("second use of a link: status %d", r.status)
	}
	if r := b.get("/desk/login"); r.status != http.StatusSeeOther {
		t.Errorf("login while signed in: status %d", r.status)
	}
}

func TestLoginExpires(t *testing.T) {
	d := newDesk(t)
	link, err := d.svc.LoginLink(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	_, tok, _ := strings.Cut(link, "?t=")
	d.pass(linkTime + time.Second)
	if r := d.browser().post("/desk/login", url.Values{"t": {tok}, "name": {"佐々木"}}); r.status != http.StatusForbidden {
		t.Errorf("a link a day old: status %d", r.status)
	}
}

func TestSessionEnds(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Clerk)
	b := d.signIn("佐々木")
	d.pass(sessionTime - time.Minute)
	b.page("/desk")
	d.pass(2 * time.Minute)
	if r := b.get("/desk"); r.status != http.StatusSeeOther {
		t.Errorf("after its time: status %d", r.status)
	}

	b = d.signIn("佐々木")
	cookie := b.client.Jar.Cookies(nil)[0]
	if r := b.post("/desk/logout", nil); r.status != http.StatusSeeOther {
		t.Errorf("logout: status %d", r.status)
	}
	if r := d.browser().get("/desk", "Cookie", cookie.Name+"="+cookie.Value); r.status != http.StatusSeeOther {
		t.Errorf("a cookie from before the logout: status %d", r.status)
	}
}

// TestLoginRotates: a session planted in a browser before the login is worth nothing after it.
func TestLoginRotates(t *testing.T) {
	d := newDesk(t)
	first := d.signIn("佐々木")
	planted := first.client.Jar.Cookies(nil)[0]
	link, err := d.svc.LoginLink(t.Context(), "", "鈴木")
	if err != nil {
		t.Fatal(err)
	}
	_, tok, _ := strings.Cut(link, "?t=")
	r := d.browser().post("/desk/login", url.Values{"t": {tok}, "name": {"鈴木"}}, "Cookie", planted.Name+"="+planted.Value)
	if strings.Contains(r.header.Get("Set-Cookie"), planted.Value) {
		t.Error("the planted session goes on")
	}
	if r := first.get("/desk"); r.status != http.StatusSeeOther {
		t.Errorf("the planted session still opens the desk: status %d", r.status)
	}
}

// TestLinksAreNotOfTheRequest: whoever sends a request can write any host into it, and who follows a link
// to sign in would bring them its token.
func TestLinksAreNotOfTheRequest(t *testing.T) {
	d := newDesk(t)
	r := d.signIn("佐々木").post("/desk/invite", url.Values{"name": {"鈴木"}}, "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example")
	asked := strings.TrimPrefix(d.srv.URL, "http://")
	if !strings.Contains(r.body, "http://localhost/desk/login?t=") || strings.Contains(r.body, asked) || strings.Contains(r.body, "evil.example") {
		t.Errorf("asked at %s, the desk invites to\n%s", asked, r.body)
	}
}

func TestInvite(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.BaseURL = "https://faq.example.jp" })
	b := d.signIn("佐々木")
	if r := b.post("/desk/invite", url.Values{"name": {""}}); r.status != http.StatusUnprocessableEntity {
		t.Errorf("without a name: status %d", r.status)
	}
	r := b.post("/desk/invite", url.Values{"name": {"鈴木"}})
	m := regexp.MustCompile(`https://faq\.example\.jp/desk/login\?t=([\w-]+)`).FindStringSubmatch(r.body)
	if m == nil {
		t.Fatalf("no link in\n%s", r.body)
	}
	guest := d.browser()
	guest.post("/desk/login", url.Values{"t": {m[1]}, "name": {"所長"}})
	if body := guest.page("/desk"); !strings.Contains(body, "鈴木さんとしてログインしました。") || strings.Contains(body, "所長") {
		t.Error("somebody invited as 鈴木 is somebody else")
	}
	if got := guest.client.Jar.Cookies(nil); len(got) == 0 {
		t.Fatal("no session")
	}
	if a, ok, _ := d.AccountByName(t.Context(), "鈴木", today); !ok || a.Role != staff.Clerk {
		t.Errorf("the account of somebody invited: %+v", a)
	}
}

func (d *desk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}
