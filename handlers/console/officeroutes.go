package console

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	officefile "madoguchi/office"
	"madoguchi/ticket"
)

// Who there is to get a ticket, and who gets which: the forms of the two, how they read, and what would come of them.

func (f *officeForm) fillTeams(teams []officefile.Team) {
	for i, t := range teams {
		fault := cmp.Or(f.Faults[at("teams", i)], f.Faults[at("teams", i)+".name"])
		f.Teams = append(f.Teams, teamRow{N: i + 1, Name: t.Name, Members: strings.Join(t.Members, say("console.office.list_mark")), Slack: t.SlackChannel, Abroad: t.Abroad, Fault: fault})
	}
	for range spareRows {
		f.Teams = append(f.Teams, teamRow{N: len(f.Teams) + 1})
	}
}

func readTeams(r *http.Request) (out []officefile.Team) {
	rows(r, "teams", []string{"name", "members", "slack", "abroad"}, func(field func(string) string) {
		out = append(out, officefile.Team{Name: field("name"), Members: typedList(field("members")), SlackChannel: field("slack"), Abroad: field("abroad")})
	})
	return out
}

// numberOr is a number as it was typed, or another where it is none.
func numberOr(typed string, other int) int {
	if n, err := strconv.Atoi(norm.NFKC.String(strings.TrimSpace(typed))); err == nil {
		return n
	}
	return other
}

// listMark parts names that are typed in a row.
var listMark = regexp.MustCompile(`\s*[,、，\n]\s*`)

