package office

import (
	"slices"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// TeamAbroad is the country in which a ticket would be that is handed to a team, "" where that is Japan: the team's own, or
// that of whom the routing table means in it.
func (o *Office) TeamAbroad(name string, routing ticket.Routing) string {
	abroad := ""
	if t := o.Team(name); t != nil {
		abroad = t.Abroad
	}
	if abroad == "" && routing.Team == name {
		abroad = routing.Abroad
	}
	return country(abroad)
}

// PersonAbroad is the team and the country of somebody outside Japan, or "".
func (o *Office) PersonAbroad(name string) (team, where string) {
	for _, t := range o.Teams {
		if t.Abroad != "" && slices.Contains(t.Members, name) {
			return t.Name, country(t.Abroad)
		}
	}
	for _, r := range o.Routes {
		if r.Abroad != "" && r.Person == name {
			return r.Team, country(r.Abroad)
		}
	}
	return "", ""
}

func country(name string) string {
	if codes := reading.Countries(name); len(codes) > 0 {
		return reading.CountryName(codes[0])
	}
	return name
}
