package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"madoguchi/chars"
)

// Tickets tells how a request stands to whoever holds its receipt.
type Tickets interface {
	// Standing reports false for a number that is unknown, for a wrong code, and after five wrong ones for
	// the right one, too: nobody learns which.
	Standing(ctx context.Context, number, code string) (Standing, bool, error)
}

// A Standing is how a request stands, without anything of who made it.
type Standing struct {
	Number  string
	Kind    string // お問い合わせ
	Status  string // as members read it
	Opened  time.Time
	Sent    time.Time // when its member sent it; zero = not known
	Promise string    // until when it is answered; "" = it is
	Replies []Reply
}

// A Reply is one of the office's.
type Reply struct {
	At   time.Time
	Text string
}

type checkData struct {
	page
	Number   string
	Error    string
	Standing *Standing
}

// checkPage serves GET /chat/receipt: the page for who has lost the browser in which they asked.
func (s *Service) checkPage(w http.ResponseWriter, r *http.Request) error {
	s.showCheck(w, http.StatusOK, checkData{page: s.pageData(r)})
	return nil
}

func (s *Service) showCheck(w http.ResponseWriter, status int, data checkData) {
	w.Header().Set("X-Robots-Tag", "noindex")
	s.writePage(w, status, "receipt.html", "'self'", data.Language, data)
}

// maxCheck bounds both fields: a number and a code have 17 characters.
const maxCheck = 60

// checkPost serves POST /chat/receipt.
func (s *Service) checkPost(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		return tooLong(maxCheck)
	}
	data := checkData{page: s.pageData(r), Number: chars.Clip(strings.TrimSpace(chars.Clean(r.PostForm.Get("number"))), maxCheck)}
	code := chars.Clip(strings.TrimSpace(chars.Clean(r.PostForm.Get("code"))), maxCheck)
	if after := s.gates.checks.Take(s.client(r), s.Now()); after > 0 {
		data.Error = tooMany(after).In(data.Language)
		s.showCheck(w, http.StatusTooManyRequests, data)
		return nil
	}
	if data.Number == "" || code == "" {
		data.Error = data.Language.Say("web.receipt.both")
		s.showCheck(w, http.StatusBadRequest, data)
		return nil
	}
	found, ok, err := s.Tickets.Standing(r.Context(), data.Number, code)
	switch {
	case err != nil:
		return err
	case !ok:
		data.Error = data.Language.Say("web.receipt.wrong")
		s.showCheck(w, http.StatusForbidden, data)
		return nil
	}
	data.Standing = &found
	s.showCheck(w, http.StatusOK, data)
	return nil
}

// check guards the page: no other site may send its form. What goes wrong is told on the page itself.
func (s *Service) check(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	protect := http.NewCrossOriginProtection()
	refuse := func(w http.ResponseWriter, r *http.Request, err error) {
		f := s.tell(w, r, err)
		s.showCheck(w, f.HTTP(), checkData{page: s.pageData(r), Error: told(f, languageFor(r), maxCheck)})
	}
	protect.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { refuse(w, r, forbidden()) }))
	return protect.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.StoreTime)
		defer cancel()
		r = r.WithContext(ctx)
		if after := s.gates.requests.Take(s.client(r), s.Now()); after > 0 {
			refuse(w, r, tooMany(after))
		} else if err := serve(w, r); err != nil {
			refuse(w, r, err)
		}
	}))
}
