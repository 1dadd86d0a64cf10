// Package rehearsal lays the practice mode (練習モード) over the program's pages: a band that says so stands on top of
// every page there is, whichever part has written it, and cookies have names of their own.
//
// It works on what leaves the program, not in the templates, so that a page that is added later has its band, too. A page is
// what is sent as text/html; everything else, such as the widget's stream, goes through untouched.
//
// Browsers share the cookies of a host among its ports. A colleague who practises beside the real desk must not be signed out
// of that, nor must the real desk's session come here: so cookies go out under a prefix, and only those with it come in.
//
//	handler = rehearsal.Over(handler, words)
package rehearsal

import (
	"bytes"
	"html"
	"net/http"
	"strconv"
	"strings"

	_ "embed"
)

// Words are what the band says. They are the same on every page.
type Words struct {
	Band  string // 「練習モード：…」
	Title string // before a page's title, in a browser's tab
}

// stylePath is where the band's style sheet is; pages allow their own host's alone.
const stylePath = "/rehearsal.css"

//go:embed rehearsal.css
var style []byte

// Over is a handler with the practice mode laid over it.
func Over(next http.Handler, words Words) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == stylePath {
			serveStyle(w)
			return
		}
		r = r.WithContext(r.Context()) // a copy: the header is to be another
		r.Header = r.Header.Clone()
		ownCookies(r.Header)
		o := &overlay{ResponseWriter: w, words: words}
		next.ServeHTTP(o, r)
		o.finish()
	})
}

func serveStyle(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(style) // the client has gone: nobody is left to tell
}

// An overlay keeps a page until it is whole, and passes on everything else as it comes.
type overlay struct {
	http.ResponseWriter
	words  Words
	begun  bool
	status int // of a page that is kept; 0 = nothing is
	page   bytes.Buffer
}

// WriteHeader implements [http.ResponseWriter].
func (o *overlay) WriteHeader(status int) {
	if o.begun {
		return
	}
	if h := o.Header(); status >= 200 { // 1xx come before the answer
		o.begun = true
		prefixCookies(h)
		if kind := h.Get("Content-Type"); strings.HasPrefix(kind, "text/html") && status != http.StatusNotModified {
			o.status = status
			h.Del("Content-Length")
			allowStyle(h)
			return
		}
	}
	o.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (o *overlay) Write(b []byte) (int, error) {
	if !o.begun {
		o.WriteHeader(http.StatusOK)
	}
	if o.status != 0 {
		return o.page.Write(b)
	}
	return o.ResponseWriter.Write(b)
}

// Unwrap serves http.ResponseController.
func (o *overlay) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// finish sends the page that was kept.
func (o *overlay) finish() {
	if !o.begun { // nothing was said but the header
		prefixCookies(o.Header())
	}
	if o.status == 0 {
		return
	}
	body := o.page.Bytes()
	if len(body) > 0 {
		body = o.words.onto(body)
		o.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	o.ResponseWriter.WriteHeader(o.status)
	_, _ = o.ResponseWriter.Write(body) // the client has gone: nobody is left to tell
}

// onto is a page with the band as the first thing of its body, its style sheet in the head, and the mark before its title.
// A page without a body begins with the band.
func (w Words) onto(page []byte) []byte {
	band := `<div class="rehearsal-band" role="region" aria-label="` + html.EscapeString(w.Title) + `"><p>` + html.EscapeString(w.Band) + `</p></div>`
	page = behind(page, "<title>", html.EscapeString(w.Title))
	page = before(page, "</head>", `<link rel="stylesheet" href="`+stylePath+`">`)
	at := bytes.Index(page, []byte("<body"))
	if at < 0 {
		return append([]byte(band), page...)
	}
	end := bytes.IndexByte(page[at:], '>')
	if end < 0 {
		return append([]byte(band), page...)
	}
	return insert(page, at+end+1, band)
}

func behind(page []byte, mark, text string) []byte {
	if at := bytes.Index(page, []byte(mark)); at >= 0 {
		return insert(page, at+len(mark), text)
	}
	return page
}

func before(page []byte, mark, text string) []byte {
	if at := bytes.Index(page, []byte(mark)); at >= 0 {
		return insert(page, at, text)
	}
	return page
}

func insert(page []byte, at int, text string) []byte {
	out := make([]byte, 0, len(page)+len(text))
	out = append(out, page[:at]...)
	out = append(out, text...)
	return append(out, page[at:]...)
}

// allowStyle lets a page that allows no style sheet at all have the band's.
func allowStyle(h http.Header) {
	const name = "Content-Security-Policy"
	if policy := h.Get(name); policy != "" && !strings.Contains(policy, "style-src") {
		h.Set(name, policy+"; style-src 'self'")
	}
}

const (
	cookiePrefix = "practice-"
	hostPrefix   = "__Host-" // browsers look for it in front
)

// prefixed is a cookie's name as it leaves.
func prefixed(name string) string {
	if rest, is := strings.CutPrefix(name, hostPrefix); is {
		return hostPrefix + cookiePrefix + rest
	}
	return cookiePrefix + name
}

// plain is what prefixed was given; false for another's.
func plain(name string) (string, bool) {
	rest, host := strings.CutPrefix(name, hostPrefix)
	rest, ours := strings.CutPrefix(rest, cookiePrefix)
	if host {
		rest = hostPrefix + rest
	}
	return rest, ours
}

// prefixCookies gives the cookies of an answer their prefix.
func prefixCookies(h http.Header) {
	for i, line := range h["Set-Cookie"] {
		name, rest, _ := strings.Cut(line, "=")
		h["Set-Cookie"][i] = prefixed(name) + "=" + rest
	}
}

// ownCookies leaves a request the cookies that are its own, by their plain names.
func ownCookies(h http.Header) {
	var own []string
	for _, line := range h["Cookie"] {
		for part := range strings.SplitSeq(line, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			if name, ours := plain(name); ours {
				own = append(own, name+"="+value)
			}
		}
	}
	h.Del("Cookie")
	if len(own) > 0 {
		h.Set("Cookie", strings.Join(own, "; "))
	}
}
