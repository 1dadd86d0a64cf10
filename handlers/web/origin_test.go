package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

const partner = "https://www.partner.example"

func TestParseOrigins(t *testing.T) {
	for _, bad := range []string{"*", "partner.example", "https://", "https://a.example/path", "ftp://a.example", "null", "https://u@a.example", "https://a.example?q"} {
		if _, err := New(Config{Origins: []string{bad}}, nil, nil, nil, nil); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("origin %q: error %v does not name it", bad, err)
		}
	}
	if _, err := parseOrigins([]string{"https://A.example/", "http://localhost:3000"}); err != nil {
		t.Error(err)
	}
}

func TestW4Origins(t *testing.T) {
	s := serve(t, Config{Origins: []string{partner}})
	o := s.openSession(t)
	own := s.url
	tests := []struct {
		name    string
		headers []string
		ok      bool
	}{
		{"no browser", nil, true},
		{"our own page", []string{"Origin: " + own, "Sec-Fetch-Site: same-origin"}, true},
		{"our own page, older browser", []string{"Origin: " + own}, true},
		{"our own page behind a TLS proxy", []string{"Origin: " + strings.Replace(own, "http:", "https:", 1)}, true},
		{"our own page behind a proxy that renames the host", []string{"Origin: https://office.example", "Sec-Fetch-Site: same-origin"}, true},
		{"a listed page", []string{"Origin: " + partner, "Sec-Fetch-Site: cross-site"}, true},
		{"a listed page, letters", []string{"Origin: https://WWW.partner.example"}, true},
		{"an unlisted page", []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}, false},
		{"a listed name, other scheme", []string{"Origin: http://www.partner.example"}, false},
		{"a listed name as a prefix", []string{"Origin: " + partner + ".evil.example"}, false},
		{"a listed name, other port", []string{"Origin: " + partner + ":8443"}, false},
		{"a sandboxed page", []string{"Origin: null"}, false},
		{"another site without a name", []string{"Sec-Fetch-Site: cross-site"}, false},
		{"a sister site without a name", []string{"Sec-Fetch-Site: same-site"}, false},
	}
	requests := [][2]string{{"POST", "/chat/messages"}, {"POST", "/chat/session"}, {"GET", "/chat/events?wait=0"}, {"GET", "/chat/suggest?q=x"}, {"OPTIONS", "/chat/messages"}}
	for _, tt := range tests {
		for _, q := range requests {
			t.Run(tt.name+" "+q[0]+" "+q[1], func(t *testing.T) {
				before := len(s.texts())
				r := s.do(t, q[0], q[1], message("x"), append(tt.headers, bearer(o.Token))...)
				if (r.status == http.StatusForbidden) == tt.ok {
					t.Errorf("W4: %d %s", r.status, r.body)
				}
				if !tt.ok && (r.header.Get("Access-Control-Allow-Origin") != "" || len(s.texts()) != before) {
					t.Error("W4: an unlisted origin was let in")
				}
				if !slices.Contains(r.header.Values("Vary"), "Origin") {
					t.Error("W4: no Vary: Origin")
				}
			})
		}
	}
}

func TestW4Preflight(t *testing.T) {
	s := serve(t, Config{Origins: []string{partner}})
	r := s.do(t, "OPTIONS", "/chat/messages", "", "Origin: "+partner, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization,content-type")
	h := r.header
	if r.status != http.StatusNoContent || h.Get("Access-Control-Allow-Origin") != partner ||
		!strings.Contains(h.Get("Access-Control-Allow-Headers"), "Authorization") || !strings.Contains(h.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("W4: preflight %d %v", r.status, h)
	}
	if h.Get("Access-Control-Allow-Credentials") != "" {
		t.Error("W4: nothing of ours needs credentials across origins")
	}
}

// TestW4JSONOnly holds that what a form of any page could send without asking is no message.
func TestW4JSONOnly(t *testing.T) {
	s := serve(t, Config{})
	o := s.openSession(t)
	for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""} {
		for _, path := range []string{"/chat/messages", "/chat/session"} {
			r := s.do(t, "POST", path, message("x"), "Content-Type: "+media, bearer(o.Token))
			if code, _ := faultOf(t, r); r.status != http.StatusUnsupportedMediaType || code != "json_only" {
				t.Errorf("W4: %s as %q: %d %s", path, media, r.status, r.body)
			}
		}
	}
	if r := s.do(t, "POST", "/chat/messages", message("x"), "Content-Type: application/json; charset=utf-8", bearer(o.Token)); r.status != http.StatusAccepted {
		t.Errorf("JSON with a charset: %d", r.status)
	}
}
