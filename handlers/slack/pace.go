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

// wait returns when method may be called on channel, or says how long that would take if it is too
// long to wait here. Without a channel only the method's own wait counts.
func (p *pacer) wait(ctx context.Context, method, channel string) error {
	delay, giveBack := p.reserve(method, channel)
	if deadline, has := ctx.Deadline(); delay > maxWait || has && time.Until(deadline) < delay {
		giveBack()
		return &waitError{method, delay}
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		giveBack()
		return &waitError{method, delay}
	}
}

// reserve takes a turn and says when it comes.
func (p *pacer) reserve(method, channel string) (delay time.Duration, giveBack func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := max(p.until[method].Sub(p.now()), 0)
	if channel == "" {
		return asked, func() {}
	}
	limiter := p.channels[channel]
	if limiter == nil {
		limiter = rate.NewLimiter(p.perSecond, burst)
		p.channels[channel] = limiter
	}
	turn := limiter.Reserve()
	return max(asked, turn.Delay()), turn.Cancel
}

// limited notes that Slack wants no call of method for a while.
func (p *pacer) limited(method string, after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until[method] = p.now().Add(after)
}
