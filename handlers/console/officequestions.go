package console

import (
	"slices"
	"strconv"
	"strings"

	"madoguchi/catalogue"
	officefile "madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/ticket"
)

// What members are asked, one form at a time. Here are the words, the order, what has to be answered, and further
// questions; what a question is to the program and when it is asked is the office file's.

// A questionsForm is one of the office's forms with its questions.
type questionsForm struct {
	ID, Title, Intro, Purpose, PurposeVersion, Most string
	Others                                          []option // all forms, this one chosen
	Rows                                            []questionRow
	Fault                                           map[string]string // by the form's key; "" = as a whole
	Told                                            map[string]bool   // the paths of what is wrong that the form says
}

// A questionRow is a question. One without an ID is a place for another.
type questionRow struct {
	N                            int // from 1
	ID, Label, Ask, Hint, Said   string
	When                         string // when it is asked; "" = always
	Fixed                        string // why it has to be asked; "" = it need not
	Answers, Types               []option
	Choices                      []choiceRow
	More                         bool   // choices can be added
	Added                        string // that were typed
	Personal, Asked, New, Choose bool
	Fault                        string
}

// A choiceRow is a choice of a question.
type choiceRow struct {
	N            int // from 1
	Value, Label string
}

// Ways in which a question wants an answer, as the form has them.
const (
	mustAnswer = "required"
	maySkip    = "skip"
	mayIgnore  = "free" // neither: some questions of the program's
	notAsked   = "unasked"
)

var answerLabels = map[string]catalogue.Key{
	mustAnswer: "console.office.answer_required", maySkip: "console.office.answer_skip", mayIgnore: "console.office.answer_free", notAsked: "console.office.answer_unasked",
}

func answerOf(f *ticket.Field) string {
	switch {
	case f.Unasked:
		return notAsked
	case f.Required:
		return mustAnswer
	case f.Skip:
		return maySkip
	}
	return mayIgnore
}

// newTypes are the kinds of answer that a further question can have, with several choices as one of its own.
var newTypes = []struct {
	value    string
	of       ticket.FieldType
	personal bool // always
	label    catalogue.Key
}{
	{"text", ticket.TypeText, false, "console.office.type_text"},
	{"choice", ticket.TypeChoice, false, "console.office.type_choice"},
	{"choices", ticket.TypeChoice, false, "console.office.type_choices"},
	{"yes_no", ticket.TypeYesNo, false, "console.office.type_yes_no"},
	{"date", ticket.TypeDate, false, "console.office.type_date"},
	{"amount", ticket.TypeAmount, false, "console.office.type_amount"},
	{"url", ticket.TypeURL, false, "console.office.type_url"},
	{"files", ticket.TypeFiles, false, "console.office.type_files"},
	{"name", ticket.TypeName, true, "console.office.type_name"},
	{"phone", ticket.TypePhone, true, "console.office.type_phone"},
	{"email", ticket.TypeEmail, true, "console.office.type_email"},
	{"address", ticket.TypeAddress, true, "console.office.type_address"},
}

// longestText is how many characters an answer in the member's own words may have.
const longestText = 1000

// fillQuestions fills the form of one of the office's forms: the one with the ID, or the first.
func (f *officeForm) fillQuestions(own []ticket.Form, id string) {
	all, err := officefile.FormsWith(own)
	if err != nil || len(all) == 0 {
		return // a test reads what ships
	}
	n := max(0, slices.IndexFunc(all, func(fm ticket.Form) bool { return fm.ID == id }))
	fm := &all[n]
	q := &questionsForm{ID: fm.ID, Title: fm.Title, Intro: fm.Intro, Purpose: fm.Purpose, PurposeVersion: fm.PurposeVersion, Fault: map[string]string{}, Told: map[string]bool{}}
	if fm.Most > 0 {
		q.Most = strconv.Itoa(fm.Most)
	}
	for i := range all {
		q.Others = append(q.Others, option{all[i].ID, all[i].Title, i == n})
	}
	for i := range fm.Fields {
		q.Rows = append(q.Rows, questionRowOf(fm, &fm.Fields[i], i+1))
	}
	for range spareRows {
		q.Rows = append(q.Rows, questionRow{N: len(q.Rows) + 1, New: true, Personal: true, Answers: answers(nil), Types: types(""), More: true})
	}
	q.place(f.Faults, slices.IndexFunc(own, func(o ticket.Form) bool { return o.ID == fm.ID }))
	f.Questions = q
}

func questionRowOf(fm *ticket.Form, f *ticket.Field, n int) questionRow {
	row := questionRow{
		N: n, ID: f.ID, Label: f.Label, Ask: f.Ask, Hint: f.Hint, Answers: answers(f), Personal: f.Personal, Asked: !f.Unasked,
		More: f.Type == ticket.TypeChoice, Said: typeLabel(f), When: whenAsked(fm, f),
	}
	if officefile.Pivotal(fm, f) {
		row.Fixed = say("console.office.question_fixed")
	}
	if f.Type == ticket.TypeChoice { // a programme's are the office's programmes
		for i, o := range f.Choices {
			row.Choices = append(row.Choices, choiceRow{i + 1, o.Value, o.Label})
		}
	}
	return row
}

// place puts what is wrong beside the question where it lies. The faults name the form by its place among the office's own.
func (q *questionsForm) place(faults map[string]string, own int) {
	for path, text := range faults {
		rest, mine := strings.CutPrefix(path, at("forms", own))
		if !mine {
			continue
		}
		q.Told[path] = true
		found := false
		for i := range q.Rows {
			if strings.HasPrefix(rest, "."+at("fields", i)) {
				q.Rows[i].Fault, found = text, true
			}
		}
		if !found {
			q.Fault[strings.TrimPrefix(rest, ".")] = text
		}
	}
}

