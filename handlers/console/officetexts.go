package console

import (
	"net/http"
	"slices"
	"strconv"

	"golang.org/x/text/unicode/norm"

	"madoguchi/catalogue"
	officefile "madoguchi/office"
	"madoguchi/office/edits"
)

// What members read of the office, and what it promises them.

// A textsForm is the form of the texts.
type textsForm struct{ Fields []textField }

// A textField is one of them, by its path in the office file.
type textField struct {
	Key, Label, Value, Fault string
	Long                     bool
	Options                  []option
}

// longTexts are those of more than a line.
var longTexts = []string{"purpose"}

// textKeys are the texts in the order in which they are shown, with their labels.
var textKeys = []struct {
	key   string
	label catalogue.Key
	of    func(s *officefile.Section) *string // nil = a number of days
}{
	{"name", "console.office.text_name", func(s *officefile.Section) *string { return &s.Name }},
	{"member_word", "console.office.text_member_word", func(s *officefile.Section) *string { return &s.MemberWord }},
	{"phone", "console.office.text_phone", func(s *officefile.Section) *string { return &s.Phone }},
	{"address", "console.office.text_address", func(s *officefile.Section) *string { return &s.Address }},
	{"purpose", "console.office.text_purpose", func(s *officefile.Section) *string { return &s.Purpose }},
	{"privacy", "console.office.text_privacy", func(s *officefile.Section) *string { return &s.Privacy }},
	{"staff_name", "console.office.text_staff_name", func(s *officefile.Section) *string { return &s.NameShown }},
	{"promise.inquiry", "console.office.promise_inquiry", nil},
	{"promise.change", "console.office.promise_change", nil},
	{"promise.consultation", "console.office.promise_consultation", nil},
	{"promise.disclosure", "console.office.promise_disclosure", nil},
}

// daysOf is the promise that stands at a path.
func daysOf(p *officefile.Promise, key string) *int {
	return map[string]*int{"promise.inquiry": &p.Inquiry, "promise.change": &p.Change, "promise.consultation": &p.Consultation, "promise.disclosure": &p.Disclosure}[key]
}

// valueOf is what stands at a path of the texts, as it is written.
func valueOf(s *officefile.Section, key string, of func(*officefile.Section) *string) string {
	if of != nil {
		return *of(s)
	}
	if s.Promise == nil {
		return ""
	}
	return strconv.Itoa(*daysOf(s.Promise, key))
}

func (f *officeForm) fillTexts(s *officefile.Section) {
	f.Texts = &textsForm{}
	for _, t := range textKeys {
		field := textField{Key: t.key, Label: say(t.label), Value: valueOf(s, t.key, t.of), Fault: f.Faults[t.key], Long: slices.Contains(longTexts, t.key)}
		if t.key == "staff_name" {
			field.Options = namesShown(field.Value)
		}
		f.Texts.Fields = append(f.Texts.Fields, field)
	}
}

func (f *textsForm) shows(path string) bool {
	return slices.ContainsFunc(f.Fields, func(field textField) bool { return field.Key == path })
}

// namesShown are the ways to be named before members.
func namesShown(chosen string) []option {
	if chosen == "" {
		chosen = string(officefile.ByOffice)
	}
	var out []option
	for _, n := range []struct {
		value officefile.NameShown
		label catalogue.Key
	}{{officefile.ByOffice, "console.office.named_office"}, {officefile.ByFamily, "console.office.named_family"}, {officefile.ByFull, "console.office.named_full"}} {
		out = append(out, option{string(n.value), say(n.label), string(n.value) == chosen})
	}
	return withChosen(out, chosen)
}

// readTexts reads the texts. Days that are no number are none that can be promised, which is refused where it is checked.
func readTexts(s *officefile.Section, r *http.Request) {
	s.Promise = &officefile.Promise{}
	for _, t := range textKeys {
		typed := form(r, t.key)
		if t.of != nil {
			*t.of(s) = typed
			continue
		}
		n, err := strconv.Atoi(norm.NFKC.String(typed))
		if err != nil {
			n = -1
		}
		*daysOf(s.Promise, t.key) = n
	}
}

func describeTexts(s *officefile.Section) (lines []string) {
	for _, t := range textKeys {
		value := valueOf(s, t.key, t.of)
		switch {
		case t.key == "staff_name":
			value = labels(namesShown(value))[0]
		case t.of == nil:
			value = say("console.office.days_promised", "n", value)
		case value == "":
			value = say("console.office.text_none")
		}
		lines = append(lines, say("console.office.line_text", "label", say(t.label), "value", value))
	}
	return lines
}

// A sayingView is something that members read, and would read.
type sayingView struct {
	About, Was, Will string
	Changed          bool
}

// lookAtTexts asks as members do, and shows what they are told.
func (s *Service) lookAtTexts(r *http.Request, v *lookView, is, would *officefile.Laid, p edits.Part) error {
	was, err := s.stores.OfficeFile.Said(r.Context(), s.stores.OfficeFile.WithSwitches(is.Office), who(r).Name, p)
	if err != nil {
		return err
	}
	will, err := s.stores.OfficeFile.Said(r.Context(), s.stores.OfficeFile.WithSwitches(would.Office), who(r).Name, p)
	if err != nil {
		return err
	}
	for i := range min(len(was), len(will)) {
		v.Sayings = append(v.Sayings, sayingView{was[i].About, was[i].Text, will[i].Text, was[i].Text != will[i].Text})
	}
	return nil
}
