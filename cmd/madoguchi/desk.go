package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"strings"

	"madoguchi/handlers/console"
	"madoguchi/handlers/files"
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
	db, err := connect(ctx, c, env, newLog(env))
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
func (s *server) buildDesk() error {
	c := console.Config{
		Facts: s.deskFacts, BaseURL: s.config.BaseURL, Secure: strings.HasPrefix(s.config.BaseURL, "https://"),
		Channels: s.channelStates(),
		Trouble:  s.trouble, Backlog: s.deskBacklog, Content: files.Content(s.db.store), Now: s.env.Now, Log: s.log,
	}
	if s.line != nil {
		c.Quota = s.deskQuota
	}
	s.desk = console.New(c, s.bot, console.Stores{
		Tickets: s.db.store, Logins: s.db.store, Logouts: s.db.store, Ledger: s.db.store, FAQ: s.library, Kinds: s.db.store, Strays: strays{s},
		Shelves: s.db.store, Editions: editions{s},
	})
	return nil
}

// deskFacts are what the desk shows of the office file, and of what is wrong with it.
func (s *server) deskFacts() console.Facts {
	off := s.office.now()
	facts := console.Facts{Office: off.Name, Forms: off.Forms, Teams: off.TeamNames(), Trouble: s.office.trouble()}
	for i := range off.Programmes {
		facts.Programmes = append(facts.Programmes, console.EditionProgramme{ID: off.Programmes[i].ID, Name: off.Programmes[i].Name})
	}
	return facts
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
