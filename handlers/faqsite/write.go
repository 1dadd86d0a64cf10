package faqsite

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"madoguchi/handlers/problem"
)

// policy lets a page load our style sheet and the office's mark, send its forms to us, and nothing else. The
// data for search engines stands in a script element that is no script, and is not run.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// write answers with a page, or that it is the one that the reader has already.
func (s *Service) write(w http.ResponseWriter, r *http.Request, status int, name string, p page) error {
	var buf bytes.Buffer
	if err := pages.ExecuteTemplate(&buf, name, p); err != nil {
		return fmt.Errorf("render page %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	if p.Canonical == "" {
		h.Set("X-Robots-Tag", "noindex")
	}
	return answer(w, r, status, buf.Bytes())
}

// answer writes content under a tag of its own: who has it is told so.
func answer(w http.ResponseWriter, r *http.Request, status int, content []byte) error {
	h := w.Header()
	tag := `"` + version(content) + `"`
	h.Set("X-Content-Type-Options", "nosniff")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache") // kept, and asked after each time: a publication is seen at once
	}
	if status == http.StatusOK {
		h.Set("ETag", tag)
		if has(r.Header.Get("If-None-Match"), tag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // the client has gone: nobody is left to tell
	}
	return nil
}

// has says whether a list of tags names one; a proxy that has packed a page calls its tag weak.
func has(list, tag string) bool {
	for t := range strings.SplitSeq(list, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// version names content by what it is.
func version(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:8])
}

// fail tells on a page of ours what went wrong.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := problem.Begin(w, r, err, s.Log)
	f := s.Facts()
	p := s.newPage(&f)
	p.Title, p.Trail, p.Body = title(say("faqsite.fault.title"), f.Office), []link{{"/faq", say("faqsite.faq")}}, e.Text()
	if r.Pattern == "GET /sitemap.xml" || r.Pattern == "GET /robots.txt" {
		problem.WriteJSON(w, e, nil)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if err := s.write(w, r, e.HTTP(), "fault.html", p); err != nil {
		s.Log.Error("write a page that tells of an error", "err", err)
		problem.Page(s.Log)(w, r, e)
	}
}
