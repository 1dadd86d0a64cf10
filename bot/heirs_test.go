package bot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/office"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// TestHeirsInRoutes: who has left is replaced in the routes by their heir, or by the heir's own; who left
// nobody is nobody's person.
func TestHeirsInRoutes(t *testing.T) {
	now := time.Date(2027, 4, 1, 9, 0, 0, 0, time.UTC)
	gone := now.Add(-time.Hour)
	people := []staff.Account{
		{ID: 1, Name: "佐々木"},
		{ID: 2, Name: "林", Ends: gone, Heirs: map[string]int64{staff.HeirRoutes: 3, staff.HeirDeputies: 1}},
		{ID: 3, Name: "小川", Ends: gone, Heirs: map[string]int64{staff.HeirRoutes: 1}},
		{ID: 4, Name: "村上", Ends: gone},
		{ID: 5, Name: "石井", Ends: now.Add(time.Hour), Heirs: map[string]int64{staff.HeirRoutes: 1}},
		{ID: 6, Name: "同名", Ends: gone}, {ID: 7, Name: "同名"},
		{ID: 8, Name: "輪一", Ends: gone, Heirs: map[string]int64{staff.HeirRoutes: 9}}, {ID: 9, Name: "輪二", Ends: gone, Heirs: map[string]int64{staff.HeirRoutes: 8}},
	}
	off := office.Default()
	off.Routes = []ticket.Rule{{Person: "林", Deputy: "林", Absent: []ticket.Period{{From: "04-01"}}}, {Person: "村上", Deputy: "石井"}, {Person: "石井"}, {Person: "同名", Deputy: "小川"}, {Person: "輪一"}, {Team: "x"}}
	h := heirsOf(people, now)
	got := off.WithHeirs(h.persons, h.deputies).Routes
	want := []ticket.Rule{{Person: "佐々木"}, {Deputy: "石井"}, {Person: "石井"}, {Person: "同名"}, {}, {Team: "x"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if off.Routes[0].Person != "林" {
		t.Error("the office file itself was changed")
	}
}
