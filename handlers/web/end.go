package web

import (
	"net/http"
	"time"
)

// endSession serves POST /chat/end: on a computer that others use, too, nobody can go on with the talk
// afterwards. What was asked of the office is dealt with all the same.
func (s *Service) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := wantJSON(r); err != nil {
		return err
	}
	session, err := s.authenticate(r)
	if err != nil {
		return err
	}
	if err := s.end(r, session); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// end takes from everybody the means to speak for a session, and wakes its streams, which then end.
func (s *Service) end(r *http.Request, session string) error {
	if err := s.sessions.EndSession(r.Context(), session); err != nil {
		return err
	}
	return s.transcript.Announce(r.Context(), address(session))
}

// plainEnd ends the talk of the plain page.
func (s *Service) plainEnd(w http.ResponseWriter, r *http.Request) error {
	session, err := s.plainSession(r)
	if err != nil {
		return err
	}
	if session != "" {
		if err := s.end(r, session); err != nil {
			return err
		}
	}
	gone := s.cookie("", time.Unix(1, 0), s.secure(r))
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	http.Redirect(w, r, in(languageFor(r), "/chat/plain?ended"), http.StatusSeeOther)
	return nil
}
