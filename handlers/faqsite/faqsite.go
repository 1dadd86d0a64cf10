// Package faqsite is the FAQ as web pages that anybody may read: members before they ask, and search
// engines.
//
//	/faq                    the programmes; /faq?q=… searches them
//	/faq/PROGRAMME          one programme's questions by section; ?q=… searches it
//	/faq/PROGRAMME/N        one question with the office's answer, where it stands, of when it is
//	/sitemap.xml, /robots.txt
//
// What is shown is what members are answered with: the index in service, so that a publication is here
// as soon as it is in the chat. The address of an entry is its reference, which it keeps through every
// edition of its document. One that was merged into another redirects to it for good; one that was
// withdrawn answers 410 with what is nearest.
//
// The pages need no script and no cookie, load nothing from elsewhere, and are told nothing of who reads
// them: a press below 役に立ちましたか is counted and forgotten. How they look is one style sheet, whose
// colours are the office's.
//
//	s := faqsite.New(faqsite.Config{Facts: facts, Frame: frame, BaseURL: "https://faq.example.jp"}, library, store)
//	s.Routes(mux)
package faqsite

import (
	"context"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"madoguchi/catalogue"
	"madoguchi/catalogue/markup"
	"madoguchi/colour"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/logo"
	"madoguchi/handlers/peer"
	"madoguchi/handlers/problem"
	"madoguchi/handlers/throttle"
)

// FAQ is the index in service: a [faq.Library].
type FAQ interface {
	Current() faq.Index
}

// Entries is what is kept of entries beside their words.
type Entries interface {
	// StoredEntry reads an entry, served or not. An unknown one is chat.ErrNotFound.
	StoredEntry(ctx context.Context, ref string) (edition.Stored, error)
	// Heir is the entry that a merged one went into, or chat.ErrNotFound.
	Heir(ctx context.Context, ref string) (string, error)
	// Vote counts a reader whom an entry helped, or did not.
	Vote(ctx context.Context, ref string, version int, helped bool, at time.Time) error
}

// Facts are what the office file says to the pages. A request asks for them once.
type Facts struct {
	Office       string // its name
	Phone        string // "" = members are told none
	Chat         bool   // there is a chat to ask in
	Colour, Tint colour.Colour
	Paper        colour.Colour
	Logo         *logo.Logo  // nil = none
	Programmes   []Programme // in the office's order

	// Notices are what the office announces now to who reads of a programme, "" = of all. Nil: nothing.
	Notices func(programme string) []string
}

// A Programme is one as members know it.
type Programme struct{ ID, Name string }

// A Config is what a [Service] is told about its surroundings.
type Config struct {
	Facts func() Facts
	// Frame is our own line above what does not hold today, or "": an entry, or with an empty one its
	// programme.
	Frame   func(c faq.Collection, e *faq.Entry) string
	BaseURL string       // "https://faq.example.jp": how browsers and search engines reach us
	Proxies peer.Proxies // before us
	Now     func() time.Time
	Log     *slog.Logger
}

// A Service serves the pages.
type Service struct {
	Config
	library  FAQ
	entries  Entries
	searches *throttle.Buckets[netip.Prefix]
	votes    *throttle.Buckets[netip.Prefix]
}

// How often the people behind one address may search and vote: a whole company may, a machine may not
// use us up. A search takes some milliseconds.
var (
	searchRate = throttle.Rate{Every: 200 * time.Millisecond, Burst: 60}
	voteRate   = throttle.Rate{Every: 5 * time.Second, Burst: 30}
)

// New builds the service.
func New(c Config, library FAQ, entries Entries) *Service {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Config: c, library: library, entries: entries, searches: throttle.New[netip.Prefix](searchRate), votes: throttle.New[netip.Prefix](voteRate)}
}

// Routes adds the pages to mux.
func (s *Service) Routes(mux *http.ServeMux) {
	for _, route := range []struct {
		pattern string
		serve   func(http.ResponseWriter, *http.Request) error
	}{
		{"GET /faq", s.index},
		{"GET /faq/{programme}", s.programme},
		{"GET /faq/{programme}/{order}", s.entry},
		{"POST /faq/{programme}/{order}/useful", s.vote},
		{"GET /faq/{$}", withoutSlash},
		{"GET /faq/{programme}/{$}", withoutSlash},
		{"GET /faq/style.css", s.style},
		{"GET /faq/office.logo", s.logo},
		{"GET /sitemap.xml", s.sitemap},
		{"GET /robots.txt", s.robots},
	} {
		mux.Handle(route.pattern, s.guard(route.serve))
	}
}

// storeTime bounds what a page waits for the database.
const storeTime = 5 * time.Second

// guard bounds a request, refuses forms of other sites, and tells what went wrong on a page of ours.
func (s *Service) guard(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(problem.Writer(s.fail).Handler(func(http.ResponseWriter, *http.Request) error {
		return &problem.Error{Kind: problem.Forbidden, Words: "faqsite.fault.elsewhere"}
	}))
	return protect.Handler(problem.Writer(s.fail).Handler(func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), storeTime)
		defer cancel()
		return serve(w, r.WithContext(ctx))
	}))
}

// withoutSlash leads to the one address that a page has.
func withoutSlash(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, r.URL.Path[:len(r.URL.Path)-1], http.StatusMovedPermanently)
	return nil
}

// pace refuses who asks for too much.
func (s *Service) pace(of *throttle.Buckets[netip.Prefix], r *http.Request) error {
	if after := of.Take(peer.Network(s.Proxies.Client(r)), s.Now()); after > 0 {
		return &problem.Error{Kind: problem.RateLimited, After: after, Words: "faqsite.fault.too_many"}
	}
	return nil
}

//go:embed pages/*.html
var pageFiles embed.FS

var pages = template.Must(template.New("").Funcs(markup.Funcs(catalogue.JA)).Funcs(template.FuncMap{"safe": safeURL, "contact": contactURL, "kind": kindOf}).ParseFS(pageFiles, "pages/*.html"))

func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }
