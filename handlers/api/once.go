package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"time"

	"madoguchi/handlers/problem"
	"madoguchi/staff"
)

// Requests keep what was answered to requests that named a key.
type Requests interface {
	// BeginOnce gives what has begun under the key before, nil where this is the first.
	BeginOnce(ctx context.Context, application int64, key string, request []byte, began time.Time) (*staff.KeptAnswer, error)
	EndOnce(ctx context.Context, application int64, key string, began time.Time, a staff.KeptAnswer) error
	// DropOnce forgets one that has changed nothing.
	DropOnce(ctx context.Context, application int64, key string, began time.Time) error
}

// longestKey is how long an Idempotency-Key may be. A UUID has 36 characters.
const longestKey = 200

// eventKey is the context key of the ID of the event that a request makes.
type eventKey struct{}

// eventID is the ID of the event that a request makes: the same for every copy of a request with a key.
func eventID(r *http.Request) string {
	if id, ok := r.Context().Value(eventKey{}).(string); ok {
		return id
	}
	return newEventID()
}

func newEventID() string { return "api:" + rand.Text() }

// once lets a write that names a key happen once. The same request under the same key has the same answer for
// a day; another one is refused. What was refused or failed has changed nothing, and may be sent again.
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
		before, err := s.stores.Requests.BeginOnce(r.Context(), a.ID, key, fingerprint(r, body), began)
		if err != nil {
			return err
		}
		if before != nil {
			return replay(w, before)
		}
		keyed := sha256.Sum256([]byte(key))
		r = r.WithContext(context.WithValue(r.Context(), eventKey{}, fmt.Sprintf("api:%d:%s", a.ID, hex.EncodeToString(keyed[:16]))))
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
	if err := serve(rec, r); err != nil {
		if drop := s.stores.Requests.DropOnce(ctx, application, key, began); drop != nil {
			s.Log.Error("forget a request that was refused", "err", drop)
		}
		return err
	}
	kept := staff.KeptAnswer{Status: rec.status, Location: rec.header.Get("Location"), Body: rec.body.Bytes()}
	if err := s.stores.Requests.EndOnce(ctx, application, key, began, kept); err != nil {
		return err // it has happened: sent again, it finds that out
	}
	send(w, rec.status, rec.body.Bytes())
	return nil
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
