package web

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"madoguchi/handlers/peer"
	"madoguchi/handlers/throttle"
)

// A Rate is a token bucket: Burst at once, one more every Every.
type Rate throttle.Rate

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
	Copies      Rate // of talks by mail, of an address; 0 = 20, then one every 3 min
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
	orDefault(&l.Copies, Rate{3 * time.Minute, 20})
}

// gates are the limits at work.
type gates struct {
	messages    *throttle.Buckets[string]
	sessions    *throttle.Buckets[netip.Prefix]
	suggests    *throttle.Buckets[netip.Prefix]
	requests    *throttle.Buckets[netip.Prefix]
	streams     *counter[string]
	hostStreams *counter[netip.Prefix]
	pieces      *throttle.Buckets[string]
	checks      *throttle.Buckets[netip.Prefix]
	copies      *throttle.Buckets[netip.Prefix]
}

func newGates(l Limits) gates {
	return gates{
		messages: throttle.New[string](throttle.Rate(l.Messages)), sessions: throttle.New[netip.Prefix](throttle.Rate(l.Sessions)),
		suggests: throttle.New[netip.Prefix](throttle.Rate(l.Suggests)), requests: throttle.New[netip.Prefix](throttle.Rate(l.Requests)),
		streams: newCounter[string](l.Streams), hostStreams: newCounter[netip.Prefix](l.HostStreams),
		pieces: throttle.New[string](throttle.Rate(l.Pieces)), checks: throttle.New[netip.Prefix](throttle.Rate(l.Checks)),
		copies: throttle.New[netip.Prefix](throttle.Rate(l.Copies)),
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
