// Package api lets other systems work at the counter: /api/v1, described by openapi.yaml, which was written
// before the code and which the tests hold every request and answer to.
//
// A request carries the token of an application ([staff.Application]). Each address names the scope that it
// needs in one table ([Service.routes]). What an application does to a ticket becomes a [chat.Event] given to
// [chat.Sink.Act], the same road that a button at the desk takes, so the API decides nothing; what it changes
// in the FAQ goes through an editor that keeps the desk's rules. All of it stands in the audit trail in the
// application's name.
//
// Texts are masked as at the desk, and whole only where the application may see personal data, which each time
// is written into the ticket's log. Lists are masked for everybody.
//
// A write that names an Idempotency-Key happens once, however often it is sent: the ID of its event is kept with the
// key, the store takes an event once, and the answer is kept for a day.
//
//	a := api.New(api.Config{Facts: facts}, counter, stores)
//	a.Routes(mux)
//	token, hash, hint := api.NewToken() // the application is told the token, the store the hash
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/peer"
	"madoguchi/handlers/problem"
	"madoguchi/handlers/throttle"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A Config is what the API is built from besides its stores.
type Config struct {
	BaseURL string       // how browsers reach the desk, for links
	Facts   func() Facts // of the office, as its file says them now
	Proxies peer.Proxies // by which requests come
	Rate    throttle.Rate
	Unknown throttle.Rate // of requests of a network without a good token
	Now     func() time.Time
	Log     *slog.Logger
}

// What an application may ask for unless the Config says otherwise: a synchronisation of a thousand tickets a
// page at a time is let through at once, and a loop that has run wild costs no more than one member's typing.
// Who has no good token may try sixty times, then once a second: 256 random bits are not guessed so.
var (
	usualRate   = throttle.Rate{Every: 50 * time.Millisecond, Burst: 200}
	unknownRate = throttle.Rate{Every: time.Second, Burst: 60}
)

// Facts are what of an office may change while the program runs.
type Facts struct {
	Forms      []ticket.Form
	Teams      []string
	Programmes []Programme
	Wareki     bool // years are written by era
}

// A Programme is one that FAQ entries may be written for.
type Programme struct{ ID, Name string }

// Stores are where the API reads from. What is not there is chat.ErrNotFound.
type Stores struct {
	Applications Applications
	Requests     Requests
	Tickets      Tickets
	Contacts     Contacts
	People       People
	Ledger       Ledger
	Trail        Trail
	FAQ          FAQ
	Editor       Editor
	Reports      Reports
}

// Applications find whose a token is.
type Applications interface {
	ApplicationByToken(ctx context.Context, hash []byte, now time.Time) (staff.Application, bool, error)
}

// Tickets are the office's work.
type Tickets interface {
	Ticket(ctx context.Context, number string) (ticket.Ticket, error)
	Tickets(ctx context.Context, f ticket.Filter) ([]ticket.Ticket, error)
	Search(ctx context.Context, f ticket.Filter, text string) ([]ticket.Found, error)
	Log(ctx context.Context, number string) ([]ticket.Entry, error)
	LastLines(ctx context.Context, a chat.Address, limit int) ([]chat.Line, error)
	// FiledTicket is the number of the ticket that an event opened.
	FiledTicket(ctx context.Context, event string) (string, error)
}

// Contacts are members, each on one channel.
type Contacts interface {
	ListContacts(ctx context.Context, id, before int64, channels []string, limit int) ([]chat.Contact, error)
}

// People are who can be given a ticket.
type People interface {
	Account(ctx context.Context, id int64) (staff.Account, error)
	AccountByName(ctx context.Context, name string, now time.Time) (staff.Account, bool, error)
}

// A Ledger knows what became of every delivery.
type Ledger interface {
	Deliveries(ctx context.Context, f chat.LedgerFilter) ([]chat.LedgerRow, error)
}

// A Trail keeps who did what.
type Trail interface {
	Audit(ctx context.Context, records ...audit.Record) error
}

// FAQ is the index in service: a [faq.Library].
type FAQ interface {
	Current() faq.Index
}

// An Editor changes the FAQ's entries by the desk's rules: a knowledge.Editor.
type Editor interface {
	Begin(ctx context.Context, ref string) (edition.Draft, error)
	// Save saves a draft. by.Request names the act: done again, it gives what it has saved.
	Save(ctx context.Context, d edition.Draft, by audit.Record) (edition.Draft, error)
	Ask(ctx context.Context, ref string, version int, r edition.Review, by audit.Record) (edition.Draft, error)
	PublishDraft(ctx context.Context, ref string, version int, by audit.Record) (edition.Edited, error)
}