func typedList(typed string) (out []string) {
	for _, one := range listMark.Split(typed, -1) {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

func (f *officeForm) fillRoutes(off *officefile.Office, routes []ticket.Rule) {
	for i := range len(routes) + spareRows {
		var rule ticket.Rule
		if i < len(routes) {
			rule = routes[i]
		}
		row := routeRow{
			N: i + 1, ID: rule.ID, Countries: strings.Join(rule.Countries, say("console.office.list_mark")), Person: rule.Person, Deputy: rule.Deputy,
			Slack: rule.SlackChannel, Abroad: rule.Abroad, Absent: absencesText(rule.Absent), Fault: map[string]string{},
			Topics: topics(off, rule.Topic), Programmes: programmeOptions(off, rule.Programme), Teams: teamOptions(off, rule.Team),
		}
		for _, k := range ticket.Kinds() {
			row.Kinds = append(row.Kinds, option{string(k), k.Label(), k == rule.Kind})
		}
		for path, text := range f.Faults {
			if rest, mine := strings.CutPrefix(path, at("routes", i)); mine {
				key, _, _ := strings.Cut(strings.TrimPrefix(rest, "."), "[")
				row.Fault[key] = text
			}
		}
		f.Routes = append(f.Routes, row)
	}
}

// topics are what a consultation can be about by the office's forms, and what a rule says beside them.
func topics(off *officefile.Office, chosen string) (out []option) {
	for i := range off.Forms {
		if field := off.Forms[i].Role(ticket.RoleTopic); field != nil {
			for _, c := range field.Choices {
				if !slices.ContainsFunc(out, func(o option) bool { return o.Value == c.Value }) {
					out = append(out, option{c.Value, c.Label, c.Value == chosen})
				}
			}
		}
	}
	return withChosen(out, chosen)
}

// withChosen are options with what is chosen among them, whatever it is: it is refused where it is checked, not lost.
func withChosen(options []option, chosen string) []option {
	if chosen != "" && !slices.ContainsFunc(options, func(o option) bool { return o.Selected }) {
		return append(options, option{chosen, chosen, true})
	}
	return options
}

func programmeOptions(off *officefile.Office, chosen string) (out []option) {
	for _, p := range off.Programmes {
		out = append(out, option{p.ID, p.Name, p.ID == chosen})
	}
	return withChosen(out, chosen)
}

func teamOptions(off *officefile.Office, chosen string) (out []option) {
	for _, name := range off.TeamNames() {
		out = append(out, option{name, name, name == chosen})
	}
	return withChosen(out, chosen)
}

// absencesText is when somebody is away, a line each.
func absencesText(all []ticket.Period) string {
	var lines []string
	for _, p := range all {
		days := p.From
		if p.Until != "" {
			days = say("console.office.span", "from", p.From, "until", p.Until)
		}
		lines = append(lines, strings.TrimSpace(days+" "+p.Note))
	}
	return strings.Join(lines, "\n")
}

var absenceLine = regexp.MustCompile(`^(\S+?)(?:\s*[〜～~]\s*(\S+))?(?:[\s　]+(.*))?$`)

func readAbsences(typed string) (out []ticket.Period) {
	for line := range strings.Lines(typed) {
		if m := absenceLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			out = append(out, ticket.Period{From: writtenDay(m[1]), Until: writtenDay(m[2]), Note: m[3]})
		}
	}
	return out
}

// A placed is one of a list that is sorted by the numbers beside it.
type placed[T any] struct {
	place, from int // where it is to stand, and stood
	what        T
}

// arranged puts what was moved where its number says, and the rest around it in their order.
func arranged[T any](all []placed[T]) []T {
	out := make([]*T, len(all))
	for i := range all {
		if p := &all[i]; p.place != p.from {
			at := min(max(p.place, 1), len(all)) - 1
			for out[at] != nil { // somebody else was put there: the next place that is free
				at = (at + 1) % len(out)
			}
			out[at] = &p.what
		}
	}
	free := 0
	list := make([]T, len(all))
	for i := range all {
		if p := &all[i]; p.place == p.from {
			for out[free] != nil {
				free++
			}
			out[free] = &p.what
		}
	}
	for i := range out {
		list[i] = *out[i]
	}
	return list
}

// readRoutes reads the rules in the order that their numbers say.
func readRoutes(r *http.Request) []ticket.Rule {
	var all []placed[ticket.Rule]
	rows(r, "routes", []string{"id", "kind", "topic", "countries", "programme", "team", "person", "deputy", "slack", "abroad", "absent"}, func(field func(string) string) {
		n := numberOr(field("n"), 0)
		all = append(all, placed[ticket.Rule]{numberOr(field("place"), n), n, ticket.Rule{
			ID: field("id"), Kind: ticket.Kind(field("kind")), Topic: field("topic"), Countries: typedList(field("countries")), Programme: field("programme"),
			Team: field("team"), Person: field("person"), Deputy: field("deputy"), SlackChannel: field("slack"), Abroad: field("abroad"), Absent: readAbsences(field("absent")),
		}})
	})
	return arranged(all)
}

func describeTeams(teams []officefile.Team) (lines []string) {
	mark := say("console.office.list_mark")
	for _, t := range teams {
		parts := slices.Clone(t.Members)
		if t.Abroad != "" {
			parts = append(parts, say("console.office.line_abroad", "country", t.Abroad))
		}
		if t.SlackChannel != "" {
			parts = append(parts, say("console.office.line_slack", "channel", t.SlackChannel))
		}
		lines = append(lines, say("console.office.line_team", "team", t.Name, "members", strings.Join(parts, mark)))
	}
	return lines
}

func describeRoutes(off *officefile.Office, routes []ticket.Rule) (lines []string) {
	mark := say("console.office.list_mark")
	for _, rule := range routes {
		var when []string
		if rule.Kind != "" {
			when = append(when, rule.Kind.Label())
		}
		when = append(when, labels(topics(off, rule.Topic))...)
		when = append(when, labels(programmeOptions(off, rule.Programme))...)
		when = append(when, rule.Countries...)
		if len(when) == 0 {
			when = []string{say("console.office.always")}
		}
		to := []string{rule.Team}
		for _, p := range []struct{ text, said string }{
			{rule.Person, rule.Person}, {rule.Deputy, say("console.office.line_deputy", "name", rule.Deputy)}, {rule.Abroad, say("console.office.line_abroad", "country", rule.Abroad)},
			{rule.SlackChannel, say("console.office.line_slack", "channel", rule.SlackChannel)},
			{absencesText(rule.Absent), say("console.office.line_absent", "days", strings.ReplaceAll(absencesText(rule.Absent), "\n", mark))},
		} {
			if p.text != "" {
				to = append(to, p.said)
			}
		}
		lines = append(lines, say("console.office.line_route", "id", rule.ID, "when", strings.Join(when, mark), "to", strings.Join(to, mark)))
	}
	if len(lines) == 0 {
		lines = []string{say("console.office.no_routes", "team", ticket.Secretariat)}
	}
	return lines
}

// labels are those of what is chosen.
func labels(options []option) (out []string) {
	for _, o := range options {
		if o.Selected {
			out = append(out, o.Label)
		}
	}
	return out
}

// A wayView is where a ticket would go, and where it goes by the rules as they are.
type wayView struct {
	Number, Title, Was, Will string
	Changed                  bool
}

// waysShown is of how many of the latest consultations it is shown where they would go.
const waysShown = 20

func (s *Service) lookAtWays(r *http.Request, v *lookView, is, would *officefile.Laid) error {
	latest, err := s.stores.Tickets.Tickets(r.Context(), ticket.Filter{Kind: ticket.Consultation, Limit: waysShown})
	if err != nil {
		return err
	}
	now := s.Now()
	for i := range latest {
		tk := &latest[i]
		way := wayView{Number: tk.Number, Title: tk.Title}
		way.Was = wayOf(is.Office.Route(ticket.FactsOf(is.Office.Form(tk.FormID), tk.Kind, tk.Programme, tk.Fields), now))
		way.Will = wayOf(would.Office.Route(ticket.FactsOf(would.Office.Form(tk.FormID), tk.Kind, tk.Programme, tk.Fields), now))
		if way.Changed = way.Was != way.Will; way.Changed {
			v.Differ++
		}
		v.Ways = append(v.Ways, way)
	}
	return s.lookAtLeft(r, v, is, would)
}

func wayOf(to ticket.Routing) string {
	if to.Person == "" {
		return to.Team
	}
	return say("console.office.way", "team", to.Team, "person", to.Person)
}

// lookAtLeft names whose account is of a team that would be gone, and whether tickets are open there.
func (s *Service) lookAtLeft(r *http.Request, v *lookView, is, would *officefile.Laid) error {
	accounts, err := s.stores.People.Accounts(r.Context())
	if err != nil {
		return err
	}
	for _, name := range is.Office.TeamNames() {
		if would.Office.Team(name) != nil {
			continue
		}
		var people []string
		for _, a := range accounts {
			if slices.Contains(a.Teams, name) && a.Active(s.Now()) {
				people = append(people, a.Name)
			}
		}
		n, err := s.stores.Queue.CountTickets(r.Context(), mostLeft, ticket.Filter{Team: name, Status: ticket.RunningStatuses})
		if err != nil {
			return err
		}
		if len(people) > 0 {
			v.Left = append(v.Left, say("console.office.left_people", "team", name, "people", strings.Join(people, say("console.office.list_mark"))))
		}
		if n[0] > 0 {
			v.Left = append(v.Left, say("console.office.left_tickets", "team", name, "n", n[0]))
		}
	}
	return nil
}

// mostLeft is up to how many open tickets of a team that would be gone are counted.
const mostLeft = 1000
