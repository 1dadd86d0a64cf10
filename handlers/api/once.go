package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/problem"
	"madoguchi/staff"
)

// Requests keep what was answered to requests that named a key.
type Requests interface {
	// BeginOnce gives the ID of the event that the request makes: fresh, or that of the attempt that this one goes
	// on with. Where one that is not gone on with has begun under the key before, it gives that one.
	BeginOnce(ctx context.Context, application int64, key string, request []byte, began time.Time, fresh string) (event string, before *staff.KeptAnswer, err error)
	EndOnce(ctx context.Context, application int64, key string, began time.Time, a staff.KeptAnswer) error
	// FreeOnce lets the next attempt go on with one that has failed and may have changed something.
	FreeOnce(ctx context.Context, application int64, key string, began time.Time) error
	// DropOnce forgets one that has changed nothing.
	DropOnce(ctx context.Context, application int64, key string, began time.Time) error
	// RequestOutcome is what came of a request's event, nil while it is not decided, and whether it was stored at all, or,
	// where it is a change of the FAQ, done.
	RequestOutcome(ctx context.Context, event string) (o *chat.Outcome, stored bool, err error)
}

// longestKey is how long an Idempotency-Key may be. A UUID has 36 characters.
const longestKey = 200

// eventKey is the context key of the attempt that a request is.
type eventKey struct{}

// An attempt is a request with a key.
type attempt struct {
	event string // the ID of what it does
	again bool   // it goes on with one that has died or failed, and may have done it
}

// eventID is the ID of the event that a request makes: the same for every copy of a request with a key, until one
// is refused.
func eventID(r *http.Request) string {
	if a, keyed := attemptOf(r); keyed {
		return a.event
	}
	return newEventID()
}

func attemptOf(r *http.Request) (a attempt, keyed bool) {
	a, keyed = r.Context().Value(eventKey{}).(attempt)
	return a, keyed
}

func newEventID() string { return "api:" + rand.Text() }

// once lets a write that names a key happen once. The same request under the same key has the same answer for
// a day; another one is refused. What was refused has changed nothing, and may be sent again as if it were new; what
// failed may have, and sent again it goes on with the same event, which the store takes once.
func (s *Service) once(serve func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		key := r.Header.Get("Idempotency-Key")
		if key == "" {
			return serve(w, r)
		}
		if len(key) > longestKey {
			return &problem.Error{Kind: problem.Invalid, Field: "Idempotency-Key", Words: "api.fault.value"}
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		a, began := of(r), s.Now().UTC().Truncate(time.Microsecond)
		fresh := newEventID()
		event, before, err := s.stores.Requests.BeginOnce(r.Context(), a.ID, key, fingerprint(r, body), began, fresh)
		if err != nil {
			return err
		}
		if before != nil {
			return replay(w, before)
		}
		r = r.WithContext(context.WithValue(r.Context(), eventKey{}, attempt{event, event != fresh}))
		return s.keep(w, r, key, began, serve)
	}
}

// fingerprint tells whether two requests are the same.
func fingerprint(r *http.Request, body []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n%s\n", r.Method, r.URL.RequestURI(), r.Header.Get("If-Match"))
	h.Write(body)
	return h.Sum(nil)
}

// replay answers as was answered before.
func replay(w http.ResponseWriter, before *staff.KeptAnswer) error {
	switch {
	case !before.Same:
		return &problem.Error{Kind: problem.Invalid, Status: http.StatusUnprocessableEntity, Code: "key_reused", Field: "Idempotency-Key", Words: "api.fault.key_reused"}
	case before.Status == 0:
		return &problem.Error{Kind: problem.Conflict, Code: "under_way", Field: "Idempotency-Key", Words: "api.fault.under_way", After: time.Second}
	}
	h := w.Header()
	h.Set("Idempotent-Replayed", "true")
	h.Set("Cache-Control", "no-store")
	if before.Location != "" {
		h.Set("Location", before.Location)
	}
	send(w, before.Status, before.Body)
	return nil
}

// keep serves a request and keeps its answer, before the client has it.
func (s *Service) keep(w http.ResponseWriter, r *http.Request, key string, began time.Time, serve func(http.ResponseWriter, *http.Request) error) error {
	ctx, application := context.WithoutCancel(r.Context()), of(r).ID
	rec := &recorded{header: w.Header(), status: http.StatusOK}
	err := serve(rec, r)
	if err == nil {
		kept := staff.KeptAnswer{Status: rec.status, Location: rec.header.Get("Location"), Body: rec.body.Bytes()}
		if err = s.stores.Requests.EndOnce(ctx, application, key, began, kept); err != nil {
			err = afterwards(err) // it has happened: sent again, it finds that out
		}
	}
	if err != nil {
		end := s.stores.Requests.FreeOnce
		if problem.Of(err).HTTP() < http.StatusInternalServerError {
			end = s.stores.Requests.DropOnce // it was refused: nothing has happened
		}
		if failed := end(ctx, application, key, began); failed != nil {
			s.Log.Error("end a request that was not done", "err", failed)
		}
		return err
	}
	send(w, rec.status, rec.body.Bytes())
	return nil
}

// act gives an event to the counter. What an attempt before has brought is not done again: this one is told what came
// of it, whoever has decided it.
func (s *Service) act(r *http.Request, e chat.Event) (chat.Outcome, error) {
	outcome, err := s.sink.Act(r.Context(), e)
	if _, keyed := attemptOf(r); err != nil || !outcome.Before || !keyed {
		return outcome, err
	}
	kept, _, err := s.stores.Requests.RequestOutcome(r.Context(), e.ID)
	if err == nil && kept == nil {
		err = errors.New("it waits to be decided")
	}
	if err != nil {
		return outcome, afterwards(err)
	}
	if kept.Before {
		return outcome, nil
	}
	return *kept, nil
}

// done reports whether an attempt that this one goes on with has done what the request asks for.
func (s *Service) done(r *http.Request) (bool, error) {
	a, _ := attemptOf(r)
	if !a.again {
		return false, nil
	}
	_, done, err := s.stores.Requests.RequestOutcome(r.Context(), a.event)
	return done, err
}

// asSeen is nil where a request is about a value as it is now. One that has been done before has changed it itself, and
// its answer was lost: it is gone on with, and the store, which does it once, says so.
func (s *Service) asSeen(r *http.Request, v any) error {
	stale := unchanged(r, v)
	if stale == nil {
		return nil
	}
	done, err := s.done(r)
	if err == nil && !done {
		err = stale
	}
	return err
}

// afterwards is what went wrong when an act was done already. Whatever the store says, nobody may take it for a
// refusal: sent again, the request has the answer of what was done.
func afterwards(err error) error {
	return &problem.Error{Kind: problem.Unavailable, After: time.Second, Err: err}
}

// recorded takes an answer instead of the client.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorded) Header() http.Header         { return r.header }
func (r *recorded) WriteHeader(status int)      { r.status = status }
func (r *recorded) Write(b []byte) (int, error) { return r.body.Write(b) }
