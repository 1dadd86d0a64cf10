package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// effects try questions on the FAQ as it would be with a change, beside the FAQ as it is.
//
// A trial goes on beside whatever else does, one at a time, and is kept: the page of a draft says how far it is, is looked
// at again, and then published from. How the questions are answered now is asked once an index.
type effects struct {
	s         *server
	life      context.Context // ends with the program
	questions func(ctx context.Context, now faq.Index, own func(ref string) bool) ([]savedQuestion, error)
	turn      sync.Mutex // held by the trial that goes on
	mu        sync.Mutex
	now       *tries // nil: nothing was tried
}

// A change is what is tried.
type change struct {
	key  [sha256.Size]byte                                           // tells it from others
	own  func(ref string) bool                                       // says of which entries the own wordings are no question: they are what is changed
	anew bool                                                        // an entry that answers in other words is worth telling, too
	then func(ctx context.Context, now faq.Index) (faq.Index, error) // the FAQ with the change
}

// An answered is what a question gets, with what a direct answer says.
type answered struct {
	edition.Outcome
	said string
}

// tries are the trials beside one index.
type tries struct {
	of    faq.Index
	stop  context.CancelFunc
	life  context.Context
	mu    sync.Mutex
	is    map[string]answered // how questions are answered now
	known map[[sha256.Size]byte]*trial
	order [][sha256.Size]byte // of known, the oldest first
}

// A trial is what a change would do, as far as it is known.
type trial struct {
	done   chan struct{} // closed when nothing more is asked
	mu     sync.Mutex
	effect edition.Effect
	err    error
}

const (
	// trialTime bounds the asking of a trial: with 10,000 entries 1,000 questions take a second.
	trialTime = time.Minute
	// mostTrials are kept beside an index: of each what would be answered otherwise.
	mostTrials = 64
)

// try says what a changed entry would do to members' questions, as far as that is known within effectTime.
func (x *effects) try(ctx context.Context, e *faq.Entry) (edition.Effect, error) {
	return x.look(ctx, e, effectTime)
}

// look says what a changed entry would do to members' questions, as far as that is known when the wait is over.
func (x *effects) look(ctx context.Context, e *faq.Entry, wait time.Duration) (edition.Effect, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return edition.Effect{}, err
	}
	entry := *e
	return x.watch(ctx, &change{
		key: sha256.Sum256(append([]byte(entry.Ref()), body...)), own: func(ref string) bool { return ref == entry.Ref() },
		then: func(ctx context.Context, now faq.Index) (faq.Index, error) { return x.s.changedIndex(ctx, now, &entry) },
	}, wait)
}

// watch says what a change would do to members' questions, as far as that is known when the wait is over.
func (x *effects) watch(ctx context.Context, c *change, wait time.Duration) (edition.Effect, error) {
	now := x.s.library.Current()
	if now == nil {
		return edition.Effect{}, nil
	}
	t := x.trial(now, c)
	enough := time.NewTimer(wait)
	defer enough.Stop()
	select {
	case <-t.done:
	case <-enough.C:
	case <-ctx.Done():
		return edition.Effect{}, ctx.Err()
	}
	return t.sofar()
}

// trial is the trial of a change beside an index; it is begun, where it is not known.
func (x *effects) trial(now faq.Index, c *change) *trial {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.now == nil || x.now.of != now {
		if x.now != nil {
			x.now.stop()
		}
		x.now = &tries{of: now, is: map[string]answered{}, known: map[[sha256.Size]byte]*trial{}}
		x.now.life, x.now.stop = context.WithCancel(x.life)
	}
	all, key := x.now, c.key
	if t := all.known[key]; t != nil {
		return t
	}
	if len(all.order) == mostTrials {
		delete(all.known, all.order[0])
		all.order = all.order[1:]
	}
	t := &trial{done: make(chan struct{}), effect: edition.Effect{Left: mostEffects}}
	all.known[key], all.order = t, append(all.order, key)
	go func() {
		x.turn.Lock()
		defer x.turn.Unlock()
		if t.err = x.work(all, t, c); t.err != nil { // it is begun again when somebody looks again
			x.mu.Lock()
			delete(all.known, key)
			all.order = slices.DeleteFunc(all.order, func(k [sha256.Size]byte) bool { return k == key })
			x.mu.Unlock()
		}
		close(t.done)
	}()
	return t
}

// work tries all questions.
func (x *effects) work(all *tries, t *trial, c *change) error {
	ctx := all.life
	questions, err := x.questions(ctx, all.of, c.own)
	if err != nil {
		return err
	}
	t.mu.Lock()
	t.effect.Left = len(questions)
	t.mu.Unlock()
	then, err := c.then(ctx, all.of)
	if err != nil {
		return err
	}
	return t.compare(ctx, all, then, questions, c.anew)
}

// compare asks both indexes, as many questions at a time as there are processors. What is known of the first is in is,
// and what is learnt of it goes there.
func (t *trial) compare(ctx context.Context, all *tries, then faq.Index, questions []savedQuestion, anew bool) error {
	late, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	group, ctx := errgroup.WithContext(late)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, q := range questions {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			from, err := all.outcome(ctx, q.text)
			if err != nil {
				return err
			}
			to, err := answeredBy(ctx, then, q.text)
			if err == nil {
				t.tell(&edition.Shift{
					Question: q.text, From: from.Outcome, To: to.Outcome, Confirmed: q.confirmed, Asked: q.asked,
					Anew: anew && from.Kind == edition.Direct && to.Kind == edition.Direct && from.Ref == to.Ref && from.said != to.said,
				})
			}
			return err
		})
	}
	err := group.Wait()
	if late.Err() == context.DeadlineExceeded { // what is known is worth seeing
		t.skip()
		return nil
	}
	return err
}

// outcome is how a question is answered now.
func (all *tries) outcome(ctx context.Context, question string) (answered, error) {
	all.mu.Lock()
	o, known := all.is[question]
	all.mu.Unlock()
	if known {
		return o, nil
	}
	o, err := answeredBy(ctx, all.of, question)
	if err == nil {
		all.mu.Lock()
		all.is[question] = o
		all.mu.Unlock()
	}
	return o, err
}

// tell notes what a question gets.
func (t *trial) tell(sh *edition.Shift) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.effect.Asked, t.effect.Left = t.effect.Asked+1, t.effect.Left-1
	if sh.Anew || sh.From.Kind != sh.To.Kind || sh.From.Ref != sh.To.Ref && sh.From.Kind != edition.None {
		t.effect.Shifts = append(t.effect.Shifts, *sh)
	}
}

// skip notes that for what is left there is no time.
func (t *trial) skip() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.effect.Skipped, t.effect.Left = t.effect.Left, 0
}

// sofar is what is known by now, the worst first.
func (t *trial) sofar() (edition.Effect, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-t.done:
		if t.err != nil {
			return edition.Effect{}, t.err
		}
	default:
	}
	effect := t.effect
	effect.Shifts = slices.Clone(effect.Shifts)
	slices.SortFunc(effect.Shifts, func(a, b edition.Shift) int { return cmp.Compare(a.Question, b.Question) })
	effect.Order()
	return effect, nil
}
