package postgres_test

import (
	"testing"
	"time"
)

// TestW2FreshToken: a session can be given a fresh token, and the old one holds until its time.
func TestW2FreshToken(t *testing.T) {
	t.Parallel()
	s := open(t)
	now := time.Now()
	for i, token := range []string{"old", "fresh"} {
		if err := s.OpenSession(t.Context(), hash(token), "visitor", now.Add(time.Duration(i+1)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	for token, at := range map[string]time.Time{"old": now, "fresh": now.Add(90 * time.Minute)} {
		if id, ok, err := s.Session(t.Context(), hash(token), at); err != nil || !ok || id != "visitor" {
			t.Errorf("by the %s token: %q, %t, %v", token, id, ok, err)
		}
	}
	if err := s.OpenSession(t.Context(), hash("old"), "somebody else", now); err == nil {
		t.Error("one token was given to two")
	}
}
