package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/lint"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// A frailIndex has so many entries, each found by the one before, and is asked at most so often.
type frailIndex struct {
	faq.Index
	all   []faq.Collection
	most  int64         // questions that it answers; then it fails
	hold  chan struct{} // closed: it answers
	asked atomic.Int64
}

func frail(entries int, most int64) *frailIndex {
	ix := &frailIndex{all: []faq.Collection{{ID: "port"}}, most: most, hold: make(chan struct{})}
	for n := 1; n <= entries; n++ {
		ix.all[0].Entries = append(ix.all[0].Entries, faq.Entry{Collection: "port", Order: n, Question: fmt.Sprint("質問", n), Answer: []faq.Block{{Type: faq.Paragraph, Text: fmt.Sprint(n)}}})
	}
	return ix
}

func (ix *frailIndex) Collections() []faq.Collection { return ix.all }

func (ix *frailIndex) Decide(ctx context.Context, question string, _ faq.Scope) (faq.Decision, error) {
	select {
	case <-ix.hold:
	case <-ctx.Done():
		return faq.Decision{}, ctx.Err()
	}
	if ix.asked.Add(1) > ix.most {
		return faq.Decision{}, errors.New("the index is broken")
	}
	return faq.Decision{Verdict: faq.Answer, Hits: []faq.Hit{{Entry: &ix.all[0].Entries[0]}}}, nil
}

// A lookout looks through the FAQ of a server that is not served, by a clock that stands.
type lookout struct {
	*checks
	t     *testing.T
	log   *lockedBuffer
	clock atomic.Pointer[time.Time]
	end   context.CancelFunc
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newLookout(t *testing.T, ix faq.Index) *lookout {
	t.Helper()
	store, err := postgres.Open(t.Context(), postgrestest.URL(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	l := &lookout{t: t, log: &lockedBuffer{}}
	day := time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	l.clock.Store(&day)
	off, err := openOffice(config{})
	if err != nil {
		t.Fatal(err)
	}
	s := &server{db: &database{store: store}, env: environment{Now: func() time.Time { return *l.clock.Load() }}, office: off, library: &faq.Library{}, log: slog.New(slog.NewTextHandler(l.log, nil))}
	s.library.Replace(ix)
	life, end := context.WithCancel(t.Context())
	l.checks, l.end = &checks{Store: store, s: s, life: life}, end
	return l
}

func (l *lookout) until(what string, holds func() bool) {
	l.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	l.t.Fatalf("waited in vain for %s: %+v", what, l.Report(l.t.Context()))
}

// TestChecksSayWhatWasNotDone: where a wording could not be asked, what was found stands with the word that not all was
// looked at; a minute later it is looked at again.
func TestChecksSayWhatWasNotDone(t *testing.T) {
	t.Parallel()
	ix := frail(150, 120)
	close(ix.hold)
	l := newLookout(t, ix)
	l.until("the failure", func() bool { return l.Report(t.Context()).Failed })
	r := l.Report(t.Context())
	pulled := func() int {
		n := 0
		for _, f := range l.Report(t.Context()).Findings {
			if f.Kind == lint.Pulled {
				n++
			}
		}
		return n
	}
	if r.Done != 120 || r.Total != 150 || pulled() != 119 { // the first entry's own wording leads to it
		t.Errorf("%d of %d are done, %d lead elsewhere", r.Done, r.Total, pulled())
	}
	if asked := ix.asked.Load(); asked != 121 {
		t.Errorf("asked %d times: it is begun again at once", asked)
	}
	ix.asked.Store(-1000) // it is mended
	later := l.clock.Load().Add(checksAgain)
	l.clock.Store(&later)
	l.until("the rest", func() bool { r := l.Report(t.Context()); return r.Done == r.Total && !r.Failed })
	if pulled() != 149 {
		t.Errorf("%d lead elsewhere, want 149", pulled())
	}
}

// TestChecksLeaveOff: what looks through an index ends with the program, and when another one is in service; neither is
// told as a fault.
func TestChecksLeaveOff(t *testing.T) {
	t.Parallel()
	old, next := frail(3, 100), frail(4, 100)
	l := newLookout(t, old)
	if r := l.Report(t.Context()); r.Done == r.Total {
		t.Fatalf("it is done: %+v", r)
	}
	of := l.current()
	close(next.hold)
	l.s.library.Replace(next)
	l.until("the next index", func() bool { r := l.Report(t.Context()); return r.Total == 4 && r.Done == 4 })
	<-of.first
	if old.asked.Load() > 0 {
		t.Error("the old index was asked on")
	}

	third := frail(5, 100)
	l.s.library.Replace(third)
	l.until("the third to be begun", func() bool { return l.Report(t.Context()).Total == 5 })
	l.end()
	l.until("the work to end", func() bool { r := l.Report(t.Context()); return r.Failed && r.Done == 0 })
	if text := l.log.String(); text != "" {
		t.Errorf("told as a fault: %s", text)
	}
}

func (l *lookout) current() *checking {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// TestChecksKeepTheirOrder: what comes in late stands where it would have stood.
func TestChecksKeepTheirOrder(t *testing.T) {
	t.Parallel()
	all := []faq.Collection{{ID: "port", Entries: []faq.Entry{
		{Collection: "port", Order: 1, Question: "会費は？", Answer: []faq.Block{{Type: faq.Link, URL: "/a", Text: "a"}}},
		{Collection: "port", Order: 2, Question: "会費は", Answer: []faq.Block{{Type: faq.Paragraph, Text: "3円"}}},
	}}}
	var kinds []string
	for _, f := range lint.WithPulls(all, lint.Check(all, lint.Facts{Today: "2026-03-02"}), []lint.Pull{{Ref: "port/1", Wording: "会費って", To: "port/2"}}) {
		kinds = append(kinds, string(f.Kind))
	}
	if !slices.Equal(kinds, []string{"twice", "pulled", "link"}) {
		t.Errorf("found %s", strings.Join(kinds, " "))
	}
}
