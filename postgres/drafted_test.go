package postgres_test

import (
	"testing"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/learn"
)

// TestDraftedWordings: what a model proposes stays proposed while members ask so, and gives way to what they choose.
func TestDraftedWordings(t *testing.T) {
	t.Parallel()
	s := open(t)
	a, g := &asker{t: t, s: s}, learn.NewGroups(letters)
	drafted := learn.Proposal{Programme: "tsunagu", Ref: "tsunagu/2", Wording: "番号 照会"}
	for i, want := range []int{1, 0} {
		if n, err := s.ProposeWordings(t.Context(), drafted); err != nil || n != want {
			t.Fatalf("the %d. time %d are new, %v", i+1, n, err)
		}
	}
	proposed := func() []string {
		t.Helper()
		a.grouped(g)
		groups, err := s.Groups(t.Context(), learn.Filter{Proposed: true})
		if err != nil {
			t.Fatal(err)
		}
		return shown(groups)
	}
	same(t, "nobody has asked so", proposed(), []string{"番号 照会|tsunagu|0|open |tsunagu/2"})
	same(t, "nor is it a gap", shown(a.grouped(g)), []string(nil))
	chose := turn.Unanswered{Wording: "番号 照会", How: turn.EndedChosen, Ref: "tsunagu/1", Programme: "tsunagu"}
	a.asks("w1", chose)
	same(t, "one has, and chose another entry", proposed(), []string{"番号 照会|tsunagu|1|open |tsunagu/2"})
	a.asks("w2", chose)
	a.asks("w3", chose)
	same(t, "three have", proposed(), []string{"番号 照会|tsunagu|3|open |tsunagu/1"})
	by := audit.Record{Kind: audit.Staff, Via: audit.ViaDesk, Act: audit.QuestionDeclined}
	if declined, err := s.DeclineProposal(t.Context(), a.grouped(g)[0].ID, "tsunagu/1", by); err != nil || !declined {
		t.Fatalf("decline: %v, %v", declined, err)
	}
	a.asks("w4", chose)
	same(t, "what was declined", proposed(), []string(nil))
}
