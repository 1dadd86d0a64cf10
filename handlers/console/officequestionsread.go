package console

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	officefile "madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/ticket"
)

// readQuestions reads what a form's questions are to be, as the part would say it, with what would not hang together.
func readQuestions(st *officefile.Standing, routes []ticket.Rule, r *http.Request) (*officefile.Section, officefile.Faults, error) {
	s, err := officefile.ReadSection(edits.Forms, st.Now)
	if err != nil {
		return nil, nil, err
	}
	all, err := officefile.FormsWith(s.Forms)
	if err != nil {
		return nil, nil, err
	}
	n := slices.IndexFunc(all, func(fm ticket.Form) bool { return fm.ID == form(r, "form") })
	if n < 0 {
		return s, nil, nil // of no form: nothing changes
	}
	was := all[n]
	all[n] = readForm(&was, r)
	if s.Forms, err = officefile.OwnForms(all); err != nil {
		return nil, nil, err
	}
	own := slices.IndexFunc(s.Forms, func(fm ticket.Form) bool { return fm.ID == was.ID })
	faults := officefile.CheckQuestions(&was, &all[n], routes)
	for i := range faults {
		faults[i].Key = at("forms", own) + "." + faults[i].Key
	}
	return s, faults, nil
}

func readForm(was *ticket.Form, r *http.Request) ticket.Form {
	fm := *was
	text := func(name string) string { return strings.TrimSpace(strings.ReplaceAll(form(r, name), "\r\n", "\n")) }
	fm.Title, fm.Intro = cmp.Or(text("title"), was.Title), text("intro")
	if purpose := text("purpose"); purpose != was.Purpose {
		fm.Purpose, fm.PurposeVersion = purpose, officefile.NextPurpose(was.PurposeVersion)
	}
	fm.Most = max(0, numberOr(form(r, "most"), 0))
	var all []placed[ticket.Field]
	rows(r, "fields", []string{"id", "label", "ask", "hint", "added"}, func(field func(string) string) {
		n := numberOr(field("n"), 0)
		f := ticket.Field{ID: field("id")}
		if old := was.Field(f.ID); old != nil {
			f = *old
		} else {
			f = newQuestion(field)
		}
		f.Label, f.Ask, f.Hint = field("label"), field("ask"), field("hint")
		settleAnswer(&f, field("answer"))
		readChoices(&f, field)
		all = append(all, placed[ticket.Field]{numberOr(field("place"), n), n, f})
	})
	fm.Fields = arranged(all)
	return fm
}

var deskQuestion = regexp.MustCompile(`^q[0-9a-f]{8}$`)

// newQuestion is a question that is made at the desk, under an ID that no other ever had: old tickets are read by it.
func newQuestion(field func(string) string) ticket.Field {
	f := ticket.Field{ID: field("id"), Type: ticket.TypeText, Max: longestText, Personal: field("personal") == "on"}
	if !deskQuestion.MatchString(f.ID) {
		var b [4]byte
		rand.Read(b[:])
		f.ID = "q" + hex.EncodeToString(b[:])
	}
	for _, t := range newTypes {
		if t.value == field("type") && t.of != ticket.TypeText {
			f.Type, f.Max = t.of, 0
			f.Multiple, f.Free = t.value == "choices", t.of == ticket.TypeChoice
			f.Personal = f.Personal || t.personal
		}
	}
	return f
}

func settleAnswer(f *ticket.Field, way string) {
	if way == answerOf(f) && (f.Required || f.Skip || f.Unasked) { // as it is, whatever else it says
		return
	}
	switch way {
	case mustAnswer:
		f.Required, f.Skip, f.Unasked = true, false, false
	case maySkip:
		f.Required, f.Skip, f.Unasked = false, true, false
	case notAsked:
		f.Required, f.Skip, f.Unasked = false, true, true
	}
}

// readChoices takes the choices' words and puts new ones behind them.
func readChoices(f *ticket.Field, field func(string) string) {
	if f.Type != ticket.TypeChoice {
		return
	}
	kept := slices.Clone(f.Choices)
	f.Choices = nil
	for i := range max(len(kept), mostChoices) {
		name := "choice." + strconv.Itoa(i+1)
		o := ticket.Option{Value: field(name + ".value")}
		if i < len(kept) {
			o = kept[i]
		}
		if o.Label = field(name + ".label"); o.Label != "" && o.Value != "" {
			f.Choices = append(f.Choices, o)
		}
	}
	for line := range strings.Lines(strings.ReplaceAll(field("added"), "\r\n", "\n")) {
		label := strings.TrimSpace(line)
		if label != "" && !slices.ContainsFunc(f.Choices, func(o ticket.Option) bool { return o.Value == label || o.Label == label }) {
			f.Choices = append(f.Choices, ticket.Option{Label: label, Value: label})
		}
	}
}

// mostChoices bounds what is read of a question's choices: more than LINE or anybody's patience carries.
const mostChoices = 40
