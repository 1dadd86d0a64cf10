package web

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"madoguchi/handlers/peer"
)

// A Rate is a token bucket: Burst at once, one more every Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// Limits are how much one visitor may ask for. Zero values stand for the defaults, which leave
// room for a company whose people all come from one address.
type Limits struct {
	Characters  int  // of a message; 0 = 4,000
	Messages    Rate // of a session; 0 = 20, then one a second
	Sessions    Rate // new ones of an address; 0 = 120, then one every 2 s
	Suggests    Rate // of an address; 0 = 100, then 20 a second
	Requests    Rate // of any kind of an address; 0 = 1,000, then 100 a second
	Streams     int  // open at a time of a session; 0 = 5
	HostStreams int  // open at a time of an address; 0 = 500
	Pieces      Rate // of files, of a session; 0 = 200, then 10 a second
	Checks      Rate // of receipts, of an address; 0 = 30, then one every 5 s
}

func (l *Limits) fill() {
	orDefault(&l.Characters, 4000)
	orDefault(&l.Messages, Rate{time.Second, 20})
	orDefault(&l.Sessions, Rate{2 * time.Second, 120})
	orDefault(&l.Suggests, Rate{50 * time.Millisecond, 100})
	orDefault(&l.Requests, Rate{10 * time.Millisecond, 1000})
	orDefault(&l.Streams, 5)
	orDefault(&l.HostStreams, 500)
	orDefault(&l.Pieces, Rate{100 * time.Millisecond, 200})
	orDefault(&l.Checks, Rate{5 * time.Second, 30})
}

// gates are the limits at work.
type gates struct {
	messages    *buckets[string]
	sessions    *buckets[netip.Prefix]
	suggests    *buckets[netip.Prefix]
	requests    *buckets[netip.Prefix]
	streams     *counter[string]
	hostStreams *counter[netip.Prefix]
	pieces      *buckets[string]
	checks      *buckets[netip.Prefix]
}

func newGates(l Limits) gates {
	return gates{
		messages: newBuckets[string](l.Messages), sessions: newBuckets[netip.Prefix](l.Sessions),
		suggests: newBuckets[netip.Prefix](l.Suggests), requests: newBuckets[netip.Prefix](l.Requests),
		streams: newCounter[string](l.Streams), hostStreams: newCounter[netip.Prefix](l.HostStreams),
		pieces: newBuckets[string](l.Pieces), checks: newBuckets[netip.Prefix](l.Checks),
	}
}

// buckets is a token bucket a key. A bucket that has filled up again is forgotten: it is as good
// as a new one.
type buckets[K comparable] struct {
	mu     sync.Mutex
	rate   Rate
	of     map[K]*rate.Limiter
	swept  time.Time
	lasted time.Duration // from empty to full
}

// maxBuckets bounds the memory a flood from many addresses can take (about 100 bytes each).
const maxBuckets = 100_000

func newBuckets[K comparable](r Rate) *buckets[K] {
	return &buckets[K]{rate: r, of: map[K]*rate.Limiter{}, lasted: r.Every * time.Duration(r.Burst)}
}

// take takes a token of key's bucket. When there is none it says how long until there will be.
func (b *buckets[K]) take(key K, now time.Time) time.Duration {
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

func (b *buckets[K]) sweep(now time.Time) {
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

// A counter counts what is under way a key.
type counter[K comparable] struct {
	mu  sync.Mutex
	max int
	of  map[K]int
}

func newCounter[K comparable](limit int) *counter[K] { return &counter[K]{max: limit, of: map[K]int{}} }

// enter counts one more, unless there are as many as may be.
func (c *counter[K]) enter(key K) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[key] >= c.max {
		return false
	}
	c.of[key]++
	return true
}

func (c *counter[K]) leave(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[key]--; c.of[key] <= 0 {
		delete(c.of, key)
	}
}

// enterStream counts one more open stream of a session and an address.
func (g gates) enterStream(session string, host netip.Prefix) (leave func(), err error) {
	if !g.streams.enter(session) {
		return nil, tooManyStreams()
	}
	if !g.hostStreams.enter(host) {
		g.streams.leave(session)
		return nil, tooManyStreams()
	}
	return func() { g.streams.leave(session); g.hostStreams.leave(host) }, nil
}

// client is the network a request comes from.
func (s *Service) client(r *http.Request) netip.Prefix { return peer.Network(s.Proxies.Client(r)) }

// secure says whether the visitor's own connection is encrypted.
func (s *Service) secure(r *http.Request) bool { return s.Proxies.HTTPS(r) }
