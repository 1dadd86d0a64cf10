package faq

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"madoguchi/lazyregexp"
)

// A Succession says that one programme goes on from another: this year's from last year's. What members
// call both means the new one, and the old one where they say so.
type Succession struct {
	Old, New string   // collections
	Names    []string // what members call both
}

// rePast are the words by which last year's is meant.
var rePast = lazyregexp.New(`(?:昨年度?|前年度?|去年度?|旧年度|前回|昨期|前期)(?:分)?の?`)

// Succeed makes an index answer from programmes of now unless those of before are asked for.
func Succeed(ix Index, all []Succession) Index {
	if len(all) == 0 || ix == nil {
		return ix
	}
	return &succeeding{ix, all}
}

// A succeeding index knows which of its programmes are of before.
type succeeding struct {
	Index
	all []Succession
}

// AnsweringFrom implements [Answering].
func (x *succeeding) AnsweringFrom(p float64) Index {
	return &succeeding{AnsweringFrom(x.Index, p), x.all}
}

// With implements [Changing], where what it goes on from does.
func (x *succeeding) With(ctx context.Context, entries []Entry) (Index, error) {
	c, ok := x.Index.(Changing)
	if !ok {
		return nil, fmt.Errorf("change an index: a %T cannot be", x.Index)
	}
	ix, err := c.With(ctx, entries)
	if err != nil {
		return nil, err
	}
	return &succeeding{ix, x.all}, nil
}

// Decide implements [Index].
func (x *succeeding) Decide(ctx context.Context, query string, scope Scope) (Decision, error) {
	if rest, old := x.past(query); old != "" {
		scope.Programme = old
		d, err := x.Index.Decide(ctx, rest, scope)
		d.Query = query
		return d, err
	}
	d, err := x.Index.Decide(ctx, query, scope)
	if err != nil || len(x.all) == 0 {
		return d, err
	}
	named, _ := x.Named(query)
	s := x.outdated(&d, scope, named)
	if s == nil {
		return d, nil
	}
	scope.Programme = s.New
	if d, err = x.Index.Decide(ctx, query, scope); err != nil {
		return d, err
	}
	d.Programmes = slices.DeleteFunc(slices.Clone(d.Programmes), func(id string) bool { return id == s.Old })
	d.Hits = slices.DeleteFunc(slices.Clone(d.Hits), func(h Hit) bool { return h.Entry.Collection == s.Old })
	if len(d.Hits) == 0 || d.Verdict == Choices && len(d.Programmes) < 2 {
		d.Verdict = Handoff
		if d.Act { // what is to be done has its form, whatever is written on it
			d.Verdict = Form
		}
	}
	return d, nil
}

// Search implements [Index].
func (x *succeeding) Search(ctx context.Context, query string, n int, scope Scope) ([]Hit, error) {
	rest, old := x.past(query)
	if old != "" {
		scope.Programme = old
		return x.Index.Search(ctx, rest, n, scope)
	}
	named, _ := x.Named(query)
	hits, err := x.Index.Search(ctx, query, 2*n, scope)
	hits = slices.DeleteFunc(slices.Clone(hits), func(h Hit) bool {
		return slices.ContainsFunc(x.all, func(s Succession) bool {
			return h.Entry.Collection == s.Old && scope.Programme != s.Old && !slices.Contains(named, s.Old)
		})
	})
	return hits[:min(n, len(hits))], err
}

// past says which programme of before a message asks for, and what it asks beside that.
func (x *succeeding) past(query string) (rest, old string) {
	loc := rePast.FindStringIndex(query)
	if loc == nil {
		return "", ""
	}
	rest = query[:loc[0]] + query[loc[1]:]
	for _, s := range x.all {
		for _, name := range s.Names {
			if strings.HasPrefix(query[loc[1]:], name) {
				return strings.TrimLeft(strings.Replace(rest, name, "", 1), "の、 　"), s.Old
			}
		}
	}
	if len(x.all) == 1 && strings.HasPrefix(strings.TrimSpace(query), query[loc[0]:loc[1]]) {
		return rest, x.all[0].Old
	}
	return "", ""
}

// outdated finds the succession by which a decision is about a programme of before that nobody asked for.
func (x *succeeding) outdated(d *Decision, scope Scope, named []string) *Succession {
	for i := range x.all {
		s := &x.all[i]
		if scope.Programme == s.Old || slices.Contains(named, s.Old) {
			continue
		}
		if slices.Contains(d.Programmes, s.Old) || slices.ContainsFunc(d.Hits, func(h Hit) bool { return h.Entry.Collection == s.Old }) {
			return s
		}
	}
	return nil
}
