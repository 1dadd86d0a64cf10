// Package throttle holds strangers to a pace: a token bucket for each key, such as the network a request
// comes from.
//
//	searches := throttle.New[netip.Prefix](throttle.Rate{Every: 50 * time.Millisecond, Burst: 100})
//	if after := searches.Take(network, now); after > 0 { … } // not before
//
// It counts in one process, and forgets who has been quiet for long enough.
package throttle

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Rate is a token bucket: Burst at once, one more every Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// Buckets are a token bucket a key. A bucket that has filled up again is forgotten: it is as good
// as a new one.
type Buckets[K comparable] struct {
	mu     sync.Mutex
	rate   Rate
	of     map[K]*rate.Limiter
	swept  time.Time
	lasted time.Duration // from empty to full
}

// maxBuckets bounds the memory a flood from many addresses can take (about 100 bytes each).
const maxBuckets = 100_000

// New gives every key a bucket of that rate, full.
func New[K comparable](r Rate) *Buckets[K] {
	return &Buckets[K]{rate: r, of: map[K]*rate.Limiter{}, lasted: r.Every * time.Duration(r.Burst)}
}

// Take takes a token of key's bucket. When there is none it says how long until there will be.
func (b *Buckets[K]) Take(key K, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sweep(now)
	l := b.of[key]
	if l == nil {
		l = rate.NewLimiter(rate.Every(b.rate.Every), b.rate.Burst)
		b.of[key] = l
	}
	r := l.ReserveN(now, 1)
	after := r.DelayFrom(now)
	if after > 0 {
		r.CancelAt(now)
	}
	return after
}

func (b *Buckets[K]) sweep(now time.Time) {
	if now.Sub(b.swept) < b.lasted && len(b.of) < maxBuckets {
		return
	}
	b.swept = now
	for key, l := range b.of {
		if l.TokensAt(now) >= float64(b.rate.Burst) {
			delete(b.of, key)
		}
	}
	for key := range b.of { // still too many: somebody's count starts anew
		if len(b.of) < maxBuckets {
			break
		}
		delete(b.of, key)
	}
}
