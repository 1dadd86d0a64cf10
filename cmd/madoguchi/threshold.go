package main

import (
	"context"
	"fmt"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/search/fitted"
	"madoguchi/learn"
)

const (
	// thresholdEvery is how often the threshold for answering at once is computed anew: by every process for
	// itself, from the same judgements.
	thresholdEvery = time.Hour
	// judgedDays is how old a judgement may be that counts.
	judgedDays = 365
)

// threshold is the one in force: the fitted one until judgements have been read.
func (s *server) threshold() learn.Threshold {
	if t := s.measured.Load(); t != nil {
		return *t
	}
	return learn.NewThreshold(fitted.Thresholds.Answer, nil)
}

// measureThreshold computes the threshold from what was judged.
func (s *server) measureThreshold(ctx context.Context) error {
	judged, err := s.db.store.Judged(ctx, s.env.Now().AddDate(0, 0, -judgedDays))
	if err != nil {
		return fmt.Errorf("measure the answers: %w", err)
	}
	was, is := s.threshold(), learn.NewThreshold(fitted.Thresholds.Answer, judged)
	s.measured.Store(&is)
	if is.Answer != was.Answer {
		s.log.Info("threshold for answering at once", "from", was.Answer, "to", is.Answer, "judged", is.Judged, "right", is.Right)
	}
	return nil
}

// keepThreshold lets the index in service follow the office's judgements, until ctx ends.
func (s *server) keepThreshold(ctx context.Context) {
	tick := time.NewTicker(thresholdEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.followThreshold(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("the threshold for answering at once stays as it is", "err", err)
		}
	}
}

func (s *server) followThreshold(ctx context.Context) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	was := s.threshold().Answer
	if err := s.measureThreshold(ctx); err != nil {
		return err
	}
	if ix := s.library.Current(); ix != nil && s.threshold().Answer != was {
		s.library.Replace(s.answering(ix))
	}
	return nil
}

// answering is an index with the threshold in force.
func (s *server) answering(ix faq.Index) faq.Index {
	return faq.AnsweringFrom(ix, s.threshold().Answer)
}
