package web

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
)

const (
	suggestions    = 4   // as many as fit above the keyboard of a phone beside the question that is answered
	maxSuggestText = 200 // characters; who writes more is telling a story, not looking for a title
)

// suggest serves GET /chat/suggest?q=: questions for what was typed so far. They are public, so it
// needs no session.
func (s *Service) suggest(w http.ResponseWriter, r *http.Request) error {
	if after := s.gates.suggests.Take(s.client(r), s.Now()); after > 0 {
		return tooMany(after)
	}
	found := []Suggestion{}
	if q := strings.TrimSpace(chars.Clean(r.URL.Query().Get("q"))); q != "" && utf8.RuneCountInString(q) <= maxSuggestText {
		list, err := s.suggester.Suggest(r.Context(), q, r.URL.Query().Get("programme"), suggestions)
		if err != nil {
			return fmt.Errorf("suggest questions: %w", err)
		}
		found = append(found, list[:min(len(list), suggestions)]...)
	}
	writeJSON(w, http.StatusOK, map[string][]Suggestion{"suggestions": found})
	return nil
}
