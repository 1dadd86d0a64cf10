package office

import (
	"fmt"
	"slices"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// settleRoutes checks the routing table, turns the countries' names into codes and fills in the
// teams' Slack channels.
func (o *Office) settleRoutes() error {
	seen := map[string]bool{}
	for i := range o.Routes {
		r := &o.Routes[i]
		if r.ID == "" {
			r.ID = fmt.Sprint(i + 1)
		}
		team := o.Team(r.Team)
		switch {
		case seen[r.ID]:
			return fmt.Errorf("routes: id %q is used twice", r.ID)
		case team == nil:
			return fmt.Errorf("routes: %s: there is no team %q", r.ID, r.Team)
		case r.Programme != "" && o.Programme(r.Programme) == nil:
			return fmt.Errorf("routes: %s: there is no programme %q", r.ID, r.Programme)
		case !slices.Contains([]ticket.Kind{"", ticket.Inquiry, ticket.Change, ticket.Consultation, ticket.Disclosure}, r.Kind):
			return fmt.Errorf("routes: %s: kind %q is none of inquiry, change, consultation, disclosure", r.ID, r.Kind)
		}
		seen[r.ID] = true
		if r.SlackChannel == "" {
			r.SlackChannel = team.SlackChannel
		}
		if r.Abroad == "" {
			r.Abroad = team.Abroad
		}
		if err := settleRule(r); err != nil {
			return fmt.Errorf("routes: %s: %w", r.ID, err)
		}
	}
	return nil
}

func settleRule(r *ticket.Rule) error {
	var codes []string
	for _, name := range r.Countries {
		found := reading.Countries(name)
		if len(found) == 0 {
			return fmt.Errorf("%q is no country or region that we know", name)
		}
		codes = append(codes, found...)
	}
	r.Countries = codes
	if r.Abroad != "" {
		where := reading.Countries(r.Abroad)
		if len(where) != 1 || where[0] == "JP" {
			return fmt.Errorf("abroad %q: want the name of one country outside Japan", r.Abroad)
		}
		r.Abroad = reading.CountryName(where[0])
	}
	for _, p := range r.Absent {
		if err := p.Check(); err != nil {
			return fmt.Errorf("absent: %w", err)
		}
	}
	return nil
}

// settleForms puts the office's own forms in the place of those that ship with the program, gives
// the programme fields their choices, and checks them all.
func (o *Office) settleForms(shipped, own []ticket.Form) error {
	o.Forms = shipped
	for _, form := range own {
		if at := slices.IndexFunc(o.Forms, func(f ticket.Form) bool { return f.ID == form.ID }); at >= 0 {
			o.Forms[at] = form
		} else {
			o.Forms = append(o.Forms, form)
		}
	}
	o.offerProgrammes()
	for i := range o.Forms {
		addNote(&o.Forms[i])
		if err := o.Forms[i].Check(); err != nil {
			return fmt.Errorf("forms: %w", err)
		}
	}
	return nil
}

// addNote gives a form of the office's own, which asks for nothing but what the office thought of, a
// place for what members add at the end.
func addNote(fm *ticket.Form) {
	if fm.Role(ticket.RoleNote) == nil && len(fm.Fields) > 0 {
		fm.Fields = append(fm.Fields, ticket.NoteField())
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
