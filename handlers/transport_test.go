package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// TestStrictTransport: behind an https address every answer, a refusal and a fault too, tells browsers to
// stay there; behind none no answer does.
func TestStrictTransport(t *testing.T) {
	for _, secure := range []bool{true, false} {
		h := New(Config{Parts: []Part{secrets{}}, Secure: secure, Metrics: prometheus.NewRegistry(), Log: slog.New(slog.DiscardHandler)})
		for _, path := range []string{"/nowhere", "/shared/x", "/shared/panic", "/metrics"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			want := ""
			if secure {
				want = "max-age=31536000"
			}
			if got := w.Header().Get("Strict-Transport-Security"); got != want {
				t.Errorf("secure %t, %s: %q", secure, path, got)
			}
		}
	}
}

// TestUnknownProxyIsSaid: an operator who forgot to name the proxy of their containers reads it once.
func TestUnknownProxyIsSaid(t *testing.T) {
	var log bytes.Buffer
	h := New(Config{Metrics: prometheus.NewRegistry(), Log: slog.New(slog.NewTextHandler(&log, nil))})
	for _, remote := range []string{"203.0.113.7:9", "127.0.0.1:9", "172.17.0.1:9", "172.17.0.1:10"} {
		r := httptest.NewRequest("GET", "/nowhere", nil)
		r.RemoteAddr = remote
		r.Header.Set("X-Forwarded-For", "198.51.100.1")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	if got := log.String(); strings.Count(got, "MADOGUCHI_PROXIES") != 1 || !strings.Contains(got, "proxy=172.17.0.1") {
		t.Errorf("the log says\n%s", got)
	}
}

// TestHealthTellsStrangersNothing: what a database said stays in the log; a reason of ours is read.
func TestHealthTellsStrangersNothing(t *testing.T) {
	var log bytes.Buffer
	sick := func(err error) func(context.Context) error {
		return func(context.Context) error { return fmt.Errorf("look: %w", err) }
	}
	h := New(Config{
		Healthy: sick(errors.New("host=10.0.0.5 user=office: disk full")), Ready: sick(Reason("no FAQ is loaded yet")),
		Metrics: prometheus.NewRegistry(), Token: "a long secret", Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	for _, token := range []string{"", "Bearer ", "Bearer wrong", "a long secret", "Bearer a long secret"} {
		for path, want := range map[string]string{"/healthz": "", "/readyz": "no FAQ is loaded yet"} {
			w, r := httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)
			r.Header.Set("Authorization", token)
			h.ServeHTTP(w, r)
			body, trusted := w.Body.String(), token == "Bearer a long secret"
			if w.Code != http.StatusServiceUnavailable || !strings.Contains(body, `"unavailable"`) || strings.Contains(body, "10.0.0.5") || strings.Contains(body, "look") {
				t.Errorf("%s: %d %s", path, w.Code, body)
			}
			if want != "" && strings.Contains(body, want) != trusted {
				t.Errorf("%s tells who brings %q %s", path, token, body)
			}
		}
	}
	if !strings.Contains(log.String(), "disk full") {
		t.Errorf("the operator finds nothing in the log:\n%s", log.String())
	}
}

// TestFiguresAreForThoseInside: at the public address there are none without the token, and none at all where none
// is set; at the address inside whoever comes reads them, and why the program is not well.
func TestFiguresAreForThoseInside(t *testing.T) {
	c := Config{Ready: func(context.Context) error { return Reason("no FAQ is loaded yet") }, Healthy: func(context.Context) error { return nil },
		Metrics: prometheus.NewRegistry(), Log: slog.New(slog.DiscardHandler)}
	closed := New(c)
	c.Metrics, c.Token = prometheus.NewRegistry(), "a long secret"
	public, inside := New(c), Inside(c)
	for _, x := range []struct {
		name    string
		handler http.Handler
		token   string
		want    int
	}{
		{"without a token set", closed, "", 404}, {"an empty one", closed, "Bearer ", 404}, {"none brought", public, "", 404}, {"another", public, "Bearer a long secre", 404},
		{"the token", public, "Bearer a long secret", 200}, {"inside", inside, "", 200},
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/metrics", nil)
		r.Header.Set("Authorization", x.token)
		x.handler.ServeHTTP(w, r)
		if w.Code != x.want {
			t.Errorf("%s: %d", x.name, w.Code)
		}
	}
	w := httptest.NewRecorder()
	inside.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	if w.Code != 503 || !strings.Contains(w.Body.String(), "no FAQ is loaded yet") {
		t.Errorf("inside nobody is told why: %d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	inside.ServeHTTP(w, httptest.NewRequest("GET", "/desk", nil))
	if w.Code != 404 {
		t.Errorf("there is a desk inside: %d", w.Code)
	}
}
