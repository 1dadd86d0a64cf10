package problem

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
)

// TestJSON pins the shape that clients read: fields may be added here, never changed.
func TestJSON(t *testing.T) {
	secret := errors.New("password=hunter2")
	for _, tt := range []struct {
		err    error
		status int
		body   string
		after  string
	}{
		{&Error{Kind: NotFound}, 404, `{"kind":"not_found","message":"お探しのページは見つかりませんでした。"}`, ""},
		{&Error{Kind: Invalid, Field: "text", Code: "empty", Message: "空です。", Err: secret}, 400, `{"kind":"invalid","code":"empty","message":"空です。","field":"text"}`, ""},
		{&Error{Kind: Conflict, Version: 7, Message: "更新されました。"}, 409, `{"kind":"conflict","message":"更新されました。","version":7}`, ""},
		{&Error{Kind: SignedOut, Message: "x"}, 401, `{"kind":"signed_out","message":"x"}`, ""},
		{&Error{Kind: Forbidden, Message: "x"}, 403, `{"kind":"forbidden","message":"x"}`, ""},
		{&Error{Kind: RateLimited, Message: "x", After: 1200 * time.Millisecond}, 429, `{"kind":"rate_limited","message":"x"}`, "2"},
		{&Error{Kind: TooLarge, Message: "x"}, 413, `{"kind":"too_large","message":"x"}`, ""},
		{&Error{Kind: Invalid, Status: 415, Message: "x"}, 415, `{"kind":"invalid","message":"x"}`, ""},
		{fmt.Errorf("read: %w", secret), 503, `{"kind":"unavailable","message":"ただいまつながりにくくなっています。少し待ってから、もう一度お試しください。"}`, "5"},
		{fmt.Errorf("read ticket: %w", chat.ErrNotFound), 404, `{"kind":"not_found","message":"お探しのページは見つかりませんでした。"}`, ""},
		{fmt.Errorf("read body: %w", &http.MaxBytesError{Limit: 9}), 413, `{"kind":"too_large","message":"内容が大きすぎるため、受け取れませんでした。分けてお送りください。"}`, ""},
		{fmt.Errorf("send: %w", &Error{Kind: Forbidden, Message: "x"}), 403, `{"kind":"forbidden","message":"x"}`, ""},
	} {
		var log bytes.Buffer
		w := httptest.NewRecorder()
		h := JSON(slog.New(slog.NewTextHandler(&log, nil))).Handler(func(http.ResponseWriter, *http.Request) error { return tt.err })
		h.ServeHTTP(w, httptest.NewRequest("GET", "/s3cret", nil))
		if got := strings.TrimSpace(w.Body.String()); w.Code != tt.status || got != `{"error":`+tt.body+`}` || w.Header().Get("Retry-After") != tt.after {
			t.Errorf("%v: %d %s, Retry-After %q", tt.err, w.Code, got, w.Header().Get("Retry-After"))
		}
		if logged := log.Len() > 0; logged != (tt.status >= 500) || strings.Contains(log.String(), "s3cret") {
			t.Errorf("%v is logged as %q", tt.err, log.String())
		}
	}
}

func TestEveryKindHasStatusAndWords(t *testing.T) {
	for _, k := range []Kind{NotFound, Invalid, Conflict, SignedOut, Forbidden, RateLimited, TooLarge, Unavailable} {
		if e := (&Error{Kind: k}); e.HTTP() < 400 || e.Text() == "" {
			t.Errorf("%s: %d %q", k, e.HTTP(), e.Text())
		}
	}
}

// TestAny: a browser's address bar gets a page, a program JSON, and neither what a database said.
func TestAny(t *testing.T) {
	h := Any(slog.New(slog.DiscardHandler)).Handler(func(http.ResponseWriter, *http.Request) error {
		return &Error{Kind: Unavailable, Message: "<b>お待ちください", Err: errors.New("hunter2")}
	})
	for accept, kind := range map[string]string{"text/html,application/xhtml+xml;q=0.9": "text/html", "*/*": "application/json", "": "application/json"} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept", accept)
		h.ServeHTTP(w, r)
		if w.Code != 503 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || strings.Contains(w.Body.String(), "hunter2") || strings.Contains(w.Body.String(), "<b>") {
			t.Errorf("%q: %d %s %s", accept, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
}

// TestMux: what the mux refuses by itself has the shape, too, and what it redirects it still does.
func TestMux(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /a", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("POST /tree/", func(http.ResponseWriter, *http.Request) {})
	h := Mux(mux, JSON(slog.New(slog.DiscardHandler)))
	for request, want := range map[string]string{
		"GET /a": "204", "POST /a": "405 invalid", "GET /b": "404 not_found", "DELETE /tree/x": "405 invalid", "POST /tree": "307", "GET /x/../a": "307",
	} {
		method, path, _ := strings.Cut(request, " ")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		got := fmt.Sprint(w.Code)
		var answer struct{ Error struct{ Kind string } }
		if json.Unmarshal(w.Body.Bytes(), &answer) == nil {
			got += " " + answer.Error.Kind
		}
		if got != want || w.Code == 405 && w.Header().Get("Allow") == "" {
			t.Errorf("%s: %s (Allow %q), want %s", request, got, w.Header().Get("Allow"), want)
		}
	}
}

// TestWhoHasLeft: a client that went away is no fault of ours to be logged.
func TestWhoHasLeft(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	var log bytes.Buffer
	Begin(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx), context.Canceled, slog.New(slog.NewTextHandler(&log, nil)))
	if log.Len() > 0 {
		t.Errorf("logged: %s", &log)
	}
}