// answers are the ways in which a question can want an answer; nil is a new one.
func answers(f *ticket.Field) (out []option) {
	chosen := maySkip
	if f != nil {
		chosen = answerOf(f)
	}
	for _, way := range []string{mustAnswer, maySkip, mayIgnore, notAsked} {
		if way != chosen && (way == mayIgnore || way == notAsked && f == nil) {
			continue
		}
		out = append(out, option{way, say(answerLabels[way]), way == chosen})
	}
	return out
}

func types(chosen string) (out []option) {
	for _, t := range newTypes {
		out = append(out, option{t.value, say(t.label), t.value == chosen})
	}
	return out
}

// typeLabel is what kind of answer a question wants.
func typeLabel(f *ticket.Field) string {
	for _, t := range newTypes {
		if t.of == f.Type && (t.value == "choices") == (f.Type == ticket.TypeChoice && f.Multiple) {
			return say(t.label)
		}
	}
	return say(typeLabels[f.Type])
}

// typeLabels are the kinds of answer that only the program's own questions have.
var typeLabels = map[ticket.FieldType]catalogue.Key{
	ticket.TypeCompany: "console.office.type_company", ticket.TypePostal: "console.office.type_postal", ticket.TypeCorporate: "console.office.type_corporate",
	ticket.TypeJAN: "console.office.type_jan", ticket.TypeSlots: "console.office.type_slots", ticket.TypeCountry: "console.office.type_country",
	ticket.TypeProgramme: "console.office.type_programme", ticket.TypeCategory: "console.office.type_category",
}

// whenAsked says by which answer a question is asked.
func whenAsked(fm *ticket.Form, f *ticket.Field) string {
	named := func(id string) string {
		if other := fm.Field(id); other != nil {
			return other.Label
		}
		return id
	}
	switch {
	case f.Each != "":
		return say("console.office.when_each", "label", named(f.Each))
	case f.With != "":
		return say("console.office.when_with", "label", named(f.With))
	case f.When == nil:
		return ""
	case fm.Field(f.When.Field) == nil:
		return say("console.office.when_place")
	}
	shown := func(values []string) string { return fm.Field(f.When.Field).Show(values).Shown }
	if len(f.When.In) > 0 {
		return say("console.office.when_in", "label", named(f.When.Field), "choices", shown(f.When.In))
	}
	return say("console.office.when_not", "label", named(f.When.Field), "choices", shown(f.When.Not))
}

// describeForms are all forms as people read them: the order of the questions first, then each with its words.
func describeForms(own []ticket.Form) (lines []string) {
	all, err := officefile.FormsWith(own)
	if err != nil {
		return nil
	}
	for i := range all {
		fm := &all[i]
		lines = append(lines, orderOf(fm))
		if fm.Intro != "" {
			lines = append(lines, say("console.office.line_intro", "form", fm.Title, "text", fm.Intro))
		}
		if fm.Purpose != "" {
			lines = append(lines, say("console.office.line_purpose", "form", fm.Title, "text", fm.Purpose))
		}
		if fm.Most > 0 {
			lines = append(lines, say("console.office.line_most", "form", fm.Title, "n", fm.Most))
		}
		for j := range fm.Fields {
			lines = append(lines, describeQuestion(fm, &fm.Fields[j]))
		}
	}
	return lines
}

// sparedBy says of each form which questions it would come to leave out, because it asks no more than so many.
func sparedBy(was, will string) (lines []string) {
	before := map[string][]string{}
	for i, text := range []string{was, will} {
		all, err := formsOf(text)
		if err != nil {
			return nil
		}
		for j := range all {
			fm := &all[j]
			if i == 0 {
				before[fm.ID] = fm.Spared()
				continue
			}
			fresh := slices.DeleteFunc(fm.Spared(), func(label string) bool { return slices.Contains(before[fm.ID], label) })
			if len(fresh) > 0 {
				lines = append(lines, say("console.office.spared", "form", fm.Title, "n", fm.Most, "questions", strings.Join(fresh, say("console.office.list_mark"))))
			}
		}
	}
	return lines
}

// formsOf are all forms, with those that a part's text says.
func formsOf(text string) ([]ticket.Form, error) {
	s, err := officefile.ReadSection(edits.Forms, text)
	if err != nil {
		return nil, err
	}
	return officefile.FormsWith(s.Forms)
}

// orders are the forms of a text, each as the order of what it asks.
func orders(text string) (lines []string) {
	all, err := formsOf(text)
	if err != nil {
		return nil
	}
	for i := range all {
		lines = append(lines, orderOf(&all[i]))
	}
	return lines
}

// orderOf is a form as the order of what it asks.
func orderOf(fm *ticket.Form) string {
	var labels []string
	for i := range fm.Fields {
		if !fm.Fields[i].Unasked {
			labels = append(labels, fm.Fields[i].Label)
		}
	}
	return say("console.office.line_order", "form", fm.Title, "questions", strings.Join(labels, say("console.office.order_mark")))
}

func describeQuestion(fm *ticket.Form, f *ticket.Field) string {
	text := strings.TrimSpace(f.Ask + " " + f.Hint)
	if f.Type == ticket.TypeChoice {
		var labels []string
		for _, o := range f.Choices {
			labels = append(labels, o.Label)
		}
		text += say("console.office.line_choices", "choices", strings.Join(labels, say("console.office.list_mark")))
	}
	return say("console.office.line_question", "form", fm.Title, "label", f.Label, "answer", say(answerLabels[answerOf(f)]), "text", text)
}
