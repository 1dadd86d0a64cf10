package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestSign is the example of Standard Webhooks, signed by another program as well.
func TestSign(t *testing.T) {
	got, err := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	for _, bad := range []string{"", "whsec_", "whsec_%%"} {
		if got, err := Sign(bad, "m", time.Now(), nil); err == nil {
			t.Errorf("the secret %q signs: %s", bad, got)
		}
	}
	if a, b := NewSecret(), NewSecret(); a == b || !strings.HasPrefix(a, "whsec_") {
		t.Errorf("secrets %s and %s", a, b)
	}
	if a, b, other := SecretOf("one"), SecretOf("one"), SecretOf("two"); a != b || a == other {
		t.Errorf("of a seed %s and %s, of another %s", a, b, other)
	}
}

// TestGuard: nothing within the office's own networks is reached unless it is allowed, however it is written.
func TestGuard(t *testing.T) {
	own, err := ParseGuard("10.1.0.0/16, 127.0.0.1,fd00:1::/32")
	if err != nil || !own.Plain() || (Guard{}).Plain() {
		t.Fatal(own, err)
	}
	for address, want := range map[string][4]bool{ // with TLS and without, then by who allows nothing
		"203.0.114.7": {true, false, true, false}, "2a00:1450::1": {true, false, true, false},
		"10.1.2.3": {true, true, false, false}, "::ffff:10.1.2.3": {true, true, false, false}, "127.0.0.1": {true, true, false, false}, "fd00:1::5": {true, true, false, false},
		"10.2.0.1": {}, "127.0.0.2": {}, "::1": {}, "::ffff:127.0.0.2": {}, "192.168.1.1": {}, "172.16.0.1": {}, "169.254.169.254": {}, "fe80::1": {}, "fe80::1%eth0": {},
		"0.0.0.0": {}, "::": {}, "100.64.0.1": {}, "224.0.0.1": {}, "255.255.255.255": {}, "240.0.0.1": {}, "fc00::1": {}, "ff02::1": {}, "64:ff9b::a00:1": {}, "2002:a00:1::": {},
		"198.18.0.1": {}, "192.0.0.8": {}, "::10.0.0.1": {},
	} {
		addr := netip.MustParseAddr(address)
		got := [4]bool{own.Allows(addr, false), own.Allows(addr, true), Guard{}.Allows(addr, false), Guard{}.Allows(addr, true)}
		if got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
	if _, err := ParseGuard("everywhere"); err == nil {
		t.Error("a network that is none is taken")
	}
	if (Guard{}).Allows(netip.Addr{}, false) {
		t.Error("no address is allowed")
	}
}

func TestCheck(t *testing.T) {
	good := Hook{Name: "kintone", URL: "https://hook.example/in?x=1", Events: []Event{TicketOpened}}
	if err := good.Check(false); err != nil {
		t.Error(err)
	}
	for _, tc := range []struct {
		change func(*Hook)
		what   string
	}{
		{func(h *Hook) { h.Name = "" }, "name"}, {func(h *Hook) { h.URL = "http://hook.example/" }, "url"}, {func(h *Hook) { h.URL = "https://user:pw@hook.example/" }, "url"},
		{func(h *Hook) { h.URL = "https:///in" }, "url"}, {func(h *Hook) { h.URL = "file:///etc/passwd" }, "url"}, {func(h *Hook) { h.URL = "https://x/#y" }, "url"},
		{func(h *Hook) { h.Events = nil }, "events"}, {func(h *Hook) { h.Events = []Event{"ticket.eaten"} }, "events"}, {func(h *Hook) { h.Events = []Event{Test} }, "events"},
	} {
		h := good
		tc.change(&h)
		var fault *Fault
		if err := h.Check(false); !errors.As(err, &fault) || fault.What != tc.what {
			t.Errorf("%+v: %v", h, err)
		}
	}
	plain := good
	plain.URL = "http://n8n.local:5678/hook"
	if err := plain.Check(true); err != nil {
		t.Error(err)
	}
}

// A queue is one message, as the store keeps it.
type queue struct {
	mu sync.Mutex
	d  Delivery
}

func (q *queue) ClaimWebhooks(_ context.Context, c Claim) ([]Delivery, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.d.State != Pending || q.d.Due.After(c.Now) {
		return nil, nil
	}
	q.d.Due = c.Until
	return []Delivery{q.d}, nil
}

func (q *queue) SettleWebhook(_ context.Context, d Delivery, _ time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.d = d
	return nil
}

// A trial is a sender with one message for a system that answers as it likes.
type trial struct {
	*Sender
	queue *queue
	now   time.Time
	got   []*http.Request
	said  []string
}

func newTrial(t *testing.T, g Guard, answer http.HandlerFunc) *trial {
	t.Helper()
	tr := &trial{now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		tr.got, tr.said = append(tr.got, r), append(tr.said, string(body))
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	tr.queue = &queue{d: Delivery{
		ID: 1, Message: "6f1e", Event: TicketOpened, At: tr.now, Data: []byte(`{"number":"Q-1"}`), State: Pending, Due: tr.now,
		Hook: Hook{URL: srv.URL, Secret: NewSecret()},
	}}
	tr.Sender = &Sender{
		Store: tr.queue, Client: NewClient(g), Now: func() time.Time { return tr.now }, Log: slog.New(slog.DiscardHandler),
		Data: func(_ context.Context, d Delivery) (any, error) { return json.RawMessage(d.Data), nil },
	}
	return tr
}

func (tr *trial) step(t *testing.T) Delivery {
	t.Helper()
	if _, err := tr.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tr.queue.d
}

var loopback = Guard{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}

// TestSend: the message arrives signed by the secret, and by the one before while that is good.
func TestSend(t *testing.T) {
	tr := newTrial(t, loopback, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	tr.queue.d.Hook.Old, tr.queue.d.Hook.OldGood = NewSecret(), tr.now.Add(time.Hour)
	hook := tr.queue.d.Hook
	if d := tr.step(t); d.State != Sent || d.Status != 204 || d.Attempts != 1 {
		t.Fatalf("%+v", d)
	}
	h := tr.got[0].Header
	if h.Get("webhook-id") != "6f1e" || h.Get("webhook-timestamp") != strconv.FormatInt(tr.now.Unix(), 10) {
		t.Errorf("headers: %v", h)
	}
	signatures := strings.Fields(h.Get("webhook-signature"))
	for i, secret := range []string{hook.Secret, hook.Old} {
		want, err := Sign(secret, "6f1e", tr.now, []byte(tr.said[0]))
		if err != nil || len(signatures) != 2 || signatures[i] != want {
			t.Errorf("signatures %v, want %s, %v", signatures, want, err)
		}
	}
	if want := `{"data":{"number":"Q-1"},"timestamp":"2026-12-01T09:00:00Z","type":"ticket.opened"}`; tr.said[0] != want {
		t.Errorf("%s, want %s", tr.said[0], want)
	}
	if hook.OldGood = tr.now; len(hook.Secrets(tr.now)) != 1 {
		t.Error("the secret before is good for ever")
	}
}

// TestRetries: what fails is sent again under its ID with growing pauses, and given up in the end; the other system
// can ask for more time, or never to be told again.
func TestRetries(t *testing.T) {
	tr := newTrial(t, loopback, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "down", http.StatusBadGateway) })
	began := tr.now
	for n := 1; n <= len(pauses); n++ {
		d := tr.step(t)
		if d.State != Pending || d.Attempts != n || d.Due.Sub(tr.now) < pauses[n-1] || d.Due.Sub(tr.now) > pauses[n-1]*11/10 || !strings.Contains(d.Error, "502") {
			t.Fatalf("attempt %d: %+v, due after %s", n, d, d.Due.Sub(tr.now))
		}
		tr.step(t) // nothing is due
		tr.now = d.Due
	}
	if d := tr.step(t); d.State != Dead || len(tr.got) != len(pauses)+1 || tr.now.Sub(began) < 72*time.Hour {
		t.Errorf("in the end: %+v after %d attempts and %s", d, len(tr.got), tr.now.Sub(began))
	}
	for _, r := range tr.got {
		if r.Header.Get("webhook-id") != "6f1e" {
			t.Errorf("sent under %s", r.Header.Get("webhook-id"))
		}
	}
	gone := newTrial(t, loopback, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	if d := gone.step(t); d.State != Dead {
		t.Errorf("gone: %+v", d)
	}
	busy := newTrial(t, loopback, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	if d := busy.step(t); d.State != Pending || d.Due.Sub(busy.now) != time.Hour {
		t.Errorf("busy: %+v", d)
	}
}

// TestNoWayIn: a redirect is a failure, and neither an address nor a name leads into networks that are not allowed.
func TestNoWayIn(t *testing.T) {
	inside := newTrial(t, loopback, func(http.ResponseWriter, *http.Request) {})
	tr := newTrial(t, loopback, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, inside.queue.d.Hook.URL, http.StatusTemporaryRedirect)
	})
	if d := tr.step(t); d.State != Pending || d.Status != http.StatusTemporaryRedirect || len(inside.got) != 0 {
		t.Errorf("a redirect: %+v, followed %d times", d, len(inside.got))
	}
	for _, url := range []string{"", "http://localhost:PORT", "http://[::ffff:127.0.0.1]:PORT", "https://127.0.0.1:PORT"} {
		shut := newTrial(t, Guard{}, func(http.ResponseWriter, *http.Request) {})
		_, port, _ := strings.Cut(strings.TrimPrefix(shut.queue.d.Hook.URL, "http://"), ":")
		if url != "" {
			shut.queue.d.Hook.URL = strings.ReplaceAll(url, "PORT", port)
		}
		if d := shut.step(t); d.State != Pending || !strings.Contains(d.Error, "own networks") || len(shut.got) != 0 {
			t.Errorf("%s: %+v, reached %d times", shut.queue.d.Hook.URL, d, len(shut.got))
		}
	}
}

// TestShut: of a program that rehearses nothing is dialled, allowed or not, and nobody is asked where an address is.
func TestShut(t *testing.T) {
	shut := Guard{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Shut: true}
	if shut.Allows(netip.MustParseAddr("127.0.0.1"), true) || shut.Allows(netip.MustParseAddr("93.184.215.14"), false) {
		t.Error("an address may be dialled")
	}
	called := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer s.Close()
	for _, url := range []string{s.URL, "https://nowhere.invalid/"} {
		if _, err := NewClient(shut).Post(url, "application/json", strings.NewReader("{}")); err == nil || called || !strings.Contains(err.Error(), "practice mode") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
