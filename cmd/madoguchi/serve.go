package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/handlers"
	"madoguchi/handlers/api"
	"madoguchi/handlers/console"
	"madoguchi/handlers/email"
	"madoguchi/handlers/faqsite"
	"madoguchi/handlers/files"
	"madoguchi/handlers/line"
	"madoguchi/handlers/logo"
	"madoguchi/handlers/rehearsal"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/web"
	"madoguchi/learn"
	"madoguchi/llm"
	"madoguchi/office"
	"madoguchi/postgres"
	"madoguchi/ticket"
)

func newLog(env environment) *slog.Logger {
	level := slog.LevelInfo
	if env.Getenv("MADOGUCHI_DEBUG") != "" {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewJSONHandler(env.Stderr, &slog.HandlerOptions{Level: level}))
}

// runServe runs the whole program until ctx ends: it builds each part once, in order, and hands it
// what it needs.
func runServe(ctx context.Context, args []string, env environment) error {
	if len(args) > 0 {
		return usageError{"serve takes no arguments; all configuration is in the environment (see README.md)"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s (set MADOGUCHI_ADDR to another address if it is taken): %w", c.Addr, err)
	}
	defer listener.Close()
	return serveOffice(ctx, c, env, listener, false)
}

// serveOffice serves an office at a listener until ctx ends, the real one or, rehearsing, the one to practise on.
func serveOffice(ctx context.Context, c config, env environment, listener net.Listener, rehearsing bool) error {
	open := openOffice
	if rehearsing {
		open = practiceOffice
	}
	off, err := open(c)
	if err != nil {
		return err
	}
	reread := make(chan os.Signal, 1)
	signal.Notify(reread, syscall.SIGHUP)
	defer signal.Stop(reread)
	inside, err := listenInside(c)
	if err != nil {
		return err
	}
	if inside != nil {
		defer inside.Close()
	}
	log := newLog(env)
	db, err := connect(ctx, c, env, log, func(programme string) bool { return off.now().Approves(programme) })
	if err != nil {
		return err
	}
	defer db.close()
	if err := errors.Join(rightDatabase(ctx, db.store, rehearsing), off.openEdits(ctx, db.store)); err != nil {
		return err
	}
	s := &server{config: c, base: baseURL(c, listener.Addr().String()), env: env, log: log, office: off, db: db, library: faq.OpenLibrary(), metrics: prometheus.NewRegistry(),
		reread: reread, inside: inside, rehearsing: rehearsing, recall: (*office.Office).Recall}
	s.notices, s.trials = db.store.Notices(s.staffAddress()), &effects{s: s, life: ctx, questions: s.savedQuestions}
	s.tellIgnored()
	if err := s.build(ctx); err != nil {
		return err
	}
	return s.serve(ctx, listener)
}

// A server is the running program: its parts, in the order in which they are built.
type server struct {
	config   config
	base     string // how browsers reach us
	env      environment
	log      *slog.Logger
	office   *officeFile
	reread   <-chan os.Signal // asks to read the office file again
	db       *database
	library  *faq.Library
	trials   *effects
	looks    looks
	revision int64                           // of the FAQ in the library
	naming   sync.Mutex                      // held while the library is replaced: by a new FAQ, or by new names for its programmes
	measured atomic.Pointer[learn.Threshold] // nil = not yet
	metrics  *prometheus.Registry
	notices  *postgres.Notices
	bot      *bot.Bot
	model    *llm.Client // nil = off
	web      *web.Service
	line     *line.Service  // nil = off
	slack    *slack.Service // nil = off
	email    *email.Service // nil = off
	letters  net.Listener   // where the relay brings mails; nil = nowhere
	desk     *console.Service
	files    *files.Service
	api      *api.Service
	logo     logo.File
	faqPages *faqsite.Service
	gate     *handlers.Gate
	handler  http.Handler
	inside   net.Listener // for the figures; nil = there is none

	rehearsing bool                               // nothing here is real: see practice.go
	recall     func(*office.Office) time.Duration // how long a reply waits so that it can be called back
}

// listenInside opens the address that only those who run the program reach, if there is one.
func listenInside(c config) (net.Listener, error) {
	if c.MetricsAddr == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", c.MetricsAddr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s (MADOGUCHI_METRICS_ADDR): %w", c.MetricsAddr, err)
	}
	return l, nil
}

