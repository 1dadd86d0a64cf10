package rehearsal

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

var words = Words{Band: "練習モード：<届きません>", Title: "【練習】"}

// answered is what comes of a handler under the practice mode.
func answered(t *testing.T, serve http.HandlerFunc, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", "/desk", nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Over(serve, words).ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const band = `<div class="rehearsal-band" role="region" aria-label="【練習】"><p>練習モード：&lt;届きません&gt;</p></div>`

// TestBand: every page has the band, however it is made; what is no page is as it was.
func TestBand(t *testing.T) {
	for _, c := range []struct{ name, kind, sent, want string }{
		{"a page", "text/html; charset=utf-8", `<html><head><title>受付</title></head><body class="whole" data-x="1"><main></main></body></html>`,
			`<html><head><title>【練習】受付</title><link rel="stylesheet" href="/rehearsal.css"></head><body class="whole" data-x="1">` + band + `<main></main></body></html>`},
		{"one without a head", "text/html", `<body><p>x</p>`, `<body>` + band + `<p>x</p>`},
		{"a piece of one", "text/html", `<p>x</p>`, band + `<p>x</p>`},
		{"a broken one", "text/html", `<p>x</p><body`, band + `<p>x</p><body`},
		{"JSON", "application/json", `{"html":"<body>"}`, `{"html":"<body>"}`},
		{"a stream", "text/event-stream", "data: <body>\n\n", "data: <body>\n\n"},
	} {
		r := answered(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.kind)
			w.Header().Set("Content-Length", strconv.Itoa(len(c.sent)))
			w.WriteHeader(http.StatusForbidden)
			for _, piece := range strings.SplitAfter(c.sent, ">") { // in pieces, as templates write
				_, _ = io.WriteString(w, piece)
			}
		})
		got := body(t, r)
		if got != c.want || r.StatusCode != http.StatusForbidden || r.Header.Get("Content-Length") != strconv.Itoa(len(c.want)) {
			t.Errorf("%s: %d, %s bytes: %s", c.name, r.StatusCode, r.Header.Get("Content-Length"), got)
		}
	}
}

// TestNothingIsHeldBack: a stream goes out piece by piece, and its connection can be taken over.
func TestNothingIsHeldBack(t *testing.T) {
	first := make(chan struct{})
	s := httptest.NewServer(Over(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: 1\n\n")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("flush: %v", err)
		}
		<-first
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Errorf("take the connection: %v", err)
			return
		}
		conn.Close()
	}), words))
	defer s.Close()
	r, err := http.Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	piece := make([]byte, len("data: 1\n\n"))
	if _, err := io.ReadFull(r.Body, piece); err != nil || string(piece) != "data: 1\n\n" {
		t.Errorf("first came %q, %v", piece, err)
	}
	close(first)
}

// TestCookies: the real desk's are not seen, and ours are not set over them.
func TestCookies(t *testing.T) {
	var came string
	r := answered(t, func(w http.ResponseWriter, r *http.Request) {
		came = r.Header.Get("Cookie")
		http.SetCookie(w, &http.Cookie{Name: "desk", Value: "new"})
		http.SetCookie(w, &http.Cookie{Name: "__Host-desk", Value: "safe", Secure: true, Path: "/"})
		w.WriteHeader(http.StatusNoContent)
	}, "Cookie", "desk=real; practice-desk=ours; __Host-desk=real", "Cookie", "__Host-practice-desk=ours too; x")
	if came != "desk=ours; __Host-desk=ours too" {
		t.Errorf("the desk sees %q", came)
	}
	var set []string
	for _, c := range r.Cookies() {
		set = append(set, c.Name+"="+c.Value)
	}
	if got := strings.Join(set, " "); got != "practice-desk=new __Host-practice-desk=safe" {
		t.Errorf("set: %s", got)
	}
	if r := answered(t, func(http.ResponseWriter, *http.Request) {}, "Cookie", "desk=real"); r.StatusCode != http.StatusOK {
		t.Errorf("who says nothing: %d", r.StatusCode)
	}
}

// TestStyle: the band's style sheet is there, and a page whose policy allows none may have it.
func TestStyle(t *testing.T) {
	w := httptest.NewRecorder()
	Over(http.NotFoundHandler(), words).ServeHTTP(w, httptest.NewRequest("GET", stylePath, nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), ".rehearsal-band") || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
		t.Errorf("the style sheet: %d %s", w.Code, w.Body)
	}
	for policy, want := range map[string]string{
		"default-src 'none'":                   "default-src 'none'; style-src 'self'",
		"default-src 'none'; style-src 'self'": "default-src 'none'; style-src 'self'",
		"":                                     "",
	} {
		r := answered(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			if policy != "" {
				w.Header().Set("Content-Security-Policy", policy)
			}
			_, _ = io.WriteString(w, "<body>")
		})
		if got := r.Header.Get("Content-Security-Policy"); got != want {
			t.Errorf("%q becomes %q", policy, got)
		}
	}
}
