package handlers

import (
	"container/list"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/handlers/peer"
)

// Who signs a webhook is known only when all of its body is there, and a form's reader only when it is
// read. Until then every sender is a stranger, and whatever a stranger can make us hold, a thousand of
// them make us hold at once. A Gate bounds that in one place, before any route:
//
//   - connections that are open, in all and from one address ([Gate.Listener]);
//   - bodies that are still arriving, in all and from one address;
//   - the bytes that bodies hold, from their arrival until their request is answered;
//   - the time a body may take ([body.due]).
//
// A webhook's body comes within milliseconds. So when a bound on bodies is reached, it is not the
// newcomer who is turned away but whoever has kept us waiting longest, if that is longer than any
// platform would; only if nobody has, there is more honest work than the bound allows, and the
// newcomer is asked to come again.
//
// Addresses that stand for many people ([peer.Proxies.Shared]) have no bound of their own: behind a
// reverse proxy all come from one. A proxy that says for whom it speaks is believed if it is
// configured, and then the bound is the speaker's.

// Limits are a gate's bounds. Zero values stand for the defaults: at rest the program takes 190 MB,
// and with all bounds reached it stays below 512.
type Limits struct {
	Connections     int   // 0 = 12,288: 10,000 open pages of some 8 kB, and requests of some 20
	HostConnections int   // of one address; 0 = 1,000: twice the streams that the web chat lets one have
	Bodies          int   // still arriving; 0 = 512
	HostBodies      int   // of one address; 0 = 128: LINE at 200 webhooks/s has some four on their way
	Bytes           int64 // that bodies hold; 0 = 16 MiB, which decoding doubles for a moment

	Proxies peer.Proxies // before us
}

func (l *Limits) fill() {
	for _, n := range []struct {
		of        *int
		otherwise int
	}{{&l.Connections, 12_288}, {&l.HostConnections, 1000}, {&l.Bodies, 512}, {&l.HostBodies, 128}} {
		if *n.of == 0 {
			*n.of = n.otherwise
		}
	}
	if l.Bytes == 0 {
		l.Bytes = 16 << 20
	}
}

// stale is after how long a body that is still arriving may be cut to make room for another.
const stale = 500 * time.Millisecond

// A Gate keeps strangers from holding more of the program than its limits say. It is safe for
// concurrent use.
type Gate struct {
	limits  Limits
	stale   time.Duration
	refused *prometheus.CounterVec
	log     *slog.Logger

	mu          sync.Mutex
	connections tally
	hosts       tally      // bodies still arriving
	arriving    *list.List // of *body, the oldest first
	bytes       int64
	warned      time.Time
}

// NewGate makes a gate whose refusals are counted in metrics.
func NewGate(l Limits, metrics *prometheus.Registry, log *slog.Logger) *Gate {
	l.fill()
	g := &Gate{
		limits: l, stale: stale, log: log, arriving: list.New(),
		connections: tally{of: map[netip.Prefix]int{}}, hosts: tally{of: map[netip.Prefix]int{}},
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "madoguchi_http_refused_total", Help: "Connections and requests turned away or cut short, by the limit that they met.",
		}, []string{"limit"}),
	}
	metrics.MustRegister(g.refused)
	for _, limit := range []string{limitConnections, limitHostConnections, limitBodies, limitHostBodies, limitBytes, limitTime} {
		g.refused.WithLabelValues(limit) // shown as 0 until the first
	}
	return g
}

// The limits by the names under which their refusals are counted.
const (
	limitConnections     = "connections"
	limitHostConnections = "host_connections"
	limitBodies          = "bodies"
	limitHostBodies      = "host_bodies"
	limitBytes           = "bytes"
	limitTime            = "time"
)

// warnEvery bounds what a flood writes into the log.
const warnEvery = time.Minute

// count counts a refusal, under the lock.
func (g *Gate) count(limit string) {
	g.refused.WithLabelValues(limit).Inc()
	if now := time.Now(); now.Sub(g.warned) >= warnEvery {
		g.warned = now
		g.log.Warn("turning requests away; madoguchi_http_refused_total counts them", "limit", limit,
			"connections", g.connections.all, "bodies", g.arriving.Len(), "bytes", g.bytes)
	}
}

// A tally counts what is open, in all and a network.
type tally struct {
	all int
	of  map[netip.Prefix]int
}

// A party is who is counted: a network, or nobody in particular.
type party struct {
	network netip.Prefix
	shared  bool
}

func (g *Gate) party(addr netip.Addr) party {
	return party{peer.Network(addr), g.limits.Proxies.Shared(addr)}
}

func (t *tally) add(p party) {
	t.all++
	if !p.shared {
		t.of[p.network]++
	}
}

func (t *tally) remove(p party) {
	t.all--
	if p.shared {
		return
	}
	if t.of[p.network]--; t.of[p.network] <= 0 {
		delete(t.of, p.network)
	}
}

// full reports whether p has as many as one network may.
func (t *tally) full(p party, limit int) bool { return !p.shared && t.of[p.network] >= limit }
