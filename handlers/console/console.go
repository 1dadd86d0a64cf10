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
	"sync"
	"time"

	"madoguchi/chat"
	"madoguchi/learn"
	"madoguchi/records"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A Config is what a desk is built from besides its stores.
type Config struct {
	Office   string         // the office's name, shown on every page
	Speaker  string         // who a reply is from in the member's eyes; "" is Office
	BaseURL  string         // "https://faq.example.jp", for all links: never where a request says that it came to; "" is this machine
	Secure   bool           // the desk is reached by https: cookies say so
	Forms    []ticket.Form  // for the labels of tickets' fields and which are personal
	Teams    []string       // to whom a ticket can be handed
	Channels []ChannelState // for the page on the state of things

	// Facts gives Office, Forms and Teams as the office file says them now, and what staff should
	// know about the file; read as each is shown. Nil: those above, for good.
	Facts func() Facts

	Quota func(context.Context) (Quota, error) // of pushes; nil where none is bought

	// Prospect says before a reply is sent what would become of it; false where there is nothing to say.
	// Nil: never.
	Prospect func(ctx context.Context, to chat.Address) (chat.Prospect, bool)

	Backlog func(context.Context) (Backlog, error) // nil leaves the figures out

	// Keep is for how long tickets are kept, as the office file says now. Nil leaves the page on it out.
	Keep func() records.Rule

	// Threshold is the one for answering at once, with what it is measured by. Nil leaves it out.
	Threshold func() learn.Threshold

	// Trouble says in words what keeps a channel that is on from being reached, or "". Nil: nothing.
	Trouble func(channel string) string

	// Content writes what a member sent along and returns its media type as its bytes show it. Nil:
	// attachments are named but cannot be opened.
	Content func(ctx context.Context, from chat.Address, f chat.File, w io.Writer) (mediaType string, err error)

	Shares  Shares      // of files for members; nil: none are sent
	Sharing func() bool // whether they are wanted now; nil = always

	Ways    []Way   // at other companies
	Members Members // of the Slack channel, for Sign in with Slack; nil turns that off
	// Mail sends a colleague a mail. Nil: no links to sign in are mailed.
	Mail func(ctx context.Context, to, subject, text string) error

	// Unmailed: nobody of the office can be mailed what becomes of their tickets.
	Unmailed bool

	// TokenOf makes a token for an application of the API, one of each seed: what it is told, the hash that is kept, and
	// its end.
	TokenOf func(seed string) (token string, hash []byte, hint string)

	// Open is of the practice mode: whoever comes enters by a name, for nothing there is anybody's.
	Open bool
	// Practice is the command that starts the practice mode, and PracticeURL where it is then; "" = nobody is told of it.
	Practice, PracticeURL string

	Model *Model // the language model; nil: none is asked

	PlainHooks bool // webhooks may go without TLS, within networks of one's own

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
	Shown      func(name string) string // what members see of a colleague's name; nil = nothing
	Trouble    string                   // why the file as it is now is not in force; "" = it is
	Routes     []ticket.Rule            // in which people stand by name
	Newcomer   staff.Role               // of who comes without an administrator having said what they are; "" = a clerk
	Undecided  bool                     // the office has not said for how long tickets are kept
	Wareki     bool                     // years are written 令和8年
	AdminIdle  time.Duration            // after how long without use an administrator is signed out; 0 = 12 h
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
	RunsOut     time.Time // when it will be used up if the month goes on so; zero = not before it begins anew
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
	stores  Stores
	sink    chat.Sink
	mailing sync.WaitGroup // links on their way
}

