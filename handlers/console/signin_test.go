package console

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/audit"
	"madoguchi/handlers/oidc"
	"madoguchi/handlers/oidc/oidcfake"
	"madoguchi/staff"
)

// channel is the office's Slack channel: who is in it has an account.
type channel struct{ *office }

func (c channel) Member(ctx context.Context, user, team string) (staff.Account, string, error) {
	if team != "T1" {
		return staff.Account{}, "ほかのワークスペースの方は操作できません。", nil
	}
	for _, a := range c.people {
		if a.Slack == user {
			return a, "", nil
		}
	}
	return staff.Account{}, "窓口のチャンネルのメンバーだけが操作できます。", nil
}

// A letter is a mail to a colleague.
type letter struct{ to, subject, text string }

// elsewhere is a desk with two companies at which people sign in, and a mail server.
func elsewhere(t *testing.T, change ...func(*Config)) (d *desk, company *oidcfake.Server, mails chan letter) {
	company, mails = oidcfake.New(t), make(chan letter, 9)
	provider := oidc.New(oidc.Config{Issuer: company.URL(), ClientID: oidcfake.ClientID, Secret: oidcfake.Secret})
	d = newDesk(t, append(change, func(c *Config) {
		c.Ways = []Way{{Key: staff.BySlack, Provider: provider}, {Key: staff.ByOIDC, Label: "Google", Provider: provider}}
		c.Mail = func(_ context.Context, to, subject, text string) error {
			mails <- letter{to, subject, text}
			return nil
		}
	})...)
	d.svc.Members = channel{d.office}
	d.svc.BaseURL = d.srv.URL
	d.employ("佐々木", staff.Admin)
	d.people[0].Mail, d.people[0].Slack = "sasaki@example.jp", "U0SASAKI"
	return d, company, mails
}

// goes follows a sign-in: to the company, and back.
func (b *browser) goes(way string) answer {
	b.t.Helper()
	r := b.get("/desk/login/with/" + way)
	if r.status != http.StatusSeeOther {
		return r
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(r.header.Get("Location"))
	if err != nil {
		b.t.Fatal(err)
	}
	res.Body.Close()
	back, err := url.Parse(res.Header.Get("Location"))
	if err != nil || res.StatusCode != http.StatusFound {
		b.t.Fatalf("the company answers %d to %s: %v", res.StatusCode, r.header.Get("Location"), err)
	}
	return b.get(back.RequestURI(), "Sec-Fetch-Site", "cross-site")
}

// TestSignInElsewhere lets in who the company vouches for and the office knows, and nobody else.
func TestSignInElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		way    string
		person oidcfake.Person
		refuse string
		want   string // in the page of a refusal; "" = let in
	}{
		"by their verified mail":   {"oidc", oidcfake.Person{Subject: "1", Email: "Sasaki@example.jp", Verified: true}, "", ""},
		"by a mail not verified":   {"oidc", oidcfake.Person{Subject: "2", Email: "sasaki@example.jp"}, "", "アカウントがありません"},
		"a stranger":               {"oidc", oidcfake.Person{Subject: "3", Email: "evil@example.com", Verified: true}, "", "アカウントがありません"},
		"who says no":              {"oidc", oidcfake.Person{Subject: "1"}, "access_denied", "取りやめられました"},
		"a member of the channel":  {"slack", oidcfake.Person{Subject: "U0SASAKI", SlackUser: "U0SASAKI", SlackTeam: "T1"}, "", ""},
		"of another workspace":     {"slack", oidcfake.Person{Subject: "U0SASAKI", SlackUser: "U0SASAKI", SlackTeam: "T2"}, "", "ほかのワークスペース"},
		"no member of the channel": {"slack", oidcfake.Person{Subject: "U0EVIL", SlackUser: "U0EVIL", SlackTeam: "T1"}, "", "メンバーだけ"},
		"no user of Slack":         {"slack", oidcfake.Person{Subject: "1", Email: "sasaki@example.jp", Verified: true}, "", "確認できませんでした"},
	} {
		t.Run(name, func(t *testing.T) {
			d, company, _ := elsewhere(t)
			company.Be(c.person)
			company.Refuse(c.refuse)
			b := d.browser()
			r := b.goes(c.way)
			if c.want == "" {
				wantIn(t, r.body, "佐々木さんとしてログインしました", `http-equiv="refresh" content="0;url=/desk"`)
				if r.status != http.StatusOK || b.get("/desk").status != http.StatusOK {
					t.Errorf("not let in: status %d\n%s", r.status, r.body)
				}
				return
			}
			wantIn(t, r.body, c.want)
			if r.status != http.StatusForbidden || b.get("/desk").status != http.StatusSeeOther {
				t.Errorf("let in: status %d", r.status)
			}
			if done := d.done(); len(done) == 0 || done[len(done)-1] != audit.SessionRefused {
				t.Errorf("not written down: %v", done)
			}
		})
	}
}

