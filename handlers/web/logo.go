package web

import (
	"bytes"
	"net/http"
	"time"

	"madoguchi/handlers/logo"
	"madoguchi/handlers/problem"
)

// officeLogo is the office's mark, nil where it has none.
func (s *Service) officeLogo() *logo.Logo {
	if s.Logo == nil {
		return nil
	}
	return s.Logo()
}

// mark is the path by which pages show the office's mark, and its width on ours; "" where it has none.
func (s *Service) mark() (path string, width int) {
	l := s.officeLogo()
	if l == nil {
		return "", 0
	}
	return "/chat/logo?v=" + l.Version(), l.Width(40)
}

// drawnMark is the path of the mark for the widget: an SVG as a PNG, where it can be, because only that one can be drawn on
// a page whose policy allows no pictures of ours.
func (s *Service) drawnMark() string {
	path, _ := s.mark()
	if l := s.officeLogo(); l != nil && l.Drawn() != nil {
		path += "&drawn=1"
	}
	return path
}

// logo serves GET /chat/logo: the office's mark, to pages of any origin. The widget stands on the office's own site.
func (s *Service) logo(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	l := s.officeLogo()
	if l == nil {
		s.writeFault(w, r, &problem.Error{Kind: problem.NotFound, Code: "no_logo"})
		return
	}
	h.Set("Cache-Control", "no-cache")
	l.Header(h, r)
	content, tag := l.Content, l.Version()
	if drawn := l.Drawn(); drawn != nil && r.URL.Query().Has("drawn") {
		content, tag = drawn, tag+"-drawn"
		h.Set("Content-Type", "image/png")
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
