package main

import (
	"context"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"

	"madoguchi/postgres"
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

func (s *server) forgetOld(ctx context.Context) {
	done, err := s.db.store.Forget(ctx, postgres.Terms(s.office.now().Retention))
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
	done, err := work(ctx, postgres.Terms(off.Retention))
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
