package postgres_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/chat"
)

// TestSharedFiles: what the office sends is there for whoever has its id until its time is over, is
// no file of the member's, and is forgotten by itself.
func TestSharedFiles(t *testing.T) {
	t.Parallel()
	s := open(t)
	openTicket(t, s, 1)
	now := time.Now()
	f := chat.File{ID: "beyond-guessing", Name: "見積書.pdf", Type: "file", Until: now.Add(time.Hour)}
	if err := s.ShareFile(t.Context(), member, f, "application/pdf", []byte("pdf")); err != nil {
		t.Fatal(err)
	}
	name, mediaType, content, err := s.SharedFile(t.Context(), f.ID, now)
	if err != nil || name != f.Name || mediaType != "application/pdf" || string(content) != "pdf" {
		t.Errorf("read %q %q %q: %v", name, mediaType, content, err)
	}
	for id, at := range map[string]time.Time{f.ID: f.Until, "": now, "guessed": now} {
		if _, _, _, err := s.SharedFile(t.Context(), id, at); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("%q at %s is given out: %v", id, at, err)
		}
	}
	if err := s.ShareFile(t.Context(), chat.Address{Channel: chat.LINE, ID: "nobody"}, f, "", []byte("x")); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("shared with nobody: %v", err)
	}
	over := chat.File{ID: "over", Name: "古い.pdf", Until: now.Add(-time.Hour)}
	if err := s.ShareFile(t.Context(), member, over, "application/pdf", []byte("old")); err != nil {
		t.Fatal(err)
	}
	same(t, "forgotten", forgotten(t, s), []string{"shares"}) // the one whose time is over
	if err := s.UnshareFiles(t.Context(), f.ID, "never"); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.SharedFile(t.Context(), f.ID, now); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("given out after it was not sent: %v", err)
	}
}