// New builds a desk that gives staff acts to sink and shows what is in the stores.
func New(c Config, sink chat.Sink, stores Stores) *Service {
	if c.Refresh == 0 {
		c.Refresh = 4 * time.Second
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://localhost"
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

// A route is one pattern with what serves it, and the right that it needs.
type route struct {
	pattern string
	serve   func(http.ResponseWriter, *http.Request) error
	right   staff.Right // staff.Anybody needs no session
}

// larger are the routes that take more than maxBody.
var larger = map[string]int64{"POST /desk/faq/import": maxUpload, "POST /desk/t/{number}/send": maxSend}

// routes are all there are. What is not here does not exist.
func (s *Service) routes() []route {
	return []route{
		{"GET /desk/login", s.showLogin, staff.Anybody},
		{"POST /desk/login", s.login, staff.Anybody},
		{"GET /desk/login/with/{way}", s.beginSignIn, staff.Anybody},
		{"GET /desk/login/back/{way}", s.finishSignIn, staff.Anybody},
		{"POST /desk/login/mail", s.mailLogin, staff.Anybody},
		{"GET /desk/assets/{name}", s.asset, staff.Anybody},
		{"GET /desk/shown/{token}", s.showShown, staff.Anybody}, // a draft, or what a document changes, by a link of seven days
		{"GET /desk/shown/{token}/docx", s.shownDocx, staff.Anybody},

		{"GET /desk", s.showQueue, staff.Enter}, // who sees no tickets is sent to the figures
		{"GET /desk/{$}", s.showQueue, staff.Enter},
		{"POST /desk/search", s.searchQueue, staff.Work},
		{"GET /desk/new", s.showTake, staff.Work},
		{"POST /desk/new", s.take, staff.Work},
		{"POST /desk/bulk", s.bulk, staff.Work}, // and what the act needs
		{"GET /desk/replies/new", s.showReplies, staff.Send},
		{"POST /desk/replies/new", s.writeReplies, staff.Send},
		{"POST /desk/replies/preview", s.previewReplies, staff.Send},
		{"POST /desk/replies", s.sendReplies, staff.Send},
		{"GET /desk/replies/{id}", s.showBulk, staff.Send},
		{"POST /desk/replies/{id}/undo", s.undoBulk, staff.Send},
		{"POST /desk/views", s.saveView, staff.Work},
		{"POST /desk/views/{id}/drop", s.dropView, staff.Work},
		{"GET /desk/canned", s.showCanned, staff.Edit},
		{"POST /desk/canned", s.saveCanned, staff.Edit},
		{"POST /desk/canned/{id}/drop", s.dropCanned, staff.Edit},
		{"GET /desk/t/{number}", s.showTicket, staff.Work},
		{"POST /desk/t/{number}/look", s.look, staff.Personal},
		{"GET /desk/t/{number}/record", s.showRecord, staff.Work},
		{"POST /desk/t/{number}/record", s.openRecord, staff.Personal},
		{"POST /desk/t/{number}/file", s.openFile, staff.Personal},
		{"POST /desk/t/{number}/draft", s.draft, staff.Send},
		{"POST /desk/t/{number}/preview", s.preview, staff.Send},
		{"POST /desk/t/{number}/send", s.send, staff.Send},
		{"POST /desk/t/{number}/act/{act}", s.act, staff.Work},              // and what the act needs
		{"POST /desk/t/{number}/subject/{act}", s.actOnSubject, staff.Work}, // and what the act needs
		{"GET /desk/faq", s.showCollections, staff.Enter},
		{"POST /desk/faq", s.searchFAQ, staff.Enter},
		{"GET /desk/faq/import", s.showImport, staff.Edit},
		{"POST /desk/faq/import", s.takeImport, staff.Edit},
		{"GET /desk/faq/import/{id}", s.showEdition, staff.Edit},
		{"GET /desk/faq/import/{id}/contrast", s.showEditionContrast, staff.Edit},
		{"GET /desk/faq/import/{id}/contrast/docx", s.editionContrastDocx, staff.Edit},
		{"POST /desk/faq/import/{id}/contrast/link", s.linkEditionContrast, staff.Edit},
		{"POST /desk/faq/import/{id}/publish", s.publishEdition, staff.Approve},
		{"POST /desk/faq/import/{id}/review", s.reviewEdition, staff.Edit}, // what more an act needs is asked there
		{"POST /desk/faq/import/{id}/drop", s.dropEdition, staff.Edit},
		{"POST /desk/faq/inherit", s.inherit, staff.Edit}, // drafts alone come of it
		{"GET /desk/faq/{collection}/{order}", s.showEntry, staff.Enter},
		{"POST /desk/faq/{collection}/{order}/decide", s.decideEntry, staff.Approve},
		{"POST /desk/faq/{collection}/{order}/term", s.confirmTerm, staff.Edit},
		{"POST /desk/documents/{collection}/drafts", s.publishDrafts, staff.Approve},
		{"GET /desk/documents/{collection}/{document}", s.showOriginal, staff.Enter},
		{"GET /desk/documents/{collection}/{document}/back", s.showBack, staff.Approve},
		{"POST /desk/documents/{collection}/{document}/back", s.takeBack, staff.Approve},
		{"POST /desk/faq/{collection}/{order}/kind", s.confirmKind, staff.Edit},
		{"POST /desk/faq/{collection}/{order}/send", s.sendEntry, staff.Send},
		{"GET /desk/edit/new", s.showNew, staff.Edit},
		{"POST /desk/edit/new", s.saveNew, staff.Edit},
		{"GET /desk/edit/{collection}/{order}", s.showEdit, staff.Edit},
		{"POST /desk/edit/{collection}/{order}", s.saveEdit, staff.Edit},
		{"POST /desk/edit/{collection}/{order}/publish", s.publishEdit, staff.Approve},
		{"POST /desk/edit/{collection}/{order}/drop", s.dropEdit, staff.Edit},
		{"POST /desk/edit/{collection}/{order}/review", s.reviewEdit, staff.Edit}, // and Approve, for all but asking
		{"POST /desk/edit/{collection}/{order}/state", s.setState, staff.Approve},
		{"POST /desk/edit/{collection}/{order}/move", s.moveEntry, staff.Approve},
		{"GET /desk/correct/{collection}/{order}", s.showCorrect, staff.Edit},
		{"POST /desk/correct/{collection}/{order}", s.takeCorrect, staff.Edit},
		{"GET /desk/corrections", s.showNotices, staff.Edit},
		{"GET /desk/corrections/{id}", s.showNotice, staff.Edit},
		{"GET /desk/corrections/{id}/edit", s.showReword, staff.Edit},
		{"POST /desk/corrections/{id}/edit", s.reword, staff.Edit},
		{"POST /desk/corrections/{id}/look", s.lookNotice, staff.Personal},
		{"POST /desk/corrections/{id}/act/{act}", s.actOnNotice, staff.Edit}, // and Approve, for what goes out
		{"GET /desk/export/{collection}/{format}", s.exportFAQ, staff.Export},
		{"GET /desk/contrast", s.showContrastLinks, staff.Edit},
		{"POST /desk/contrast", s.dropAnyContrast, staff.Edit},
		{"GET /desk/contrast/{collection}/{order}", s.showContrast, staff.Edit},
		{"GET /desk/contrast/{collection}/{order}/docx", s.contrastDocx, staff.Edit},
		{"POST /desk/contrast/{collection}/{order}/link", s.linkContrast, staff.Edit},
		{"GET /desk/history/{collection}/{order}", s.showHistory, staff.Enter},
		{"POST /desk/history/{collection}/{order}/{version}", s.restoreVersion, staff.Approve},
		{"GET /desk/deliveries", s.showDeliveries, staff.Everyone},
		{"POST /desk/deliveries/{id}/{act}", s.actOnDelivery, staff.Everyone}, // and what the act needs
		{"POST /desk/strays/{id}/revive", s.revive, staff.Everyone},
		{"GET /desk/switches", s.showSwitches, staff.Everyone},
		{"POST /desk/switches/{kind}", s.turnOn, staff.Everyone},
		{"POST /desk/switches/{id}/off", s.turnOff, staff.Everyone},
		{"GET /desk/t/{number}/astray/{delivery}", s.askAstray, staff.Send},
		{"GET /desk/incidents", s.showIncidents, staff.Everyone},
		{"POST /desk/incidents", s.saveIncident, staff.Everyone},
		{"GET /desk/incidents/new", s.newIncident, staff.Everyone},
		{"GET /desk/incidents/{id}", s.showIncident, staff.Everyone},
		{"POST /desk/incidents/{id}", s.saveIncident, staff.Everyone},
		{"POST /desk/incidents/{id}/apology", s.saveApology, staff.Everyone},
		{"POST /desk/incidents/{id}/approve", s.approveApology, staff.Everyone}, // and Send
		{"POST /desk/incidents/{id}/step/{step}", s.markStep, staff.Everyone},
		{"GET /desk/incidents/{id}/report", s.showIncidentReport, staff.Everyone}, // and Personal: it has the words that went astray
		{"GET /desk/status", s.showStatus, staff.Enter},
		{"POST /desk/logout", s.logout, staff.Enter},

		{"GET /desk/staff", s.showPeople, staff.Settings},
		{"POST /desk/staff", s.addPerson, staff.Settings},
		{"POST /desk/staff/join", s.joinPerson, staff.Settings},
		{"GET /desk/staff/{id}", s.showPerson, staff.Settings},
		{"POST /desk/staff/{id}", s.changePerson, staff.Settings},
		{"POST /desk/staff/{id}/link", s.linkPerson, staff.Settings},
		{"POST /desk/staff/{id}/sessions", s.endTheirSessions, staff.Settings},
		{"GET /desk/staff/{id}/leave", s.showLeave, staff.Settings},
		{"POST /desk/staff/{id}/leave", s.leave, staff.Settings},
		{"POST /desk/staff/{id}/erase", s.erasePerson, staff.Settings}, // and Erase
		{"GET /desk/applications", s.showApplications, staff.Settings},
		{"POST /desk/applications", s.addApplication, staff.Settings},
		{"POST /desk/applications/{id}/revoke", s.revokeApplication, staff.Settings},
		{"GET /desk/hooks", s.showHooks, staff.Settings},
		{"POST /desk/hooks", s.addHook, staff.Settings},
		{"POST /desk/hooks/{id}/{act}", s.actOnHook, staff.Settings},
		{"GET /desk/model", s.showModel, staff.Settings},
		{"GET /desk/office", s.showOffice, staff.Settings},
		{"GET /desk/office/{part}", s.showPart, staff.Settings},
		{"POST /desk/office/{part}", s.takePart, staff.Settings},
		{"POST /desk/office/{part}/edit", s.editPart, staff.Settings},
		{"POST /desk/office/{part}/save", s.savePart, staff.Settings},
		{"POST /desk/office/{part}/file", s.giveBack, staff.Settings},
		{"POST /desk/office/{part}/undo/{version}", s.undoPart, staff.Settings},
		{"GET /desk/roles", s.showRoles, staff.Enter},
		{"GET /desk/invite", s.showInvite, staff.Settings},
		{"POST /desk/invite", s.invite, staff.Settings},
		{"GET /desk/audit", s.showAudit, staff.Settings},
		{"POST /desk/audit", s.searchAudit, staff.Settings},
		{"POST /desk/audit/csv", s.exportAudit, staff.Settings}, // and Export
		{"GET /desk/faq/checks", s.showChecks, staff.Enter},
		{"POST /desk/faq/checks", s.tickFinding, staff.Edit},
		{"GET /desk/faq/unanswered", s.showUnanswered, staff.Enter},
		{"GET /desk/faq/unanswered/{id}", s.showQuestion, staff.Enter},
		{"GET /desk/faq/unanswered/{id}/new", s.showNewEntry, staff.Approve},
		{"POST /desk/faq/unanswered/{id}/new", s.teachEntry, staff.Approve},
		{"POST /desk/faq/unanswered/{id}/alias", s.teachAlias, staff.Approve},
		{"POST /desk/faq/unanswered/{id}/off", s.setOff, staff.Approve},
		{"POST /desk/faq/unanswered/{id}/decline", s.decline, staff.Approve},
		{"POST /desk/faq/unanswered/{id}/send", s.sendAnswer, staff.Send},

		{"GET /desk/records", s.showRecords, staff.Everyone},
		{"POST /desk/records/dispose", s.approveDisposal, staff.Erase},
		{"POST /desk/records/hold", s.hold, staff.Erase},
		{"POST /desk/records/lift/{id}", s.liftHold, staff.Erase},
		{"GET /desk/reports", s.showReports, staff.Enter},
		{"POST /desk/reports/file", s.exportReport, staff.Export},
		{"GET /desk/reports/year/{year}", s.showYear, staff.Enter},
		{"POST /desk/reports/year/{year}", s.saveYear, staff.Export},

		{"GET /desk/me", s.showMe, staff.Enter},
		{"POST /desk/me/away", s.goAway, staff.Work},
		{"POST /desk/me/news", s.setMyNews, staff.Enter},
		{"POST /desk/me/sessions", s.endMySessions, staff.Enter},
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
