package handlers

import (
	"container/list"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"madoguchi/handlers/problem"
)

// A body must be there within bodyTime, and a long one must keep coming at bodyRate: 1 MB, the most
// that any route takes, then has the server's own readTime, and one byte a second is cut early.
const (
	bodyTime = 5 * time.Second
	bodyRate = 64 << 10 // bytes a second
)

// refuseTime is how long a refused sender's last bytes are read, so that the answer reaches them and
// not a reset of the connection.
const refuseTime = 200 * time.Millisecond

// errCut is what a route reads from a body that was cut short.
var errCut = errors.New("the request's body was cut short by a limit")

// A body is a request's, as it is let through the gate. It grows nobody's memory by what its length
// promises: routes read it with [io.ReadAll], which grows with what arrives.
type body struct {
	io.ReadCloser
	gate    *Gate
	party   party
	control *http.ResponseController
	began   time.Time

	// Under the gate's lock.
	place *list.Element // among those still arriving; nil = it is there, or will not be
	held  int64         // bytes that count
	cut   string        // the limit that ended it; "" = none
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	if !b.gate.mayRead(b) {
		return 0, errCut
	}
	n, err := b.ReadCloser.Read(p)
	return n, b.gate.took(b, n, err)
}

// due is when the rest has to be there, having read what there is.
func (b *body) due() time.Time {
	more := time.Duration(float64(b.held) / bodyRate * float64(time.Second))
	return b.began.Add(min(bodyTime+more, readTime))
}

// status is what is answered for a body that was cut, whatever its route made of it; else 0.
func (b *body) status() int {
	if b == nil {
		return 0
	}
	b.gate.mu.Lock()
	defer b.gate.mu.Unlock()
	switch b.cut {
	case "":
		return 0
	case limitTime:
		return http.StatusRequestTimeout
	}
	return http.StatusServiceUnavailable
}

// serve hands a request on to the routes, with its body behind the gate.
func (g *Gate) serve(w *recorder, r *http.Request, routes http.Handler) {
	if r.Body == nil || r.Body == http.NoBody {
		routes.ServeHTTP(w, r)
		return
	}
	b, limit := g.admit(w, r)
	if b == nil {
		g.refuse(w, r, limit)
		return
	}
	defer g.done(b)
	w.body = b
	// A copy: net/http looks at the request's own body to decide whether it reads what a route left.
	inner := r.WithContext(r.Context())
	inner.Body = b
	defer func() { r.Pattern = inner.Pattern }() // for the log
	routes.ServeHTTP(w, inner)
	if w.status == 0 && b.status() != 0 {
		w.WriteHeader(b.status())
	}
}

// admit lets a body arrive, or says which limit forbids it.
func (g *Gate) admit(w http.ResponseWriter, r *http.Request) (b *body, limit string) {
	b = &body{ReadCloser: r.Body, gate: g, party: g.party(g.limits.Proxies.Client(r)), control: http.NewResponseController(w), began: time.Now()}
	g.mu.Lock()
	defer g.mu.Unlock()
	theirs := func(other *body) bool { return other.party == b.party }
	anyone := func(*body) bool { return true }
	switch {
	case g.hosts.full(b.party, g.limits.HostBodies) && !g.makeRoom(limitHostBodies, theirs):
		g.count(limitHostBodies)
		return nil, limitHostBodies
	case g.arriving.Len() >= g.limits.Bodies && !g.makeRoom(limitBodies, anyone):
		g.count(limitBodies)
		return nil, limitBodies
	}
	g.hosts.add(b.party)
	b.place = g.arriving.PushBack(b)
	_ = b.control.SetReadDeadline(b.due()) // a response without deadlines is a test's
	return b, ""
}

// makeRoom cuts the body that has been arriving longest of those that fit, unless it is too young to
// be blamed. The lock is held.
func (g *Gate) makeRoom(limit string, fits func(*body) bool) bool {
	for e := g.arriving.Front(); e != nil; e = e.Next() {
		b := e.Value.(*body)
		if time.Since(b.began) < g.stale {
			return false // so are all behind it
		}
		if fits(b) {
			g.end(b, limit)
			return true
		}
	}
	return false
}

// end cuts a body: its route's read returns at once. The lock is held.
func (g *Gate) end(b *body, limit string) {
	g.count(limit)
	g.arrived(b)
	b.cut = limit
	g.bytes -= b.held
	b.held = 0
	_ = b.control.SetReadDeadline(time.Unix(1, 0)) // see admit
}

// arrived takes a body off those still arriving. The lock is held.
func (g *Gate) arrived(b *body) {
	if b.place != nil {
		g.arriving.Remove(b.place)
		b.place = nil
		g.hosts.remove(b.party)
	}
}

// mayRead sets the time for the next read, unless the body was cut.
func (g *Gate) mayRead(b *body) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if b.cut != "" {
		return false
	}
	if b.place != nil {
		_ = b.control.SetReadDeadline(b.due()) // see admit
	}
	return true
}

// took counts what a read brought, and what it means that it ended with err.
func (g *Gate) took(b *body, n int, err error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if b.cut != "" {
		return errCut
	}
	g.bytes += int64(n)
	b.held += int64(n)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		g.end(b, limitTime)
		return errCut
	case err != nil:
		g.arrived(b)
		_ = b.control.SetReadDeadline(time.Time{}) // net/http watches the connection while the route works
		return err
	}
	others := func(other *body) bool { return other != b }
	for g.bytes > g.limits.Bytes {
		if !g.makeRoom(limitBytes, others) {
			g.end(b, limitBytes)
			return errCut
		}
	}
	return nil
}

// done forgets a body whose request is answered.
func (g *Gate) done(b *body) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.arrived(b)
	g.bytes -= b.held
	b.held = 0
}

// quietly writes refusals: they are counted, and would fill the log just when somebody has to read it.
var quietly = problem.Any(slog.New(slog.DiscardHandler))

// refuse answers a request whose body is not let in, and closes its connection.
func (g *Gate) refuse(w *recorder, r *http.Request, limit string) {
	kind := problem.Unavailable
	if limit == limitHostBodies {
		kind = problem.RateLimited
	}
	w.turned = true
	w.Header().Set("Connection", "close")
	quietly(w, r, &problem.Error{Kind: kind, After: time.Second, Err: errors.New("over the limit of " + limit)})
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(refuseTime)) // see admit
}
