package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/search"
)

// TestTrials: what a draft changes is tried beside whoever looks, who is told how far that is; it is tried once, however
// often it is looked at, and anew for another text, another FAQ, and after it has failed.
func TestTrials(t *testing.T) {
	t.Parallel()
	ix, err := search.NewIndex(t.Context(), largeFAQ(t, 320), search.Options{Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	s := &server{library: faq.OpenLibrary()}
	s.library.Replace(ix)
	asked, goOn, failure := 0, make(chan struct{}), error(nil)
	x := &effects{s: s, life: t.Context(), questions: func(context.Context, faq.Index, func(string) bool) ([]savedQuestion, error) {
		asked++ // trials take turns
		<-goOn
		return []savedQuestion{{text: "傘は借りられますか"}, {text: "領収書はもらえますか"}}, failure
	}}
	e := s.library.Current().Collections()[0].Entries[0]
	e.Question, e.Aliases, e.Answer = "傘は借りられますか", nil, []faq.Block{{Type: faq.Paragraph, Text: "受付でお貸しします。"}}
	look := func(wait time.Duration) edition.Effect {
		t.Helper()
		effect, err := x.look(t.Context(), &e, wait)
		if err != nil {
			t.Fatal(err)
		}
		return effect
	}
	if got := look(0); got.Left == 0 || got.Asked != 0 {
		t.Errorf("before anything was asked: %+v", got)
	}
	close(goOn)
	done := look(time.Hour)
	if done.Left != 0 || done.Asked != 2 || len(done.Shifts) == 0 || done.Shifts[0].To.Ref != e.Ref() {
		t.Errorf("what the change does: %+v", done)
	}
	if again := look(0); fmt.Sprint(again) != fmt.Sprint(done) || asked != 1 {
		t.Errorf("looked at again: %+v, after %d trials", again, asked)
	}
	for i := range mostTrials + 3 {
		e.Aliases = []string{fmt.Sprintf("傘%d本", i)}
		look(time.Hour)
	}
	if n := len(x.now.known); n != mostTrials || len(x.now.order) != n {
		t.Errorf("%d trials are kept, %d in order; want %d", n, len(x.now.order), mostTrials)
	}
	before := asked
	s.library.Replace(faq.AnsweringFrom(ix, .5))
	look(time.Hour)
	if asked != before+1 {
		t.Errorf("beside another FAQ %d trials are made, want 1", asked-before)
	}
	failure, e.Aliases = errors.New("no database"), nil
	for range 2 {
		if _, err := x.look(t.Context(), &e, time.Hour); !errors.Is(err, failure) {
			t.Errorf("a trial that fails gives %v", err)
		}
	}
	failure = nil
	if got := look(time.Hour); got.Asked != 2 {
		t.Errorf("after a failure: %+v", got)
	}
}
