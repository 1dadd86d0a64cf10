package console

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	officefile "madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/ticket"
)

// An officeForm is a part of the office file as its form shows it.
type officeForm struct {
	Week     []hoursRow
	Holidays bool
	Closures []dayRow
	Halves   []dayRow
	Teams    []teamRow
	Routes   []routeRow
	Texts    *textsForm

	Questions *questionsForm
	Notices   []announceRow
	Care      *careForm
	After     *afterForm

	Faults map[string]string // by the path in the office file: of the part as a whole, hours
}

// An hoursRow is a day of the week.
type hoursRow struct{ Name, Label, Hours, Fault string }

// A dayRow is a closure, or a stretch of days with other hours. An empty one is a place for another.
type dayRow struct {
	N                        int // from 1
	From, Until, Hours, Note string
	Fault, HoursFault        string
}

// A teamRow is a team.
type teamRow struct {
	N                            int // from 1
	Name, Members, Slack, Abroad string
	Fault                        string
}

// A routeRow is a rule of who gets what.
type routeRow struct {
	N                                int // from 1
	ID, Countries, Person, Deputy    string
	Slack, Abroad, Absent            string
	Kinds, Topics, Programmes, Teams []option
	Fault                            map[string]string // by the rule's key; "" = as a whole
}

// spareRows are how many places for more a list has at its end.
const spareRows = 2

// mostRows bounds what is read of a list: no office has as many.
const mostRows = 200

// formOf fills the form of a part with what it says, and each field with what is wrong with it. Of what members are asked
// it is one form's.
func formOf(off *officefile.Office, p edits.Part, text, which string, faults officefile.Faults) officeForm {
	f := officeForm{Faults: map[string]string{}}
	for _, fault := range faults {
		f.Faults[fault.Key] = fault.Text
	}
	s, err := officefile.ReadSection(p, text)
	if err != nil {
		s = &officefile.Section{}
	}
	switch p {
	case edits.Hours:
		for _, name := range officefile.Weekdays {
			f.Week = append(f.Week, hoursRow{name, weekdayName(name), s.Hours[name], f.Faults["hours."+name]})
		}
		f.Holidays = s.Holidays != nil && *s.Holidays
	case edits.Closures:
		for i, c := range s.Closures {
			f.Closures = append(f.Closures, dayRow{N: i + 1, From: c.From, Until: c.Until, Note: c.Note, Fault: f.Faults[at("closures", i)]})
		}
		for i, h := range s.HalfDays {
			f.Halves = append(f.Halves, dayRow{N: i + 1, From: h.From, Until: h.Until, Hours: h.Hours, Note: h.Note, Fault: f.Faults[at("half_days", i)], HoursFault: f.Faults[at("half_days", i)+".hours"]})
		}
		for range spareRows {
			f.Closures = append(f.Closures, dayRow{N: len(f.Closures) + 1})
			f.Halves = append(f.Halves, dayRow{N: len(f.Halves) + 1})
		}
	case edits.Teams:
		f.fillTeams(s.Teams)
	case edits.Routes:
		f.fillRoutes(off, s.Routes)
	case edits.Texts:
		f.fillTexts(s)
	case edits.Forms:
		f.fillQuestions(s.Forms, which)
	case edits.Notices:
		f.fillNotices(off, s.Notices)
	case edits.Care:
		f.fillCare(s.Care)
	case edits.After:
		f.fillAfter(s)
	}
	return f
}

func at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// shows reports whether the form says beside a field what is wrong at a path.
func (f *officeForm) shows(path string) bool {
	for _, row := range f.Week {
		if path == "hours."+row.Name || path == "hours" {
			return true
		}
	}
	for i := range f.Closures {
		if path == at("closures", i) {
			return true
		}
	}
	for i := range f.Halves {
		if path == at("half_days", i) || path == at("half_days", i)+".hours" {
			return true
		}
	}
	for i := range f.Teams {
		if path == at("teams", i) || path == at("teams", i)+".name" {
			return true
		}
	}
	if f.Texts != nil && f.Texts.shows(path) {
		return true
	}
	for i := range f.Routes {
		if strings.HasPrefix(path, at("routes", i)) {
			return true
		}
	}
	return f.showsMore(path)
}

// showsMore reports it of the forms that say what is wrong further in, too.
func (f *officeForm) showsMore(path string) bool {
	switch officefile.PartOf(path) {
	case edits.Forms:
		return f.Questions != nil && f.Questions.Told[path]
	case edits.Notices:
		return f.Notices != nil && path != "notices"
	case edits.Care:
		return f.Care != nil && path != "care"
	case edits.After:
		return f.After != nil && path == "waiting_closes"
	}
	return false
}

// readOfficeForm is what a part's form says. Rows that are left empty, or ticked to go, are left out.
func readOfficeForm(p edits.Part, r *http.Request) *officefile.Section {
	var s officefile.Section
	switch p {
	case edits.Hours:
		s.Hours = officefile.Week{}
		for _, name := range officefile.Weekdays {
			if hours := writtenSpan(form(r, "hours."+name)); hours != "" {
				s.Hours[name] = hours
			}
		}
		holidays := form(r, "holidays") == "on"
		s.Holidays = &holidays
	case edits.Closures:
		rows(r, "closures", []string{"from", "until", "note"}, func(field func(string) string) {
			s.Closures = append(s.Closures, ticket.Period{From: writtenDay(field("from")), Until: writtenDay(field("until")), Note: field("note")})
		})
		rows(r, "half_days", []string{"from", "until", "hours", "note"}, func(field func(string) string) {
			s.HalfDays = append(s.HalfDays, officefile.HalfDay{From: writtenDay(field("from")), Until: writtenDay(field("until")), Hours: writtenSpan(field("hours")), Note: field("note")})
		})
	case edits.Teams:
		s.Teams = readTeams(r)
	case edits.Routes:
		s.Routes = readRoutes(r)
	case edits.Texts:
		readTexts(&s, r)
	case edits.Notices:
		s.Notices = readNotices(r)
	case edits.Care:
		s.Care = readCare(r)
	case edits.After:
		readAfter(&s, r)
	}
	return &s
}

// rows gives each row of a list that says anything, in order. A field is closures.1.from.
func rows(r *http.Request, list string, fields []string, take func(field func(string) string)) {
	for n := 1; n <= mostRows; n++ {
		field := func(name string) string {
			if name == "n" { // which row it is
				return strconv.Itoa(n)
			}
			return strings.TrimSpace(form(r, list+"."+strconv.Itoa(n)+"."+name))
		}
		said := ""
		for _, name := range fields {
			said += field(name)
		}
		if said != "" && field("drop") != "on" {
			take(field)
		}
	}
}

// writtenSpan is hours as they were typed, as the office file has them. What is none stays as it is.
func writtenSpan(typed string) string {
	text := strings.ReplaceAll(strings.TrimSpace(norm.NFKC.String(typed)), "~", "-")
	if h, err := ticket.ParseHours(text); err == nil {
		return h.String()
	}
	return text
}

var typedDay = regexp.MustCompile(`^(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$`)

// writtenDay is a day as it was typed, as the office file has it: 12/29, 2027年8月12日. What is none stays as it is.
func writtenDay(typed string) string {
	text := strings.TrimSpace(norm.NFKC.String(typed))
	m := typedDay.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	month, _ := strconv.Atoi(m[2]) // digits by the pattern
	day, _ := strconv.Atoi(m[3])
	out := fmt.Sprintf("%02d-%02d", month, day)
	if m[1] != "" {
		out = m[1] + "-" + out
	}
	return out
}
