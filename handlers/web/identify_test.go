package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"madoguchi/chat"
)

var siteSecret = []byte("a secret of the members' site, 43 bytes long")

type fields = map[string]any

// word is a token as a site makes them, with some of its claims changed; nil takes one out.
func word(t testing.TB, now time.Time, change fields) string {
	t.Helper()
	return wordBy(t, siteSecret, jose.HS256, now, change)
}

func wordBy(t testing.TB, key any, by jose.SignatureAlgorithm, now time.Time, change fields) string {
	t.Helper()
	claims := fields{"sub": "member-0042", "name": "湊 はるか", "company": "株式会社みなと", "mail": "haruka@minato.example", "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	for name, v := range change {
		if claims[name] = v; v == nil {
			delete(claims, name)
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: by, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// byHand is a token with a header of somebody's own.
func byHand(header string, claims fields, key []byte) string {
	body, _ := json.Marshal(claims) // plain values marshal
	part := base64.RawURLEncoding.EncodeToString
	head := part([]byte(header)) + "." + part(body)
	if key == nil {
		return head + "."
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(head))
	return head + "." + part(mac.Sum(nil))
}

// knowing is a site whose visitors' members' site shares a secret with us.
func knowing(t testing.TB, c Config) *site {
	c.Identifier, c.IdentifySecret = newMemory(), siteSecret
	s := serve(t, c)
	s.service.Identifier = s.memory
	return s
}

func (s *site) identify(t testing.TB, token, word string) reply {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"token": word})
	return s.do(t, "POST", "/chat/identify", string(body), bearer(token))
}

func (s *site) identified(t testing.TB, token, word string) opened {
	t.Helper()
	r := s.identify(t, token, word)
	var o opened
	if err := json.Unmarshal([]byte(r.body), &o); err != nil || r.status != http.StatusOK {
		t.Fatalf("identify: %d %s", r.status, r.body)
	}
	return o
}

// vouched is who the site said that visitors are, in the order of their names.
func (s *site) vouched() []string {
	var out []string
	for _, e := range s.accepted() {
		if e.Kind == chat.Vouch {
			out = append(out, strings.Join([]string{e.Values["sub"], e.Values["name"], e.Values["company"], e.Values["mail"]}, "|"))
		}
	}
	slices.Sort(out)
	return out
}

// TestW2Identify: a site's word is told to the dialogue, and the talk goes on under a token that nobody knew.
func TestW2Identify(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	s := knowing(t, Config{Now: func() time.Time { return now }})
	old := s.openSession(t)
	word := word(t, now, nil)
	o := s.identified(t, old.Token, word)
	if o.ID != old.ID || o.Token == old.Token || o.ExpiresIn <= 0 {
		t.Errorf("W2: %v became %v", old, o)
	}
	if got := s.vouched(); !slices.Equal(got, []string{"member-0042|湊 はるか|株式会社みなと|haruka@minato.example"}) {
		t.Errorf("vouched for %q", got)
	}
	for _, path := range []string{"GET /chat/events?wait=0", "POST /chat/messages", "POST /chat/end", "POST /chat/session"} {
		method, path, _ := strings.Cut(path, " ")
		if r := s.do(t, method, path, message("x"), bearer(old.Token)); r.status != http.StatusUnauthorized {
			t.Errorf("W2: %s with the token of before: %d", path, r.status)
		}
	}
	again := s.identified(t, old.Token, word) // the answer was lost
	if again.ID != old.ID {
		t.Errorf("W2: a lost answer cost the talk: %v", again)
	}
	if r := s.do(t, "POST", "/chat/messages", message("x"), bearer(again.Token)); r.status != http.StatusAccepted {
		t.Errorf("W2: with the fresh token: %d", r.status)
	}
	now = now.Add(3 * time.Minute)
	if r := s.identify(t, old.Token, word); r.status != http.StatusUnauthorized {
		t.Errorf("W2: by the token of before, three minutes later: %d", r.status)
	}
	if renewed := s.openSession(t, bearer(again.Token)); renewed.ID != old.ID {
		t.Errorf("W2: exchanged for %v", renewed)
	}
}

// TestW2IdentifyOther: another member at the same computer begins a talk of their own, and nobody can go on with
// the first one's.
func TestW2IdentifyOther(t *testing.T) {
	now := time.Now()
	s := knowing(t, Config{})
	first := s.identified(t, s.openSession(t).Token, word(t, now, nil))
	second := s.identified(t, first.Token, word(t, now, fields{"sub": "member-0043", "name": nil, "company": nil, "mail": nil}))
	if second.ID == first.ID {
		t.Fatal("W2: the second member is in the first one's talk")
	}
	if r := s.do(t, "GET", "/chat/events?wait=0", "", bearer(first.Token)); r.status != http.StatusUnauthorized {
		t.Errorf("W2: the first one's talk can be read: %d", r.status)
	}
	if got := s.vouched(); !slices.Equal(got, []string{"member-0042|湊 はるか|株式会社みなと|haruka@minato.example", "member-0043|||"}) {
		t.Errorf("vouched for %q", got)
	}
	if !slices.ContainsFunc(s.accepted(), func(e chat.Event) bool { return e.ID == second.ID+":open" }) {
		t.Error("the second member is not greeted")
	}
}

// TestW2IdentifyStreams: what follows a talk by the token of before comes to its end, and hears nothing of what is
// said meanwhile: where the visitor becomes a member, where another member comes, and where the token has died and
// a line wakes who follows.
func TestW2IdentifyStreams(t *testing.T) {
	tests := []struct {
		name string
		die  func(t *testing.T, s *site, o opened)
	}{
		{"a visitor becomes a member", func(t *testing.T, s *site, o opened) { s.identified(t, o.Token, word(t, time.Now(), nil)) }},
		{"another member comes", func(t *testing.T, s *site, o opened) {
			s.identified(t, o.Token, word(t, time.Now(), fields{"sub": "member-0043"}))
		}},
		{"a line is said", func(t *testing.T, s *site, o opened) {
			s.memory.forget(o.Token)
			s.say(o.ID, chat.Message{Author: chat.Staff, Text: "会員だけへのお返事"})
		}},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := knowing(t, Config{Heartbeat: time.Hour})
			o := s.openSession(t)
			if i == 1 {
				o = s.identified(t, o.Token, word(t, time.Now(), nil))
			}
			ended := make(chan reply, 2)
			for _, path := range []string{"/chat/events", "/chat/events?wait=30"} {
				go func() { ended <- s.do(t, "GET", path, "", bearer(o.Token)) }()
			}
			for deadline := time.Now().Add(time.Minute); s.watching(o.ID) < 2; time.Sleep(5 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("nobody follows the talk")
				}
			}
			tt.die(t, s, o)
			for range 2 {
				select {
				case r := <-ended:
					s.say(o.ID, chat.Message{Text: "会員だけへのお返事"})
					if strings.Contains(r.body, "お返事") {
						t.Error("W2: the token of before read on")
					}
				case <-time.After(time.Minute):
					t.Fatal("W2: the talk is followed by the token of before")
				}
			}
		})
	}
}

