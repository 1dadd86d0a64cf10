package office

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// settleRoutes checks the routing table, turns the countries' names into codes and fills in the
// teams' Slack channels. Of each rule it tells the first fault.
func (o *Office) settleRoutes() error {
	seen := map[string]bool{}
	var errs []error
	for i := range o.Routes {
		r := &o.Routes[i]
		if r.ID == "" {
			r.ID = fmt.Sprint(i + 1)
		}
		if err := o.settleRoute(r, nth("routes", i), seen[r.ID]); err != nil {
			errs = append(errs, err)
		}
		seen[r.ID] = true
	}
	return errors.Join(errs...)
}

func (o *Office) settleRoute(r *ticket.Rule, path string, taken bool) error {
	team := o.Team(r.Team)
	switch {
	case taken:
		return at(path+".id", "office.fault.used_twice", "value", r.ID)
	case team == nil:
		return at(path+".team", "office.fault.no_team", "value", r.Team, "known", strings.Join(o.TeamNames(), words("office.fault.list_mark")))
	case r.Programme != "" && o.Programme(r.Programme) == nil:
		return at(path+".programme", "office.fault.no_programme", "value", r.Programme)
	case r.Kind != "" && !r.Kind.Known():
		return at(path+".kind", "office.fault.no_kind", "value", string(r.Kind))
	}
	if r.SlackChannel == "" {
		r.SlackChannel = team.SlackChannel
	}
	if r.Abroad == "" {
		r.Abroad = team.Abroad
	}
	if err := settleRule(r); err != nil {
		return within(path, err)
	}
	if err := o.checkPersons(r); err != nil {
		return within(path, err)
	}
	return nil
}

func settleRule(r *ticket.Rule) error {
	var codes []string
	for i, name := range r.Countries {
		found := reading.Countries(name)
		if len(found) == 0 {
			return at(nth("countries", i), "office.fault.no_country", "value", name)
		}
		codes = append(codes, found...)
	}
	r.Countries = codes
	if r.Abroad != "" {
		where := reading.Countries(r.Abroad)
		if len(where) != 1 || where[0] == "JP" {
			return at("abroad", "office.fault.abroad", "value", r.Abroad)
		}
		r.Abroad = reading.CountryName(where[0])
	}
	for i, p := range r.Absent {
		if err := checkPeriod(nth("absent", i), p); err != nil {
			return err
		}
	}
	return nil
}

// checkPersons holds who gets a rule's tickets against the teams' members, where the office names any: a
// title behind a name would make another person of it.
func (o *Office) checkPersons(r *ticket.Rule) error {
	var members []string
	for _, t := range o.Teams {
		members = append(members, t.Members...)
	}
	if len(members) == 0 {
		return nil
	}
	for _, who := range []struct{ key, name string }{{"person", r.Person}, {"deputy", r.Deputy}} {
		if who.name == "" || slices.Contains(members, who.name) {
			continue
		}
		for _, m := range members {
			if strings.HasPrefix(who.name, m) || strings.HasPrefix(m, who.name) {
				return at(who.key, "office.fault.person_like", "value", who.name, "near", m)
			}
		}
		return at(who.key, "office.fault.person", "value", who.name)
	}
	return nil
}

// settleForms puts the office's own forms in the place of those that ship with the program, gives
// the programme fields their choices, and checks them all.
func (o *Office) settleForms(shipped, own []ticket.Form) error {
	o.Forms = overlay(shipped, own)
	o.offerProgrammes()
	o.tellCalendar()
	for i := range o.Forms {
		addNote(&o.Forms[i])
		if err := o.Forms[i].Check(); err != nil {
			path := "forms"
			if at := slices.IndexFunc(own, func(f ticket.Form) bool { return f.ID == o.Forms[i].ID }); at >= 0 {
				path = nth(path, at)
			}
			return formFault(path, err)
		}
	}
	return nil
}

