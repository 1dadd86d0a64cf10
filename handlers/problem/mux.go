package problem

import (
	"errors"
	"net/http"
)

// Mux serves a mux whose own answers, that a path or a method is unknown, are errors like all others.
func Mux(mux *http.ServeMux, write Writer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		answer := &unheard{header: http.Header{}}
		h.ServeHTTP(answer, r)
		if answer.status == http.StatusMethodNotAllowed {
			w.Header()["Allow"] = answer.header["Allow"]
			write(w, r, &Error{Kind: Invalid, Status: answer.status, Field: "method", Err: errors.New("the method is not allowed here")})
			return
		}
		write(w, r, &Error{Kind: NotFound, Err: errors.New("no such route")})
	})
}

// unheard takes an answer of which only the status and the headers matter.
type unheard struct {
	header http.Header
	status int
}

func (u *unheard) Header() http.Header         { return u.header }
func (u *unheard) WriteHeader(status int)      { u.status = status }
func (u *unheard) Write(b []byte) (int, error) { return len(b), nil }
