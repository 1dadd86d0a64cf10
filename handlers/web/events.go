package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"madoguchi/chat"
)

const (
	pageLines = 200              // of a transcript, read at a time
	maxWait   = 30 * time.Second // of a long poll: under the idle limit of common proxies
	retryMS   = 2000             // what a stream tells its reader to wait before coming back
)

// events serves GET /chat/events: the session's lines after Last-Event-ID or ?after=, as a stream
// without end, or with ?wait=seconds as one JSON answer that comes once there is something to tell.
func (s *Service) events(w http.ResponseWriter, r *http.Request) error {
	session, err := s.authenticate(r)
	if err != nil {
		return err
	}
	secret, _ := token(r) // it was just found good
	by := hash(secret)
	after, err := cursor(r)
	if err != nil {
		return badRequest(err)
	}
	if r.URL.Query().Has("wait") {
		return s.poll(w, r, session, by, after)
	}
	return s.stream(w, r, session, by, after)
}

// cursor is the number of the last line the reader has.
func cursor(r *http.Request) (int64, error) {
	raw := r.Header.Get("Last-Event-ID")
	if raw == "" {
		raw = r.URL.Query().Get("after")
	}
	if raw == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%.40q is no line number", raw)
	}
	return n, nil
}

// stream writes lines as they come. The watch is set before the first reading, so that a line
// said in between is not missed; each reading begins after the last line written, so none comes
// twice. With every heartbeat it reads anyway, in case a wake-up was lost.
func (s *Service) stream(w http.ResponseWriter, r *http.Request, session string, by []byte, after int64) error {
	leave, err := s.gates.enterStream(session, s.client(r))
	if err != nil {
		return err
	}
	watch, stop := s.transcript.Watch(address(session))
	end := func() { stop(); leave() }
	st := newStream(w, s.Patience)
	st.start()
	if after, err = s.news(r.Context(), st, session, after); err != nil {
		end()
		return err // nothing is written yet: a plain answer
	}
	st.ready()
	if st.flush() != nil {
		end()
		return nil
	}
	f := follower{Service: s, st: st, session: session, by: by, after: after, watch: watch}
	if conn, ok := st.take(r); ok {
		go f.apart(conn, end)
		return nil
	}
	defer end()
	f.follow(r.Context())
	return nil
}

// over says that the token of a hash speaks for nobody any more. Where that cannot be learned, it does.
func (s *Service) over(ctx context.Context, by []byte) bool {
	ctx, cancel := context.WithTimeout(ctx, s.StoreTime)
	defer cancel()
	_, ok, err := s.sessions.Session(ctx, by, s.Now())
	return err == nil && !ok
}

// news writes the lines after after, page by page until there is none: a short page need not be
// the last, for a transcript leaves out what was called back.
func (s *Service) news(ctx context.Context, st *stream, session string, after int64) (int64, error) {
	for {
		lines, err := s.read(ctx, session, after)
		if err != nil {
			return after, fmt.Errorf("read transcript: %w", err)
		}
		if len(lines) == 0 {
			return after, nil
		}
		after = st.lines(lines)
	}
}

// read is one page of a transcript, for readers who themselves wait without end.
func (s *Service) read(ctx context.Context, session string, after int64) ([]chat.Line, error) {
	ctx, cancel := context.WithTimeout(ctx, s.StoreTime)
	defer cancel()
	return s.transcript.Transcript(ctx, address(session), after, pageLines)
}

// poll answers with the lines there are, or waits until there are some.
func (s *Service) poll(w http.ResponseWriter, r *http.Request, session string, by []byte, after int64) error {
	seconds, err := strconv.Atoi(r.URL.Query().Get("wait"))
	if err != nil || seconds < 0 {
		return badRequest(fmt.Errorf("wait %.40q is no number of seconds", r.URL.Query().Get("wait")))
	}
	wait := min(time.Duration(min(seconds, 3600))*time.Second, maxWait)
	if wait > 0 {
		leave, err := s.gates.enterStream(session, s.client(r))
		if err != nil {
			return err
		}
		defer leave()
	}
	lines, err := s.await(r.Context(), session, by, after, wait)
	if err != nil {
		return fmt.Errorf("read transcript: %w", err)
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.Patience)) // where there is no such thing, the server's own limit holds
	views := []view{}
	next := after
	for _, l := range lines {
		if v, ok := show(l); ok {
			views = append(views, v)
		}
		next = l.Seq
	}
	writeJSON(w, http.StatusOK, map[string]any{"lines": views, "after": next})
	return nil
}

func (s *Service) await(ctx context.Context, session string, by []byte, after int64, wait time.Duration) ([]line, error) {
	watch, stop := s.transcript.Watch(address(session))
	defer stop()
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	for woken := false; ; woken = true {
		if woken && s.over(ctx, by) {
			return nil, nil
		}
		lines, err := s.read(ctx, session, after)
		if err != nil || len(lines) > 0 || wait == 0 {
			return lines, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.closing:
			return nil, nil
		case <-timeout.C:
			return nil, nil
		case <-watch:
		}
	}
}
