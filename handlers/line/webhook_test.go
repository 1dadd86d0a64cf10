package line_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// post sends a body with a signature to h and returns the status.
func post(h http.Handler, body []byte, signature string) int {
	r := httptest.NewRequest(http.MethodPost, "/webhook/line", bytes.NewReader(body))
	if signature != "-" {
		r.Header.Set("x-line-signature", signature)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func postHook(h http.Handler, w *linefake.Webhook) int { return post(h, w.Body, w.Signature) }

func TestL1Signature(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	counts := map[string]int{}
	s := newService(t, fake, sink, func(c *line.Config) { c.Count = func(name string) { counts[name]++ } })
	hook := fake.Text(linefake.User("a"), "領収書は？")
	good := hook.Signature
	for _, tc := range []struct {
		name, signature string
		body            []byte
		want            int
	}{
		{"right", good, hook.Body, 200},
		{"missing", "-", hook.Body, 401},
		{"blank", "", hook.Body, 401},
		{"spaces", "   ", hook.Body, 401},
		{"unpadded", strings.TrimRight(good, "="), hook.Body, 401},
		{"other case", strings.ToUpper(good), hook.Body, 401},
		{"url alphabet", "-_" + good[2:], hook.Body, 401},
		{"hexadecimal", strings.Repeat("0f", 32), hook.Body, 401},
		{"twice", good + good, hook.Body, 401},
		{"other secret", line.Sign("another secret", hook.Body), hook.Body, 401},
		{"empty secret", line.Sign("", hook.Body), hook.Body, 401},
		{"body changed", good, append([]byte(" "), hook.Body...), 401},
		{"body emptied", good, nil, 401},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := sink.calls
			if got := post(s, tc.body, tc.signature); got != tc.want {
				t.Errorf("status %d, want %d", got, tc.want)
			}
			if tc.want != 200 && sink.calls != before {
				t.Error("something was stored")
			}
		})
	}
	if got := counts[line.CountBadSignature]; got != 12 {
		t.Errorf("%d bad signatures counted, want 12", got)
	}
}

func TestL1RandomSignatures(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, nil)
	hook := fake.Text(linefake.User("a"), "こんにちは")
	for range 10_000 {
		raw := make([]byte, 32)
		for i := range raw {
			raw[i] = byte(rand.IntN(256))
		}
		forged := line.Sign(string(raw), hook.Body)
		if got := post(s, hook.Body, forged); got != 401 {
			t.Fatalf("forged signature %s: status %d", forged, got)
		}
	}
	if sink.calls != 0 {
		t.Fatal("something was stored")
	}
}

// A vector is a body with the signature that LINE gives it.
type vector struct {
	Secret    string `json:"channel_secret"`
	Body      string `json:"body"`
	Signature string `json:"x-line-signature"`
}

func (v vector) check(t *testing.T) {
	t.Helper()
	if got := line.Sign(v.Secret, []byte(v.Body)); got != v.Signature {
		t.Errorf("signature %s, want %s", got, v.Signature)
	}
	if !line.Signed(v.Secret, []byte(v.Body), v.Signature) {
		t.Error("the right signature is refused")
	}
}

// TestL1Vector holds the signature to what another program made of a body: openssl dgst -sha256 -hmac
// SECRET -binary | base64.
func TestL1Vector(t *testing.T) {
	vector{
		"0f1e2d3c4b5a69788796a5b4c3d2e1f0", `{"destination":"U0123456789abcdef0123456789abcdef","events":[],"note":"検証"}`,
		"nW9ZItxi8VVU/FkyV2kSs+EDHvycFTblpNLktUu7DV8=",
	}.check(t)
}

// TestL1OfficialVector does the same with the example of LINE's documentation, where it is at hand.
func TestL1OfficialVector(t *testing.T) {
	for _, b := range chattest.Beside(t, "data/payloads/line/signature-vector.json") {
		var v vector
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		v.check(t)
	}
}

func TestL1SecretBeingChanged(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, func(c *line.Config) { c.Accounts[0].Secrets = []string{"the new one", fake.Secret} })
	hook := fake.Text(linefake.User("a"), "こんにちは")
	for _, secret := range []string{fake.Secret, "the new one"} {
		if got := post(s, hook.Body, line.Sign(secret, hook.Body)); got != 200 {
			t.Errorf("signed with %q: status %d", secret, got)
		}
	}
	if got := post(s, hook.Body, line.Sign("the old one", hook.Body)); got != 401 {
		t.Errorf("signed with neither: status %d", got)
	}
}