// TestSubjectStays: whom the company knows as its subject is known by it from then on, whatever becomes
// of the address.
func TestSubjectStays(t *testing.T) {
	d, company, _ := elsewhere(t)
	company.Be(oidcfake.Person{Subject: "1", Email: "sasaki@example.jp", Verified: true})
	d.browser().goes("oidc")
	company.Be(oidcfake.Person{Subject: "1", Email: "married@example.jp", Verified: true})
	if b := d.browser(); b.goes("oidc").status != http.StatusOK || b.get("/desk").status != http.StatusOK {
		t.Error("with another address they are not let in")
	}
	d.people[0].Ends = d.now
	if r := d.browser().goes("oidc"); r.status != http.StatusForbidden || !strings.Contains(r.body, "いまは使われていません") {
		t.Errorf("who has left: status %d", r.status)
	}
}

// TestAttemptIsOneBrowsers: an answer is taken once, by the browser that began, for its own sign-in.
func TestAttemptIsOneBrowsers(t *testing.T) {
	d, company, _ := elsewhere(t, func(c *Config) { c.Secure = false })
	company.Be(oidcfake.Person{Subject: "1", Email: "sasaki@example.jp", Verified: true})
	b := d.browser()
	begun := b.get("/desk/login/with/oidc")
	cookie := begun.header.Get("Set-Cookie")
	for _, want := range []string{"desk-attempt=", "HttpOnly", "SameSite=Lax", "Max-Age=600"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q lacks %s", cookie, want)
		}
	}
	to, err := url.Parse(begun.header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	state := to.Query().Get("state")
	for name, try := range map[string]func() answer{
		"another browser": func() answer { return d.browser().get("/desk/login/back/oidc?code=x&state=" + state) },
		"another state":   func() answer { return b.get("/desk/login/back/oidc?code=x&state=" + token()) },
		"no state":        func() answer { b.get("/desk/login/with/oidc"); return b.get("/desk/login/back/oidc?code=x") },
		"another way": func() answer {
			b.get("/desk/login/with/oidc")
			return b.get("/desk/login/back/slack?code=x&state=" + state)
		},
		"a code of nobody": func() answer {
			begun := b.get("/desk/login/with/oidc").header.Get("Location")
			to, _ := url.Parse(begun)
			return b.get("/desk/login/back/oidc?code=x&state=" + to.Query().Get("state"))
		},
	} {
		if r := try(); r.status != http.StatusForbidden || b.get("/desk").status != http.StatusSeeOther {
			t.Errorf("%s: status %d", name, r.status)
		}
	}
	for _, target := range []string{"/desk/login/with/none", "/desk/login/back/none"} {
		if r := b.get(target); r.status != http.StatusNotFound {
			t.Errorf("%s: status %d", target, r.status)
		}
	}
}

// TestSecureCookies: over https every cookie of the desk has the prefix that keeps it to this host.
func TestSecureCookies(t *testing.T) {
	d, company, _ := elsewhere(t, func(c *Config) { c.Secure = true })
	company.Be(oidcfake.Person{Subject: "1", Email: "sasaki@example.jp", Verified: true})
	b := d.browser()
	set := b.get("/desk/t/Q-1").header.Values("Set-Cookie")
	set = append(set, b.get("/desk/login/with/oidc").header.Values("Set-Cookie")...)
	set = append(set, b.goes("oidc").header.Values("Set-Cookie")...)
	set = append(set, b.post("/desk/me/sessions", url.Values{"session": {"99"}}).header.Values("Set-Cookie")...)
	if len(set) < 5 {
		t.Fatalf("only %d cookies: %q", len(set), set)
	}
	for _, c := range set {
		if !strings.HasPrefix(c, "__Host-desk") || !strings.Contains(c, "; Secure") || !strings.Contains(c, "Path=/;") || strings.Contains(c, "Domain") {
			t.Errorf("cookie %q", c)
		}
	}
}