// A Service serves the API. Create one with New, mount it with Routes.
type Service struct {
	Config
	stores  Stores
	sink    chat.Sink
	asking  *throttle.Buckets[int64]
	unknown *throttle.Buckets[netip.Prefix]
}

// New builds an API that gives acts to sink, which knows what an application may do, and shows what is in the
// stores.
func New(c Config, sink chat.Sink, stores Stores) *Service {
	if c.Rate == (throttle.Rate{}) {
		c.Rate = usualRate
	}
	if c.Unknown == (throttle.Rate{}) {
		c.Unknown = unknownRate
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Config: c, stores: stores, sink: sink, asking: throttle.New[int64](c.Rate), unknown: throttle.New[netip.Prefix](c.Unknown)}
}

// A route is one address with what serves it, and the scope that it needs.
type route struct {
	pattern string
	serve   func(http.ResponseWriter, *http.Request) error
	scope   staff.Scope // "" needs a token, and no scope
}

// routes are all there are besides the description itself.
func (s *Service) routes() []route {
	return []route{
		{"GET /api/v1/me", s.showMe, ""},

		{"GET /api/v1/tickets", s.listTickets, staff.ReadTickets},
		{"POST /api/v1/tickets", s.once(s.file), staff.WriteTickets},
		{"GET /api/v1/tickets/{number}", s.showTicket, staff.ReadTickets},
		{"GET /api/v1/tickets/{number}/messages", s.showMessages, staff.ReadTickets},
		{"GET /api/v1/tickets/{number}/log", s.showLog, staff.ReadTickets},
		{"POST /api/v1/tickets/{number}/replies", s.once(s.reply), staff.SendMessages},
		{"POST /api/v1/tickets/{number}/notes", s.once(s.note), staff.WriteTickets},
		{"POST /api/v1/tickets/{number}/drafts", s.once(s.propose), staff.WriteDrafts},
		{"POST /api/v1/tickets/{number}/assign", s.once(s.assign), staff.WriteTickets},
		{"POST /api/v1/tickets/{number}/status", s.once(s.move), staff.WriteTickets},

		{"GET /api/v1/contacts", s.listContacts, staff.ReadContacts},
		{"GET /api/v1/contacts/{id}", s.showContact, staff.ReadContacts},

		{"GET /api/v1/faq/programmes", s.listProgrammes, staff.ReadFAQ},
		{"GET /api/v1/faq/entries", s.listEntries, staff.ReadFAQ},
		{"POST /api/v1/faq/entries", s.once(s.newEntry), staff.WriteFAQ},
		{"GET /api/v1/faq/entries/{programme}/{order}", s.showEntry, staff.ReadFAQ},
		{"GET /api/v1/faq/entries/{programme}/{order}/draft", s.showDraft, staff.WriteFAQ},
		{"PUT /api/v1/faq/entries/{programme}/{order}/draft", s.once(s.saveDraft), staff.WriteFAQ},
		{"POST /api/v1/faq/entries/{programme}/{order}/publish", s.once(s.publish), staff.PublishFAQ},
		{"GET /api/v1/faq/search", s.search, staff.ReadFAQ},
		{"POST /api/v1/faq/ask", s.ask, staff.ReadFAQ},
		{"GET /api/v1/faq/export/{programme}", s.exportFAQ, staff.TakeOut},

		{"GET /api/v1/deliveries", s.listDeliveries, staff.ReadDeliveries},
		{"GET /api/v1/reports", s.showReport, staff.ReadReports},
	}
}

// Routes mounts the API at /api/v1.
func (s *Service) Routes(mux *http.ServeMux) {
	write := problem.Details(s.Log)
	inner := http.NewServeMux()
	for _, rt := range s.routes() {
		inner.Handle(rt.pattern, write.Handler(s.guarded(rt)))
	}
	inner.Handle("GET /api/v1/openapi.json", write.Handler(s.describe))
	mux.Handle("/api/v1/", guard(problem.Mux(inner, write)))
}

// maxBody is the largest body taken: a reply of 25,000 characters with every one of them escaped.
const maxBody = 256 << 10

// answerTime bounds every request.
const answerTime = 15 * time.Second

// guard bounds what a request may take and sets what every answer says of itself.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "private, no-cache") // kept, but asked for anew: see the ETag
		ctx, cancel := context.WithTimeout(r.Context(), answerTime)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}
