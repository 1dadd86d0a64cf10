package console

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
	"madoguchi/staff"
)

// maxBody is the largest form taken. A reply of 25,000 characters, the most LINE carries, is some
// 225 kB when a browser has escaped it.
const maxBody = 512 << 10

// answerTime bounds every request: a member's file may have to be fetched in it, and a database that
// hangs must leave nobody before a page that never comes.
const answerTime = 15 * time.Second

// importTime bounds what brings or publishes a document: reading one may take half a minute, and comparing two large
// ones some seconds more.
const importTime = 90 * time.Second

func timeFor(path string) time.Duration {
	if strings.HasPrefix(path, "/desk/faq/") {
		return importTime
	}
	return answerTime
}

// policy is the Content-Security-Policy of every page: nothing but the desk's own files, no inline
// script or style, no frame around it. The script's one use of HTML goes through the policy "desk".
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types desk"

// protect puts the guards before the routes.
func (s *Service) protect(routes []route) http.Handler {
	mux := http.NewServeMux()
	for _, rt := range routes {
		h := s.handler(rt.serve)
		if rt.right != staff.Anybody {
			h = s.withRight(rt.right, h)
		}
		// Outermost: a refusal is written down with what the form says of it, and reads that form.
		mux.Handle(rt.pattern, limited(h, cmp.Or(larger[rt.pattern], maxBody)))
	}
	absent := s.handler(func(http.ResponseWriter, *http.Request) error { return chat.ErrNotFound })
	mux.Handle("/", limited(s.withRight(staff.Enter, absent), maxBody))

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
		ctx, cancel := context.WithTimeout(r.Context(), timeFor(r.URL.Path))
		defer cancel()
		r = r.WithContext(ctx)
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

// accountKey is the context key of the account of a session.
type accountKey struct{}

// withRight lets only signed-in people through who have a right. A page sends those who are signed out
// to the login; an act is refused. What somebody asked for without the right to it is written down.
func (s *Service) withRight(right staff.Right, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok, err := s.session(r)
		switch {
		case err != nil:
			s.fail(w, r, err)
		case !ok && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			s.sendToLogin(w, r)
		case !ok:
			s.fail(w, r, errNoSession)
		default:
			r = r.WithContext(context.WithValue(r.Context(), accountKey{}, a))
			if err := s.need(r, right); err != nil {
				s.fail(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		}
	})
}

// need is nil where who is signed in has a right, else the error in which the request ends.
func (s *Service) need(r *http.Request, right staff.Right) error {
	if me(r).May(right) {
		return nil
	}
	rec := s.record(r, audit.AccessRefused, r.Pattern)
	rec.Note = string(right)
	if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
		return err
	}
	return errNoRight
}

// me is the account that is signed in; the zero Account on public pages.
func me(r *http.Request) staff.Account {
	a, _ := r.Context().Value(accountKey{}).(staff.Account)
	return a
}

// who is the signed-in person; the zero Person on public pages.
func who(r *http.Request) chat.Person {
	if a := me(r); a.ID != 0 {
		return a.Person()
	}
	return chat.Person{}
}

// record is a line on what the signed-in person does in this request.
func (s *Service) record(r *http.Request, act audit.Act, object string) audit.Record {
	kind := audit.Staff
	if me(r).ID == 0 {
		kind = audit.Stranger
	}
	request := ""
	if once := form(r, "once"); len(once) == tokenLength {
		request = once
	}
	return audit.Record{At: s.Now(), Kind: kind, Actor: who(r), Via: audit.ViaDesk, Act: act, Object: object, Request: request}
}

// pressed is record for a form that makes something, which is made once for a form as it is filled in: a second press is
// the same, and what somebody has gone back for and filled in otherwise is another.
func (s *Service) pressed(r *http.Request) audit.Record {
	rec := s.record(r, "", "")
	if rec.Request != "" {
		rec.Request = filledIn(r)
	}
	return rec
}

// filledIn names a form with its marks and all that is filled in.
func filledIn(r *http.Request) string {
	sum := sha256.Sum256([]byte(r.PostForm.Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// adminIdle is after how long without use an administrator is signed out, unless the office says
// otherwise.
const adminIdle = 12 * time.Hour

// refreshHeader marks the requests by which a page brings itself up to date: nobody need be there.
const refreshHeader = "Desk-Refresh"

// refreshes reports whether a page brings itself up to date, of which it takes the regions marked data-swap.
func refreshes(r *http.Request) bool { return r.Header.Get(refreshHeader) != "" }

// session finds the account whose session the request carries.
func (s *Service) session(r *http.Request) (staff.Account, bool, error) {
	c, err := r.Cookie(s.cookieOf(sessionCookie))
	if err != nil || c.Value == "" {
		return staff.Account{}, false, nil
	}
	idle := cmp.Or(s.Facts().AdminIdle, adminIdle)
	return s.stores.Logins.StaffSession(r.Context(), hash(c.Value), s.Now(), idle, !refreshes(r))
}

// sessionTime is how long a session lasts at most. The cookie stays that long; the store ends a
// session earlier that was not used for a month.
const sessionTime = 90 * 24 * time.Hour

// sessionCookie carries the token of a session.
const sessionCookie = "desk"

// cookieOf is how a cookie is called: with the prefix by which browsers guarantee that it was set by this
// host over https, where https is in use.
func (s *Service) cookieOf(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// cookie makes one of the desk's cookies.
func (s *Service) cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieOf(name), Value: value, Path: "/", MaxAge: int(age / time.Second),
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
	errNoRight   = &problem.Error{Kind: problem.Forbidden, Words: "console.refused.right"}
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
