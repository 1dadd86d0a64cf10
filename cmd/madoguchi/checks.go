package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/lint"
	"madoguchi/handlers/console"
	"madoguchi/postgres"
)

// checks say what is to be looked at in the FAQ. That is worked out once an index and day, when somebody first wants to
// see it, and beside whatever else goes on: to ask ten thousand entries' wordings takes a minute. What has failed is
// said to have, and is begun again when somebody looks a minute later.
type checks struct {
	*postgres.Store // keeps what was ticked off
	s               *server
	life            context.Context // ends with the program

	mu     sync.Mutex
	now    *checking // nil: nothing was begun
	report console.Report
}

// A checking is the look through one index on one day.
type checking struct {
	ix    faq.Index
	day   faq.Date
	first chan struct{}      // closed when there is something to show
	stop  context.CancelFunc // ends it

	failed time.Time // when; zero = it has not
}

// checksAgain is how long a failure stands before it is tried again: whoever looks has to read of it.
const checksAgain = time.Minute

// checksWait is how long a page waits for what is quickly found.
const checksWait = 200 * time.Millisecond

// Report implements [console.Checks].
func (x *checks) Report(ctx context.Context) console.Report {
	now := x.s.env.Now()
	ix, day := x.s.library.Current(), faq.DateOf(now)
	if ix == nil {
		return console.Report{}
	}
	x.mu.Lock()
	if c := x.now; c == nil || c.ix != ix || c.day != day || !c.failed.IsZero() && now.Sub(c.failed) >= checksAgain {
		x.begin(ix, day)
	}
	first := x.now.first
	x.mu.Unlock()
	select {
	case <-first:
	case <-ctx.Done():
	case <-time.After(checksWait):
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.report
}

// begin begins to look through an index, and leaves off with the one before. The lock is held.
func (x *checks) begin(ix faq.Index, day faq.Date) {
	if x.now != nil {
		x.now.stop()
	}
	ctx, stop := context.WithCancel(x.life)
	x.now = &checking{ix: ix, day: day, first: make(chan struct{}), stop: stop}
	x.report.Total, x.report.Done, x.report.Failed = 1, 0, false // what was found before stands until then
	go x.work(ctx, x.now)
}

// tell puts a report in place, unless another index is looked through by now.
func (x *checks) tell(of *checking, r console.Report) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.now != of {
		return
	}
	if x.report = r; r.Failed {
		of.failed = x.s.env.Now()
	}
}

func (x *checks) work(ctx context.Context, of *checking) {
	defer of.stop()
	facts, err := x.facts(ctx, of.day)
	if err != nil && ctx.Err() == nil {
		x.s.log.Error("check the FAQ without what members were shown", "err", err)
	}
	all, wordings := of.ix.Collections(), wordingsOf(of.ix)
	r := console.Report{Findings: lint.Check(all, facts), Total: len(wordings), Links: x.s.config.Links}
	x.tell(of, r)
	close(of.first)
	pulls, done, failure := x.pulls(ctx, of, wordings)
	if failure != nil && ctx.Err() == nil {
		x.s.log.Error("check which entry a wording leads to", "err", failure)
	}
	r.Findings, r.Done, r.Failed = lint.WithPulls(all, r.Findings, pulls), done, err != nil || failure != nil
	x.tell(of, r)
}

// facts are what the FAQ itself does not say. Where it cannot be asked who was shown what, the others stand all the same.
func (x *checks) facts(ctx context.Context, day faq.Date) (lint.Facts, error) {
	now := x.s.env.Now()
	facts := lint.Facts{Today: day, Now: now, Host: x.s.host()}
	var err error
	if facts.Dead, err = x.s.deadLinks(ctx); err != nil {
		return facts, err
	}
	since := now.AddDate(0, 0, -lint.UnseenDays)
	if kept := x.s.office.now().Retention.Questions; kept != 0 && kept < now.Sub(since) {
		return facts, nil
	}
	facts.Shown, facts.Since, err = x.ShownSince(ctx, since)
	return facts, err
}

// pulls asks all wordings, and says which of them another entry answers and how many were asked.
func (x *checks) pulls(ctx context.Context, of *checking, wordings []lint.Pull) (pulls []lint.Pull, done int, err error) {
	for i, w := range wordings {
		if err := ctx.Err(); err != nil {
			return pulls, i, err
		}
		o, err := outcomeOf(ctx, of.ix, w.Wording)
		if err != nil {
			return pulls, i, fmt.Errorf("ask a wording of %s: %w", w.Ref, err)
		}
		if o.Kind == edition.Direct && o.Ref != w.Ref {
			w.To = o.Ref
			pulls = append(pulls, w)
		}
		if i%100 == 99 {
			x.progress(of, i+1)
		}
	}
	return pulls, len(wordings), nil
}

// progress notes how many wordings were asked.
func (x *checks) progress(of *checking, done int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.now == of {
		x.report.Done = done
	}
}

// wordingsOf are all wordings of entries, by which members should come to each.
func wordingsOf(ix faq.Index) []lint.Pull {
	var out []lint.Pull
	for _, c := range ix.Collections() {
		for i := range c.Entries {
			e := &c.Entries[i]
			for _, w := range append([]string{e.Question}, e.Aliases...) {
				out = append(out, lint.Pull{Ref: e.Ref(), Wording: w})
			}
		}
	}
	return out
}
