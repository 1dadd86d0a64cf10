// Package slack is the office's counter in Slack: one channel in which every ticket is a card, and
// the card's thread is where the ticket is worked on.
//
// Three things come in. Slack's events (somebody wrote in a thread), its interactions (somebody
// pressed a button or submitted a modal) and its slash command; over HTTP each is signed, over
// Socket Mode each comes in an envelope, and both end in the same handlers, which turn them into
// [chat.Event] values for a [chat.Sink]. What anybody writes in a thread stays inside the office:
// only the reply modal, with the text shown once more before it goes, and the button below an answer
// of the FAQ reach a member, and the assignee's talk while the ticket is in direct relay, which the
// card says. Files go the same way: by the reply modal, or by the shortcut that opens it for a message,
// to an address that the member can open; what is merely attached in a thread stays there. Files that
// members send are shown in the thread once the office has them.
//
// A ticket's thread is named by two things everywhere: the channel's address, which is
// chat.Address{Channel: "slack", ID: "C0123"}, and the ts of the card in it ("1700000000.000100"),
// which is [chat.Event].Thread, [chat.Delivery].Thread and, for a card just posted,
// [chat.Receipt].Thread.
//
// One thing goes out: [Service.Send] performs a [chat.Delivery] as a card, a line in its thread, an
// edit of either, or a word for one person alone. Slack gives a post no idempotency key, so every
// post carries the delivery's key in its metadata, and a post whose fate is unknown is looked for
// by that key before it is made again.
//
// A member's words are put only into rich_text and plain_text elements, in which Slack parses
// nothing: no mention, no link, no formatting can be smuggled into the office.
//
//	s, err := slack.New(slack.Config{SigningSecret: secret, BotToken: token, Channel: "C0123"}, bot, store)
//	mux.Handle("/webhook/slack/", s)      // in, unless over Socket Mode
//	receipt, err := s.Send(ctx, delivery) // out, by the outbox
//	err = s.Run(ctx)                      // learns who the staff are, keeps the socket open
package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A Config is what a Service needs to know. SigningSecret or AppToken, BotToken and Channel must be
// set; everything else has a default.
type Config struct {
	SigningSecret string // verifies what comes over HTTP; without it every such request is refused
	BotToken      string // xoxb-…
	AppToken      string // xapp-…: turns Socket Mode on
	Channel       string // the office's channel, C…; its members are the staff
	Group         string // a user group, S…, whose members are the staff instead; "" = the channel's members
	APIURL        string // "https://slack.com/api/" when empty

	HTTPClient  *http.Client                    // its Timeout bounds every call; ten seconds when nil
	Now         func() time.Time                // time.Now when nil
	Log         *slog.Logger                    // slog.Default when nil
	PerSecond   float64                         // posts a second and channel; Slack's own limit, 1, when 0
	Finder      Finder                          // answers staff from the FAQ; nil turns that off
	Teams       func() []string                 // what a ticket can be routed to now, offered as a list; nil = it is typed
	Label       func(form, field string) string // names a form's field to people; the ID itself when nil
	Form        func(id string) *ticket.Form    // the form with the ID, to show its answers in its order and words; may be nil
	Contents    Contents                        // what members sent along, to be shown in the thread; nil: it is named only
	Shares      Shares                          // lets staff send files to members; nil turns that off
	Sharing     func() bool                     // whether it is wanted now; nil = always
	Accounts    Accounts                        // who the members of the channel are to the office; nil: all may do everything
	Teacher     Teacher                         // makes entries of the FAQ of tickets; nil turns that off
	Editor      Editor                          // changes entries of the FAQ; nil turns that off
	Canned      Canned                          // replies to begin with; nil: there are none
	Absences    Absences                        // lets staff say that they are away; nil turns that off
	Switches    Switches                        // what staff turn on for a while; nil turns that off
	NumbersOnly func() bool                     // whether a ticket's number, kind and state are all that is shown now; nil = never
	DeskURL     string                          // where browsers reach the desk, without a slash at the end
	Notes       func(context.Context) []string  // lines above the home tab's lists, such as the month's quota; may be nil
}

