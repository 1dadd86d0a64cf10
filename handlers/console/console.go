// Package console is the staff's desk: the pages under /desk on which an office works its queue
// with nothing but a browser.
//
// Every page is HTML made on the server and works without JavaScript; the one script only brings
// pages up to date by itself. What a person does on the desk becomes a [chat.Event] given to
// [chat.Sink.Act], the same road that a press of a button in Slack takes, so the desk decides
// nothing: it shows what is there, and says in words what came of an act.
//
// The desk trusts nobody by default. Each request passes, in this order, the security headers, the
// check that it comes from the desk's own pages, and the session; only the routes marked public in
// the table of [Service.routes] do without the last. Member text is only ever put into a page by
// html/template. Personal data stands in no address, and is masked until somebody asks to see it,
// which is written to the ticket's log.
//
//	s := console.New(console.Config{Facts: facts}, bot, stores)
//	s.Routes(mux)
//	link, err := console.PromptLink(ctx, store, "https://madoguchi.example.jp", now) // to sign in, once
package console

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A Config is what a desk is built from besides its stores.
type Config struct {
	Office   string         // the office's name, shown on every page
	Speaker  string         // who a reply is from in the member's eyes; "" is Office
	BaseURL  string         // "https://faq.example.jp", for invitations; "" is where the request came to
	Secure   bool           // the desk is reached by https: cookies say so
	Forms    []ticket.Form  // for the labels of tickets' fields and which are personal
	Teams    []string       // to whom a ticket can be handed
	Channels []ChannelState // for the page on the state of things

	// Facts gives Office, Forms and Teams as the office file says them now, and what staff should
	// know about the file; read as each is shown. Nil: those above, for good.
	Facts func() Facts

	Quota   func(context.Context) (Quota, error)   // of pushes; nil where none is bought
	Backlog func(context.Context) (Backlog, error) // nil leaves the figures out

	// Trouble says in words what keeps a channel that is on from being reached, or "". Nil: nothing.
	Trouble func(channel string) string

	// Content writes what a member sent along and returns its media type as its bytes show it. Nil:
	// attachments are named but cannot be opened.
	Content func(ctx context.Context, from chat.Address, f chat.File, w io.Writer) (mediaType string, err error)

	Refresh time.Duration // how often an open page looks for news; 0 = 4 s

	Now func() time.Time // nil = time.Now
	Log *slog.Logger     // nil = discard
}

// Facts are what of an office may change while the desk is open.
type Facts struct {
	Office string
	Forms  []ticket.Form
	Teams  []string
	// Programmes are those that FAQ documents may be brought for.
	Programmes []EditionProgramme
	Trouble    string // why the file as it is now is not in force; "" = it is
}

// A ChannelState says whether a channel is on, and what would turn it on.
type ChannelState struct {
	Name string // 「LINE」
	On   bool
	Note string // 「LINE_CHANNEL_SECRET を設定すると使えます」, or a remark on one that is on

	Trouble bool // it is on and cannot be reached: Note says why
}

// A Quota is what is left of the month's pushes. With a Limit of 0 the page leaves it out.
type Quota struct {
	Used, Limit int
	Until       time.Time // when it begins anew; zero = not known
}

// A Backlog is how much waits.
type Backlog struct {
	Events  int       // accepted and not decided
	Strays  int       // events given up, which a person should look at
	Pending int       // deliveries waiting or on their way
	Held    int       // deliveries that wait for something other than time
	Dead    int       // deliveries given up
	Oldest  time.Time // when the oldest pending delivery was decided; zero = none
}

// A Service serves the desk. Create one with New, mount it with Routes.
type Service struct {
	Config
	stores Stores
	sink   chat.Sink
}

// New builds a desk that gives staff acts to sink and shows what is in the stores.
func New(c Config, sink chat.Sink, stores Stores) *Service {
	if c.Refresh == 0 {
		c.Refresh = 4 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Facts == nil {
		now := Facts{Office: c.Office, Forms: c.Forms, Teams: c.Teams}
		c.Facts = func() Facts { return now }
	}
	return &Service{Config: c, stores: stores, sink: sink}
}

// Routes mounts the desk at /desk.
func (s *Service) Routes(mux *http.ServeMux) {
	h := s.protect(s.routes())
	mux.Handle("/desk", h)
	mux.Handle("/desk/", h)
}

// A route is one pattern with what serves it.
type route struct {
	pattern string
	serve   func(http.ResponseWriter, *http.Request) error
	public  bool // needs no session
}

// larger are the routes that take more than maxBody.
var larger = map[string]int64{"POST /desk/faq/import": maxUpload}

// routes are all there are. What is not here does not exist.
func (s *Service) routes() []route {
	return []route{
		{"GET /desk/login", s.showLogin, true},
		{"POST /desk/login", s.login, true},
		{"GET /desk/assets/{name}", s.asset, true},

		{"GET /desk", s.showQueue, false},
		{"GET /desk/{$}", s.showQueue, false},
		{"POST /desk/search", s.searchQueue, false},
		{"GET /desk/t/{number}", s.showTicket, false},
		{"POST /desk/t/{number}/look", s.look, false},
		{"POST /desk/t/{number}/file", s.openFile, false},
		{"POST /desk/t/{number}/draft", s.draft, false},
		{"POST /desk/t/{number}/preview", s.preview, false},
		{"POST /desk/t/{number}/act/{act}", s.act, false},
		{"GET /desk/faq", s.showCollections, false},
		{"POST /desk/faq", s.searchFAQ, false},
		{"GET /desk/faq/import", s.showImport, false},
		{"POST /desk/faq/import", s.takeImport, false},
		{"GET /desk/faq/import/{id}", s.showEdition, false},
		{"POST /desk/faq/import/{id}/publish", s.publishEdition, false},
		{"POST /desk/faq/import/{id}/drop", s.dropEdition, false},
		{"POST /desk/faq/inherit", s.inherit, false},
		{"GET /desk/faq/{collection}/{order}", s.showEntry, false},
		{"POST /desk/faq/{collection}/{order}/decide", s.decideEntry, false},
		{"POST /desk/faq/{collection}/{order}/term", s.confirmTerm, false},
		{"POST /desk/documents/{collection}/drafts", s.publishDrafts, false},
		{"GET /desk/documents/{collection}/{document}", s.showOriginal, false},
		{"GET /desk/documents/{collection}/{document}/back", s.showBack, false},
		{"POST /desk/documents/{collection}/{document}/back", s.takeBack, false},
		{"POST /desk/faq/{collection}/{order}/kind", s.confirmKind, false},
		{"GET /desk/deliveries", s.showDeliveries, false},
		{"POST /desk/deliveries/{id}/{act}", s.actOnDelivery, false},
		{"POST /desk/strays/{id}/revive", s.revive, false},
		{"GET /desk/status", s.showStatus, false},
		{"GET /desk/invite", s.showInvite, false},
		{"POST /desk/invite", s.invite, false},
		{"POST /desk/logout", s.logout, false},
	}
}

// tokenLength is the length of a token as text.
const tokenLength = 43

// token is 256 random bits as they go into a link or a cookie.
func token() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