// formFault says in the office's words what a form lacks.
func formFault(path string, err error) error {
	var f *ticket.FormFault
	if !errors.As(err, &f) {
		return at(path, "office.fault.form", "said", err.Error())
	}
	if f.Field >= 0 {
		path = nth(path+".fields", f.Field)
	}
	if f.Key != "" {
		path += "." + f.Key
	}
	say, known := map[string]func() error{
		"no_id":       func() error { return at(path, "office.fault.form_no_id", "value", f.Value) },
		"kind":        func() error { return at(path, "office.fault.form_kind", "value", f.Value) },
		"no_fields":   func() error { return at(path, "office.fault.form_no_fields", "value", f.Value) },
		"no_purpose":  func() error { return at(path, "office.fault.form_no_purpose", "value", f.Value) },
		"field_id":    func() error { return at(path, "office.fault.form_field_id", "value", f.Value) },
		"field_twice": func() error { return at(path, "office.fault.form_field_twice", "value", f.Value) },
		"no_ask":      func() error { return at(path, "office.fault.form_no_ask", "value", f.Value) },
		"type":        func() error { return at(path, "office.fault.form_type", "value", f.Value) },
		"no_choices":  func() error { return at(path, "office.fault.form_no_choices", "value", f.Value) },
		"role":        func() error { return at(path, "office.fault.form_role", "value", f.Value) },
		"role_twice":  func() error { return at(path, "office.fault.form_role_twice", "value", f.Value) },
		"skip":        func() error { return at(path, "office.fault.form_skip", "value", f.Value) },
		"not_before":  func() error { return at(path, "office.fault.form_not_before", "value", f.Value) },
		"choice":      func() error { return at(path, "office.fault.form_choice", "value", f.Value) },
	}[f.Code]
	if !known {
		return at(path, "office.fault.form", "said", err.Error())
	}
	return say()
}

// addNote gives a form of the office's own, which asks for nothing but what the office thought of, a
// place for what members add at the end.
func addNote(fm *ticket.Form) {
	if fm.Role(ticket.RoleNote) == nil && len(fm.Fields) > 0 {
		fm.Fields = append(fm.Fields, ticket.NoteField())
	}
}

// tellCalendar tells the fields that ask for days which of them the office works on.
func (o *Office) tellCalendar() {
	for i := range o.Forms {
		for j := range o.Forms[i].Fields {
			if f := &o.Forms[i].Fields[j]; f.Type == ticket.TypeDate || f.Type == ticket.TypeSlots {
				f.Calendar = &o.Calendar
			}
		}
	}
}

// offerProgrammes makes the office's programmes the choices of the forms' programme fields.
func (o *Office) offerProgrammes() {
	for i := range o.Forms {
		for j := range o.Forms[i].Fields {
			if f := &o.Forms[i].Fields[j]; f.Type == ticket.TypeProgramme {
				f.Choices = o.programmeChoices()
			}
		}
	}
}

// WithProgrammes is the office as if it ran these programmes: its forms offer them, and no others. The
// office itself stays as it is.
func (o *Office) WithProgrammes(programmes []Programme) *Office {
	other := *o
	other.Programmes = programmes
	other.Forms = slices.Clone(o.Forms)
	for i := range other.Forms {
		other.Forms[i].Fields = slices.Clone(o.Forms[i].Fields)
	}
	other.offerProgrammes()
	return &other
}

func (o *Office) programmeChoices() []ticket.Option {
	var choices []ticket.Option
	for _, p := range o.Programmes {
		choices = append(choices, ticket.Option{Label: p.Name, Value: p.ID, Names: append([]string{p.ID, p.Title}, p.Names...)})
	}
	return choices
}

// WithHeirs is the office as if its routes named others in the place of people who have left: by name, of
// persons and of deputies. The office itself stays as it is.
func (o *Office) WithHeirs(persons, deputies map[string]string) *Office {
	if len(persons) == 0 && len(deputies) == 0 {
		return o
	}
	other := *o
	other.Routes = slices.Clone(o.Routes)
	for i := range other.Routes {
		r := &other.Routes[i]
		if heir, left := persons[r.Person]; left && r.Person != "" {
			r.Person, r.Absent = heir, nil
		}
		if heir, left := deputies[r.Deputy]; left && r.Deputy != "" {
			r.Deputy = heir
		}
		if r.Deputy == r.Person {
			r.Deputy = ""
		}
	}
	return &other
}
