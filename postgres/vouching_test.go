package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
)

func vouching(old, fresh, newID, subject, word string, now time.Time) chat.Vouching {
	return chat.Vouching{Old: hash(old), Fresh: hash(fresh), NewID: newID, Subject: hash(subject), Word: hash(word), WordUntil: now.Add(time.Hour), Expires: now.Add(24 * time.Hour), Now: now}
}

// TestW2IdentifySession: a session that becomes a member's has one token, which nobody knew; another member's
// begins anew.
func TestW2IdentifySession(t *testing.T) {
	t.Parallel()
	s, ctx, now := open(t), t.Context(), time.Now()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	speaks := func(token, want string) {
		t.Helper()
		if id, _, err := s.Session(ctx, hash(token), now); err != nil || id != want {
			t.Errorf("%s speaks for %q, want %q (%v)", token, id, want, err)
		}
	}
	identify := func(v chat.Vouching, want string, fault error) (ended string) {
		t.Helper()
		id, ended, err := s.IdentifySession(ctx, v)
		if id != want || !errors.Is(err, fault) {
			t.Errorf("identified %q, %v; want %q, %v", id, err, want, fault)
		}
		return ended
	}
	must(s.OpenSession(ctx, hash("planted"), "talk", now.Add(time.Hour)))
	if id, ok, err := s.RenewSession(ctx, hash("planted"), hash("tab"), now.Add(time.Hour), now); id != "talk" || !ok || err != nil {
		t.Fatal(id, ok, err)
	}
	if ended := identify(vouching("tab", "own", "x", "member 42", "word 1", now), "talk", nil); ended != "" {
		t.Errorf("%q ended where a visitor became a member", ended)
	}
	speaks("planted", "")
	speaks("tab", "")
	speaks("own", "talk")
	for _, dead := range []string{"planted", "tab"} {
		if _, ok, err := s.RenewSession(ctx, hash(dead), hash("again "+dead), now.Add(time.Hour), now); ok || err != nil {
			t.Errorf("%s was exchanged (%v)", dead, err)
		}
	}
	identify(vouching("tab", "lost", "x", "member 42", "word 1", now), "talk", nil)
	identify(vouching("tab", "stolen", "x", "member 43", "word 2", now), "", chat.ErrNotFound)
	identify(vouching("tab", "late", "x", "member 42", "word 1", now.Add(3*time.Minute)), "", chat.ErrNotFound)
	identify(vouching("unknown", "late", "x", "member 42", "word 3", now), "", chat.ErrNotFound)

	must(s.OpenSession(ctx, hash("thief"), "theft", now.Add(time.Hour)))
	identify(vouching("thief", "thief 2", "x", "member 42", "word 1", now), "", chat.ErrTaken)
	speaks("thief", "theft")

	if id, _, err := s.RenewSession(ctx, hash("lost"), hash("renewed"), now.Add(time.Hour), now); id != "talk" || err != nil {
		t.Errorf("a member's token was exchanged for one of %q (%v)", id, err)
	}
	if ended := identify(vouching("renewed", "next", "next talk", "member 43", "word 2", now), "next talk", nil); ended != "talk" {
		t.Errorf("%q ended where another member came", ended)
	}
	speaks("renewed", "")
	speaks("next", "next talk")
	if lasts, err := s.SessionLasts(ctx, "talk", now); lasts || err != nil {
		t.Errorf("the first member's talk can be opened (%v)", err)
	}

	for token, want := range map[string]string{"thief": "", "next": "next talk", "unknown": ""} {
		if id, err := s.SignOutSession(ctx, hash(token), now); id != want || err != nil {
			t.Errorf("signed out %q, %v; want %q", id, err, want)
		}
	}
	speaks("next", "")
	speaks("thief", "theft")
	must(s.ForgetSessions(ctx, now.Add(2*time.Hour)))
	must(s.OpenSession(ctx, hash("thief 3"), "theft", now.Add(time.Hour)))
	identify(vouching("thief 3", "thief 4", "x", "member 42", "word 1", now), "theft", nil) // long after the word's own time it is forgotten; who reads it refuses it by then
}

// TestW2IdentifyAtOnce: of two talks that are given one word at once, it serves one.
func TestW2IdentifyAtOnce(t *testing.T) {
	t.Parallel()
	s, ctx, now := open(t), t.Context(), time.Now()
	const talks = 8
	for i := range talks {
		if err := s.OpenSession(ctx, hash(fmt.Sprint("old", i)), fmt.Sprint("talk", i), now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	faults := make([]error, talks)
	var wg sync.WaitGroup
	for i := range talks {
		wg.Go(func() {
			_, _, faults[i] = s.IdentifySession(ctx, vouching(fmt.Sprint("old", i), fmt.Sprint("fresh", i), "x", "member 42", "word", now))
		})
	}
	wg.Wait()
	served := 0
	for _, err := range faults {
		if err == nil {
			served++
		} else if !errors.Is(err, chat.ErrTaken) {
			t.Error(err)
		}
	}
	if served != 1 {
		t.Errorf("the word served %d talks", served)
	}
}
