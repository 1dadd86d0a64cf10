package staff

import (
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// TestConcerned: every ticket is somebody's, also where its team has no account.
func TestConcerned(t *testing.T) {
	all := []Account{
		{ID: 1, Name: "佐々木", Role: Admin}, {ID: 2, Name: "高橋", Role: Clerk}, {ID: 3, Name: "林", Role: Coordinator, Teams: []string{"ベトナム担当"}},
		{ID: 4, Name: "監査", Role: Viewer}, {ID: 5, Name: "村上", Role: Clerk, Teams: []string{"経理"}}, {ID: 6, Name: "新人", Role: Coordinator},
	}
	for name, tc := range map[string]struct {
		tk   ticket.Ticket
		want string
	}{
		"its assignee":           {ticket.Ticket{Team: "経理", Assignee: chat.Person{ID: "staff:2", Name: "高橋"}}, "高橋"},
		"for whom it is planned": {ticket.Ticket{Team: "経理", Tags: []string{ticket.PlannedTag + "林"}}, "林"},
		"its team":               {ticket.Ticket{Team: "経理"}, "村上"},
		"a team without account": {ticket.Ticket{Team: "事務局"}, "佐々木 高橋"},
		"somebody without one":   {ticket.Ticket{Team: "ベトナム担当", Tags: []string{ticket.PlannedTag + "トラン"}}, "林"},
	} {
		var got []string
		for _, a := range Concerned(all, &tc.tk) {
			got = append(got, a.Name)
		}
		if names := strings.Join(got, " "); names != tc.want {
			t.Errorf("%s: %s, want %s", name, names, tc.want)
		}
	}
}
