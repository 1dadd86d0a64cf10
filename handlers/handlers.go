// Package handlers is the program's HTTP side: it joins the channels' routes into one server with
// the same limits, log and metrics for all, and answers whether the program is well.
//
//	gate := handlers.NewGate(limits, metrics, log)
//	h := handlers.New(handlers.Config{Parts: parts, Healthy: healthy, Ready: ready, Gate: gate, Metrics: metrics, Log: log})
//	srv := handlers.Server(h, log)
//	srv.Serve(gate.Listener(listener))
//
// What the routes do stands in the folders below, one a channel; only there is that platform's SDK
// imported. Nothing here knows a channel. Paths, bodies and query strings are never logged: they hold
// members' words, login tokens and the addresses of files.
package handlers

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"madoguchi/handlers/problem"
)

// A Part is something that has routes: a channel's webhook, the widget, the desk.
type Part interface {
	Routes(mux *http.ServeMux)
}

// A Config is what the HTTP side is built from.
type Config struct {
	Parts   []Part
	Off     func(pattern string) bool       // whether the route of a pattern is turned off for now; nil = none is
	Healthy func(ctx context.Context) error // nil error = the program can take in messages
	Ready   func(ctx context.Context) error // nil error = it can also answer them
	Gate    *Gate                           // nil = one with the default limits
	Secure  bool                            // browsers reach us by https, and are told never to do otherwise
	Metrics *prometheus.Registry
	Token   string // who brings it as a bearer is told the figures, and why the program is not well; "" = nobody is, here
	Log     *slog.Logger
}

// New joins the parts into one handler.
func New(c Config) http.Handler {
	if c.Gate == nil {
		c.Gate = NewGate(Limits{}, c.Metrics, c.Log)
	}
	mux := http.NewServeMux()
	for _, p := range c.Parts {
		p.Routes(mux)
	}
	mux.Handle("GET /healthz", check(c, c.Healthy, c.trusted))
	mux.Handle("GET /readyz", check(c, c.Ready, c.trusted))
	mux.Handle("GET /metrics", problem.Any(c.Log).Handler(c.metrics))
	return transport(c, observe(c, mux))
}

// Inside is the handler of an address that only those who run the program reach: its figures, and whether it is well
// and why not, for whoever asks.
func Inside(c Config) http.Handler {
	mux := http.NewServeMux()
	anybody := func(*http.Request) bool { return true }
	mux.Handle("GET /healthz", check(c, c.Healthy, anybody))
	mux.Handle("GET /readyz", check(c, c.Ready, anybody))
	mux.Handle("GET /metrics", promhttp.HandlerFor(c.Metrics, promhttp.HandlerOpts{}))
	return mux
}

// trusted reports whether a request brings the token.
func (c Config) trusted(r *http.Request) bool {
	brought, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return c.Token != "" && bearer && subtle.ConstantTimeCompare([]byte(brought), []byte(c.Token)) == 1
}

// metrics are the figures, for who brings the token. For others there are none.
func (c Config) metrics(w http.ResponseWriter, r *http.Request) error {
	if !c.trusted(r) {
		return &problem.Error{Kind: problem.NotFound, Err: errors.New("the figures are for who runs the program")}
	}
	promhttp.HandlerFor(c.Metrics, promhttp.HandlerOpts{}).ServeHTTP(w, r)
	return nil
}

// A Reason is why the program is not well, in words that anybody who asks may read. What else a check
// fails with stands in the log alone: it may name hosts, users and files.
type Reason string

// Error implements error.
func (r Reason) Error() string { return string(r) }

// checkTime bounds a health check, so that a balancer gets its "no" while the database hangs.
const checkTime = 2 * time.Second

// check answers {"status":"ok"}, or "unavailable" and, to whom that is told, with the error beside it: the [Reason], if
// there is one.
func check(c Config, f func(context.Context) error, tell func(*http.Request) bool) http.Handler {
	write := func(w http.ResponseWriter, r *http.Request, err error) {
		e := problem.Begin(w, r, err, c.Log)
		problem.WriteJSON(w, e, map[string]any{"status": e.Kind})
	}
	return problem.Writer(write).Handler(func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), checkTime)
		defer cancel()
		if err := f(ctx); err != nil {
			var reason Reason
			if tell(r) {
				errors.As(err, &reason)
			}
			return &problem.Error{Kind: problem.Unavailable, Message: string(reason), Err: err}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(map[string]string{"status": "ok"}) // the client went away: nobody is left to tell
		return nil
	})
}

// Server limits that no route needs to know of. There is no WriteTimeout: the event stream of the
// widget stays open and sets its own deadlines.
const (
	headerTime  = 5 * time.Second
	readTime    = 15 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 16 << 10
)

// Server is an HTTP server with the program's limits.
func Server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
