package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/console"
)

// looks keep what the files that were looked at last would change: who turns a page, or looks how far the trial is, does
// not wait until the file is read and compared again. Another FAQ, or another day, is compared anew.
type looks struct {
	mu    sync.Mutex
	known map[lookOf]*looked
	order []lookOf // of known, the oldest first
}

// mostLooks are kept: each is as large as its file, with what it replaces.
const mostLooks = 4

// A lookOf names what was compared: a file, with what a person has said of it, and the FAQ at a revision, on a day.
type lookOf struct {
	id, choice string
	revision   int64
	day        faq.Date
}

// A looked is what a file would change, and what the FAQ in service would be with it.
type looked struct {
	look    console.EditionLook
	heads   []faq.Collection // of the file's programme, without entries
	entries []faq.Entry      // that are changed or added
	gone    []string         // references of those that would be served no more
}

func (l *looks) get(of lookOf) *looked {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.known[of]
}

func (l *looks) put(of lookOf, what *looked) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = map[lookOf]*looked{}
	}
	if l.known[of] == nil {
		l.order = append(l.order, of)
	}
	l.known[of] = what
	for len(l.order) > mostLooks {
		delete(l.known, l.order[0])
		l.order = l.order[1:]
	}
}

// Look implements [console.Editions].
func (x editions) Look(ctx context.Context, id string, c console.EditionChoice) (console.EditionLook, error) {
	l, err := x.looked(ctx, id, c)
	if err != nil {
		return console.EditionLook{}, err
	}
	look := l.look
	if off := x.s.office.now(); off.Programme(look.Programme) == nil {
		look.Warnings = append([]faq.Warning{*strangerWarning(off, look.Programme)}, look.Warnings...)
	}
	return look, nil
}

// looked compares a file with the FAQ, where that has not been done.
func (x editions) looked(ctx context.Context, id string, c console.EditionChoice) (*looked, error) {
	q, err := x.s.db.store.Request(ctx, id)
	if err != nil {
		return nil, err
	}
	said, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("look at a document: %w", err)
	}
	of := lookOf{id: id, choice: string(said), day: faq.DateOf(x.s.env.Now())}
	if of.revision, err = x.s.db.store.Revision(ctx); err != nil {
		return nil, err
	}
	if l := x.s.looks.get(of); l != nil {
		return l, nil
	}
	imp, err := x.chosen(ctx, &q, c)
	if err != nil {
		return nil, err
	}
	l := &looked{look: console.EditionLook{Programme: imp.Collection.ID, Title: imp.Collection.Title, File: imp.Collection.Document, Warnings: imp.Collection.Warnings}}
	seen, err := x.s.db.store.Preview(ctx, imp)
	if errors.As(err, &l.look.Fault) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	l.look.Plan, l.look.Revision, l.look.Back, l.look.Nothing = &seen.Plans[0], seen.Revision, imp.Back, seen.Nothing
	if l.look.Stored, err = x.s.db.store.Documents(ctx, l.look.Programme); err != nil {
		return nil, err
	}
	if now := x.s.library.Current(); now != nil {
		l.compare(now.Collections(), seen.After)
	}
	of.revision = seen.Revision
	x.s.looks.put(of, l)
	return l, nil
}

// compare finds what is served otherwise.
func (l *looked) compare(now, after []faq.Collection) {
	served := map[string]*faq.Entry{}
	for i := range now {
		for j := range now[i].Entries {
			served[now[i].Entries[j].Ref()] = &now[i].Entries[j]
		}
	}
	for _, c := range after {
		for i := range c.Entries {
			e := &c.Entries[i]
			if was := served[e.Ref()]; was == nil || was.Version != e.Version || was.Kind != e.Kind || !was.Validity.Same(e.Validity) {
				l.entries = append(l.entries, *e)
			}
			delete(served, e.Ref())
		}
		if c.ID == l.look.Programme {
			c.Entries = nil
			l.heads = append(l.heads, c)
		}
	}
	for ref := range served {
		l.gone = append(l.gone, ref)
	}
}

// applied are the collections with what is served otherwise.
func (l *looked) applied(now []faq.Collection) []faq.Collection {
	out := slices.Clone(now)
	for _, head := range l.heads {
		if !slices.ContainsFunc(out, func(c faq.Collection) bool { return c.ID == head.ID }) {
			out = append(out, head)
		}
	}
	becomes := make(map[string]*faq.Entry, len(l.entries))
	for i := range l.entries {
		becomes[l.entries[i].Ref()] = &l.entries[i]
	}
	for i := range out {
		c := &out[i]
		var entries []faq.Entry
		for j := range c.Entries {
			e := &c.Entries[j]
			if other := becomes[e.Ref()]; other != nil {
				e = other
				delete(becomes, e.Ref())
			}
			if !slices.Contains(l.gone, e.Ref()) {
				entries = append(entries, *e)
			}
		}
		c.Entries = entries
	}
	for i := range l.entries { // in their order
		e := &l.entries[i]
		at := slices.IndexFunc(out, func(c faq.Collection) bool { return c.ID == e.Collection })
		if becomes[e.Ref()] != nil && at >= 0 {
			out[at].Entries = append(out[at].Entries, *e)
		}
	}
	return out
}

// Effect implements [console.Editions].
func (x editions) Effect(ctx context.Context, id string, c console.EditionChoice, wait time.Duration) (edition.Effect, error) {
	l, err := x.looked(ctx, id, c)
	if err != nil || len(l.entries)+len(l.gone) == 0 {
		return edition.Effect{}, err
	}
	own := map[string]bool{}
	for i := range l.entries {
		own[l.entries[i].Ref()] = true
	}
	for _, ref := range l.gone {
		own[ref] = true
	}
	return x.s.trials.watch(ctx, &change{
		key: sha256.Sum256(fmt.Appendf(nil, "document %s %d %s", id, l.look.Revision, l.look.Plan.Digest())),
		own: func(ref string) bool { return own[ref] }, anew: true,
		then: func(ctx context.Context, now faq.Index) (faq.Index, error) { return x.then(ctx, now, l) },
	}, wait)
}

// then is the FAQ with a file. Where the file changes but little of a large one, what stays is shared.
func (x editions) then(ctx context.Context, now faq.Index, l *looked) (faq.Index, error) {
	all := now.Collections()
	entries := 0
	for i := range all {
		entries += len(all[i].Entries)
	}
	known := func(e faq.Entry) bool {
		return slices.ContainsFunc(all, func(c faq.Collection) bool { return c.ID == e.Collection })
	}
	few := entries >= builtAnew && len(l.entries) <= entries/sharedFrom && len(l.gone) == 0
	if c, ok := now.(faq.Changing); ok && few && !slices.ContainsFunc(l.entries, func(e faq.Entry) bool { return !known(e) }) {
		return c.With(ctx, l.entries)
	}
	return x.s.indexOf(ctx, withNames(l.applied(all), x.s.office.now()))
}

// sharedFrom is how many times as many entries as change an index has at least that is not built anew: every entry that
// changes is read again and looked for among the others.
const sharedFrom = 8
