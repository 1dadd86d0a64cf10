// Package formpage serves the page on which a member answers a form's questions for personal data outside the
// talk, for offices that do not want the talk's platform to read along.
//
// The bot gives the page's address, with a secret in it that opens it once. What is answered goes to the bot as
// an event of the member's; where an answer cannot be read, the page says so beside its question and keeps the
// rest. It needs no script and no cookie.
//
//	formpage.New(formpage.Config{Forms: bot}).Routes(mux) // GET and POST /form/TOKEN
package formpage

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"madoguchi/catalogue"
	"madoguchi/catalogue/markup"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
)

// Forms are what pages ask, and take what is answered.
type Forms interface {
	// FormPage is what the page with the token asks, and whom. One that is over is chat.ErrNotFound.
	FormPage(ctx context.Context, token string) (chat.PageForm, chat.Address, error)
	// FillFormPage takes the answers by key, or says by key why one cannot be read.
	FillFormPage(ctx context.Context, token string, values map[string]string) (faults map[string]string, err error)
}

func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// A Config is what a Service needs to know.
type Config struct {
	Forms Forms
	Back  func(ctx context.Context, to chat.Address, text string) string // the address that opens the member's talk with a text ready to be sent, or ""; nil = none is known
	Log   *slog.Logger                                                   // nil = discard
}

// A Service answers at /form/TOKEN.
type Service struct {
	cfg   Config
	pages *template.Template
}

//go:embed pages
var assets embed.FS

// New builds a service.
func New(cfg Config) *Service {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	pages := template.Must(template.New("").Funcs(markup.Funcs(catalogue.JA)).ParseFS(assets, "pages/page.html"))
	return &Service{cfg: cfg, pages: pages}
}

// Routes implements handlers.Part.
func (s *Service) Routes(mux *http.ServeMux) {
	write := problem.Page(s.cfg.Log)
	mux.Handle("GET /form/{token}", write.Handler(s.show))
	mux.Handle("POST /form/{token}", write.Handler(s.take))
	mux.HandleFunc("GET /form/page.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		http.ServeFileFS(w, r, assets, "pages/page.css")
	})
}

const (
	maxBody  = 64 << 10 // bytes of what is answered
	maxWords = 5000     // characters of one answer, as the talk's platforms have it
)

var errOver = &problem.Error{Kind: problem.NotFound, Words: "formpage.over"}

// later asks to come again.
func later(err error) error {
	return &problem.Error{Kind: problem.Unavailable, Words: "formpage.later", After: 5 * time.Second, Err: err}
}

// A view is what the page shows.
type view struct {
	chat.PageForm
	Values map[string]string
	Faults map[string]string
	Done   bool
	Back   string // opens the talk, with the word that goes on in it
}

func (s *Service) form(r *http.Request) (chat.PageForm, chat.Address, error) {
	form, from, err := s.cfg.Forms.FormPage(r.Context(), r.PathValue("token"))
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return form, from, errOver
	case err != nil:
		return form, from, later(fmt.Errorf("read a form's page: %w", err))
	}
	return form, from, nil
}

func (s *Service) show(w http.ResponseWriter, r *http.Request) error {
	form, _, err := s.form(r)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view{PageForm: form})
}

// take hands over what was answered. Where an answer is missing or cannot be read, the page is shown again.
func (s *Service) take(w http.ResponseWriter, r *http.Request) error {
	form, from, err := s.form(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return &problem.Error{Kind: problem.Invalid, Words: "formpage.unreadable", Err: err}
	}
	v := view{PageForm: form, Values: map[string]string{}}
	for _, q := range form.Questions {
		v.Values[q.Key] = r.PostForm.Get("q." + q.Key)
		if len([]rune(v.Values[q.Key])) > maxWords {
			return &problem.Error{Kind: problem.Invalid, Words: "formpage.unreadable", Err: fmt.Errorf("the answer to %s is too long", q.Key)}
		}
	}
	v.Faults, err = s.cfg.Forms.FillFormPage(r.Context(), r.PathValue("token"), v.Values)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return errOver
	case err != nil:
		return later(fmt.Errorf("take what a form's page was answered: %w", err))
	case len(v.Faults) > 0:
		return s.render(w, http.StatusUnprocessableEntity, v)
	}
	v = view{PageForm: form, Done: true}
	if s.cfg.Back != nil {
		v.Back = s.cfg.Back(r.Context(), from, say("formpage.go_on"))
	}
	return s.render(w, http.StatusOK, v)
}

func (s *Service) render(w http.ResponseWriter, status int, v view) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(status)
	return s.pages.ExecuteTemplate(w, "page.html", v)
}
