package oidc_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/handlers/oidc"
	"madoguchi/handlers/oidc/oidcfake"
	"madoguchi/staff"
)

const redirect = "https://madoguchi.example.jp/desk/login/back/oidc"

var attempt = staff.Attempt{State: "state", Nonce: "nonce", Verifier: "a-verifier-of-at-least-forty-three-characters-in-all"}

// code is what a person comes back with, who signs in at the company.
func code(t *testing.T, p *oidc.Provider, a staff.Attempt) (code, state, refused string) {
	t.Helper()
	address, err := p.Begin(t.Context(), redirect, a)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	back, err := url.Parse(res.Header.Get("Location"))
	if err != nil || res.StatusCode != http.StatusFound {
		t.Fatalf("the company answers %d: %v", res.StatusCode, err)
	}
	return back.Query().Get("code"), back.Query().Get("state"), back.Query().Get("error")
}

func TestSignIn(t *testing.T) {
	company := oidcfake.New(t)
	for name, c := range map[string]struct {
		person oidcfake.Person
		trust  bool
		want   staff.Identity
	}{
		"vouched for":     {oidcfake.Person{Subject: "1", Email: "a@example.jp", Verified: true, Name: "佐々木"}, false, staff.Identity{Subject: "1", Mail: "a@example.jp", Name: "佐々木"}},
		"not vouched for": {oidcfake.Person{Subject: "2", Email: "a@example.jp"}, false, staff.Identity{Subject: "2"}},
		"trusted":         {oidcfake.Person{Subject: "3", Email: "a@example.jp"}, true, staff.Identity{Subject: "3", Mail: "a@example.jp"}},
		"of Slack":        {oidcfake.Person{Subject: "U1", SlackUser: "U1", SlackTeam: "T1"}, false, staff.Identity{Subject: "U1", Slack: "U1", SlackTeam: "T1"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := oidc.New(oidc.Config{Issuer: company.URL(), ClientID: oidcfake.ClientID, Secret: oidcfake.Secret, TrustMail: c.trust})
			company.Be(c.person)
			got, state, _ := code(t, p, attempt)
			who, err := p.Finish(t.Context(), redirect, attempt, got)
			c.want.Issuer = company.URL()
			if diff := cmp.Diff(c.want, who); err != nil || diff != "" || state != attempt.State {
				t.Errorf("state %q, %v\n%s", state, err, diff)
			}
			if _, err := p.Finish(t.Context(), redirect, attempt, got); err == nil {
				t.Error("a code is good twice")
			}
		})
	}
}

// TestForgeries: nobody is believed whose token was made for others, or for another sign-in.
func TestForgeries(t *testing.T) {
	company := oidcfake.New(t)
	company.Be(oidcfake.Person{Subject: "1"})
	p := oidc.New(oidc.Config{Issuer: company.URL(), ClientID: oidcfake.ClientID, Secret: oidcfake.Secret})
	for claim, value := range map[string]any{"aud": "another", "iss": "https://evil.example", "exp": time.Now().Add(-time.Hour).Unix(), "nonce": "another"} {
		company.Lie(claim, value)
		got, _, _ := code(t, p, attempt)
		if who, err := p.Finish(t.Context(), redirect, attempt, got); err == nil {
			t.Errorf("with %s %v: %+v", claim, value, who)
		}
		company.Lie(claim, nil)
	}
	got, _, _ := code(t, p, attempt)
	other := attempt
	other.Verifier += "x"
	if _, err := p.Finish(t.Context(), redirect, other, got); err == nil {
		t.Error("a code was traded by who did not begin")
	}
	for name, wrong := range map[string]oidc.Config{
		"another secret": {Issuer: company.URL(), ClientID: oidcfake.ClientID, Secret: "x"}, "no company": {Issuer: "http://127.0.0.1:1", ClientID: "x"},
	} {
		if _, err := oidc.New(wrong).Finish(t.Context(), redirect, attempt, "x"); err == nil {
			t.Errorf("%s: believed", name)
		}
	}
	company.Refuse("access_denied")
	if _, _, refused := code(t, p, attempt); refused != "access_denied" {
		t.Errorf("refused with %q", refused)
	}
}
