package main

import (
	"context"
	"time"

	"madoguchi/faq/search"
	"madoguchi/learn"
)

// Questions that were not answered are put to groups soon after they came, and those of an office that had
// none grouped yet, or very many, a batch at a time: a batch of new groups takes some 100 ms.
const (
	groupEvery = 5 * time.Second
	groupBatch = 2000
)

// keepLearning groups what was not answered. Every process tries; the store lets one do it.
func (s *server) keepLearning(ctx context.Context) {
	if _, err := s.library.Wait(ctx); err != nil { // the search is made ready first
		return
	}
	tick := time.NewTicker(groupEvery)
	defer tick.Stop()
	groups := learn.NewGroups(s.readTerms)
	var alike *learn.Groups
	for {
		for n := groupBatch; n == groupBatch && ctx.Err() == nil; {
			var err error
			if n, err = s.db.store.GroupQuestions(ctx, groups, groupBatch); err != nil && ctx.Err() == nil {
				s.log.Error("group the questions that were not answered", "err", err)
				groups = learn.NewGroups(s.readTerms) // they may be ahead of what is stored
			}
		}
		alike = s.keepAlike(ctx, alike)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// readTerms is what a question says.
func (s *server) readTerms(text string) []learn.Term {
	found, err := search.Terms(text)
	if err != nil {
		s.log.Error("read a question", "err", err)
	}
	terms := make([]learn.Term, len(found))
	for i, t := range found {
		terms[i] = learn.Term(t)
	}
	return terms
}
