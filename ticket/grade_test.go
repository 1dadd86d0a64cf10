package ticket

import (
	"slices"
	"testing"
)

// TestGrade: a ticket has one grade, the last; nobody reads its mark among the tags, and a tag that is typed is none.
func TestGrade(t *testing.T) {
	tk := &Ticket{Tags: []string{"請求書", "grade:9"}}
	if g := tk.Grade(); g != "" {
		t.Errorf("graded %q before anybody said so", g)
	}
	seen := map[string]bool{}
	for _, g := range Grades {
		if !g.Known() || g.Label() == "" || seen[g.Label()] {
			t.Errorf("%q is called %q", g, g.Label())
		}
		seen[g.Label()] = true
		tk.SetGrade(g)
		if tk.Grade() != g || len(tk.Tags) != 2 {
			t.Errorf("set %q, is %q: %v", g, tk.Grade(), tk.Tags)
		}
	}
	if got := tk.ReadableTags(); !slices.Equal(got, []string{"請求書"}) {
		t.Errorf("people read %v", got)
	}
	if got := ReadTags("grade:4 lapsed teaches 見積"); !slices.Equal(got, []string{"見積"}) {
		t.Errorf("typed %v", got)
	}
	for _, g := range []Grade{"", "0", "5", "44"} {
		if g.Known() || g.Label() != "" {
			t.Errorf("%q is a grade", g)
		}
	}
}
