package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
	"madoguchi/reading"
)

// The plain page is the chat for a browser that runs no script: the transcript as HTML, and a form
// that sends one message and comes back.

const plainLines = 100 // shown on the plain page

type plainData struct {
	page
	Lines   []view
	Choices []chat.Choice // of the last line
	Draft   string        // what was written and could not be sent
	Error   string
	Limit   int
	Ended   bool // the talk that was here
	Mail    bool // the talk can be had by mail
	Copy    plainCopy
}

// plain guards the plain page: no other site may send its form, and none may frame it. What goes
// wrong is told on the page itself, with what was written kept in its field.
func (s *Service) plain(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	protect := http.NewCrossOriginProtection()
	refuse := func(w http.ResponseWriter, r *http.Request, err error) {
		f := s.tell(w, r, err)
		if err := s.showPlain(w, r, "", r.PostForm.Get("text"), f); err != nil {
			s.writeFault(w, r, err)
		}
	}
	protect.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { refuse(w, r, forbidden()) }))
	return protect.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.StoreTime)
		defer cancel()
		r = r.WithContext(ctx) // one request for both: it holds what was written
		if after := s.gates.requests.Take(s.client(r), s.Now()); after > 0 {
			refuse(w, r, tooMany(after))
		} else if err := serve(w, r); err != nil {
			refuse(w, r, err)
		}
	}))
}

// plainSession is the session of the request's cookie, "" when there is none that holds.
func (s *Service) plainSession(r *http.Request) (string, error) {
	c, err := r.Cookie(s.cookie("", time.Time{}, false).Name)
	if err != nil {
		return "", nil
	}
	id, err := s.session(r.Context(), c.Value)
	var known *problem.Error
	if errors.As(err, &known) {
		return "", nil
	}
	return id, err
}

func (s *Service) plainPage(w http.ResponseWriter, r *http.Request) error {
	session, err := s.plainSession(r)
	if err != nil {
		return err
	}
	return s.showPlain(w, r, session, s.question(r), nil)
}

// showPlain writes the page, with what went wrong and what was written then.
func (s *Service) showPlain(w http.ResponseWriter, r *http.Request, session, draft string, wrong *problem.Error) error {
	data := plainData{Draft: draft, Ended: session == "" && r.URL.Query().Has("ended")}
	data.Copy.Sent = r.URL.Query().Has("copied")
	status := http.StatusOK
	if wrong != nil {
		data.Error, status = told(wrong, languageFor(r), s.Limits.Characters), wrong.HTTP()
	}
	return s.showTalk(w, r, session, status, data)
}

// showTalk writes the page with the talk of a session, if there is one.
func (s *Service) showTalk(w http.ResponseWriter, r *http.Request, session string, status int, data plainData) error {
	data.page, data.Limit, data.Mail = s.pageData(r), s.Limits.Characters, s.Mailer != nil
	if session != "" {
		lines, err := s.tail(r, session)
		if err != nil {
			return err
		}
		data.Lines = lines
		if n := len(lines); n > 0 {
			data.Choices = lines[n-1].Choices
		}
	}
	s.writePage(w, status, "plain.html", "'self'", data.Language, data)
	return nil
}

// tail is the end of a session's transcript.
func (s *Service) tail(r *http.Request, session string) ([]view, error) {
	views, err := s.talk(r.Context(), session)
	return slices.Clone(views[max(0, len(views)-plainLines):]), err
}

// talk is a session's whole transcript.
func (s *Service) talk(ctx context.Context, session string) ([]view, error) {
	var views []view
	for after := int64(0); ; {
		lines, err := s.transcript.Transcript(ctx, address(session), after, pageLines)
		if err != nil {
			return nil, fmt.Errorf("read transcript: %w", err)
		}
		if len(lines) == 0 {
			return views, nil
		}
		for _, l := range lines {
			if v, ok := show(l); ok {
				views = append(views, v)
			}
			after = l.Seq
		}
	}
}

