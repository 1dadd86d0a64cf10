package slackfake

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
)

// A Fault is one way in which a call fails. Of the kinds, the first that is set counts.
type Fault struct {
	Method     string // "" for every method
	Times      int    // how many calls fail so; 0 for all until Heal
	After      int    // how many calls go well before
	Error      string // ok:false with this error
	Needed     string // of missing_scope
	Status     int    // an HTTP status with an HTML body
	RetryAfter int    // a 429 with so many seconds
	Hang       bool   // the call is taken, nothing is done, no answer comes
	Drop       bool   // the call is carried out and its answer is lost
}

// An active fault is one that has not been healed.
type active struct {
	Fault
	once sync.Once
	gone chan struct{} // closed when it is
}

func (f *active) release() { f.once.Do(func() { close(f.gone) }) }

// Fail makes calls fail from now on.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &active{Fault: f, gone: make(chan struct{})})
}

// Heal ends all faults and lets hanging calls go.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		f.release()
	}
	s.faults = nil
}

// fault is what befalls this call of method, or nil. The caller holds the lock.
func (s *Server) fault(method string) *active {
	for i, f := range s.faults {
		if f.Method != "" && f.Method != method {
			continue
		}
		if f.After > 0 {
			f.After--
			continue
		}
		if f.Times > 0 {
			f.Times--
			if f.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return f
	}
	return nil
}

// strike answers a call as its fault says.
func (s *Server) strike(f *active, w http.ResponseWriter, r *http.Request, carryOut func(http.ResponseWriter)) {
	switch {
	case f.Drop:
		carryOut(httptest.NewRecorder())
		panic(http.ErrAbortHandler) // closes the connection without an answer
	case f.Hang:
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-f.gone:
		case <-r.Context().Done():
		}
		panic(http.ErrAbortHandler)
	case f.RetryAfter > 0:
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, `{"ok":false,"error":"ratelimited"}`)
	case f.Status != 0:
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, "<html>Slack is having trouble</html>")
	default:
		reply(w, fail(f.Error).with("needed", f.Needed))
	}
}
