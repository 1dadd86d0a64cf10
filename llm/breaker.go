package llm

import (
	"sync"
	"time"
)

// After breakAfter failures in a row a server is left alone for breakFor; then one question tries it, and where that fails,
// too, for twice as long, up to breakMost. A dead server so costs three members their wait of [Limit], and one more now and then.
const (
	breakAfter = 3
	breakFor   = 30 * time.Second
	breakMost  = 8 * time.Minute
)

// A Breaker keeps questions from a server that fails. Its zero value lets them through.
type Breaker struct {
	mu       sync.Mutex
	failures int
	pause    time.Duration
	resume   time.Time
	trying   bool // the one question after a pause is under way
}

// Open reports whether a question would be kept away now. It lets none through.
func (b *Breaker) Open(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failures >= breakAfter && (b.trying || now.Before(b.resume))
}

// Pass reports whether a question may go to the server. Whoever passes must Note how it ended.
func (b *Breaker) Pass(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < breakAfter {
		return true
	}
	if b.trying || now.Before(b.resume) {
		return false
	}
	b.trying = true
	return true
}

// Note takes note of how a question ended that was let through.
func (b *Breaker) Note(ok bool, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trying = false
	if ok {
		b.failures, b.pause = 0, 0
		return
	}
	if b.failures++; b.failures < breakAfter {
		return
	}
	b.pause = min(max(2*b.pause, breakFor), breakMost)
	b.resume = now.Add(b.pause)
}
