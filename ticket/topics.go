package ticket

// Topics are what a ticket is about, by the labels of the lists that its form offers: the items of a change, the help
// that is wanted, the topic, the kind of goods. What the member has said beside them is not among them: it may name
// somebody.
func (fm *Form) Topics(v Values) []string {
	var out []string
	for _, role := range []Role{RoleItems, RoleMatter, RoleTopic, RoleCategory} {
		f := fm.Role(role)
		if f == nil {
			continue
		}
		choices := f
		if f.Type == TypeCategory {
			choices = f.categoryField()
		}
		for _, value := range v[f.ID] {
			if o := choices.option(value); o != nil {
				out = append(out, o.Label)
			}
		}
	}
	return out
}
