package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"

	"madoguchi/audit"
	"madoguchi/bot"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq/correction"
	"madoguchi/handlers/api"
	"madoguchi/handlers/console"
	"madoguchi/handlers/files"
	"madoguchi/handlers/oidc"
	"madoguchi/handlers/problem"
	"madoguchi/office"
	"madoguchi/postgres"
	"madoguchi/staff"
)

// runDesk prints a link by which somebody can sign in at the desk, whether or not serve runs.
func runDesk(ctx context.Context, args []string, env environment) error {
	rest, err := parse(flag.NewFlagSet("desk", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || rest[0] != "login" {
		return usageError{"desk: want 'login'"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	db, err := connect(ctx, c, env, newLog(env), approvals(c))
	if err != nil {
		return err
	}
	defer db.close()
	if _, port, _ := net.SplitHostPort(c.Addr); c.BaseURL == "" && port == "0" {
		fmt.Fprintln(env.Stderr, "madoguchi: serve chose its port by itself (MADOGUCHI_ADDR says 0): put the one it printed into the link, or set MADOGUCHI_URL")
	}
	link, err := console.PromptLink(ctx, db.store, baseURL(c, c.Addr), env.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Stdout, link)
	return err
}

// baseURL is how browsers reach us: as configured, or by the address at which HTTP is served. Where
// that is every address of this machine, a browser beside us takes localhost.
func baseURL(c config, addr string) string {
	if c.BaseURL != "" {
		return c.BaseURL
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// buildDesk sets up the staff's desk.
func (s *server) buildDesk(ctx context.Context) error {
	c := console.Config{
		Facts: s.deskFacts, BaseURL: s.base, Secure: s.config.secure(),
		Channels: s.channelStates(),
		Trouble:  s.trouble, Backlog: s.deskBacklog, Threshold: s.threshold, Keep: s.keepRule, Content: files.Content(s.db.store), Now: s.env.Now, Log: s.log,
	}
	if c.Open = s.rehearsing; !c.Open {
		c.Practice, c.PracticeURL = "madoguchi practice", s.config.PracticeURL
	}
	c.Model = s.deskModel()
	c.TokenOf, c.PlainHooks = api.TokenOf, s.config.Hooks.Plain()
	c.Shares, c.Sharing = files.NewShares(s.db.store, s.base, s.env.Now), func() bool { return s.office.now().On(office.SharedFiles) }
	if s.line != nil {
		c.Quota, c.Prospect = s.deskQuota, s.prospect
	}
	s.signIns(&c)
	s.desk = console.New(c, s.counter(), console.Stores{
		Presences: s.db.store,
		Tickets:   s.db.store, Queue: s.db.store, Logins: s.db.store, Logouts: s.db.store, People: s.db.store, Trail: s.db.store, Subjects: subjects{s.db.store}, Ledger: s.db.store, FAQ: s.library, Strays: strays{s},
		Shelves: s.db.store, Editions: editions{s},

		Applications: s.db.store, Hooks: s.db.store,

		Knowledge: console.Knowledge{
			Editor: s.editor(), Drafts: s.db.store, Approves: s.db.store.Approves, Shown: s.bot.Shown, Effect: s.trials.look,
			Corrector: s.corrector(), Corrections: s.db.store, NoticeText: func(n *correction.Notice) string { return words.Correction(n).Text }, Costs: s.costs,
		},

		Absences: absences{s.db.store, s.bot, s.log}, Canned: s.db.store, Reports: s.db.store, Records: s.db.store, Contrasts: s.db.store, Checks: &checks{Store: s.db.store, s: s, life: ctx}, Unanswered: s.db.store, Teacher: teacher{s},
		Switches: switchboard{s.db.store, s}, OfficeFile: officeDesk{s.db.store, s}, Incidents: s.db.store, Bulks: bulkDesk{s.db.store, s.bot}, Models: s.db.store,
	})
	return nil
}

// signIns adds the ways in besides printed links.
func (s *server) signIns(c *console.Config) {
	if slack := s.config.Slack; slack.Client != "" && s.slack != nil {
		c.Members = members{s}
		c.Ways = append(c.Ways, console.Way{Key: staff.BySlack, Provider: oidc.New(oidc.Config{Issuer: slack.Issuer, ClientID: slack.Client, Secret: string(slack.ClientSecret)})})
	}
	if o := s.config.OIDC; o.on() {
		c.Ways = append(c.Ways, console.Way{Key: staff.ByOIDC, Label: o.Name, Provider: oidc.New(oidc.Config{Issuer: o.Issuer, ClientID: o.Client, Secret: string(o.Secret), TrustMail: o.TrustMail})})
	}
	if s.email != nil {
		c.Mail = s.mailColleague
	}
	c.Unmailed = s.email == nil || s.config.BaseURL == "" // a mail needs a link that leads here
}

// mailColleague sends a mail at once: what it says, a link to sign in, is not kept.
func (s *server) mailColleague(ctx context.Context, to, subject, text string) error {
	_, err := s.email.Send(ctx, chat.Delivery{
		Key: rand.Text(), To: chat.Address{Channel: chat.Email, ID: to}, Attempt: 1, Created: s.env.Now(),
		Messages: []chat.Message{{Author: chat.System, Subject: subject, Text: text}},
	})
	return err
}

// members let the desk find who of the Slack channel's members has signed in with Slack.
type members struct{ s *server }

// Member implements [console.Members].
func (m members) Member(ctx context.Context, user, team string) (staff.Account, string, error) {
	name, refusal, err := m.s.slack.Member(ctx, user, team)
	if err != nil || refusal != "" {
		return staff.Account{}, refusal, err
	}
	a, _, err := colleagues(m).SlackAccount(ctx, user, name)
	return a, "", err
}

// subjects let the desk do what 'madoguchi subject' does.
type subjects struct{ store *postgres.Store }

// ExportSubject implements [console.Subjects].
func (x subjects) ExportSubject(ctx context.Context, a chat.Address) (json.RawMessage, error) {
	record, err := x.store.Export(ctx, a)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(record, "", "  ")
}

// EraseSubject implements [console.Subjects].
func (x subjects) EraseSubject(ctx context.Context, a chat.Address, by audit.Record) error {
	_, err := x.store.EraseBy(ctx, a, by)
	if errors.Is(err, postgres.ErrHeld) {
		return &problem.Error{Kind: problem.Forbidden, Words: "console.records.refused", Err: err}
	}
	return err
}

// deskFacts are what the desk shows of the office file, and of what is wrong with it.
func (s *server) deskFacts() console.Facts {
	off := s.office.now()
	facts := console.Facts{Office: off.Name, Forms: off.Forms, Teams: off.TeamNames(), Trouble: s.office.trouble(), Routes: off.Routes, Newcomer: off.Newcomer, AdminIdle: off.Idle, Wareki: off.Wareki, Undecided: !off.RetentionChosen, Shown: off.StaffName}
	for i := range off.Programmes {
		facts.Programmes = append(facts.Programmes, console.EditionProgramme{ID: off.Programmes[i].ID, Name: off.Programmes[i].Name})
	}
	return facts
}

// counter is the bot as the office's people reach it: through the gate that knows their rights.
func (s *server) counter() chat.Sink {
	return &staff.Gate{Sink: s.bot, Accounts: s.db.store, Tickets: s.db.store, Applications: s.db.store, Now: s.env.Now, Refused: s.refused}
}

// refused writes down what somebody wanted to do without the right to it.
func (s *server) refused(ctx context.Context, e chat.Event, right staff.Right) {
	kind := audit.Staff
	if _, is := e.Person.Application(); is {
		kind = audit.Application
	}
	err := s.db.store.Audit(ctx, audit.Record{
		Kind: kind, Actor: e.Person, Via: audit.ViaOf(e.From.Channel), Act: audit.AccessRefused,
		Object: e.Ticket, After: string(e.Act), Note: string(right), Request: e.ID,
	})
	if err != nil {
		s.log.Error("write down that an act was refused", "act", e.Act, "err", err)
	}
}

func (s *server) channelStates() []console.ChannelState {
	line := console.ChannelState{Name: "LINE", On: s.line != nil, Note: say("terminal.line_off_note")}
	slack := console.ChannelState{Name: "Slack", On: s.slack != nil, Note: say("terminal.slack_off_note")}
	for _, c := range []*console.ChannelState{&line, &slack} {
		if c.On {
			c.Note = ""
		}
	}
	return []console.ChannelState{{Name: "Web", On: true}, line, slack}
}

// strays shows the desk the events that could not be decided.
type strays struct{ s *server }

// straysShown is how many are listed: more than a person looks through.
const straysShown = 100

// Strays implements [console.Strays].
func (x strays) Strays(ctx context.Context) ([]console.Stray, error) {
	dead, err := x.s.db.store.DeadEvents(ctx, 0, straysShown)
	if err != nil {
		return nil, err
	}
	out := make([]console.Stray, len(dead))
	for i, d := range dead {
		out[i] = console.Stray{Seq: d.Seq, From: d.Event.From, Kind: d.Event.Kind, Text: d.Event.Text, At: d.Event.At, Attempts: d.Attempts, Error: d.Error}
	}
	return out, nil
}

// Revive implements [console.Strays]. The bot's sweep finds the event within a second.
func (x strays) Revive(ctx context.Context, seq int64) (bool, error) {
	_, ok, err := x.s.db.store.ReviveEvent(ctx, seq)
	return ok, err
}

// A bulkDesk stores one reply to several tickets and sets its turns going at once: they came in besides the bot.
type bulkDesk struct {
	*postgres.Store
	bot *bot.Bot
}

// SendBulk implements [console.Bulks].
func (d bulkDesk) SendBulk(ctx context.Context, replies []chat.Event, by audit.Record) (int64, error) {
	id, err := d.Store.SendBulk(ctx, replies, by)
	if err == nil {
		d.bot.Sweep(context.WithoutCancel(ctx))
	}
	return id, err
}

// UndoBulk implements [console.Bulks].
func (d bulkDesk) UndoBulk(ctx context.Context, id int64, recalls []chat.Event, by audit.Record) (bool, error) {
	undone, err := d.Store.UndoBulk(ctx, id, recalls, by)
	if undone && err == nil {
		d.bot.Sweep(context.WithoutCancel(ctx))
	}
	return undone, err
}
