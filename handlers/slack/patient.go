package slack

import (
	"context"
	"time"

	"github.com/slack-go/slack"
)

// A submission of a modal is answered within three seconds of Slack's clock, or its sender reads that something went
// wrong. What may take longer (files to be fetched, a FAQ to be tried with a change, one to be published) is begun
// after the acknowledgement: where it is done soon it is the answer all the same, else the modal says that it is being
// worked on, and is put in the place of that as soon as it is there.

// A result is what the submission of a modal comes to: the answer to it and, where that was due before, the modal in
// its place. nil is that of a reply that was sent.
type result struct {
	answer answer
	late   func(context.Context) *slack.ModalViewRequest
}

// inPlace is the result that one modal takes the place of another.
func inPlace(full slack.ModalViewRequest) result {
	return result{updated(full), func(context.Context) *slack.ModalViewRequest { return &full }}
}

// answerPatience is how long the answer to a submission waits for what takes its time, which mostly is there at once.
const answerPatience = 1200 * time.Millisecond

// patiently does the work of a submission in time of its own. It reports false where too much is under way already:
// nothing was done then.
func (s *Service) patiently(ctx context.Context, in interaction, what string, waiting slack.ModalViewRequest, work func(context.Context) result) (answer, bool) {
	came, left := make(chan result), make(chan struct{})
	begun := s.later(ctx, what, func(ctx context.Context) error {
		r := work(ctx)
		select {
		case came <- r:
			return nil
		case <-left:
			ctx, cancel := s.afresh(ctx)
			defer cancel()
			return s.showLate(ctx, in.View.ID, r.late(ctx))
		}
	})
	if !begun {
		return answer{}, false
	}
	timer := time.NewTimer(answerPatience)
	defer timer.Stop()
	select {
	case r := <-came:
		return r.answer, true
	case <-timer.C:
	case <-ctx.Done():
	}
	close(left)
	return updated(waiting), true
}
