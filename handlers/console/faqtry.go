package console

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"madoguchi/catalogue"
	"madoguchi/faq"
)

// triedHits is how many entries a trial shows.
const triedHits = 5

// A foundView is what the bot would make of a question, and why.
type foundView struct {
	Verdict, P, Reason string
	Parts              []string // the questions, where one message holds several
	Hits               []foundHit
	Words              []foundWord
	Unknown            []string
}

// A foundHit is an entry with what its place is made of.
type foundHit struct {
	Ref, Question, Collection, P, Score string
	Found, Missing, Features            []string
}

// A foundWord is one thing that was read in the question.
type foundWord struct {
	Text, Concepts, Share string
	Entries               int
	BySound               bool
}

// try asks the index what it makes of a question, and why.
func (s *Service) try(ctx context.Context, ix faq.Index, query string, scope faq.Scope) (*foundView, error) {
	x, err := ix.Explain(ctx, query, triedHits, scope)
	if err != nil {
		return nil, fmt.Errorf("try a question: %w", err)
	}
	d, titles := x.Decision, s.programmes()
	v := &foundView{Verdict: verdictName(d), P: percent(d.P), Reason: reasonName(d.Reason), Unknown: x.Unknown}
	for _, part := range d.Parts {
		v.Parts = append(v.Parts, part.Query)
	}
	for _, a := range x.Atoms {
		v.Words = append(v.Words, foundWord{Text: a.Text, Concepts: strings.Join(a.Concepts, "、"), Share: percent(a.Weight), Entries: a.Entries, BySound: a.BySound})
	}
	for _, h := range x.Hits {
		hit := foundHit{Ref: h.Ref, Question: h.Question, P: percent(h.P), Score: fmt.Sprintf("%.2f", h.Score), Found: h.Found, Missing: h.Missing}
		if e, ok := ix.Entry(h.Ref); ok {
			hit.Collection = nameOr(titles, e.Collection)
		}
		for _, name := range slices.Sorted(maps.Keys(h.Features)) {
			hit.Features = append(hit.Features, fmt.Sprintf("%s %.2f", wordOr(catalogue.Key("console.feature."+name), name), h.Features[name]))
		}
		v.Hits = append(v.Hits, hit)
	}
	return v, nil
}
