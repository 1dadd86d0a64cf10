package postgres_test

import (
	"errors"
	"testing"

	"madoguchi/chat"
	"madoguchi/faq"
)

// TestConfirmKind: a confirmed kind is served instead of the proposed one, also after the document
// was imported again with a changed answer.
func TestConfirmKind(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	c := faq.Collection{ID: "port", Title: "港", Entries: []faq.Entry{
		{Order: 1, Question: "領収書は出ますか", Answer: []faq.Block{{Type: faq.Paragraph, Text: "出しません。"}}, Kind: faq.KindAnswer, KindReason: "ほかの種類に当たらないため"},
	}}
	save := func() {
		t.Helper()
		if _, err := s.SaveCollection(ctx, c, []byte(c.Entries[0].Answer[0].Text)); err != nil {
			t.Fatal(err)
		}
	}
	save()
	_, before, err := s.LoadCollections(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ConfirmKind(ctx, "port/1", faq.KindDecline, "佐々木"); err != nil {
		t.Fatal(err)
	}
	c.Entries[0].Label, c.Entries[0].Warnings = "Q7", []faq.Warning{{Code: "x", Text: "見てください"}}
	save()
	cs, _, err := s.LoadCollections(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if e := cs[0].Entries[0]; e.Kind != faq.KindDecline || e.KindReason != "佐々木さんが確認" || e.Label != "Q7" {
		t.Errorf("served as %s (%s), labelled %s", e.Kind, e.KindReason, e.Label)
	}
	c.Entries[0].Answer[0].Text = "原則として出しません。"
	save()
	var after int64
	if cs, after, err = s.LoadCollections(ctx); err != nil {
		t.Fatal(err)
	}
	if e := cs[0].Entries[0]; e.Kind != faq.KindAnswer || e.KindReason != "ほかの種類に当たらないため" {
		t.Errorf("with another answer it is served as %s (%s)", e.Kind, e.KindReason)
	}
	if after < before+3 {
		t.Errorf("the revision went from %d to %d over a confirmation and two imports", before, after)
	}
	for _, ref := range []string{"port/9", "port", "", "port/x"} {
		if err := s.ConfirmKind(ctx, ref, faq.KindDecline, "佐々木"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("%q: %v, want not found", ref, err)
		}
	}
	if err := s.ConfirmKind(ctx, "port/1", "poem", "佐々木"); err == nil {
		t.Error("a kind that does not exist was taken")
	}
}
