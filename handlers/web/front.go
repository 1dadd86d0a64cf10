package web

import (
	"context"
	"net/http"

	"madoguchi/chat"
)

// A Fronter knows what a visitor is shown before the first word, for who has chosen a programme or none, in Japanese or
// as far as it can in English.
type Fronter interface {
	Front(ctx context.Context, programme string, english bool) chat.Front
}

// A first screen, with what can be done from this page.
type shown struct {
	chat.Front
	Logo  string `json:"logo,omitempty"` // the path of the office's mark; "" = it has none
	Files bool   `json:"files"`          // can be sent
	Check bool   `json:"check"`          // there is a page on which a ticket can be asked for
	Mail  bool   `json:"mail"`           // the talk can be had by mail
}

// front serves GET /chat/front?programme=&lang=: the first screen. It is public, so it needs no session: who
// only looks has none.
func (s *Service) front(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	writeJSON(w, http.StatusOK, shown{s.Fronter.Front(r.Context(), q.Get("programme"), languageOf(q.Get("lang")) == chat.English), s.drawnMark(), s.filesOn(), s.Tickets != nil, s.Mailer != nil})
	return nil
}

// filesOn reports whether files can be sent now.
func (s *Service) filesOn() bool { return s.Files != nil && (s.FilesOn == nil || s.FilesOn()) }
