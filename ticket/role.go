package ticket

import (
	"slices"

	"madoguchi/reading"
)

// A Role says what a field's answer is to the program, whatever the office calls the field: by it a
// ticket finds its title, its member's name, where a copy of a reply goes, and what was asked.
type Role string

// The roles, as an office file names them. A form has each at most once.
const (
	RoleCompany   Role = "company"   // the member's company: title, name
	RolePerson    Role = "person"    // the member's person: name
	RoleEmail     Role = "email"     // where the member reads mail: copies of replies
	RolePhone     Role = "phone"     // where the member can be called
	RoleQuestion  Role = "question"  // what the ticket is about: title, thread, proposals of the FAQ
	RoleDetail    Role = "detail"    // what it is about where there is no question
	RoleProgramme Role = "programme" // the programme it is about
	RoleTopic     Role = "topic"     // what the routing table calls topic
	RoleCountries Role = "countries" // the countries the routing table looks at
	RoleCategory  Role = "category"  // the product category
	RoleItems     Role = "items"     // what a change is to change
	RoleMatter    Role = "matter"    // which help is wanted, chosen from a list: title
	RoleNote      Role = "note"      // what the member adds at the end: see [Filling.Note]
)

var roles = []Role{
	RoleCompany, RolePerson, RoleEmail, RolePhone, RoleQuestion, RoleDetail, RoleProgramme, RoleTopic, RoleCountries, RoleCategory, RoleItems, RoleMatter, RoleNote,
}

// WhoRoles say who the member is, in whichever form they were asked.
var WhoRoles = []Role{RoleCompany, RolePerson, RoleEmail, RolePhone}

// Role is the field with a role, or nil. A form written before there were roles has them by its fields'
// prefill, or by their ids where those are the roles' names.
func (fm *Form) Role(role Role) *Field {
	if fm == nil {
		return nil
	}
	for _, has := range []func(*Field) bool{
		func(f *Field) bool { return f.Role == role },
		func(f *Field) bool { return f.Role == "" && f.Prefill == string(role) },
		func(f *Field) bool { return f.Role == "" && f.ID == string(role) },
	} {
		for i := range fm.Fields {
			if has(&fm.Fields[i]) {
				return &fm.Fields[i]
			}
		}
	}
	return nil
}

// Is reports whether a question of the form is the one with a role.
func (fm *Form) Is(f *Field, role Role) bool {
	with := fm.Role(role)
	return with != nil && with.ID == f.ID
}

// All are the values of the field with a role. Where the form is not known any more, or never had such
// a field, they are what stands under the role's own name.
func (fm *Form) All(role Role, v Values) []string {
	if f := fm.Role(role); f != nil {
		return v[f.ID]
	}
	return v[string(role)]
}

// Countries are the codes of the countries and regions that a ticket is about. What the member said
// beside them, such as a city, is not among them.
func (fm *Form) Countries(v Values) []string {
	return slices.DeleteFunc(slices.Clone(fm.All(RoleCountries, v)), func(c string) bool { return !reading.IsPlaceCode(c) })
}

// Get is the first value of the field with a role, or "".
func (fm *Form) Get(role Role, v Values) string {
	if all := fm.All(role, v); len(all) > 0 {
		return all[0]
	}
	return ""
}

// About is what a ticket is about in the member's words, or "".
func (fm *Form) About(v Values) string {
	if question := fm.Get(RoleQuestion, v); question != "" {
		return question
	}
	return fm.Get(RoleDetail, v)
}

func (r Role) known() bool { return r == "" || slices.Contains(roles, r) }
