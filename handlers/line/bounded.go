package line

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// A bounded transport bounds each call in time, its answer included, and logs it, whichever part of
// the SDK makes it. The client's own Timeout would leave a goroutine behind for every answer that the
// SDK reads to its end and does not close.
type bounded struct {
	next  http.RoundTripper
	log   *slog.Logger
	limit time.Duration // 0: the request's context alone bounds it
}

// RoundTrip implements [http.RoundTripper].
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := r.Context(), context.CancelFunc(func() {})
	if b.limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, b.limit)
	}
	began := time.Now()
	res, err := b.next.RoundTrip(r.WithContext(ctx))
	status, id := 0, ""
	if err == nil {
		status, id = res.StatusCode, ident(res.Header.Get("X-Line-Request-Id"))
		res.Body = &ending{res.Body, cancel}
	} else {
		cancel()
	}
	b.log.LogAttrs(r.Context(), levelOfCall(r, status), "line call",
		slog.String("request_id", id), slog.String("method", r.Method), slog.String("endpoint", nameless(r.URL.Path)),
		slog.Int("status", status), slog.Duration("took", time.Since(began)))
	return res, err
}

// An ending body lets go of its call at its end.
type ending struct {
	io.ReadCloser
	done context.CancelFunc
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil {
		e.done()
	}
	return n, err
}

func (e *ending) Close() error {
	defer e.done()
	return e.ReadCloser.Close()
}
