package handlers

import (
	"bufio"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/handlers/problem"
)

// observe counts, logs and, where a route panics, answers 500 and goes on. Routes and statuses are
// logged, never paths, bodies or query strings: they hold the addresses of shared files, which are
// secrets, members' words and login tokens.
func observe(c Config, mux *http.ServeMux) http.Handler {
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "madoguchi_http_seconds", Help: "Time to answer HTTP requests, by route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
	}, []string{"route", "status"})
	c.Metrics.MustRegister(took)
	write := problem.Any(c.Log)
	routes := problem.Mux(mux, write)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				c.Log.Error("panic in a route", "route", r.Pattern, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if rec.status == 0 {
					write(rec, r, &problem.Error{Kind: problem.Unavailable, Status: http.StatusInternalServerError, Err: errors.New("a route panicked")})
				}
			}
			took.WithLabelValues(r.Pattern, strconv.Itoa(rec.Status())).Observe(time.Since(start).Seconds())
			c.Log.Log(r.Context(), rec.level(), "request", "method", r.Method, "route", r.Pattern, "status", rec.Status(),
				"ms", time.Since(start).Milliseconds(), "from", host(r.RemoteAddr))
		}()
		if _, pattern := mux.Handler(r); c.Off != nil && c.Off(pattern) {
			write(rec, r, &problem.Error{Kind: problem.NotFound, Err: errors.New("the feature is off")})
			return
		}
		c.Gate.serve(rec, r, routes)
	})
}

// level is that of a request's line in the log. What the gate turns away is counted, and would fill
// the log just when somebody has to read it.
func (r *recorder) level() slog.Level {
	if r.Status() >= 500 && !r.turned {
		return slog.LevelError
	}
	return slog.LevelDebug
}

func host(addr string) string {
	if h, _, err := net.SplitHostPort(addr); err == nil {
		return h
	}
	return addr
}

// A recorder remembers the status. It unwraps, so that streams can still flush and set deadlines.
type recorder struct {
	http.ResponseWriter
	status int
	body   *body // of the request; nil = it has none
	turned bool  // by the gate
}

// WriteHeader implements [http.ResponseWriter]. A route cannot tell a body that a limit has cut short
// from one that its sender broke off; what is answered for it is decided here.
func (r *recorder) WriteHeader(status int) {
	if cut := r.body.status(); cut != 0 && r.status == 0 {
		status, r.turned = cut, true
		r.Header().Set("Connection", "close")
		r.Header().Set("Retry-After", "1")
	}
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	return r.ResponseWriter.Write(b)
}

// Status is what was answered; a handler that wrote nothing answered 200.
func (r *recorder) Status() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// Unwrap serves http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush serves handlers that still ask for http.Flusher.
func (r *recorder) Flush() {
	if f, ok := r.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Hijack serves handlers that take the connection over.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(r.ResponseWriter).Hijack()
}
