package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/search"
)

// effects try questions on the FAQ as it would be with one entry changed, beside the FAQ as it is.
//
// How the questions are answered now is asked once an index and kept, and so is what a change would do: the page
// of a draft is looked at, and then published from.
type effects struct {
	s  *server
	mu sync.Mutex
	of faq.Index                  // the index that what follows was asked of
	is map[string]edition.Outcome // by question
	at map[[sha256.Size]byte]edition.Effect
}

// A savedQuestion is one that an effect is tried with.
type savedQuestion struct {
	text      string
	confirmed string // the entry that is known to answer it, or ""
	asked     bool   // by a member
}

const (
	// Of what members have asked in the last 90 days the latest are tried.
	effectDays  = 90
	mostEffects = 1000
	// effectTime bounds a trial: somebody waits for the page.
	effectTime = 4 * time.Second
)

// try says what a changed entry would do to members' questions.
func (x *effects) try(ctx context.Context, e *faq.Entry) (edition.Effect, error) {
	now := x.s.library.Current()
	body, err := json.Marshal(e)
	if err != nil || now == nil {
		return edition.Effect{}, err
	}
	key := sha256.Sum256(append([]byte(e.Ref()), body...))
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of != now {
		x.of, x.is, x.at = now, map[string]edition.Outcome{}, map[[sha256.Size]byte]edition.Effect{}
	}
	if known, ok := x.at[key]; ok {
		return known, nil
	}
	questions, err := x.questions(ctx, now, e.Ref())
	if err != nil {
		return edition.Effect{}, err
	}
	then, err := x.with(ctx, now, e)
	if err != nil {
		return edition.Effect{}, err
	}
	effect, err := compareEffect(ctx, now, then, questions, x.is)
	if err == nil {
		x.at[key] = effect
	}
	return effect, err
}

// with is the index as it would be with an entry changed or added.
func (x *effects) with(ctx context.Context, now faq.Index, e *faq.Entry) (faq.Index, error) {
	all := slices.Clone(now.Collections())
	at := slices.IndexFunc(all, func(c faq.Collection) bool { return c.ID == e.Collection })
	if at < 0 {
		at, all = len(all), append(all, faq.Collection{ID: e.Collection, Title: e.Collection})
	}
	c := &all[at]
	c.Entries = slices.Clone(c.Entries)
	if i := slices.IndexFunc(c.Entries, func(o faq.Entry) bool { return o.Order == e.Order }); i >= 0 {
		c.Entries[i] = *e
	} else {
		c.Entries = append(c.Entries, *e)
	}
	opt, err := indexOptions(x.s.env)
	if err != nil {
		return nil, err
	}
	ix, err := search.NewIndex(ctx, all, opt)
	if err != nil {
		return nil, fmt.Errorf("index the FAQ for a trial: %w", err)
	}
	return x.s.answering(faq.Succeed(ix, successions(all, x.s.office.now()))), nil
}

// questions are what a change is tried with: what is known to be answered by an entry (its other wordings, and
// what a member has found helpful), the entries' own questions, and what members have asked. The changed entry's
// own wordings are what it is changed for, and are left out.
func (x *effects) questions(ctx context.Context, now faq.Index, ref string) ([]savedQuestion, error) {
	var out []savedQuestion
	seen := map[string]bool{}
	add := func(q savedQuestion) {
		if !seen[q.text] {
			seen[q.text] = true
			out = append(out, q)
		}
	}
	asked, err := x.s.db.store.Asked(ctx, x.s.env.Now().AddDate(0, 0, -effectDays), mostEffects)
	if err != nil {
		return nil, err
	}
	for _, a := range asked {
		if a.Helped != "" {
			add(savedQuestion{a.Query, a.Helped, true})
		}
	}
	for _, c := range now.Collections() {
		for i := range c.Entries {
			for _, alias := range c.Entries[i].Aliases {
				if c.Entries[i].Ref() != ref {
					add(savedQuestion{text: alias, confirmed: c.Entries[i].Ref()})
				}
			}
		}
	}
	for _, a := range asked {
		add(savedQuestion{text: a.Query, asked: true})
	}
	for _, c := range now.Collections() {
		for i := range c.Entries {
			if len(out) < mostEffects && c.Entries[i].Ref() != ref {
				add(savedQuestion{text: c.Entries[i].Question, confirmed: c.Entries[i].Ref()})
			}
		}
	}
	return out, nil
}

// compareEffect asks both indexes, as many questions at a time as there are processors. What is known of the
// first is in is, and what is learnt of it goes there.
func compareEffect(ctx context.Context, now, then faq.Index, questions []savedQuestion, is map[string]edition.Outcome) (edition.Effect, error) {
	var effect edition.Effect
	var mu sync.Mutex
	work, group := make(chan savedQuestion), errgroup.Group{}
	began := time.Now()
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			var failed error
			for q := range work {
				mu.Lock()
				from, known := is[q.text]
				late := time.Since(began) > effectTime
				if late {
					effect.Skipped++
				}
				mu.Unlock()
				if late || failed != nil {
					continue
				}
				if !known {
					from, failed = outcomeOf(ctx, now, q.text)
				}
				to, err := outcomeOf(ctx, then, q.text)
				if failed = cmp.Or(failed, err); failed != nil {
					continue
				}
				mu.Lock()
				is[q.text] = from
				effect.Asked++
				if from.Kind != to.Kind || from.Ref != to.Ref && from.Kind != edition.None {
					effect.Shifts = append(effect.Shifts, edition.Shift{Question: q.text, From: from, To: to, Confirmed: q.confirmed, Asked: q.asked})
				}
				mu.Unlock()
			}
			return failed
		})
	}
	for _, q := range questions {
		work <- q
	}
	close(work)
	err := group.Wait()
	slices.SortFunc(effect.Shifts, func(a, b edition.Shift) int { return cmp.Compare(a.Question, b.Question) })
	effect.Order()
	return effect, err
}

// outcomeOf is what a question gets of an index.
func outcomeOf(ctx context.Context, ix faq.Index, question string) (edition.Outcome, error) {
	d, err := ix.Decide(ctx, question, faq.Scope{})
	if err != nil {
		return edition.Outcome{}, fmt.Errorf("try a question: %w", err)
	}
	o := edition.Outcome{Kind: edition.None}
	switch {
	case len(d.Hits) == 0:
		return o, nil
	case d.Verdict == faq.Answer:
		o.Kind = edition.Direct
	case d.Verdict == faq.Suggest:
		o.Kind = edition.Offered
	default:
		return o, nil
	}
	o.Ref, o.Text = d.Hits[0].Entry.Ref(), d.Hits[0].Entry.Question
	return o, nil
}
