// Package oidcfake stands in for a company at which people sign in by OpenID Connect, over HTTP, as
// OpenID Connect Core 1.0 and Discovery 1.0 describe it: discovery, the page to sign in, the trade of the
// code, and the keys. It holds the office to the protocol: a code is good once, for the redirect, the
// secret and the verifier it was made for.
//
//	f := oidcfake.New(t)
//	f.Be(oidcfake.Person{Subject: "1", Email: "a@example.jp", Verified: true})
//	// … a browser that follows GET f.URL()+"/authorize?…" comes back with a code
package oidcfake

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// The office as the company knows it.
const (
	ClientID = "office-client"
	Secret   = "office-secret"
)

// A Person is who signs in.
type Person struct {
	Subject, Email, Name string
	Verified             bool
	SlackUser, SlackTeam string
}

// A Server is the company.
type Server struct {
	srv *httptest.Server
	key *rsa.PrivateKey

	mu     sync.Mutex
	person Person
	faults map[string]any // claims that are said instead of the true ones
	refuse string
	codes  map[string]url.Values // what each code was made for
}

// New starts a company, which ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	f := &Server{key: key, codes: map[string]url.Values{}, faults: map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", f.discovery)
	mux.HandleFunc("GET /authorize", f.authorize)
	mux.HandleFunc("POST /token", f.token)
	mux.HandleFunc("GET /keys", f.keys)
	f.srv = httptest.NewServer(mux)
	t.Cleanup(f.srv.Close)
	return f
}

// URL is the company's issuer.
func (f *Server) URL() string { return f.srv.URL }

// Be says who sits before the browser.
func (f *Server) Be(p Person) { f.mu.Lock(); defer f.mu.Unlock(); f.person = p }

// Lie lets the company say a claim wrongly: aud, iss, exp, nonce. A nil value ends it.
func (f *Server) Lie(claim string, value any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.faults[claim] = value; value == nil {
		delete(f.faults, claim)
	}
}

// Refuse lets the person say no, with an error such as access_denied; "" ends it.
func (f *Server) Refuse(with string) { f.mu.Lock(); defer f.mu.Unlock(); f.refuse = with }

func (f *Server) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{
		"issuer": f.URL(), "authorization_endpoint": f.URL() + "/authorize", "token_endpoint": f.URL() + "/token", "jwks_uri": f.URL() + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

// authorize is the page on which the person signs in: here they do at once.
func (f *Server) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("client_id") != ClientID || q.Get("response_type") != "code" || !strings.Contains(" "+q.Get("scope")+" ", " openid ") ||
		q.Get("state") == "" || q.Get("nonce") == "" || q.Get("code_challenge_method") != "S256" {
		http.Error(w, "invalid_request", http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	given := url.Values{"state": {q.Get("state")}}
	if f.refuse != "" {
		given.Set("error", f.refuse)
	} else {
		code := rand.Text()
		f.codes[code] = q
		given.Set("code", code)
	}
	back.RawQuery = given.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (f *Server) token(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked, ok := f.codes[r.PostFormValue("code")]
	delete(f.codes, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || r.PostFormValue("grant_type") != "authorization_code" || r.PostFormValue("client_id") != ClientID || r.PostFormValue("client_secret") != Secret ||
		r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") || base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]any{"error": "invalid_grant"})
		return
	}
	answer(w, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 3600, "id_token": f.signed(asked.Get("nonce"))})
}

// signed is the token that says who the person is (RFC 7519, RS256).
func (f *Server) signed(nonce string) string {
	now := time.Now()
	claims := map[string]any{
		"iss": f.URL(), "sub": f.person.Subject, "aud": ClientID, "exp": now.Add(time.Hour).Unix(), "iat": now.Unix(), "nonce": nonce,
		"email": f.person.Email, "email_verified": f.person.Verified, "name": f.person.Name,
	}
	if f.person.SlackUser != "" {
		claims["https://slack.com/user_id"], claims["https://slack.com/team_id"] = f.person.SlackUser, f.person.SlackTeam
	}
	for claim, value := range f.faults {
		claims[claim] = value
	}
	part := func(v any) string {
		b, _ := json.Marshal(v) // words and numbers always marshal
		return base64.RawURLEncoding.EncodeToString(b)
	}
	body := part(map[string]string{"alg": "RS256", "kid": "1", "typ": "JWT"}) + "." + part(claims)
	sum := sha256.Sum256([]byte(body))
	signature, _ := rsa.SignPKCS1v15(rand.Reader, f.key, crypto.SHA256, sum[:]) // the key is good
	return body + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func (f *Server) keys(w http.ResponseWriter, _ *http.Request) {
	e := big.NewInt(int64(f.key.E)).Bytes()
	answer(w, map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
		"n": base64.RawURLEncoding.EncodeToString(f.key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(e),
	}}})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // an error here is a client that has left
}
