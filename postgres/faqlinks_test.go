package postgres_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/faq/links"
	"madoguchi/faq/lint"
)

// TestFAQLinks: each link is handed to one who looks, again when its next look is due, and forgotten when the FAQ has it
// no more.
func TestFAQLinks(t *testing.T) {
	s := open(t)
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	addresses := []string{"https://a.example/", "https://b.example/", "https://c.example/"}
	take := func(at time.Time, limit int, of ...string) (due []string) {
		t.Helper()
		got, err := s.DueLinks(t.Context(), of, at, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range got {
			due = append(due, l.Address)
		}
		slices.Sort(due)
		return due
	}
	want := func(what string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	want("two are taken", take(now, 2, addresses...), addresses[:2]...)
	want("by another the third", take(now, 2, addresses...), addresses[2])
	want("then none", take(now.Add(time.Minute), 2, addresses...))
	for i, l := range []links.Link{{Address: addresses[0]}, {Address: addresses[1], Fault: lint.Missing, Fails: 2}} {
		if err := s.SaveLink(t.Context(), l, now.Add(time.Duration(24*(7-6*i))*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	want("whose looker died", take(now.Add(2*time.Hour), 9, addresses...), addresses[2])
	want("the day after, what failed", take(now.Add(25*time.Hour), 9, addresses...), addresses[1:]...)
	failing, err := s.FailingLinks(t.Context())
	if err != nil || len(failing) != 1 || failing[0] != (links.Link{Address: addresses[1], Fault: lint.Missing, Fails: 2}) {
		t.Errorf("failing: %+v, %v", failing, err)
	}
	want("that are gone from the FAQ", take(now.Add(25*time.Hour), 9))
	if failing, err := s.FailingLinks(t.Context()); err != nil || len(failing) != 0 {
		t.Errorf("failing: %+v, %v", failing, err)
	}
}
