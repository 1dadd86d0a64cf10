package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/search"
)

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
	// effectTime is how long those wait for a trial who show nothing of how far it is. A trial takes 0.3 s of processor
	// time; Slack is told within 20 s, in which the effects of two entries may be waited for.
	effectTime = 8 * time.Second
)

// changedIndex is an index as it would be with an entry changed or added.
func (s *server) changedIndex(ctx context.Context, now faq.Index, e *faq.Entry) (faq.Index, error) {
	all := now.Collections()
	entries, at := 0, -1
	for i := range all {
		entries += len(all[i].Entries)
		if all[i].ID == e.Collection {
			at = i
		}
	}
	if c, ok := now.(faq.Changing); ok && at >= 0 && entries >= builtAnew {
		return c.With(ctx, []faq.Entry{*e})
	}
	all = slices.Clone(all)
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
	return s.indexOf(ctx, all)
}

// indexOf is an index over collections that are not served, which answers as that in service does.
func (s *server) indexOf(ctx context.Context, all []faq.Collection) (faq.Index, error) {
	opt, err := indexOptions(s.env)
	if err != nil {
		return nil, err
	}
	ix, err := search.NewIndex(ctx, all, opt)
	if err != nil {
		return nil, fmt.Errorf("index the FAQ for a trial: %w", err)
	}
	return s.answering(faq.Succeed(ix, successions(all, s.office.now()))), nil
}

// builtAnew is how many entries an index has at most that is built anew to try a change, which takes 0.1 s of processor
// time: in so few, one entry may move the mean lengths that an index made of another keeps.
const builtAnew = 300

// savedQuestions are what a change is tried with: what is known to be answered by an entry (its other wordings, and
// what a member has found helpful), the entries' own questions, and what members have asked. A changed entry's own
// wordings are what it is changed for, and are left out.
func (s *server) savedQuestions(ctx context.Context, now faq.Index, own func(ref string) bool) ([]savedQuestion, error) {
	var out []savedQuestion
	seen := map[string]bool{}
	add := func(q savedQuestion) {
		if !seen[q.text] {
			seen[q.text] = true
			out = append(out, q)
		}
	}
	asked, err := s.db.store.Asked(ctx, s.env.Now().AddDate(0, 0, -effectDays), mostEffects)
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
				if !own(c.Entries[i].Ref()) {
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
			if len(out) < mostEffects && !own(c.Entries[i].Ref()) {
				add(savedQuestion{text: c.Entries[i].Question, confirmed: c.Entries[i].Ref()})
			}
		}
	}
	return out, nil
}

// outcomeOf is what a question gets of an index.
func outcomeOf(ctx context.Context, ix faq.Index, question string) (edition.Outcome, error) {
	a, err := answeredBy(ctx, ix, question)
	return a.Outcome, err
}

// answeredBy is what a question gets of an index, and what that says.
func answeredBy(ctx context.Context, ix faq.Index, question string) (answered, error) {
	d, err := ix.Decide(ctx, question, faq.Scope{})
	if err != nil {
		return answered{}, fmt.Errorf("try a question: %w", err)
	}
	o := answered{Outcome: edition.Outcome{Kind: edition.None}}
	switch {
	case len(d.Hits) == 0:
		return o, nil
	case d.Verdict == faq.Answer:
		o.Kind, o.said = edition.Direct, d.Hits[0].Entry.AnswerText()
	case d.Verdict == faq.Suggest:
		o.Kind = edition.Offered
	default:
		return o, nil
	}
	o.Ref, o.Text = d.Hits[0].Entry.Ref(), d.Hits[0].Entry.Question
	return o, nil
}
