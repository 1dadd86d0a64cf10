package staff

import "madoguchi/catalogue"

func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// Label is the role as people read it.
func (r Role) Label() string { return labelled(catalogue.Key("staff.role."+string(r)), string(r)) }

// Help says in a line for whom the role is.
func (r Role) Help() string { return labelled(catalogue.Key("staff.role_help."+string(r)), "") }

// Label is the right as people read it.
func (r Right) Label() string { return labelled(catalogue.Key("staff.right."+string(r)), string(r)) }

// Label is the way in as people read it.
func (w Way) Label() string { return labelled(catalogue.Key("staff.way."+string(w)), string(w)) }

// labelled is a word of the catalogue; what is stored may be newer than this program.
func labelled(key catalogue.Key, otherwise string) string {
	if word, ok := catalogue.JA.Find(key); ok {
		return word
	}
	return otherwise
}
