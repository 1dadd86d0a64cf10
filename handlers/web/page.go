package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"madoguchi/catalogue"
	"madoguchi/catalogue/markup"
	"madoguchi/chars"
	"madoguchi/chat"

	"github.com/google/uuid"
)

//go:embed pages/*.html
var pageFiles embed.FS

// pages are the HTML pages. They hold no inline script or style, so that the strictest policy does.
// Every form gets an id of its own: sending one twice sends its message once.
// Each is there in both languages: the office's own words stay as they are.
var pages = map[*catalogue.Language]*template.Template{catalogue.JA: parsePages(catalogue.JA), catalogue.EN: parsePages(catalogue.EN)}

func parsePages(l *catalogue.Language) *template.Template {
	own := template.FuncMap{
		"jst": func(t time.Time) string { return jst(l, t) }, "jstSecond": func(t time.Time) string { return jstSecond(l, t) }, "safe": safeURL, "newID": uuid.NewString, "contact": contactOf,
		"foreign": func(text string) bool { return l == catalogue.EN && strings.ContainsFunc(text, inJapanese) },
	}
	return template.Must(template.New("").Funcs(markup.Funcs(l)).Funcs(own).ParseFS(pageFiles, "pages/*.html"))
}

// inJapanese reports whether a letter is one of Japanese alone: a page in English marks such words, for those to
// whom it is read out.
func inJapanese(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// A page is what every page shows.
type page struct {
	Office    string
	Language  *catalogue.Language
	Path      string // of the page itself
	Script    string // the widget's versioned path
	Integrity string
	Style     string
	Linking   string // the versioned path of the script that links with LINE
	FAQ       bool   // it can be read as pages of their own
	Check     bool   // there is a page on which a ticket can be asked for
	Logo      string // the path of the office's mark; "" = it has none
	LogoWidth int    // where it is 40 high
	Question  string // what stands in the field to begin with: for the visitor to send, or not
}

func (s *Service) pageData(r *http.Request) page {
	logo, width := s.mark()
	return page{
		Logo: logo, LogoWidth: width, Language: languageFor(r), Path: strings.TrimSuffix(r.URL.Path, "/copy"),
		Office: s.facts.Load().office, Integrity: s.script.integrity,
		Script: "/widget.js?v=" + s.script.version, Style: "/page.css?v=" + s.style.version,
		Linking: "/link.js?v=" + s.linking.version,
		Check:   s.Tickets != nil,
		FAQ:     s.FAQOn != nil && s.FAQOn(),
	}
}

// page serves one of the pages that carry the widget.
func (s *Service) page(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data := s.pageData(r)
		data.Question = s.question(r)
		s.writePage(w, http.StatusOK, name, "'none'", data.Language, data)
	})
}

// question is what a link to the chat asks: /chat?q=領収書はもらえますか. It is put into the field and
// never sent by itself, since anybody can write a link.
func (s *Service) question(r *http.Request) string {
	return chars.Clip(strings.Join(strings.Fields(chars.Clean(r.URL.Query().Get("q"))), " "), min(longestQuestion, s.Limits.Characters))
}

// longestQuestion is in characters: a question of the FAQ, not a letter.
const longestQuestion = 300

// writePage writes a page under a policy that lets it load our own files and nothing else, and
// send forms only where the page needs to.
func (s *Service) writePage(w http.ResponseWriter, status int, name, formAction string, l *catalogue.Language, data any) {
	var buf bytes.Buffer
	if err := pages[l].ExecuteTemplate(&buf, name, data); err != nil {
		s.Log.Error("render page", "page", name, "err", err)
		http.Error(w, say("web.fault.page"), http.StatusInternalServerError) // no page of any kind can be relied on here
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "+
		"img-src 'self' data:; base-uri 'none'; form-action "+formAction+"; frame-ancestors "+s.facts.Load().origins.frameAncestors()+
		"; require-trusted-types-for 'script'; trusted-types 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-cache")
	if name == "receipt.html" || name == "plain.html" {
		h.Set("Cache-Control", "no-store") // what it shows is nobody's who presses back later
	}
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // the client has gone: nobody is left to tell
}

// say is a sentence of the catalogue for the visitor.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// languageFor is the language of the page that is asked for: Japanese, or English by ?lang=en. What the browser
// prefers is left out of account: the answers are in Japanese in any case.
func languageFor(r *http.Request) *catalogue.Language {
	return languageNamed(r.URL.Query().Get("lang"))
}

// languageNamed is the catalogue in the language of a tag.
func languageNamed(tag string) *catalogue.Language {
	if languageOf(tag) == chat.English {
		return catalogue.EN
	}
	return catalogue.JA
}

// in is the address of a page of ours, in a language.
func in(l *catalogue.Language, path string) string {
	if l != catalogue.EN {
		return path
	}
	mark := "?"
	if strings.Contains(path, mark) {
		mark = "&"
	}
	return path + mark + "lang=" + l.Tag()
}

// To is the address of another page, in the language of this one.
func (p page) To(path string) string { return in(p.Language, path) }

// Other is this page in the other language.
func (p page) Other() string {
	if p.Language == catalogue.EN {
		return p.Path
	}
	return in(catalogue.EN, p.Path)
}

// English reports whether the page is in English.
func (p page) English() bool { return p.Language == catalogue.EN }

// Plain is the plain page, with the question taken along.
func (p page) Plain() string {
	if p.Question == "" {
		return p.To("/chat/plain")
	}
	return p.To("/chat/plain?q=" + url.QueryEscape(p.Question))
}
