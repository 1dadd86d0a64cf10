package ticket

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"madoguchi/reading"
)

// A Rule is one line of the routing table. An empty condition fits everything.
type Rule struct {
	ID           string   `yaml:"id"`
	Kind         Kind     `yaml:"kind,omitempty"`
	Topic        string   `yaml:"topic,omitempty"`
	Countries    []string `yaml:"countries,omitempty"` // codes; the office file may also say ベトナム or 東南アジア
	Programme    string   `yaml:"programme,omitempty"`
	Team         string   `yaml:"team"`
	Person       string   `yaml:"person,omitempty"`
	SlackChannel string   `yaml:"slack_channel,omitempty"` // "" means the team's
	Deputy       string   `yaml:"deputy,omitempty"`        // has it while Person is absent or has said to be away
	Absent       []Period `yaml:"absent,omitempty"`        // of Person
	Abroad       string   `yaml:"abroad,omitempty"`        // the country where who gets it is, outside Japan: the member is asked first
}

// A Period is days in Japan, both included: "2026-08-12", or "12-29" for every year.
type Period struct {
	From  string `yaml:"from"`
	Until string `yaml:"until,omitempty"`
	Note  string `yaml:"note,omitempty"` // what members are told: 夏季休業
}

// Facts are what routing looks at.
type Facts struct {
	Kind      Kind
	Topic     string
	Countries []string
	Programme string
}

// A Routing says who gets a ticket and why.
type Routing struct {
	Team         string
	Person       string
	SlackChannel string
	Rule         string // the rule's ID; "" where none fitted
	Reason       string // in Japanese, for staff
	Unmatched    bool   // no rule fitted: counted, so that the table can be completed
	Abroad       string // the country's name, where who gets it is outside Japan
}

// Secretariat is the team that gets what no rule gives to anybody else.
const Secretariat = "事務局"

// FactsOf are the facts of a filled form; fm is nil where the office has it no more.
func FactsOf(fm *Form, kind Kind, programme string, v Values) Facts {
	if programme == "" {
		programme = fm.Get(RoleProgramme, v)
	}
	return Facts{Kind: kind, Topic: fm.Get(RoleTopic, v), Countries: fm.Countries(v), Programme: programme}
}

// RouteTicket finds who gets a ticket: the first rule in the table's order that fits. Where the
// member named several countries, each is looked up so; the first that comes to a rule with
// countries of its own decides, and the reason names the others. Who is away, by the table or among
// those in away, hands over to the deputy, and a deputy who is away, too, to the rest of the team.
func RouteTicket(rules []Rule, facts Facts, now time.Time, away ...Absence) Routing {
	countries := facts.Countries
	if len(countries) == 0 {
		countries = []string{""}
	}
	var general *Rule
	for _, country := range countries {
		at := slices.IndexFunc(rules, func(r Rule) bool { return r.fits(facts, country) })
		switch {
		case at < 0:
		case len(rules[at].Countries) > 0:
			return rules[at].routing(facts, country, now, away)
		case general == nil:
			general = &rules[at]
		}
	}
	if general != nil {
		return general.routing(facts, "", now, away)
	}
	return Routing{Team: Secretariat, Reason: unmatched(facts), Unmatched: true}
}

func (r *Rule) fits(facts Facts, country string) bool {
	return (r.Kind == "" || r.Kind == facts.Kind) &&
		(r.Topic == "" || r.Topic == facts.Topic) &&
		(r.Programme == "" || r.Programme == facts.Programme) &&
		(len(r.Countries) == 0 || country != "" && slices.ContainsFunc(r.Countries, func(c string) bool { return covers(c, country) }))
}

func (r *Rule) routing(facts Facts, country string, now time.Time, away []Absence) Routing {
	out := Routing{Team: r.Team, Person: r.Person, SlackChannel: r.SlackChannel, Rule: r.ID, Abroad: r.Abroad}
	why := []string{say("ticket.route.rule", "id", r.ID)}
	if country != "" {
		why = append(why, say("ticket.route.of_country", "country", reading.CountryName(country)))
	}
	if others := slices.DeleteFunc(slices.Clone(facts.Countries), func(c string) bool { return c == country }); country != "" && len(others) > 0 {
		why = append(why, say("ticket.route.others", "countries", reading.CountryNames(others)))
	}
	if back := r.away(now, away); back != "" {
		out.Person = r.Deputy
		to := say("ticket.route.to_others")
		switch back := awayUntil(r.Deputy, now, away); {
		case r.Deputy == "":
		case back != "":
			out.Person = ""
			to = say("ticket.route.deputy_away", "deputy", r.Deputy, "back", back)
		default:
			to = say("ticket.route.deputy", "deputy", r.Deputy)
		}
		why = append(why, say("ticket.route.away", "person", r.Person, "back", back, "to", to))
	}
	out.Reason = strings.Join(why, "、")
	return out
}

// away is the last day of an absence of the rule's person that t lies in, or "".
func (r *Rule) away(t time.Time, away []Absence) string {
	for _, p := range r.Absent {
		if r.Person != "" && p.Has(t) {
			return Day(p.end(t))
		}
	}
	return awayUntil(r.Person, t, away)
}

// awayUntil is the last day for which somebody said that they are away at t, or "".
func awayUntil(name string, t time.Time, away []Absence) string {
	for _, a := range away {
		if name != "" && a.Person.Name == name && a.Until.After(t) {
			return a.Back()
		}
	}
	return ""
}

// AtHome is the routing of a ticket whose member wants nobody outside Japan to have it.
func AtHome(r Routing) Routing {
	return Routing{Team: Secretariat, Reason: fmt.Sprintf("会員が国外（%s）の担当者への提供を望まないため%sへ（%s）", r.Abroad, Secretariat, r.Reason)}
}

func unmatched(facts Facts) string {
	what := []string{facts.Kind.Label()}
	if facts.Topic != "" {
		what = append(what, say("ticket.route.topic", "topic", facts.Topic))
	}
	if len(facts.Countries) > 0 {
		what = append(what, reading.CountryNames(facts.Countries))
	}
	if facts.Programme != "" {
		what = append(what, say("ticket.route.programme", "programme", facts.Programme))
	}
	return say("ticket.route.unmatched", "team", Secretariat, "facts", strings.Join(what, "、"))
}

// covers reports whether a rule for the country or region rule fits a code.
func covers(rule, code string) bool {
	if rule == code {
		return true
	}
	region, err1 := language.ParseRegion(rule)
	inner, err2 := language.ParseRegion(code)
	if err1 != nil || err2 != nil {
		return false
	}
	// CLDR has Egypt in Africa and Iran in Southern Asia; trade offices count both to 中東.
	if rule == "145" && (code == "EG" || code == "IR") {
		return true
	}
	return region.Contains(inner) || rule == "150" && code == "EU"
}
