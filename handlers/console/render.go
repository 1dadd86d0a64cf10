package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"madoguchi/catalogue"
	"madoguchi/catalogue/markup"
	"madoguchi/chat"
	"madoguchi/staff"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// pages are the templates by name, each with the layout around it.
// They are parsed when the first is shown, so that the program answers webhooks before.
var pages = sync.OnceValue(parsePages)

func parsePages() map[string]*template.Template {
	out := map[string]*template.Template{}
	base := template.Must(template.New("layout").Funcs(markup.Funcs(catalogue.JA)).Funcs(template.FuncMap{
		"assets":  func() string { return assetVersion },
		"opens":   opens,
		"line":    func(t *ticketView, once string, b bubble) lineView { return lineView{t, once, b} },
		"ticks":   func(name, legend, none string, options []option) ticks { return ticks{name, legend, none, options} },
		"pick":    func(name string, options []option) selection { return selection{name, options} },
		"ordinal": func(ref string) string { _, n, _ := strings.Cut(ref, "/"); return n },
	}).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
	files, _ := fs.Glob(templateFiles, "templates/*.html") // the pattern is well-formed
	for _, file := range files {
		name := path.Base(file[:len(file)-len(".html")])
		out[name] = template.Must(template.Must(base.Clone()).ParseFS(templateFiles, file))
	}
	return out
}

// A lineView is a line of the talk with what can be done about it.
type lineView struct {
	Ticket *ticketView
	Once   string
	Bubble bubble
}

// A selection is a list to choose one of, under the name of its field.
type selection struct {
	Name    string
	Options []option
}

// A ticks is a list to choose any number of, with what choosing none means.
type ticks struct {
	Name, Legend, None string
	Options            []option
}

// opens reports whether an address from a document may become a link.
func opens(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "mailto")
}

// assetVersion names the present state of the style sheet and the script, so that browsers may
// keep each for good.
var assetVersion = func() string {
	h := sha256.New()
	entries, _ := staticFiles.ReadDir("static") // embedded: it is there
	for _, e := range entries {
		b, _ := staticFiles.ReadFile("static/" + e.Name())
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}()

func (s *Service) asset(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	b, err := staticFiles.ReadFile("static/" + name)
	if err != nil {
		return chat.ErrNotFound
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(b))
	return nil
}

// A page is what every template gets.
type page struct {
	Title   string
	Office  string
	Trouble string // of the office file, for those who are signed in
	Person  chat.Person
	Account staff.Account
	Nav     string // which part of the desk is open: queue, faq, deliveries, status, invite
	Onward  string // where the page goes on to by itself; "" = nowhere
	Flash   *flash `json:"-"`
	Live    string // the address at which the page's newer state is found; "" where it does not change
	Script  string // a further script of the page
	Bell    bool   // whether the page rings, or says whether it does
	Every   int64  // milliseconds between looks there
	Once    string `json:"-"` // makes a form's act happen once, however often it is sent
	Body    any
}

// May reports whether who is signed in has a right, for what a page offers.
func (p page) May(right string) bool { return p.Account.ID != 0 && p.Account.May(staff.Right(right)) }

// A flash is what came of an act, said once on the next page.
type flash struct {
	OK   bool   `json:"ok"`
	Text string `json:"text"`
}

const flashCookie = "desk-flash"

// redirect goes on to a page that says what came of an act.
func (s *Service) redirect(w http.ResponseWriter, r *http.Request, to string, f flash) {
	if b, err := json.Marshal(f); err == nil && f.Text != "" {
		http.SetCookie(w, s.cookie(flashCookie, base64.RawURLEncoding.EncodeToString(b), time.Minute))
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// takeFlash reads what the last act left to say, and forgets it.
func (s *Service) takeFlash(w http.ResponseWriter, r *http.Request) *flash {
	c, err := r.Cookie(s.cookieOf(flashCookie))
	if err != nil {
		return nil
	}
	http.SetCookie(w, s.cookie(flashCookie, "", -time.Second))
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	var f flash
	if json.Unmarshal(b, &f) != nil || f.Text == "" {
		return nil
	}
	return &f
}

// render writes a page. A live page that has not changed since the browser's copy is a 304.
func (s *Service) render(w http.ResponseWriter, r *http.Request, name string, p page) {
	s.renderStatus(w, r, http.StatusOK, name, p)
}

func (s *Service) renderStatus(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	facts := s.Facts()
	p.Office, p.Person, p.Account, p.Every = facts.Office, who(r), me(r), s.Refresh.Milliseconds()
	if p.Person.ID != "" {
		p.Trouble = facts.Trouble
	}
	if p.Live != "" {
		tag := etag(p)
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if p.Flash == nil && r.Header.Get("If-None-Match") == "" { // a page's own refresh leaves it to the next page
		p.Flash = s.takeFlash(w, r)
	}
	p.Once = token()
	var buf bytes.Buffer
	if err := pages()[name].ExecuteTemplate(&buf, "layout", p); err != nil {
		s.Log.Error("render page", "page", name, "err", err)
		http.Error(w, say("console.error.page"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		buf.WriteTo(w) // an error here is a browser that has left
	}
}

// speaker is who a reply is from in the member's eyes.
func (s *Service) speaker() string {
	if s.Speaker != "" {
		return s.Speaker
	}
	return s.Facts().Office
}

// etag names the state a page shows. What differs at every showing (Once, Flash) is no part of it.
func etag(p page) string {
	b, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(append(b, assetVersion...))
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}
