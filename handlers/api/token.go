package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/handlers/peer"
	"madoguchi/handlers/problem"
	"madoguchi/staff"
)

// tokenPrefix begins every token, so that programs that look for secrets in repositories find ours.
const tokenPrefix = "mdg_"

// hintLength is how much of a token's end is kept to tell tokens apart: 24 of its 256 bits.
const hintLength = 4

// NewToken draws a token: what its application is told once, the hash that is kept, and its end, by which
// people tell it from others.
func NewToken() (token string, hash []byte, hint string) { return TokenOf(rand.Text() + rand.Text()) }

// TokenOf is the token of a seed, which is as secret and as hard to guess: a form that is pressed twice makes one.
func TokenOf(seed string) (token string, hash []byte, hint string) {
	b := sha256.Sum256([]byte("token of the API\n" + seed))
	token = tokenPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	return token, hashOf(token), token[len(token)-hintLength:]
}

// hashOf is what is kept of a token. It cannot be guessed: there is nothing to be slow about.
func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// applicationKey is the context key of the application whose token a request carries.
type applicationKey struct{}

// of is the application that asks.
func of(r *http.Request) staff.Application { return Asking(r.Context()) }

// Asking is the application that a request within the context is of; the zero one where none is.
func Asking(ctx context.Context) staff.Application {
	a, _ := ctx.Value(applicationKey{}).(staff.Application)
	return a
}

// As gives a context in which an application asks.
func As(ctx context.Context, a staff.Application) context.Context {
	return context.WithValue(ctx, applicationKey{}, a)
}

// guarded lets a route be served to who has a good token with its scope, at a pace.
func (s *Service) guarded(rt route) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.Authenticate(w, r)
		if err != nil {
			return err
		}
		r = r.WithContext(As(r.Context(), a))
		if rt.scope != "" {
			if err := s.need(r, rt.scope); err != nil {
				return err
			}
		}
		return rt.serve(w, r)
	}
}

// Authenticate finds the application whose token a request carries, and takes one of the requests that it
// may make.
func (s *Service) Authenticate(w http.ResponseWriter, r *http.Request) (staff.Application, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		if a, err := s.Admit(r.Context(), strings.TrimSpace(token)); !errors.Is(err, errToken) {
			return a, err
		}
	}
	if err := tooFast(s.unknown.Take(peer.Network(s.Proxies.Client(r)), s.Now())); err != nil {
		return staff.Application{}, err
	}
	w.Header().Set("WWW-Authenticate", `Bearer realm="madoguchi"`)
	return staff.Application{}, errToken
}

// errToken answers who has no good token: none, one of nobody, or one that is revoked.
var errToken = &problem.Error{Kind: problem.SignedOut, Code: "token", Words: "api.fault.token", Err: errors.New("no good token")}

// Admit finds the application whose token it is, as things are now, and takes one of the requests that it may make.
func (s *Service) Admit(ctx context.Context, token string) (staff.Application, error) {
	if !strings.HasPrefix(token, tokenPrefix) {
		return staff.Application{}, errToken
	}
	now := s.Now()
	a, ok, err := s.stores.Applications.ApplicationByToken(ctx, hashOf(token), now)
	switch {
	case err != nil:
		return a, err
	case !ok:
		return a, errToken
	}
	return a, tooFast(s.asking.Take(a.ID, now))
}

func tooFast(after time.Duration) error {
	if after > 0 {
		return &problem.Error{Kind: problem.RateLimited, After: after, Words: "api.fault.rate"}
	}
	return nil
}

// need is nil where the application that asks has a scope. What it asked for without is written down.
func (s *Service) need(r *http.Request, scope staff.Scope) error {
	if of(r).May(scope) {
		return nil
	}
	rec := s.record(r, audit.AccessRefused, r.Pattern)
	rec.Note = string(scope)
	if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
		return err
	}
	return lacks(scope)
}

// lacks is the error of who has not a scope.
func lacks(scope staff.Scope) error {
	return &problem.Error{Kind: problem.Forbidden, Code: "scope", Field: string(scope), Words: "api.fault.scope"}
}

// record is a line on what the application does.
func (s *Service) record(r *http.Request, act audit.Act, object string) audit.Record {
	return audit.Record{At: s.Now(), Kind: audit.Application, Actor: of(r).Person(), Via: audit.ViaAPI, Act: act, Object: object}
}