// Canned gives the canned replies for a ticket, with what their variables stand for where somebody writes them.
type Canned func(ctx context.Context, t ticket.Ticket, who chat.Person) ([]ticket.Canned, error)

// Contents hold what members sent along.
type Contents interface {
	// File is a file that a contact sent, by the platform's id, or chat.ErrNotFound.
	File(ctx context.Context, from chat.Address, id string) (mediaType string, content []byte, err error)
}

// Shares keep what staff send to members.
type Shares interface {
	// Share keeps a file for a contact and gives it back with the address at which it can be fetched.
	Share(ctx context.Context, to chat.Address, f chat.File, content []byte) (chat.File, error)
	// Unshare forgets files that were kept for a reply which was not sent.
	Unshare(ctx context.Context, files []chat.File) error
}

// Accounts know the members of the channel as people of the office, the same as at the desk.
type Accounts interface {
	// SlackAccount is the account of a user, which is made where there is none. Without a name it is
	// only looked for.
	SlackAccount(ctx context.Context, user, name string) (staff.Account, bool, error)
}

// Absences keep who of the staff is away.
type Absences interface {
	// Away lists who is away at a moment.
	Away(ctx context.Context, at time.Time) ([]ticket.Absence, error)
	// SetAway notes that somebody is away until a moment, or, with a zero one, that they are back.
	SetAway(ctx context.Context, who chat.Person, until time.Time) error
}

// A Desk is where the handler reads what it shows to staff. It never writes through it.
type Desk interface {
	// Ticket is the ticket with the number; chat.ErrNotFound where there is none.
	Ticket(ctx context.Context, number string) (ticket.Ticket, error)
	// TicketByThread names the ticket whose card is the message with the ts thread in channel, an
	// address as a string: "slack::C0123".
	TicketByThread(ctx context.Context, channel, thread string) (number string, ok bool, err error)
	// Tickets lists tickets, newest first.
	Tickets(ctx context.Context, f ticket.Filter) ([]ticket.Ticket, error)
	// Log is what happened to a ticket, oldest first.
	Log(ctx context.Context, number string) ([]ticket.Entry, error)
}

// A Finder looks a question of staff up in the FAQ and gives at most n answers, best first.
type Finder interface {
	Find(ctx context.Context, query string, n int) ([]chat.Message, error)
}

// A Service is the office's Slack app: it serves the app's webhooks, keeps its socket, and is the
// chat.Channel by which deliveries reach Slack. Its methods may be called from many goroutines.
type Service struct {
	cfg    Config
	sink   chat.Sink
	desk   Desk
	api    *slack.Client
	log    *slog.Logger
	now    func() time.Time
	staff  *roster
	pace   *pacer
	lines  *lineCache
	mux    *http.ServeMux
	tasks  sync.WaitGroup
	homes  sync.Map      // by user, the lock under which their home tab is drawn
	slots  chan struct{} // bounds the work done after acknowledgements
	seen   *recent       // direct messages already answered
	health health

	life context.Context    // ends when what is under way has to end
	end  context.CancelFunc // ends it
}

// Limits of time. An acknowledgement is due within three seconds of Slack's clock, so whatever is
// done before one is cut well short of that.
const (
	beforeAck  = 2 * time.Second
	afterAck   = 20 * time.Second
	maxTasks   = 64
	callsLimit = 10 * time.Second
	graceTime  = 3 * time.Second // for what is under way when Run ends
)

