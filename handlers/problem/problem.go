// Package problem is the one shape of an error that a request can end in.
//
// A handler is a func(w, r) error. It returns what went wrong as an [Error] of a [Kind], or any other
// error, which is a fault of ours: unavailable. Who serves it writes the error once, in the form
// that its readers take: [JSON] for programs, [Page] for people, or a page of the surface's own, which
// takes the status and words of [Of] and lets [Begin] set the headers and keep the log.
//
// As JSON every error of the program is
//
//	{"error": {"kind": "invalid", "code": "too_long", "message": "…", "field": "text"}}
//
// Kind is one of the constants below, and says what a client can do. Code is finer, and only there
// where a client of ours tells such errors apart. Message is for the person before the screen. Field
// names what is invalid, and version is the one that a conflict is about, where there are such.
// Fields are added, never renamed. What a database or a platform said goes to the log, never out.
//
//	func (s *Service) postMessage(w http.ResponseWriter, r *http.Request) error {
//		…
//		return &problem.Error{Kind: problem.Invalid, Code: "too_long", Field: "text", Message: "…"}
//	}
package problem

import (
	"context"
	"errors"
	"net/http"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
)

// A Kind says what a client can do about an error.
type Kind string

// The kinds.
const (
	NotFound    Kind = "not_found"    // it is not there, or not for this client
	Invalid     Kind = "invalid"      // change Field and try again
	Conflict    Kind = "conflict"     // it has changed meanwhile, and is Version now: look, and decide again
	SignedOut   Kind = "signed_out"   // sign in, or begin a new session
	Forbidden   Kind = "forbidden"    // trying again brings nothing
	RateLimited Kind = "rate_limited" // try again After a while
	TooLarge    Kind = "too_large"    // send less
	Unavailable Kind = "unavailable"  // our fault: try the same again After a while
)

// statuses are the kinds in HTTP's words.
var statuses = map[Kind]int{
	NotFound:    http.StatusNotFound,
	Invalid:     http.StatusBadRequest,
	Conflict:    http.StatusConflict,
	SignedOut:   http.StatusUnauthorized,
	Forbidden:   http.StatusForbidden,
	RateLimited: http.StatusTooManyRequests,
	TooLarge:    http.StatusRequestEntityTooLarge,
	Unavailable: http.StatusServiceUnavailable,
}

// An Error is a request's end that is no answer.
type Error struct {
	Kind    Kind
	Status  int           // of HTTP; 0 = the kind's
	Code    string        // finer than the kind, for clients that tell such apart; "" = none does
	Words   catalogue.Key // for a person: a sentence without values; "" = Message, or the kind's
	Message string        // for a person: a sentence with its values
	Field   string        // of Invalid: which
	Version int           // of Conflict: what it is now; 0 = not known
	After   time.Duration // of RateLimited and Unavailable: when to try again; 0 = not known
	Err     error         // the cause, for the log alone
}

// Error is for the log.
func (e *Error) Error() string {
	text := string(e.Kind)
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	if e.Field != "" {
		text += " " + e.Field
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// HTTP is the status.
func (e *Error) HTTP() int {
	if e.Status != 0 {
		return e.Status
	}
	return statuses[e.Kind]
}

// Text is what a person reads.
func (e *Error) Text() string { return e.In(catalogue.JA) }

// In is what a person reads in a language, as far as there is a sentence in it.
func (e *Error) In(l *catalogue.Language) string {
	switch {
	case e.Words != "":
		return l.Say(e.Words)
	case e.Message != "":
		return e.Message
	}
	return l.Say(catalogue.Key("problem." + string(e.Kind)))
}

// Of is any error as one of a kind: what is not there and what is too large are told apart, all else
// that is no Error yet is a fault of ours.
func Of(err error) *Error {
	var e *Error
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &tooLarge):
		return &Error{Kind: TooLarge, Err: err}
	case errors.Is(err, chat.ErrNotFound):
		return &Error{Kind: NotFound, Err: err}
	}
	return &Error{Kind: Unavailable, After: retryAfter, Err: err}
}

// retryAfter is when a client may try again what was our fault: most such are over by then, and a
// thousand clients do no harm at that pace.
const retryAfter = 5 * time.Second

// Left reports whether the request's client has gone, so that nobody is left to tell.
func Left(r *http.Request) bool { return errors.Is(r.Context().Err(), context.Canceled) }
