package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"reflect"
	"time"

	"madoguchi/bot"
	"madoguchi/faq"
	"madoguchi/handlers/mcp"
	"madoguchi/handlers/problem"
	"madoguchi/office"
	"madoguchi/staff"
)

// runMCP lets an assistant on this machine look things up, by the Model Context Protocol over standard input and
// output, whether or not serve runs. It is who the token in MADOGUCHI_TOKEN says, with that one's scopes.
func runMCP(ctx context.Context, args []string, env environment) error {
	rest, err := parse(flag.NewFlagSet("mcp", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	token := env.Getenv("MADOGUCHI_TOKEN")
	if len(rest) > 0 || token == "" {
		return usageError{"mcp: takes no arguments, and a token of the API in MADOGUCHI_TOKEN ('madoguchi token add' makes one)"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	off, err := openOffice(c)
	if err != nil {
		return err
	}
	log := newLog(env) // on standard error: the protocol has standard output to itself
	db, err := connect(ctx, c, env, log, func(programme string) bool { return off.now().Approves(programme) })
	if err != nil {
		return err
	}
	defer db.close()
	if err := off.openEdits(ctx, db.store); err != nil {
		return err
	}
	s := &server{config: c, base: baseURL(c, c.Addr), env: env, log: log, office: off, db: db, library: faq.OpenLibrary()}
	s.bot = bot.New(bot.Config{
		Inbox: db.store, Outbox: db.store, Agenda: db.store, People: db.store, Talks: db.store, Library: s.library, Office: off.now(), Staff: s.staffAddress(), Now: env.Now, Log: log,
	})
	s.buildAPI()
	if err := s.loadFAQ(ctx); err != nil {
		return err
	}
	following, stop := context.WithCancel(ctx)
	defer stop()
	go s.followFAQ(following)
	go s.followSwitches(following)
	go s.followOfficeFile(following)
	err = mcp.New(s.api, programVersion(), log).Stdio(ctx, func(ctx context.Context) (staff.Application, error) {
		if !s.office.now().On(office.API) {
			return staff.Application{}, &problem.Error{Kind: problem.NotFound, Err: errors.New("the office has turned the API off (features.api)")}
		}
		return s.api.Admit(ctx, token)
	})
	if problem.Of(err).Kind == problem.SignedOut {
		return fmt.Errorf("the token in MADOGUCHI_TOKEN is none, or is revoked: 'madoguchi token list' shows which there are")
	}
	return err
}

// followOfficeFile takes the office file's changes until ctx ends, where nothing but the bot and the API lives by it.
// What is wrong with the file serve tells staff.
func (s *server) followOfficeFile(ctx context.Context) {
	tick := time.NewTicker(officeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.learnOffice(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("office file refused; the one before stays in force", "file", s.office.path, "err", err)
		}
	}
}

// learnOffice takes the office file, and what was changed of it at the desk, where either is another than before.
func (s *server) learnOffice(ctx context.Context) error {
	f := s.office
	f.reading.Lock()
	defer f.reading.Unlock()
	latest, err := s.db.store.OfficeEdits(ctx)
	if err != nil {
		return err
	}
	data := f.data
	if f.path != "" {
		read, err, fresh := f.look(false)
		switch {
		case err != nil:
			return err
		case fresh:
			data = read
		}
	}
	if bytes.Equal(data, f.data) && reflect.DeepEqual(latest, f.edits) {
		return nil
	}
	laid, err := office.Lay(data, latest)
	if err != nil {
		return err
	}
	f.data, f.edits = data, latest
	f.take(laid, s.env.Now(), s.bot.SetOffice)
	return nil
}