// New makes the Service that cfg describes, or says what is missing. It calls nobody.
func New(cfg Config, sink chat.Sink, desk Desk) (*Service, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("set up slack: %w", err)
	}
	if !strings.HasSuffix(cfg.APIURL, "/") {
		cfg.APIURL += "/"
	}
	s := &Service{
		cfg:   cfg,
		sink:  sink,
		desk:  desk,
		log:   cfg.Log,
		now:   cfg.Now,
		pace:  newPacer(cfg.PerSecond, cfg.Now),
		lines: newLineCache(),
		slots: make(chan struct{}, maxTasks),
		seen:  newRecent(1000),
	}
	s.api = slack.New(cfg.BotToken,
		slack.OptionAPIURL(cfg.APIURL),
		slack.OptionAppLevelToken(cfg.AppToken),
		slack.OptionHTTPClient(cfg.HTTPClient))
	s.staff = newRoster(s.api, cfg.Channel, cfg.Group, cfg.Now)
	s.mux = s.routes()
	s.life, s.end = context.WithCancel(context.Background())
	return s, nil
}

// check fills the defaults in and names the first thing missing.
func (c *Config) check() error {
	switch {
	case c.BotToken == "":
		return errors.New("no bot token")
	case c.Channel == "":
		return errors.New("no channel for the office")
	case c.SigningSecret == "" && c.AppToken == "":
		return errors.New("neither a signing secret nor an app token: nothing could come in")
	}
	c.APIURL = cmp.Or(c.APIURL, slack.APIURL)
	c.PerSecond = cmp.Or(c.PerSecond, 1)
	if c.HTTPClient == nil {
		c.HTTPClient = &http.Client{Timeout: callsLimit, CheckRedirect: noRedirect}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Teams == nil {
		c.Teams = func() []string { return nil }
	}
	if c.Label == nil {
		c.Label = func(_, field string) string { return field }
	}
	return nil
}

// noRedirect keeps the token and a member's words on the host they were meant for.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Name is chat.Slack.
func (s *Service) Name() string { return chat.Slack }

// Capabilities implements [chat.Channel].
func (s *Service) Capabilities() chat.Capabilities {
	return chat.Capabilities{Thread: true, Rooms: true}
}

// Run learns who the staff are, keeps the socket open where Socket Mode is on, and returns when ctx
// ends and everything begun after an acknowledgement is finished.
func (s *Service) Run(ctx context.Context) error {
	s.later(ctx, "learn who the staff are", s.staff.warm)
	var err error
	if s.cfg.AppToken != "" {
		err = s.runSocket(ctx)
	}
	if err == nil {
		<-ctx.Done()
	}
	grace := time.AfterFunc(graceTime, s.end)
	defer grace.Stop()
	s.tasks.Wait()
	return err
}

// later does work after an acknowledgement: with a deadline of its own, never blocking the caller.
// Where too much is under way already it is dropped with a log line: what is done here is showing
// and telling, never deciding alone; later then reports false.
func (s *Service) later(ctx context.Context, what string, work func(context.Context) error) bool {
	select {
	case s.slots <- struct{}{}:
	default:
		s.log.Warn("slack: too much under way", "dropped", what)
		return false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterAck)
	stop := context.AfterFunc(s.life, cancel)
	s.tasks.Go(func() {
		defer func() { <-s.slots }()
		defer cancel()
		defer stop()
		if err := work(ctx); err != nil {
			s.log.Warn("slack: after the acknowledgement", "what", what, "err", err)
		}
	})
	return true
}

// afresh is time of its own for what is still to be told once the time for doing is used up.
func (s *Service) afresh(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callsLimit)
	stop := context.AfterFunc(s.life, cancel)
	return ctx, func() { stop(); cancel() }
}

// ServeHTTP serves the subtree /webhook/slack/.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// A health remembers why Slack cannot be reached at all, for as long as it cannot.
type health struct {
	mu  sync.Mutex
	err error
}

func (h *health) set(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.err = err
}

// Health is nil, or what an administrator has to mend: a revoked token, an app taken out of the
// workspace, a missing scope. Tickets keep queuing meanwhile.
func (s *Service) Health() error {
	s.health.mu.Lock()
	defer s.health.mu.Unlock()
	return s.health.err
}
