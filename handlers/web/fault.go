package web

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"
)

// A fault is a request that could not be served, in words for the visitor. Handlers return it and
// guard writes it.
type fault struct {
	status  int
	code    string
	message string        // for the visitor
	after   time.Duration // when it is worth trying again; 0 = not said
	err     error         // for the log alone
}

func (f *fault) Error() string {
	if f.err != nil {
		return f.code + ": " + f.err.Error()
	}
	return f.code
}

func (f *fault) Unwrap() error { return f.err }

func badRequest(err error) *fault {
	return &fault{status: http.StatusBadRequest, code: "bad_request", err: err,
		message: say("web.fault.unreadable")}
}

func unauthorized() *fault {
	return &fault{status: http.StatusUnauthorized, code: "session_ended",
		message: say("web.fault.ended")}
}

func forbidden() *fault {
	return &fault{status: http.StatusForbidden, code: "origin_not_allowed",
		message: say("web.fault.origin")}
}

func wrongType() *fault {
	return &fault{status: http.StatusUnsupportedMediaType, code: "json_only",
		message: say("web.fault.unreadable")}
}

func tooLong(limit int) *fault {
	return &fault{status: http.StatusRequestEntityTooLarge, code: "too_long",
		message: say("web.fault.too_long", "limit", thousands(limit))}
}

func tooMany(after time.Duration) *fault {
	return &fault{status: http.StatusTooManyRequests, code: "too_many", after: max(after, time.Second),
		message: say("web.fault.too_many")}
}

func tooManyStreams() *fault {
	return &fault{status: http.StatusTooManyRequests, code: "too_many_streams", after: 5 * time.Second,
		message: say("web.fault.too_many_screens")}
}

func unavailable(err error) *fault {
	return &fault{status: http.StatusServiceUnavailable, code: "unavailable", after: 5 * time.Second, err: err,
		message: say("web.fault.unavailable")}
}

// thousands writes n as readers expect it: 4,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// tell makes err a fault, logs it where it is ours, and says when to try again. What is no fault
// yet is one of the store or the sink: worth another try.
func (s *Service) tell(w http.ResponseWriter, r *http.Request, err error) *fault {
	var f *fault
	if !errors.As(err, &f) {
		f = unavailable(err)
	}
	if f.status >= 500 && r.Context().Err() == nil {
		s.Log.Error("web request failed", "method", r.Method, "path", r.URL.Path, "err", f.err)
	}
	if f.after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(f.after.Seconds()))))
	}
	return f
}

// writeFault answers with err.
func (s *Service) writeFault(w http.ResponseWriter, r *http.Request, err error) {
	f := s.tell(w, r, err)
	type body struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	writeJSON(w, f.status, map[string]body{"error": {f.code, f.message}})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone: nobody is left to tell
}
