package chattest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
)

// A Switch makes a fake platform that is reached over HTTP fail. Its Set and Calls are a [Bench]'s
// Break and Calls. The zero Switch is ready.
type Switch struct {
	// Refuse and Limit answer as the platform does. Nil is a bare 400, and a 429 with
	// "Retry-After: 2".
	Refuse, Limit http.HandlerFunc

	// Skip leaves out calls that are not to be counted or to fail, such as those for a token. Nil
	// leaves out none.
	Skip func(*http.Request) bool

	mu      sync.Mutex
	failure Failure
	after   int
	calls   int
	release chan struct{} // closed when a hang ends
}

// Set makes the platform fail so after the next calls, until Set again.
func (s *Switch) Set(f Failure, after int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure, s.after = f, after
	if s.release != nil {
		close(s.release)
	}
	s.release = make(chan struct{})
}

// Calls is how many calls have come in.
func (s *Switch) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// next counts a call and says how it is to fail.
func (s *Switch) next() (Failure, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if s.failure == None {
		return None, s.release
	}
	if s.after > 0 {
		s.after--
		return None, s.release
	}
	return s.failure, s.release
}

// Wrap puts the switch before a fake platform.
func (s *Switch) Wrap(platform http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Skip != nil && s.Skip(r) {
			platform.ServeHTTP(w, r)
			return
		}
		switch failure, release := s.next(); failure {
		case Refuse:
			orElse(s.Refuse, refuse)(w, r)
		case Down:
			http.Error(w, "down", http.StatusServiceUnavailable)
		case Drop:
			platform.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler) // net/http closes the connection without an answer
		case Hang:
			io.Copy(io.Discard, r.Body) // only then does net/http notice that the caller has left
			select {
			case <-r.Context().Done():
			case <-release:
			}
			panic(http.ErrAbortHandler)
		case Limit:
			orElse(s.Limit, limit)(w, r)
		default:
			platform.ServeHTTP(w, r)
		}
	})
}

func orElse(h, otherwise http.HandlerFunc) http.HandlerFunc {
	if h != nil {
		return h
	}
	return otherwise
}

func refuse(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "refused", http.StatusBadRequest)
}

func limit(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Retry-After", "2")
	http.Error(w, "slow down", http.StatusTooManyRequests)
}