func TestL2RawBody(t *testing.T) {
	fake := newFake(t)
	user := linefake.User("a")
	for name, body := range map[string]string{
		"white space":     "\n{ \"events\" :\t[ {\"type\":\"message\",\"webhookEventId\":\"01A\",\"timestamp\":1,\"source\":{\"userId\":\"" + user + "\",\"type\":\"user\"},\"message\":{\"text\":\"あ\",\"id\":\"1\",\"type\":\"text\"}} ] }\r\n",
		"escapes":         `{"destination":"U","events":[{"type":"message","webhookEventId":"01A","timestamp":1,"source":{"type":"user","userId":"` + user + `"},"message":{"type":"text","id":"1","text":"\u3042"}}]}`,
		"unknown members": `{"future":{"x":[1]},"events":[{"new":true,"type":"message","webhookEventId":"01A","timestamp":1,"source":{"type":"user","userId":"` + user + `","x":1},"message":{"type":"text","id":"1","text":"あ","y":null}}],"destination":"U"}`,
	} {
		t.Run(name, func(t *testing.T) {
			sink := &memory{}
			s := newService(t, fake, sink, nil)
			if got := post(s, []byte(body), line.Sign(fake.Secret, []byte(body))); got != 200 {
				t.Fatalf("status %d", got)
			}
			if all := sink.all(); len(all) != 1 || all[0].Text != "あ" || all[0].ID != "01A" {
				t.Errorf("stored %+v", all)
			}
		})
	}
}

func TestL4NoEvents(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, nil)
	if got := postHook(s, fake.Webhook()); got != 200 || sink.calls != 0 {
		t.Errorf("status %d after %d calls of the sink", got, sink.calls)
	}
}

func TestL5Body(t *testing.T) {
	fake := newFake(t)
	user := linefake.User("a")
	full := fake.Text(user, "").Body
	fits := fake.Text(user, strings.Repeat("a", line.MaxBody-len(full))).Body
	for _, tc := range []struct {
		name string
		body []byte
		want int
	}{
		{"as long as may be", fits, 200},
		{"one byte more", append(slices.Clone(fits), ' '), 413},
		{"empty", nil, 400},
		{"broken", []byte(`{"events":[`), 400},
		{"trailing", []byte(`{"events":[]}{"events":[]}`), 400},
		{"list", []byte(`[]`), 400},
		{"null", []byte(`null`), 400},
		{"string", []byte(`"events"`), 400},
		{"events an object", []byte(`{"events":{}}`), 400},
		{"events null", []byte(`{"events":null}`), 200},
		{"deep", []byte(`{"events":[` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `]}`), 400},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newService(t, fake, &memory{}, nil)
			if got := post(s, tc.body, line.Sign(fake.Secret, tc.body)); got != tc.want {
				t.Errorf("status %d, want %d", got, tc.want)
			}
		})
	}
	t.Run("too long without saying so", func(t *testing.T) {
		s := newService(t, fake, &memory{}, nil)
		body := append(slices.Clone(fits), ' ')
		r := httptest.NewRequest(http.MethodPost, "/webhook/line", struct{ *bytes.Reader }{bytes.NewReader(body)})
		r.ContentLength = -1
		r.Header.Set("X-Line-Signature", line.Sign(fake.Secret, body))
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 413 {
			t.Errorf("status %d", w.Code)
		}
	})
	t.Run("not a post", func(t *testing.T) {
		w := httptest.NewRecorder()
		newService(t, fake, &memory{}, nil).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/webhook/line", nil))
		if w.Code != 405 || w.Header().Get("Allow") != "POST" {
			t.Errorf("status %d, Allow %q", w.Code, w.Header().Get("Allow"))
		}
	})
}

func TestL6StoreFails(t *testing.T) {
	fake, sink := newFake(t), &memory{broken: true}
	s := newService(t, fake, sink, nil)
	hook := fake.Text(linefake.User("a"), "こんにちは")
	if got := postHook(s, hook); got != 503 {
		t.Fatalf("status %d, want 503 so that LINE sends again", got)
	}
	sink.broken = false
	if got := postHook(s, fake.Redeliver(hook)); got != 200 {
		t.Fatalf("redelivery: status %d", got)
	}
	if all := sink.all(); len(all) != 1 || !all[0].Redelivered {
		t.Errorf("stored %+v", all)
	}
}

// slow is a sink that takes its time, as long as it is given.
type slow struct{ memory }

func (s *slow) Accept(ctx context.Context, _ ...chat.Event) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestL6AnswersWithinTwoSeconds(t *testing.T) {
	fake := newFake(t)
	hook := fake.Text(linefake.User("a"), "こんにちは")
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		got := postHook(newService(t, fake, &slow{}, nil), hook)
		if took := time.Since(began); got != 503 || took > 2*time.Second {
			t.Errorf("status %d after %s", got, took)
		}
	})
}

// TestL6NoCallOnTheWayIn has LINE itself hang: webhooks are answered all the same.
func TestL6NoCallOnTheWayIn(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	fake.SetLatency(30 * time.Second)
	s := newService(t, fake, sink, func(c *line.Config) { c.LoadingIn = time.Millisecond })
	go s.Run(t.Context())
	began := time.Now()
	for i := range 50 { // each that waited for LINE would take as long as LINE or the store is given: 75 seconds in all
		if got := postHook(s, fake.Text(linefake.User(fmt.Sprint(i)), "こんにちは")); got != 200 {
			t.Fatalf("status %d", got)
		}
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("50 webhooks took %s", took)
	}
}
