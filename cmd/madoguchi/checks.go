package main

import (
	"context"
	"net/url"
	"sync"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/lint"
	"madoguchi/handlers/console"
	"madoguchi/postgres"
)

// checks say what is to be looked at in the FAQ. That is worked out once an index and day, when somebody first wants to
// see it, and beside whatever else goes on: to ask ten thousand entries' wordings takes a minute.
type checks struct {
	*postgres.Store // keeps what was ticked off
	s               *server

	mu     sync.Mutex
	of     faq.Index
	day    faq.Date
	report console.Report
	first  chan struct{} // closed when there is something to show
}

// checksWait is how long a page waits for what is quickly found.
const checksWait = 200 * time.Millisecond

// Report implements [console.Checks].
func (x *checks) Report(ctx context.Context) console.Report {
	ix, day := x.s.library.Current(), faq.DateOf(x.s.env.Now())
	if ix == nil {
		return console.Report{}
	}
	x.mu.Lock()
	if x.of != ix || x.day != day {
		x.of, x.day, x.first = ix, day, make(chan struct{})
		x.report.Total, x.report.Done = 1, 0 // what was found before stands until then
		go x.work(ix, day, x.first)
	}
	first := x.first
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

// tell puts a report in place, unless it is one of an index that is in service no more.
func (x *checks) tell(ix faq.Index, r console.Report) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of == ix {
		x.report = r
	}
	return x.of == ix
}

func (x *checks) work(ix faq.Index, day faq.Date, first chan struct{}) {
	ctx, now := context.Background(), x.s.env.Now()
	facts := lint.Facts{Today: day, Now: now}
	if u, err := url.Parse(x.s.base); err == nil {
		facts.Host = u.Host
	}
	var err error
	since := now.AddDate(0, 0, -lint.UnseenDays)
	if kept := x.s.office.now().Retention.Questions; kept == 0 || kept >= now.Sub(since) {
		if facts.Shown, facts.Since, err = x.ShownSince(ctx, since); err != nil {
			x.s.log.Error("check the FAQ without what members were shown", "err", err)
		}
	}
	wordings := wordingsOf(ix)
	x.tell(ix, console.Report{Findings: lint.Check(ix.Collections(), facts), Total: len(wordings)})
	close(first)
	for i, w := range wordings {
		o, err := outcomeOf(ctx, ix, w.Wording)
		if err != nil {
			x.s.log.Error("check which entry a wording leads to", "ref", w.Ref, "err", err)
			break
		}
		if o.Kind == edition.Direct && o.Ref != w.Ref {
			w.To = o.Ref
			facts.Pulls = append(facts.Pulls, w)
		}
		if i%100 == 99 && !x.progress(ix, i+1) {
			return
		}
	}
	x.tell(ix, console.Report{Findings: lint.Check(ix.Collections(), facts), Total: len(wordings), Done: len(wordings)})
}

// progress notes how many wordings were asked. It is false where another index is in service by now.
func (x *checks) progress(ix faq.Index, done int) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.report.Done = done
	return x.of == ix
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
