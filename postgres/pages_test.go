package postgres_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
)

// TestMerge: whoever has the address of a merged entry is led to what is served, however often that was
// merged itself; a ring leads nowhere, and what is served again leads nobody away.
func TestMerge(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	c := faq.Collection{ID: "port", Title: "港"}
	for _, q := range []string{"会費はいくらですか", "年会費の額を教えてください", "会費の払い方は", "傘は借りられますか"} {
		c.Entries = append(c.Entries, faq.Entry{Question: q, Answer: []faq.Block{{Type: faq.Paragraph, Text: q + "。"}}})
	}
	if _, err := s.SaveCollection(ctx, c, []byte("1")); err != nil {
		t.Fatal(err)
	}
	leads := func(from, want string) {
		t.Helper()
		got, err := s.Heir(ctx, from)
		if want == "" && !errors.Is(err, chat.ErrNotFound) || want != "" && (err != nil || got != want) {
			t.Errorf("%s leads to %q (%v), want %q", from, got, err, want)
		}
	}
	leads("port/1", "")
	for _, step := range [][2]string{{"port/1", "port/2"}, {"port/2", "port/3"}} {
		if err := s.Merge(ctx, step[0], step[1], "佐々木"); err != nil {
			t.Fatal(err)
		}
	}
	leads("port/1", "port/3")
	leads("port/2", "port/3")
	for _, wrong := range [][2]string{{"port/3", "port/3"}, {"port/3", "port/1"}, {"port/3", "port/99"}, {"port/3", "x"}, {"port/98", "port/3"}, {"", "port/3"}} {
		if err := s.Merge(ctx, wrong[0], wrong[1], "佐々木"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("merging %s: %v", wrong, err)
		}
	}
	cs, _, err := s.LoadCollections(ctx)
	if err != nil || len(cs) != 1 || len(cs[0].Entries) != 2 {
		t.Fatalf("served: %+v %v", cs, err)
	}
	if err := s.Decide(ctx, "port", []int{1}, faq.Public, "佐々木"); err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(ctx, "port/3", "port/1", "佐々木"); err != nil {
		t.Fatal(err)
	}
	leads("port/2", "port/1")
	if err := s.Decide(ctx, "port", []int{1}, faq.Withdrawn, "佐々木"); err != nil {
		t.Fatal(err)
	}
	leads("port/2", "") // a ring of withdrawn entries
}

// TestVotes: readers are counted by the version that they saw, and only of what is served.
func TestVotes(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	c := faq.Collection{ID: "port", Entries: []faq.Entry{{Question: "会費はいくらですか", Answer: []faq.Block{{Type: faq.Paragraph, Text: "三千円です。"}}}}}
	save := func() {
		t.Helper()
		if _, err := s.SaveCollection(ctx, c, []byte(c.Entries[0].Answer[0].Text)); err != nil {
			t.Fatal(err)
		}
	}
	vote := func(ref string, version int, helped bool) {
		t.Helper()
		if err := s.Vote(ctx, ref, version, helped, time.Now()); err != nil {
			t.Errorf("vote of %s: %v", ref, err)
		}
	}
	counted := func(helped, unhelped int) {
		t.Helper()
		e, err := s.StoredEntry(ctx, "port/1")
		if err != nil || e.Helped != helped || e.Unhelped != unhelped {
			t.Errorf("%d helped, %d not (%v), want %d and %d", e.Helped, e.Unhelped, err, helped, unhelped)
		}
	}
	save()
	vote("port/1", 1, true)
	vote("port/1", 1, true)
	vote("port/1", 1, false)
	vote("port/1", 7, true) // never was
	vote("port/9", 1, true)
	counted(2, 1)
	c.Entries[0].Answer[0].Text = "四千円です。"
	save()
	counted(0, 0)
	vote("port/1", 1, true) // a page that was open since
	vote("port/1", 2, false)
	counted(0, 1)
	if err := s.Vote(ctx, "x", 1, true, time.Now()); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("a reference that is none: %v", err)
	}
}