// plainPost takes a message of the form and sends the browser back to the page.
func (s *Service) plainPost(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return tooLong(s.Limits.Characters)
	}
	session, err := s.plainSession(r)
	if err != nil {
		return err
	}
	e, err := s.plainEvent(r.PostForm)
	var wrong *problem.Error
	if errors.As(err, &wrong) {
		return s.showPlain(w, r, session, r.PostForm.Get("text"), wrong)
	}
	if session == "" {
		if session, err = s.plainOpen(w, r); err != nil {
			return err
		}
	}
	if after := s.gates.messages.Take(session, s.Now()); after > 0 {
		return s.showPlain(w, r, session, r.PostForm.Get("text"), tooMany(after))
	}
	e.ID, e.From, e.At = session+":"+e.ID, address(session), s.Now()
	if err := s.sink.Accept(r.Context(), e); err != nil {
		return fmt.Errorf("accept web message: %w", err)
	}
	s.settle(r, session, e.ID)
	http.Redirect(w, r, in(languageFor(r), "/chat/plain")+"#end", http.StatusSeeOther)
	return nil
}

func (s *Service) plainEvent(form url.Values) (chat.Event, error) {
	return checkPosted(posted{ClientID: form.Get("client_id"), Text: form.Get("text"), Data: form.Get("data")}, s.Limits.Characters)
}

func (s *Service) plainOpen(w http.ResponseWriter, r *http.Request) (string, error) {
	if after := s.gates.sessions.Take(s.client(r), s.Now()); after > 0 {
		return "", tooMany(after)
	}
	o, err := s.open(r.Context(), languageOf(r.URL.Query().Get("lang")))
	if err != nil {
		return "", err
	}
	http.SetCookie(w, s.cookie(o.Token, o.Expires, s.secure(r)))
	return o.ID, nil
}

// cookie carries the plain page's token. Behind an https address it has the prefix by which browsers
// guarantee that this host set it over https: no other host of the office's domain can slip a visitor a
// session of its own. Such a cookie is for all paths.
func (s *Service) cookie(token string, expires time.Time, secure bool) *http.Cookie {
	c := &http.Cookie{
		Name: "madoguchi_plain", Value: token, Path: "/chat/plain", Expires: expires,
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	}
	if s.Secure {
		c.Name, c.Path, c.Secure = "__Host-"+c.Name, "/", true
	}
	return c
}

// settle gives the bot a moment, so that the page the browser comes back to usually holds the
// answer already. It is a courtesy: the page has a button to look again.
func (s *Service) settle(r *http.Request, session, event string) {
	watch, stop := s.transcript.Watch(address(session))
	defer stop()
	patience := time.NewTimer(1500 * time.Millisecond)
	defer patience.Stop()
	for {
		lines, err := s.tail(r, session)
		if err != nil || answered(lines, event) {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-patience.C:
			return
		case <-watch:
		}
	}
}

// answered says whether somebody has spoken after the member's event.
func answered(lines []view, event string) bool {
	i := slices.IndexFunc(lines, func(v view) bool { return v.Event == event })
	return i >= 0 && i < len(lines)-1
}

func jst(l *catalogue.Language, t time.Time) string {
	t = t.In(reading.JST)
	if l == catalogue.EN {
		return t.Format("2 January, 15:04")
	}
	return l.Say("web.plain.at", "month", int(t.Month()), "day", t.Day(), "clock", t.Format("15:04"))
}

// jstSecond is a moment in Japan to the second, with its year.
func jstSecond(l *catalogue.Language, t time.Time) string {
	if l == catalogue.EN {
		return t.In(reading.JST).Format("2 January 2006, 15:04:05 (JST)")
	}
	t = t.In(reading.JST)
	return l.Say("web.plain.second", "year", t.Year(), "month", int(t.Month()), "day", t.Day(), "clock", t.Format("15:04:05"))
}

// safeURL is raw if a click on it only opens a web page.
func safeURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return u.String()
}

// contactOf is the mail address or phone number of a block, unless its text says it already.
func contactOf(b chat.Block) string {
	scheme, rest, _ := strings.Cut(b.URL, ":")
	rest, _, _ = strings.Cut(rest, "?")
	if !strings.EqualFold(scheme, "mailto") && !strings.EqualFold(scheme, "tel") || strings.Contains(b.Text, rest) {
		return ""
	}
	return rest
}
