package postgres_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// TestCannedReplies: they are kept by programme and name, those of the programme first; a name is there once.
func TestCannedReplies(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	save := func(c ticket.Canned) (bool, error) {
		c.Changed, c.By = at, "佐々木"
		return s.SaveCanned(ctx, c, audit.Record{At: at, Kind: audit.Staff, Via: audit.ViaDesk})
	}
	for _, c := range []ticket.Canned{{Name: "お礼", Text: "a"}, {Programme: "hanro", Name: "お礼", Text: "b"}, {Programme: "tsunagu", Name: "締切", Text: "c"}} {
		if saved, err := save(c); err != nil || !saved {
			t.Fatalf("save %v: %t, %v", c, saved, err)
		}
	}
	if saved, err := save(ticket.Canned{Name: "お礼", Text: "x"}); err != nil || saved {
		t.Errorf("a name twice: %t, %v", saved, err)
	}
	texts := func(programme string) (out string) {
		all, err := s.CannedReplies(ctx, programme)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			out += c.Text
		}
		return out
	}
	for programme, want := range map[string]string{"": "a", "hanro": "ba", "tsunagu": "ca", "*": "bca"} {
		if got := texts(programme); got != want {
			t.Errorf("of %q: %s, want %s", programme, got, want)
		}
	}
	all, err := s.CannedReplies(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	c := all[0]
	c.Text = "a2"
	if saved, err := save(c); err != nil || !saved || texts("") != "a2" {
		t.Errorf("changed: %t, %v, %s", saved, err, texts(""))
	}
	c.Programme = "hanro" // where there is one of that name
	if saved, err := save(c); err != nil || saved || texts("") != "a2" {
		t.Errorf("moved onto another: %t, %v", saved, err)
	}
	if err := s.DropCanned(ctx, c.ID, audit.Record{At: at, Kind: audit.Staff, Via: audit.ViaDesk}); err != nil || texts("") != "" {
		t.Errorf("dropped: %v, %s", err, texts(""))
	}
	if err := s.DropCanned(ctx, c.ID, audit.Record{}); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("dropped twice: %v", err)
	}
	if _, err := save(c); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("changed after it was dropped: %v", err)
	}
}