// httpConfig is what the HTTP side is built from.
func (s *server) httpConfig() handlers.Config {
	return handlers.Config{
		Parts: s.parts(), Off: s.off, Healthy: s.db.store.Healthy, Ready: s.ready, Gate: s.gate, Secure: s.config.secure(), Metrics: s.metrics, Token: string(s.config.Token), Log: s.log,
	}
}

// serveInside serves the figures until stop is closed. They are read every few seconds, and hold nobody up.
func (s *server) serveInside(stop context.Context, failed chan<- error) {
	if s.inside == nil {
		return
	}
	srv := handlers.Server(handlers.Inside(s.httpConfig()), s.log)
	go func() {
		<-stop.Done()
		_ = srv.Close() // a scrape that is cut comes again
	}()
	if err := srv.Serve(s.inside); !errors.Is(err, http.ErrServerClosed) {
		failed <- fmt.Errorf("serve the figures on %s: %w", s.inside.Addr(), err)
	}
}

func (s *server) build(ctx context.Context) error {
	s.bot = bot.New(s.withModel(bot.Config{
		Inbox: s.db.store, Outbox: s.db.store, Agenda: s.db.store, People: s.db.store, Talks: s.db.store, Library: s.library, Office: s.office.now(),
		Asked: s.db.store, Staff: s.staffAddress(), Now: s.env.Now, Log: s.log, Recall: s.recall, Page: s.config.BaseURL,
		Apart: s.env.Getenv("MADOGUCHI_EMBED_URL") != "",
	}))
	s.db.store.LearnForms(func(id string) *ticket.Form { return s.office.now().Form(id) })
	s.files = files.New(s.db.store, s.env.Now, s.log)
	if err := errors.Join(s.buildWeb(), s.buildLINE(), s.buildSlack(), s.buildEmail(ctx), s.buildDesk(ctx)); err != nil {
		return err
	}
	s.buildFAQPages()
	s.buildAPI()
	s.bot.LearnChannels(s.capabilities())
	s.measure()
	s.gate = handlers.NewGate(s.config.Limits, s.metrics, s.log)
	if s.handler = handlers.New(s.httpConfig()); s.rehearsing {
		s.handler = rehearsal.Over(s.handler, rehearsalWords())
	}
	return nil
}

// staffAddress is where cards go: the office's Slack channel, or nowhere but the desk.
func (s *server) staffAddress() chat.Address { return s.config.staffAddress() }

func (c config) staffAddress() chat.Address {
	if !c.Slack.on() {
		return chat.Address{}
	}
	return chat.Address{Channel: chat.Slack, ID: c.Slack.Channel}
}

// ready reports whether messages can be answered, not only taken in.
func (s *server) ready(ctx context.Context) error {
	switch {
	case s.library.Expects():
		return handlers.Reason("the search is being made ready")
	case s.library.Current() == nil:
		return handlers.Reason("no FAQ is loaded yet: run 'madoguchi import'")
	}
	return s.db.store.Healthy(ctx)
}

// stopTime is how long requests under way may take to end once the program is told to stop.
const stopTime = 5 * time.Second

