package main

import (
	"context"
	"flag"
	"fmt"

	"madoguchi/bot"
	"madoguchi/faq"
	"madoguchi/handlers/mcp"
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
	s := &server{config: c, base: baseURL(c, c.Addr), env: env, log: log, office: off, db: db, library: faq.OpenLibrary()}
	s.bot = bot.New(bot.Config{
		Inbox: db.store, Outbox: db.store, Agenda: db.store, People: db.store, Talks: db.store, Library: s.library, Office: off.now(), Staff: s.staffAddress(), Now: env.Now, Log: log,
	})
	s.buildAPI()
	asks, known, err := s.api.ApplicationOf(ctx, token)
	switch {
	case err != nil:
		return err
	case !known:
		return fmt.Errorf("the token in MADOGUCHI_TOKEN is none, or is revoked: 'madoguchi token list' shows which there are")
	}
	if err := s.loadFAQ(ctx); err != nil {
		return err
	}
	following, stop := context.WithCancel(ctx)
	defer stop()
	go s.followFAQ(following)
	return mcp.New(s.api, programVersion(), log).Stdio(ctx, asks)
}
