package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"madoguchi/catalogue"
	"madoguchi/handlers/problem"
)

// What a request of the widget may end in, in words for the visitor. The widget goes by the status
// and shows the message; the codes are for those who write to us about it.

func badRequest(err error) *problem.Error {
	return &problem.Error{Kind: problem.Invalid, Code: "bad_request", Err: err,
		Words: "web.fault.unreadable"}
}

func unauthorized() *problem.Error {
	return &problem.Error{Kind: problem.SignedOut, Code: "session_ended",
		Words: "web.fault.ended"}
}

func forbidden() *problem.Error {
	return &problem.Error{Kind: problem.Forbidden, Code: "origin_not_allowed",
		Words: "web.fault.origin"}
}

func wrongType() *problem.Error {
	return &problem.Error{Kind: problem.Invalid, Status: http.StatusUnsupportedMediaType, Code: "json_only", Field: "Content-Type",
		Words: "web.fault.unreadable"}
}

func tooLong(limit int) *problem.Error {
	return &problem.Error{Kind: problem.TooLarge, Code: "too_long", Field: "text",
		Message: say("web.fault.too_long", "limit", thousands(limit))}
}

func tooMany(after time.Duration) *problem.Error {
	return &problem.Error{Kind: problem.RateLimited, Code: "too_many", After: max(after, time.Second),
		Words: "web.fault.too_many"}
}

func tooManyStreams() *problem.Error {
	return &problem.Error{Kind: problem.RateLimited, Code: "too_many_streams", After: 5 * time.Second,
		Words: "web.fault.too_many_screens"}
}

func fileTooBig() *problem.Error {
	return &problem.Error{Kind: problem.TooLarge, Code: "file_too_big", Field: "size",
		Message: say("web.fault.file_too_big", "limit", maxFile>>20)}
}

func tooManyFiles() *problem.Error {
	return &problem.Error{Kind: problem.TooLarge, Code: "files_full", Field: "size",
		Words: "web.fault.files_full"}
}

// thousands writes n as readers expect it: 4,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// tell readies the answer to a request that failed. What is our fault has a code, too.
func (s *Service) tell(w http.ResponseWriter, r *http.Request, err error) *problem.Error {
	e := *problem.Begin(w, r, err, s.Log)
	if e.Kind == problem.Unavailable && e.Code == "" {
		e.Code = "unavailable"
	}
	return &e
}

// writeFault writes an error as every one of this package's JSON routes ends in it.
func (s *Service) writeFault(w http.ResponseWriter, r *http.Request, err error) {
	problem.WriteJSON(w, s.tell(w, r, err), nil)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone: nobody is left to tell
}

// told is what the reader of a page of ours is told of an error, in the page's language; most is the limit of what was
// too long.
func told(e *problem.Error, l *catalogue.Language, most int) string {
	if e.Code == "too_long" {
		return l.Say("web.fault.too_long", "limit", thousands(most))
	}
	return e.In(l)
}