// TestMailedLink: who asks gets a link at the address that the office knows, in their language, to the
// page they wanted; whoever else asks is told the same.
func TestMailedLink(t *testing.T) {
	d, _, mails := elsewhere(t)
	d.employ("Tran", staff.Coordinator)
	d.people[1].Mail, d.people[1].Language = "tran@example.vn", staff.English
	d.newTicket("Q-1204")
	stranger := d.browser().post("/desk/login/mail", url.Values{"mail": {"nobody@example.com"}})
	for address, want := range map[string]string{"SASAKI@example.jp": "15分以内", "tran@example.vn": "within 15 minutes"} {
		b := d.browser()
		b.get("/desk/t/Q-1204")
		r := b.post("/desk/login/mail", url.Values{"mail": {address}})
		if r.status != stranger.status || strings.ReplaceAll(r.body, address, "") != strings.ReplaceAll(stranger.body, "nobody@example.com", "") {
			t.Errorf("the answer tells whether %s is known", address)
		}
		l := <-mails
		if !strings.EqualFold(l.to, address) || !strings.Contains(l.text, want) {
			t.Fatalf("the mail is %+v", l)
		}
		_, tok, _ := strings.Cut(l.text, "/desk/login?t=")
		other := d.browser() // the mail is read on a telephone
		r = other.post("/desk/login", url.Values{"t": {tok[:tokenLength]}, "name": {"x"}})
		if r.status != http.StatusSeeOther || r.header.Get("Location") != "/desk/t/Q-1204" {
			t.Errorf("the link: status %d to %s", r.status, r.header.Get("Location"))
		}
	}
	select {
	case l := <-mails:
		t.Errorf("one more mail: %+v", l)
	default:
	}
	d.browser().post("/desk/login/mail", url.Values{"mail": {"sasaki@example.jp"}})
	_, tok, _ := strings.Cut((<-mails).text, "/desk/login?t=")
	d.pass(promptFor + time.Second)
	if r := d.browser().post("/desk/login", url.Values{"t": {tok[:tokenLength]}, "name": {"x"}}); r.status != http.StatusForbidden {
		t.Errorf("after a quarter of an hour: status %d", r.status)
	}
	d.svc.Mail = nil
	if r := d.browser().post("/desk/login/mail", url.Values{"mail": {"sasaki@example.jp"}}); r.status != http.StatusNotFound {
		t.Errorf("without a mail server: status %d", r.status)
	}
}

// gone is a company that cannot be reached.
type gone struct{}

func (gone) Begin(context.Context, string, staff.Attempt) (string, error) {
	return "", errors.New("connection refused to https://secret.example")
}

func (gone) Finish(context.Context, string, staff.Attempt, string) (staff.Identity, error) {
	return staff.Identity{}, errors.New("connection refused")
}

func TestCompanyAway(t *testing.T) {
	d, _, _ := elsewhere(t)
	d.svc.Ways[1].Provider = gone{}
	if r := d.browser().get("/desk/login/with/oidc"); r.status != http.StatusForbidden || !strings.Contains(r.body, "接続できませんでした") || strings.Contains(r.body, "secret") {
		t.Errorf("status %d\n%s", r.status, r.body)
	}
	wantIn(t, d.browser().page("/desk/login"), "Slack でログイン", "Google でログイン", "メールでリンクを受け取る")
}

// TestBrowserSignIn goes through a company of another site in a real browser: the strict cookie of the
// session is there on the page that follows.
func TestBrowserSignIn(t *testing.T) {
	d, company, _ := elsewhere(t)
	company.Be(oidcfake.Person{Subject: "1", Email: "sasaki@example.jp", Verified: true})
	d.newTicket("Q-1204")
	d.svc.BaseURL = strings.Replace(d.srv.URL, "127.0.0.1", "localhost", 1) // another site than the company's
	w := d.open(t)
	w.do(chromedp.Navigate(d.svc.BaseURL+"/desk/t/Q-1204"), chromedp.WaitVisible(`a[href="/desk/login/with/oidc"]`))
	w.picture("login")
	w.clean()
	w.do(chromedp.Click(`a[href="/desk/login/with/oidc"]`), chromedp.WaitVisible("#reply-text"))
	if at := ask[string](w, `location.href`); at != d.svc.BaseURL+"/desk/t/Q-1204" {
		t.Errorf("the browser has come to %s", at)
	}
	w.clean()
}