// forget lets a token die without waking anybody.
func (m *memory) forget(token string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, string(hash(token)))
}

func (m *memory) watching(id string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.watchers[id])
}

// TestW2IdentifyRefused: a token that is no good, from wherever, changes nothing, and the talk goes on.
func TestW2IdentifyRefused(t *testing.T) {
	now := time.Now()
	s := knowing(t, Config{})
	claims := fields{"sub": "member-0042", "iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}
	good := word(t, now, nil)
	head, rest, _ := strings.Cut(good, ".")
	claimed, signature, _ := strings.Cut(rest, ".")
	for name, bad := range map[string]string{
		"no token": "no token", "two dots": "..", "an object": `{"alg":"none"}`,
		"none":                  byHand(`{"alg":"none"}`, claims, nil),
		"None":                  byHand(`{"alg":"None"}`, claims, nil),
		"none, signed":          byHand(`{"alg":"none"}`, claims, siteSecret),
		"HS512 by name":         byHand(`{"alg":"HS512"}`, claims, siteSecret),
		"HS512":                 wordBy(t, append(siteSecret, siteSecret...), jose.HS512, now, nil),
		"a key of its own":      byHand(`{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}`, claims, []byte{0, 0, 0}),
		"a critical header":     byHand(`{"alg":"HS256","crit":["b64"],"b64":false}`, claims, siteSecret),
		"wrong key":             wordBy(t, []byte(strings.Repeat("k", 32)), jose.HS256, now, nil),
		"no signature":          head + "." + claimed + ".",
		"another's claims":      head + "." + strings.Split(byHand(`{}`, claims, nil), ".")[1] + "." + signature,
		"no exp":                word(t, now, fields{"exp": nil}),
		"no iat":                word(t, now, fields{"iat": nil}),
		"no sub":                word(t, now, fields{"sub": nil}),
		"an empty sub":          word(t, now, fields{"sub": "  "}),
		"a sub of two lines":    word(t, now, fields{"sub": "member-1\n本人確認済み"}),
		"a sub that turns text": word(t, now, fields{"sub": "member-\u202e1"}),
		"a long sub":            word(t, now, fields{"sub": strings.Repeat("会", 101)}),
		"a number for a sub":    word(t, now, fields{"sub": 42}),
		"good for a day":        word(t, now, fields{"exp": now.Add(24 * time.Hour).Unix()}),
		"issued tomorrow":       word(t, now, fields{"iat": now.Add(24 * time.Hour).Unix(), "exp": now.Add(24*time.Hour + time.Minute).Unix()}),
		"exp before iat":        word(t, now, fields{"iat": now.Unix(), "exp": now.Add(-30 * time.Second).Unix()}),
		"not yet":               word(t, now, fields{"nbf": now.Add(10 * time.Minute).Unix()}),
		"expired":               word(t, now, fields{"iat": now.Add(-time.Hour).Unix(), "exp": now.Add(-2 * time.Minute).Unix()}),
		"long":                  word(t, now, fields{"name": strings.Repeat("x", 8000)}),
	} {
		t.Run(name, func(t *testing.T) {
			o := s.openSession(t)
			r := s.identify(t, o.Token, bad)
			code, said := faultOf(t, r)
			want := map[bool]string{true: "identity_expired", false: "identity_invalid"}[name == "expired"]
			if r.status != http.StatusBadRequest || code != want && name != "long" || said == "" {
				t.Errorf("W2: %d %s %q", r.status, code, said)
			}
			if r := s.do(t, "POST", "/chat/messages", message("続き"), bearer(o.Token)); r.status != http.StatusAccepted {
				t.Errorf("the talk does not go on: %d", r.status)
			}
		})
	}
	if got := s.vouched(); len(got) != 0 {
		t.Errorf("W2: vouched for %q", got)
	}
}

// TestW2IdentifyReplay: whoever gets hold of a token that was used cannot be its member in a talk of their own.
func TestW2IdentifyReplay(t *testing.T) {
	s := knowing(t, Config{Origins: []string{"https://www.example.or.jp"}})
	word := word(t, time.Now(), nil)
	mine := s.identified(t, s.openSession(t).Token, word)
	thief := s.openSession(t)
	r := s.identify(t, thief.Token, word)
	if code, _ := faultOf(t, r); r.status != http.StatusConflict || code != "identity_used" {
		t.Errorf("W2: played again: %d %s", r.status, r.body)
	}
	if r := s.do(t, "GET", "/chat/events?wait=0", "", bearer(thief.Token)); r.status != http.StatusOK {
		t.Errorf("the other talk: %d", r.status)
	}
	if r := s.do(t, "GET", "/chat/events?wait=0", "", bearer(mine.Token)); r.status != http.StatusOK {
		t.Errorf("the member's talk: %d", r.status)
	}
	body := fmt.Sprintf(`{"token":%q}`, word)
	if r := s.do(t, "POST", "/chat/identify", body, bearer(mine.Token), "Origin: https://evil.example"); r.status != http.StatusForbidden {
		t.Errorf("W4: from another site: %d", r.status)
	}
	if r := s.do(t, "POST", "/chat/identify", body); r.status != http.StatusUnauthorized {
		t.Errorf("W2: without a session: %d", r.status)
	}
}

// TestW2SignOut: a member who leaves the site takes the talk along; who was nobody there keeps it.
func TestW2SignOut(t *testing.T) {
	s := knowing(t, Config{})
	nobody, member := s.openSession(t), s.identified(t, s.openSession(t).Token, word(t, time.Now(), nil))
	if r := s.identify(t, nobody.Token, ""); r.status != http.StatusOK || !strings.Contains(r.body, `"ended":false`) {
		t.Errorf("nobody: %d %s", r.status, r.body)
	}
	if r := s.identify(t, member.Token, ""); r.status != http.StatusOK || !strings.Contains(r.body, `"ended":true`) {
		t.Errorf("a member: %d %s", r.status, r.body)
	}
	for token, want := range map[string]int{nobody.Token: http.StatusOK, member.Token: http.StatusUnauthorized} {
		if r := s.do(t, "GET", "/chat/events?wait=0", "", bearer(token)); r.status != want {
			t.Errorf("W2: after the sign-out: %d, want %d", r.status, want)
		}
	}
}

// TestIdentifyUnavailable: with the store down nothing is known of the visitor, and a secret that anybody could
// guess is none.
func TestIdentifyUnavailable(t *testing.T) {
	s := knowing(t, Config{})
	o := s.openSession(t)
	s.fail(errDown)
	if r := s.identify(t, o.Token, word(t, time.Now(), nil)); r.status != http.StatusServiceUnavailable && r.status != http.StatusInternalServerError {
		t.Errorf("with the store down: %d", r.status)
	}
	m := newMemory()
	if _, err := New(Config{Identifier: m, IdentifySecret: siteSecret[:31]}, m, m, m, m); err == nil || !strings.Contains(err.Error(), "31 bytes") {
		t.Errorf("a short secret: %v", err)
	}
	if r := serve(t, Config{}).do(t, "POST", "/chat/identify", "{}"); r.status != http.StatusNotFound && r.status != http.StatusMethodNotAllowed {
		t.Errorf("where no site shares a secret: %d", r.status)
	}
}

// TestIdentityOfPython: what the example of docs/identify.md has made is read.
func TestIdentityOfPython(t *testing.T) {
	const made = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiAiNDIiLCAibmFtZSI6ICJcdTZlNGEiLCAiY29tcGFueSI6ICJcdTY4MmFcdTVmMGZcdTRmMWFcdTc5M2VcdTMwN2ZcdTMwNmFcdTMwNjgiLCAibWFpbCI6ICJhQGIuZXhhbXBsZSIsICJpYXQiOiAxNzk2MDI2ODMzLCAiZXhwIjogMTc5NjAyNzEzM30.CE4pIwq2zakvvoMEaUcuaXkKJbvSSqgNvtcKi8hfKes"
	m, err := readIdentity(siteSecret, made, time.Unix(1_796_026_900, 0))
	if err != nil || m.Sub != "42" || m.Name != "湊" || m.Company != "株式会社みなと" || m.Mail != "a@b.example" {
		t.Errorf("%+v, %v", m, err)
	}
}

// FuzzIdentity: of what a stranger may send, only what the site has signed names anybody, in words that can be shown.
func FuzzIdentity(f *testing.F) {
	now := time.Unix(1_900_000_000, 0)
	f.Add(word(f, now, nil), `{"alg":"HS256"}`, `{"sub":"a","iat":1900000000,"exp":1900000060}`)
	f.Add("e30.e30.", `{"alg":"none"}`, `{"sub":["a"],"exp":1e400}`)
	f.Add("", `{"alg":"HS256","typ":"JWT","crit":[]}`, `{"sub":"a\u202e","iat":1900000000,"exp":1900000060,"name":"\u0000","mail":"a@b <c>"}`)
	good := word(f, now, nil)
	f.Fuzz(func(t *testing.T, token, header, claims string) {
		if m, err := readIdentity(siteSecret, token, now); err == nil && strings.TrimSpace(token) != good {
			t.Fatalf("%q is %+v", token, m)
		}
		part := base64.RawURLEncoding.EncodeToString
		head := part([]byte(header)) + "." + part([]byte(claims))
		mac := hmac.New(sha256.New, siteSecret)
		mac.Write([]byte(head))
		m, err := readIdentity(siteSecret, head+"."+part(mac.Sum(nil)), now)
		if err != nil {
			return
		}
		if m.Sub == "" || strings.ContainsAny(m.Sub+m.Name+m.Company+m.Mail, "\n\r\x00\u202e") || m.Until.Sub(now) > identityLife+2*identitySkew || m.Mail != "" && !strings.Contains(m.Mail, "@") {
			t.Errorf("%s %s is %+v", header, claims, m)
		}
	})
}

// TestIdentifyGreets: the talk that begins after another member's is greeted in the page's language.
func TestIdentifyGreets(t *testing.T) {
	for lang, want := range map[string]string{"en-GB": chat.English, "ja": "", "": ""} {
		s := serve(t, Config{Identifier: newMemory(), IdentifySecret: siteSecret})
		s.service.Identifier = s.memory
		token := s.openSession(t).Token
		var o opened
		for _, sub := range []string{"member-0042", "member-0043"} {
			body, _ := json.Marshal(map[string]string{"token": word(t, time.Now(), fields{"sub": sub}), "lang": lang}) // strings marshal
			r := s.do(t, "POST", "/chat/identify", string(body), bearer(token))
			if err := json.Unmarshal([]byte(r.body), &o); err != nil || r.status != http.StatusOK {
				t.Fatalf("%s: %d %s", sub, r.status, r.body)
			}
			token = o.Token
		}
		if e, greeted := s.events[o.ID+":open"]; !greeted || e.Data != want {
			t.Errorf("a page in %q: greeted %t in %q, want %q", lang, greeted, e.Data, want)
		}
	}
}
