package console

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
)

// maxBody is the largest form taken. A reply of 25,000 characters, the most LINE carries, is some
// 225 kB when a browser has escaped it.
const maxBody = 512 << 10

// policy is the Content-Security-Policy of every page: nothing but the desk's own files, no inline
// script or style, no frame around it. The script's one use of HTML goes through the policy "desk".
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types desk"

// protect puts the guards before the routes.
func (s *Service) protect(routes []route) http.Handler {
	mux := http.NewServeMux()
	for _, rt := range routes {
		h := limited(s.handler(rt.serve), cmp.Or(larger[rt.pattern], maxBody))
		if !rt.public {
			h = s.withSession(h)
		}
		mux.Handle(rt.pattern, h)
	}
	mux.Handle("/", s.withSession(s.handler(func(http.ResponseWriter, *http.Request) error { return chat.ErrNotFound })))

	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(s.handler(func(http.ResponseWriter, *http.Request) error { return errForeign }))
	checked := origin.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin") // the login link's token must not leave with a click
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		checked.ServeHTTP(w, r)
	})
}

// limited lets a route read no more than so much.
func limited(next http.Handler, most int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// personKey is the context key of the person of a session.
type personKey struct{}

// withSession lets only signed-in people through. A page sends the others to the login; an act is
// refused.
func (s *Service) withSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		person, ok, err := s.session(r)
		switch {
		case err != nil:
			s.fail(w, r, err)
		case !ok && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			http.Redirect(w, r, "/desk/login", http.StatusSeeOther)
		case !ok:
			s.fail(w, r, errNoSession)
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), personKey{}, person)))
		}
	})
}

// who is the signed-in person; the zero Person on public pages.
func who(r *http.Request) chat.Person {
	p, _ := r.Context().Value(personKey{}).(chat.Person)
	return p
}

// session finds the person whose session the request carries.
func (s *Service) session(r *http.Request) (chat.Person, bool, error) {
	c, err := r.Cookie(s.cookieName())
	if err != nil || c.Value == "" {
		return chat.Person{}, false, nil
	}
	return s.stores.Logins.StaffSession(r.Context(), hash(c.Value), s.Now())
}

// sessionTime is how long a session lasts at most. The cookie stays that long; the store ends a
// session earlier that was not used for a month.
const sessionTime = 90 * 24 * time.Hour

// cookieName has the prefix by which browsers guarantee that the cookie was set by this host over
// https, where https is in use.
func (s *Service) cookieName() string {
	if s.Secure {
		return "__Host-desk"
	}
	return "desk"
}

// cookie makes one of the desk's cookies.
func (s *Service) cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age / time.Second),
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode,
	}
}

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// What a request at the desk may end in, in the desk's own words.
var (
	errNoSession = &problem.Error{Kind: problem.SignedOut, Words: "console.refused.session"}
	errForeign   = &problem.Error{Kind: problem.Forbidden, Words: "console.refused.foreign"}
	errTooLong   = &problem.Error{Kind: problem.TooLarge, Words: "console.refused.too_long"}
	errBadForm   = &problem.Error{Kind: problem.Invalid, Words: "console.refused.bad_form"}
	errNoFile    = &problem.Error{Kind: problem.Unavailable, Status: http.StatusBadGateway, Words: "console.refused.no_file"}
	errStore     = &problem.Error{Kind: problem.Unavailable, Words: "console.refused.store"}
)

// handler lets f return its errors, which become a page in one place.
func (s *Service) handler(f func(http.ResponseWriter, *http.Request) error) http.Handler {
	return problem.Writer(s.fail).Handler(f)
}

// fail writes the page of an error. What a store said goes to the log, never to the page.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := problem.Begin(w, r, err, s.Log)
	switch {
	case e.Message != "" || e.Words != "":
	case e.Kind == problem.TooLarge:
		e = errTooLong
	case e.Kind == problem.Unavailable:
		e = errStore
	}
	s.renderStatus(w, r, e.HTTP(), "error", page{Title: title(e.Kind), Body: errorView{e.Text(), kept(r, e)}})
}

// An errorView is the page of an error.
type errorView struct {
	Text string
	Kept string // what had been typed
}

// kept is what had been typed into a form that came too late, so that its author can copy it.
func kept(r *http.Request, e *problem.Error) string {
	if e != errNoSession && e != errStore || r.Method != http.MethodPost || r.ParseForm() != nil {
		return ""
	}
	return form(r, "text")
}

// title heads the page of an error.
func title(k problem.Kind) string {
	switch k {
	case problem.NotFound:
		return say("console.error.absent")
	case problem.SignedOut:
		return say("console.error.session")
	case problem.Unavailable:
		return say("console.error.store")
	}
	return say("console.error.refused")
}

// form reads a form's field, made fit to be kept.
func form(r *http.Request, name string) string { return chars.Clean(r.PostFormValue(name)) }

// parse reads the request's form, or says why it cannot.
func parse(r *http.Request) error {
	err := r.ParseForm()
	var tooLong *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLong):
		return err
	}
	return errBadForm
}
