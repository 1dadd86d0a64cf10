package console

import (
	"net/http"

	"madoguchi/staff"
)

// A rolesView is the table of what each role may do.
type rolesView struct {
	Roles []roleColumn
	Rows  []rightRow
}

type roleColumn struct{ Label, Help string }

type rightRow struct {
	Label string
	May   []bool
}

func (s *Service) showRoles(w http.ResponseWriter, r *http.Request) error {
	var v rolesView
	for _, role := range staff.Roles() {
		v.Roles = append(v.Roles, roleColumn{role.Label(), role.Help()})
	}
	for _, right := range staff.Rights() {
		row := rightRow{Label: right.Label()}
		for _, role := range staff.Roles() {
			row.May = append(row.May, role.May(right))
		}
		v.Rows = append(v.Rows, row)
	}
	s.render(w, r, "roles", page{Title: say("console.roles.title"), Nav: "roles", Body: v})
	return nil
}
