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
		Metrics: prometheus.NewRegistry(), Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	for path, want := range map[string]string{"/healthz": "", "/readyz": "no FAQ is loaded yet"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		body := w.Body.String()
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(body, `"unavailable"`) || !strings.Contains(body, want) || strings.Contains(body, "10.0.0.5") || strings.Contains(body, "look") {
			t.Errorf("%s: %d %s", path, w.Code, body)
		}
	}
	if !strings.Contains(log.String(), "disk full") {
		t.Errorf("the operator finds nothing in the log:\n%s", log.String())
	}
}
