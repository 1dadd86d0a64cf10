package web

import (
	"context"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// origins is the set of origins other than our own that may use the chat.
type origins map[string]bool

func parseOrigins(list []string) (origins, error) {
	allowed := origins{}
	for _, raw := range list {
		u, err := url.Parse(raw)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
			return nil, fmt.Errorf("%q is no origin: want https://www.example.or.jp", raw)
		}
		allowed[strings.ToLower(u.Scheme+"://"+u.Host)] = true
	}
	return allowed, nil
}

// allows says whether a page of the request's origin may use the chat, and what to echo to it.
// A browser names the origin in everything a page of another one asks for, except plain embeds;
// those it marks by Sec-Fetch-Site. A request with neither comes from no page.
func (o origins) allows(r *http.Request) (echo string, ok bool) {
	origin, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	if origin == "" {
		return "", site == "" || site == "same-origin" || site == "none"
	}
	if o[strings.ToLower(origin)] || site == "same-origin" {
		return origin, true
	}
	// Our own origin, of a browser that does not say so: the scheme is left out of account, for a
	// proxy may have taken the TLS off.
	u, err := url.Parse(origin)
	return origin, err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// guard is what stands before every route of the chat: who may call it, and how errors are told.
func (s *Service) guard(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		echo, ok := s.facts.Load().origins.allows(r)
		if !ok {
			s.writeFault(w, r, forbidden())
			return
		}
		if echo != "" {
			h.Set("Access-Control-Allow-Origin", echo)
			h.Set("Access-Control-Expose-Headers", "Retry-After")
		}
		if after := s.gates.requests.Take(s.client(r), s.Now()); after > 0 && r.Method != http.MethodOptions {
			s.writeFault(w, r, tooMany(after))
			return
		}
		if err := serve(w, r); err != nil {
			s.writeFault(w, r, err)
		}
	})
}

func (s *Service) preflight(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// bounded gives a request that is answered at once a time by which it is: a database that hangs answers
// nobody, and a browser that is told so sends the same message again.
func (s *Service) bounded(serve func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), s.StoreTime)
		defer cancel()
		return serve(w, r.WithContext(ctx))
	}
}

// wantJSON refuses what a plain form of another site could send.
func wantJSON(r *http.Request) error {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return wrongType()
	}
	return nil
}

// frameAncestors is the CSP source list of the pages that may hold ours in a frame.
func (o origins) frameAncestors() string {
	return strings.Join(append([]string{"'self'"}, slices.Sorted(maps.Keys(o))...), " ")
}
