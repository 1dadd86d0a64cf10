package main

import (
	"context"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"

	"madoguchi/office"
	"madoguchi/postgres"
	"madoguchi/records"
	"madoguchi/ticket"
)

// retentionEvery is how often members' words whose time is over are looked for.
const retentionEvery = time.Hour

// keepTerms forgets in time what members wrote. Every replica does it: what one has forgotten the
// next no longer finds.
func (s *server) keepTerms(ctx context.Context) {
	tick := time.NewTicker(retentionEvery)
	defer tick.Stop()
	for {
		s.forgetOld(ctx)
		if err := s.db.store.JoinStragglers(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("join what an older program has noted", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// terms are for how long the office keeps what is no ticket.
func terms(off *office.Office) postgres.Terms {
	r := off.Retention
	return postgres.Terms{Messages: r.Messages, Drafts: r.Drafts, Events: r.Events, Deliveries: r.Deliveries, Questions: r.Questions}
}

// keepRule is for how long the office keeps its tickets.
func (s *server) keepRule() records.Rule {
	off, now := s.office.now(), s.env.Now()
	return func(kind, programme string) (time.Time, string, bool) {
		keep := off.Retention.KeepOf(ticket.Kind(kind), programme)
		before, ok := keep.ClosedBefore(now)
		return before, keep.String(), ok
	}
}

func (s *server) forgetOld(ctx context.Context) {
	if n, err := s.db.store.Dispose(ctx); n > 0 || err != nil && ctx.Err() == nil {
		s.log.Info("disposed of tickets, as was approved", "tickets", n, "err", err)
	}
	done, err := s.db.store.Forget(ctx, terms(s.office.now()))
	var counts []any
	for _, d := range done {
		counts = append(counts, d.What, d.Count)
	}
	if len(counts) > 0 {
		s.log.Info("forgot what is past its term", counts...)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Error("forget what is past its term", "err", err)
	}
}

// runRetention forgets what is past its term, or shows how much that would be.
func runRetention(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("retention", flag.ContinueOnError)
	dry := fs.Bool("dry-run", false, "only show how much is past its term")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError{"retention: takes no arguments; the terms are in the office file"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	off, err := loadOffice(c)
	if err != nil {
		return err
	}
	db, err := connect(ctx, c, env, newLog(env), approvals(c))
	if err != nil {
		return err
	}
	defer db.close()
	work := db.store.Forget
	if *dry {
		work = db.store.Overdue
	}
	done, err := work(ctx, terms(off))
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "WHAT\tCOUNT")
	for _, d := range done {
		fmt.Fprintf(w, "%s\t%d\n", d.What, d.Count)
	}
	if e := w.Flush(); err == nil {
		err = e
	}
	return err
}
