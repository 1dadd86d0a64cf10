package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// burst is how many posts may follow each other at once. Slack asks for one a second on average
// and lets short bursts pass.
const burst = 5

// maxWait is how long a post waits here for its turn before the outbox is asked to wait instead.
const maxWait = 5 * time.Second

// A pacer keeps to Slack's rates: one post a second and channel, and for each method the wait that
// Slack last asked for.
type pacer struct {
	perSecond rate.Limit
	now       func() time.Time

	mu       sync.Mutex
	channels map[string]*rate.Limiter
	until    map[string]time.Time // by method
}

func newPacer(perSecond float64, now func() time.Time) *pacer {
	return &pacer{perSecond: rate.Limit(perSecond), now: now, channels: map[string]*rate.Limiter{}, until: map[string]time.Time{}}
}

// A waitError says that we must not call yet. Nothing was sent.
type waitError struct {
	method string
	after  time.Duration
}

func (e *waitError) Error() string {
	return fmt.Sprintf("slack asked to call %s no sooner than in %s", e.method, e.after)
}

// wait returns when method may be called on channel, or says how long that would take. Without a
// channel only the method's own wait counts.
func (p *pacer) wait(ctx context.Context, method, channel string) error {
	p.mu.Lock()
	if left := p.until[method].Sub(p.now()); left > 0 {
		p.mu.Unlock()
		return &waitError{method, left}
	}
	if channel == "" {
		p.mu.Unlock()
		return nil
	}
	limiter := p.channels[channel]
	if limiter == nil {
		limiter = rate.NewLimiter(p.perSecond, burst)
		p.channels[channel] = limiter
	}
	p.mu.Unlock()
	turn := limiter.Reserve()
	delay := turn.Delay()
	if deadline, has := ctx.Deadline(); delay > maxWait || has && time.Until(deadline) < delay {
		turn.Cancel()
		return &waitError{method, delay}
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		turn.Cancel()
		return &waitError{method, delay}
	}
}

// limited notes that Slack wants no call of method for a while.
func (p *pacer) limited(method string, after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until[method] = p.now().Add(after)
}