// serve runs all that runs until ctx ends, then stops it in the opposite order: first intake, then
// deciding and delivering, the database last of all. Nothing waits for the search: what comes in is
// stored and acknowledged meanwhile, and members' messages wait in the inbox until it is there.
func (s *server) serve(ctx context.Context, listener net.Listener) error {
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	var wg sync.WaitGroup
	wg.Go(func() { s.bot.Run(work, s.channels()...) })
	failed := make(chan error, 4)
	wg.Go(func() {
		if err := s.keepFAQ(work); err != nil {
			failed <- err
		}
	})
	wg.Go(func() { s.followOffice(work) })
	wg.Go(func() { s.followSwitches(work) })
	wg.Go(func() { s.notices.Run(work) })
	wg.Go(func() { s.keepTerms(work) })
	wg.Go(func() { s.keepFigures(work) })
	wg.Go(func() { s.handOver(work) })
	wg.Go(func() { s.keepLost(work) })
	wg.Go(func() { s.keepLearning(work) })
	wg.Go(func() { s.keepLinks(work) })
	wg.Go(func() { s.keepThreshold(work) })
	wg.Go(func() { s.keepDigest(work) })
	wg.Go(func() { s.keepDue(work) })
	wg.Go(func() { s.keepBackups(work) })
	wg.Go(func() { s.hookSender().Run(work) })
	wg.Go(func() { s.readOld(work) })
	if s.env.Getenv("GOGC") == "" {
		wg.Go(func() {
			if _, err := s.library.Wait(work); err == nil { // making the search takes the most there ever is
				keepPace(work)
			}
		})
	}
	if s.slack != nil {
		wg.Go(func() { s.runSlack(work) })
	}
	if s.line != nil {
		wg.Go(func() { s.line.Run(work) })
	}
	wg.Go(func() { s.fetcher().Run(work) })
	s.hearMail(ctx, &wg, failed)
	wg.Go(func() { s.serveInside(work, failed) })
	srv := handlers.Server(s.handler, s.log)
	srv.RegisterOnShutdown(s.web.Close)
	go func() {
		if err := srv.Serve(s.gate.Listener(listener)); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serve HTTP on %s: %w", listener.Addr(), err)
		}
	}()
	s.announce(ctx)
	var err error
	select {
	case err = <-failed:
		_ = srv.Close()
	case <-ctx.Done():
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if e := srv.Shutdown(stopping); e != nil {
			_ = srv.Close() // what still hangs is cut
		}
	}
	stopWork()
	wg.Wait()
	return err
}

// readOld brings what was said before the desk's search knew of it to that search, once.
func (s *server) readOld(ctx context.Context) {
	if err := s.db.store.ReadOld(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("read what was said before", "err", err)
	}
}

func (s *server) runSlack(ctx context.Context) {
	if err := s.slack.Run(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("Slack connection ended", "err", err)
	}
}

// announce prints where everything is.
func (s *server) announce(ctx context.Context) {
	if s.rehearsing {
		s.announcePractice()
		return
	}
	base := s.base
	out := []string{
		"Madoguchi（" + s.office.now().Name + "）",
		say("terminal.serve.chat", "url", base+"/"),
		say("terminal.serve.desk", "where", s.deskLine(ctx)),
	}
	if s.line == nil {
		out = append(out, say("terminal.serve.line_off"))
	} else {
		out = append(out, say("terminal.serve.line", "url", base+"/webhook/line"))
	}
	if s.slack == nil {
		out = append(out, say("terminal.serve.slack_off"))
	} else {
		out = append(out, say("terminal.serve.slack", "url", base+"/webhook/slack/events"))
	}
	if s.email == nil {
		out = append(out, say("terminal.serve.mail_off"))
	} else {
		out = append(out, say("terminal.serve.mail", "from", s.config.Mail.From))
	}
	if s.config.Mail.hears() {
		out = append(out, say("terminal.serve.mail_in", "to", s.mailAddresses()[0]))
	}
	fmt.Fprintln(s.env.Stdout, strings.Join(out, "\n"))
}

// deskLine is the way in to the desk. A link lies open in the log of whatever runs the program, so it
// is printed only until the first colleague has signed in; from then on one is asked for.
func (s *server) deskLine(ctx context.Context) string {
	ask := say("terminal.serve.desk_ask", "url", s.base+"/desk")
	ever, err := s.db.store.SignedIn(ctx)
	if err != nil {
		s.log.Error("look whether anybody has signed in", "err", err)
		return ask
	}
	if ever {
		return ask
	}
	link, err := s.desk.LoginLink(ctx, s.base, "")
	if err != nil {
		s.log.Error("make login link", "err", err)
		return ask
	}
	return say("terminal.serve.desk_link", "url", link)
}
