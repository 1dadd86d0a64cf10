package main

import (
	"context"
	"net/http"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers"
	"madoguchi/handlers/api"
	"madoguchi/handlers/email"
	"madoguchi/handlers/files"
	"madoguchi/handlers/formpage"
	"madoguchi/handlers/line"
	"madoguchi/handlers/mcp"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/web"
	"madoguchi/office"
	"madoguchi/postgres"
	"madoguchi/ticket"
)

func (s *server) buildWeb() (err error) {
	c := web.Config{Origins: s.office.now().Origins, Office: s.office.now().Name, Proxies: s.config.Limits.Proxies, Secure: s.config.secure(), Now: s.env.Now, Log: s.log}
	c.Fronter, c.Files, c.Tickets = s.bot, s.db.store, standings{s.db.store, s.env.Now}
	c.FilesOn = func() bool { return s.office.now().On(office.MemberFiles) }
	c.FAQOn = func() bool { return s.office.now().On(office.PublicFAQ) }
	c.Logo = s.officeLogo
	if s.config.Mail.on() {
		c.Mailer = s.db.store
	}
	if s.linkPage() != "" {
		c.Linker = s.db.store
	}
	if s.config.Identify != "" {
		c.Identifier, c.IdentifySecret = s.db.store, []byte(s.config.Identify)
	}
	s.web, err = web.New(c, s.bot, s.db.store, s.db.store, suggester{s.library})
	return err
}

// linkPage is where members link their LINE account with their web session: there is one where LINE
// is on and we know by which address browsers reach us. "" where there is none.
func (s *server) linkPage() string {
	if !s.config.LINE.on() || s.config.BaseURL == "" {
		return ""
	}
	return s.config.BaseURL + "/chat/link"
}

// formPages is where members answer a form's questions for personal data outside the talk, if the office wants
// that; "" where there is no address for it.
func (s *server) formPages() string {
	if !s.config.LINE.on() || s.config.BaseURL == "" {
		return ""
	}
	return s.config.BaseURL + "/form"
}

// talkURL opens a member's talk, with a text ready to be sent; "" where it cannot be opened by an address.
func (s *server) talkURL(ctx context.Context, to chat.Address, text string) string {
	if to.Channel != chat.LINE || s.line == nil {
		return ""
	}
	return s.line.TalkURL(ctx, to, text)
}

func (s *server) buildLINE() error {
	c := s.config.LINE
	if !c.on() {
		return nil
	}
	accounts, err := line.ParseAccounts(string(c.Secret), string(c.Token))
	if err != nil {
		return err
	}
	s.line, err = line.New(line.Config{
		Accounts: accounts, APIURL: c.APIURL, DataURL: c.DataURL, Now: s.env.Now, Log: s.log, Reserve: c.Reserve, LoadingIn: time.Second, LinkURL: s.linkPage(), FormURL: s.formPages(),
		Count: s.countLINE(), Alert: s.notices.Tell, TokenWaits: s.db.store.TokenWaits, Ours: s.db.store.Ours,
	}, s.bot)
	return err
}

// fetcher fetches what members send along.
func (s *server) fetcher() *files.Fetcher {
	sources := map[string]files.Source{chat.Web: s.web.Content}
	if s.line != nil {
		sources[chat.LINE] = s.line.Content
	}
	if s.config.Mail.hears() {
		sources[chat.Email] = s.email.Content
	}
	return &files.Fetcher{Store: s.db.store, Sources: sources, Limit: postgres.MaxFile, Now: s.env.Now, Log: s.log}
}

func (s *server) buildSlack() (err error) {
	c := s.config.Slack
	if !c.on() {
		return nil
	}
	s.slack, err = slack.New(slack.Config{
		SigningSecret: string(c.SigningSecret), BotToken: string(c.BotToken), AppToken: string(c.AppToken),
		Channel: c.Channel, Group: c.Group, APIURL: c.APIURL, Now: s.env.Now, Log: s.log,
		Finder: s.bot, Teams: func() []string { return s.office.now().TeamNames() }, Label: s.fieldLabel,
		Form: func(id string) *ticket.Form { return s.office.now().Form(id) }, Sharing: func() bool { return s.office.now().On(office.SharedFiles) },
		Contents: s.db.store, Accounts: colleagues{s}, Teacher: teacher{s}, Editor: slackEditor{s}, Absences: absences{s.db.store, s.bot, s.log}, Notes: s.homeNotes,
		NumbersOnly: func() bool { return s.office.now().NumberOnly }, DeskURL: s.base, Shares: files.NewShares(s.db.store, s.base, s.env.Now), Canned: s.canned,
		Switches: slackSwitches{switchboard{s.db.store, s}},
	}, s.counter(), s.db.store)
	return err
}

func (s *server) buildEmail(ctx context.Context) (err error) {
	c := s.config.Mail
	if !c.on() {
		return nil
	}
	in, err := s.inbound(ctx)
	if err != nil {
		return err
	}
	s.email, err = email.New(email.Config{URL: string(c.URL), From: c.From, ReplyTo: c.ReplyTo, Inbound: in, OfficeNow: func() string { return s.office.now().Name }, Now: s.env.Now, Log: s.log})
	return err
}

// parts are all that has routes.
func (s *server) parts() []handlers.Part {
	parts := []handlers.Part{s.web, s.desk, s.files, s.faqPages, s.api, mcp.New(s.api, programVersion(), s.log)}
	if s.line != nil {
		parts = append(parts, mount{"POST /webhook/line", s.line}, formpage.New(formpage.Config{Forms: s.bot, Back: s.talkURL, Log: s.log}))
	}
	if s.slack != nil {
		parts = append(parts, mount{"/webhook/slack/", s.slack})
	}
	return parts
}

// A mount puts one handler under one pattern.
type mount struct {
	pattern string
	handler http.Handler
}

// Routes implements [handlers.Part].
func (m mount) Routes(mux *http.ServeMux) { mux.Handle(m.pattern, m.handler) }

// channels are all ways out.
func (s *server) channels() []chat.Channel {
	channels := []chat.Channel{s.web, api.Channel{}}
	if s.line != nil {
		channels = append(channels, s.line)
	}
	if s.slack != nil {
		channels = append(channels, s.slack)
	}
	if s.email != nil {
		channels = append(channels, s.email)
	}
	return channels
}
