package ticket

import (
	"cmp"
	"slices"
	"strings"

	"madoguchi/reading"
)

// TitleMark stands in a ticket's title between the company and the case.
const TitleMark = "｜"

// mostNamed is how many of a ticket's items, countries or subjects its title names.
const mostNamed = 3

// Case says in a few words what a ticket is about: 「電話番号・担当者の変更」, 「ベトナム・化粧品／規制・認証」, a member's own
// question; where its form asks for nothing of that, what kind it is. It holds no personal answer, but a question
// may: who shows it masks it.
func (fm *Form) Case(kind Kind, v Values) string {
	switch {
	case fm == nil:
	case fm.Get(RoleQuestion, v) != "":
		return fm.Get(RoleQuestion, v)
	case len(fm.All(RoleItems, v)) > 0:
		return say("ticket.case.change", "items", fm.shown(RoleItems, v))
	case fm.shown(RoleMatter, v) != "" || fm.shown(RoleTopic, v) != "":
		return fm.consulted(v)
	case fm.Get(RoleDetail, v) != "":
		return fm.Get(RoleDetail, v)
	case fm.Get(RoleNote, v) != "": // of who has filled in no form: all that there is of it
		return fm.Get(RoleNote, v)
	}
	return kind.Label()
}

// consulted is where and what a consultation is about, and behind a stroke which help is wanted.
func (fm *Form) consulted(v Values) string {
	countries := fm.Countries(v)
	var about []string
	if n := len(countries); n > 0 {
		names := reading.CountryNames(countries[:min(n, mostNamed)])
		if n > mostNamed {
			names = say("ticket.case.and_more", "named", names, "n", n-mostNamed)
		}
		about = append(about, names)
	}
	if category := fm.shown(RoleCategory, v); category != "" {
		about = append(about, category)
	}
	help := cmp.Or(fm.shown(RoleMatter, v), fm.shown(RoleTopic, v))
	if len(about) == 0 {
		return help
	}
	return say("ticket.case.help", "about", strings.Join(about, "・"), "help", help)
}

// shown are the values of the field with a role, as people read them; where some are of its list, those alone: what
// the member has said besides is no name of a case.
func (fm *Form) shown(role Role, v Values) string {
	f := fm.Role(role)
	if f == nil || len(v[f.ID]) == 0 {
		return ""
	}
	var names []string
	for _, value := range listed(f, v[f.ID]) {
		names = append(names, strings.Join(strings.Fields(f.Show([]string{value}).Shown), " "))
	}
	if n := len(names); n > mostNamed {
		return say("ticket.case.and_more", "named", strings.Join(names[:mostNamed], "・"), "n", n-mostNamed)
	}
	return strings.Join(names, "・")
}

// listed are the values that are choices of a field's list, or all where none is.
func listed(f *Field, values []string) []string {
	var out []string
	for _, value := range values {
		if slices.ContainsFunc(f.Choices, func(c Option) bool { return c.Value == value }) {
			out = append(out, value)
		}
	}
	if len(out) == 0 {
		return values
	}
	return out
}
