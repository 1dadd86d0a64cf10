package slack_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/chat/chattest"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// routes are all there are. A new one must be added here, and is then tried unsigned.
var routes = []string{"/webhook/slack/events", "/webhook/slack/interactive", "/webhook/slack/command"}

// TestS2Signature: whatever is not signed with the secret within five minutes does nothing.
func TestS2Signature(t *testing.T) {
	r := open(t)
	body := []byte(`{"type":"url_verification","challenge":"open sesame"}`)
	now := strconv.FormatInt(time.Now().Unix(), 10)
	good := slackfake.Sign(slackfake.Secret, now, body)
	at := func(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).Unix(), 10) }
	cases := []struct {
		name, stamp, signature string
		want                   int
	}{
		{"good", now, good, 200},
		{"four minutes old", at(-4 * time.Minute), slackfake.Sign(slackfake.Secret, at(-4*time.Minute), body), 200},
		{"upper-case hex", now, "v0=" + strings.ToUpper(good[3:]), 200},
		{"no headers", "", "", 401},
		{"no signature", now, "", 401},
		{"no timestamp", "", good, 401},
		{"six minutes old", at(-6 * time.Minute), slackfake.Sign(slackfake.Secret, at(-6*time.Minute), body), 401},
		{"six minutes early", at(6 * time.Minute), slackfake.Sign(slackfake.Secret, at(6*time.Minute), body), 401},
		{"timestamp in words", "abc", slackfake.Sign(slackfake.Secret, "abc", body), 401},
		{"timestamp huge", "99999999999999999999", slackfake.Sign(slackfake.Secret, "99999999999999999999", body), 401},
		{"timestamp at the end of time", "9223372036854775807", slackfake.Sign(slackfake.Secret, "9223372036854775807", body), 401},
		{"timestamp at its beginning", "-9223372036854775808", slackfake.Sign(slackfake.Secret, "-9223372036854775808", body), 401},
		{"other timestamp", at(-time.Minute), good, 401},
		{"without v0", now, good[3:], 401},
		{"version 1", now, "v1=" + good[3:], 401},
		{"not hex", now, "v0=" + strings.Repeat("zz", 32), 401},
		{"short", now, good[:20], 401},
		{"wrong secret", now, slackfake.Sign("wrong", now, body), 401},
		{"empty secret", now, slackfake.Sign("", now, body), 401},
		{"other body", now, slackfake.Sign(slackfake.Secret, now, append(body, ' ')), 401},
	}
	for _, tc := range cases {
		for _, path := range routes {
			t.Run(tc.name+path, func(t *testing.T) {
				got := send(t, r.url+path, tc.stamp, tc.signature, body)
				if tc.want == 401 && got != 401 || tc.want == 200 && got == 401 {
					t.Errorf("answered %d", got)
				}
			})
		}
	}
	if n := len(r.office.took()); n != 0 {
		t.Errorf("%d events came of it", n)
	}
}

func send(t *testing.T, address, stamp, signature string, body []byte) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	if stamp != "" {
		req.Header.Set("X-Slack-Request-Timestamp", stamp)
	}
	if signature != "" {
		req.Header.Set("X-Slack-Signature", signature)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// TestS2NoSecretRefusesAll: an app with a socket alone takes nothing over HTTP.
func TestS2NoSecretRefusesAll(t *testing.T) {
	r := open(t, func(c *slack.Config) { c.SigningSecret, c.AppToken = "", slackfake.AppToken })
	now := strconv.FormatInt(time.Now().Unix(), 10)
	for _, path := range append(routes, "/webhook/slack/", "/webhook/slack/other") {
		if got := send(t, r.url+path, now, slackfake.Sign("", now, nil), nil); got != 401 {
			t.Errorf("%s answered %d", path, got)
		}
	}
}

// A vector is a body with the signature that Slack gives it.
type vector struct {
	Secret    string `json:"signing_secret"`
	Timestamp string `json:"timestamp"`
	Body      string `json:"body"`
	Signature string `json:"x-slack-signature"`
}

func (v vector) check(t *testing.T) {
	t.Helper()
	sec, err := strconv.ParseInt(v.Timestamp, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, func(c *slack.Config) {
		c.SigningSecret = v.Secret
		c.Now = func() time.Time { return time.Unix(sec, 0) }
	})
	if got := send(t, r.url+"/webhook/slack/command", v.Timestamp, v.Signature, []byte(v.Body)); got != 200 {
		t.Errorf("the vector was answered %d", got)
	}
	if got := send(t, r.url+"/webhook/slack/command", v.Timestamp, v.Signature, []byte(v.Body+"&x=1")); got != 401 {
		t.Errorf("the changed vector was answered %d", got)
	}
}

// TestS2Vector holds the signature to what another program made of a body: openssl dgst -sha256 -hmac
// SECRET -hex, over v0:TIMESTAMP:BODY.
func TestS2Vector(t *testing.T) {
	vector{
		"a1b2c3d4e5f60718293a4b5c6d7e8f90", "1790000000", "token=t&team_id=T9&command=%2Fmadoguchi&text=%E6%A4%9C%E8%A8%BC",
		"v0=7d6e76b216ae5f1599e9687be9c71cadc9404113c9f1304ed192a3fb99da027c",
	}.check(t)
}

// TestS2OfficialVector does the same with the example of Slack's documentation, where it is at hand.
func TestS2OfficialVector(t *testing.T) {
	for _, b := range chattest.Beside(t, "data/payloads/slack/signature-vector.json") {
		var v vector
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		v.check(t)
	}
}

// TestS3 is the handshake, the certificate check, the cap on bodies and broken JSON.
func TestS3(t *testing.T) {
	r := open(t)
	a := r.Post("/webhook/slack/events", "application/json", []byte(`{"type":"url_verification","challenge":"3eZbrw1a<b>&"}`))
	if a.Status != 200 || string(a.Body) != "3eZbrw1a<b>&" {
		t.Errorf("challenge answered %d %q", a.Status, a.Body)
	}
	for _, path := range routes[1:] {
		if a := r.Post(path, "application/x-www-form-urlencoded", []byte("ssl_check=1&token=x")); a.Status != 200 {
			t.Errorf("%s: ssl_check answered %d", path, a.Status)
		}
	}
	if a := r.Post("/webhook/slack/events", "application/json", []byte(strings.Repeat("a", 1<<20+1))); a.Status != 413 {
		t.Errorf("a body of more than 1 MiB answered %d", a.Status)
	}
	for _, broken := range []string{"", "{", "[]", "null x", `{} {}`, "\x00"} {
		if a := r.Post("/webhook/slack/events", "application/json", []byte(broken)); a.Status < 400 || a.Status > 499 {
			t.Errorf("%q answered %d", broken, a.Status)
		}
		form := url.Values{"payload": {broken}}.Encode()
		if a := r.Post("/webhook/slack/interactive", "application/x-www-form-urlencoded", []byte(form)); a.Status < 400 || a.Status > 499 {
			t.Errorf("payload %q answered %d", broken, a.Status)
		}
	}
	if a := r.Post("/webhook/slack/interactive?payload=%7B%22type%22%3A%22block_actions%22%7D", "application/x-www-form-urlencoded", nil); a.Status != 400 {
		t.Errorf("a payload in the address, which is not signed, answered %d", a.Status)
	}
}
