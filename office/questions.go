package office

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"madoguchi/ticket"
)

// What members are asked can be changed at the desk as far as nothing else hangs on it: the words, the order, what has to
// be answered, and further questions. What a question is to the program, and when it is asked, stays in the office file.

// FormsWith are all forms as they are written: those that ship with the program, with the office's own in their place.
func FormsWith(own []ticket.Form) ([]ticket.Form, error) {
	all, err := shippedToRead()
	if err != nil {
		return nil, err
	}
	return overlay(slices.Clone(all), own), nil
}

// OwnForms are those of all forms that the program does not have just so: what an office file has to say of them.
func OwnForms(all []ticket.Form) ([]ticket.Form, error) {
	shipped, err := shippedToRead()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(form ticket.Form) bool {
		return slices.ContainsFunc(shipped, func(f ticket.Form) bool { return reflect.DeepEqual(f, form) })
	}), nil
}

// shippedToRead are the forms that ship with the program, for who changes none of them.
var shippedToRead = sync.OnceValues(shippedForms)

func shippedForms() ([]ticket.Form, error) {
	var forms struct {
		Forms []ticket.Form `yaml:"forms"`
	}
	if err := decode(formsFile, &forms); err != nil {
		return nil, fmt.Errorf("read the forms that ship with the program: %w", err)
	}
	return forms.Forms, nil
}

// overlay puts forms in the place of those of the same ID, or behind all.
func overlay(all, own []ticket.Form) []ticket.Form {
	for _, form := range own {
		if at := slices.IndexFunc(all, func(f ticket.Form) bool { return f.ID == form.ID }); at >= 0 {
			all[at] = form
		} else {
			all = append(all, form)
		}
	}
	return all
}

// pivotal are the roles of questions that have to be asked: the program goes on by their answers.
var pivotal = []ticket.Role{ticket.RoleQuestion, ticket.RoleTopic, ticket.RoleCountries, ticket.RoleItems, ticket.RoleMatter}

// Pivotal reports whether the program goes on by the answer to a question of a form, so that it has to be asked.
func Pivotal(fm *ticket.Form, f *ticket.Field) bool {
	return f.Verify || slices.ContainsFunc(pivotal, func(role ticket.Role) bool { return fm.Is(f, role) })
}

// CheckQuestions says what would no longer hang together if a form that was asked one way were asked another: a question
// that is asked by the answer to one which is not asked before it, a choice that something else waits for, and a question
// without which the program cannot go on. The faults have their places in the form: fields[3].ask.
func CheckQuestions(was, form *ticket.Form, routes []ticket.Rule) (out Faults) {
	fault := func(i int, key string, err error) { out = append(out, *within(nth("fields", i)+key, err).(*Fault)) }
	for i := range form.Fields {
		f := &form.Fields[i]
		old := was.Field(f.ID)
		if old == nil {
			continue
		}
		if f.Unasked && !old.Unasked && Pivotal(was, old) {
			fault(i, "", at("", "office.fault.question_pivotal", "label", f.Label))
		}
		for _, other := range leaders(f) {
			lead := was.Field(other)
			if lead != nil && askedBefore(was, other, slices.IndexFunc(was.Fields, func(x ticket.Field) bool { return x.ID == f.ID })) && !askedBefore(form, other, i) {
				fault(i, "", at("", "office.fault.question_order", "label", f.Label, "other", lead.Label))
			}
		}
		for _, o := range old.Choices {
			if f.Type != ticket.TypeChoice || f.Has(o.Value) {
				continue
			}
			if why := waitsFor(form, f, o.Value, routes); why != "" {
				fault(i, ".choices", at("", "office.fault.question_choice", "choice", o.Label, "why", why))
			}
		}
	}
	return out
}

// leaders are the IDs of the questions by whose answers f is asked.
func leaders(f *ticket.Field) (ids []string) {
	if f.When != nil {
		ids = append(ids, f.When.Field)
	}
	for _, id := range []string{f.With, f.Each} {
		if id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func askedBefore(form *ticket.Form, id string, i int) bool {
	return slices.ContainsFunc(form.Fields[:i], func(f ticket.Field) bool { return f.ID == id && !f.Unasked })
}

// waitsFor is what hangs on a choice of a question, "" = nothing.
func waitsFor(form *ticket.Form, f *ticket.Field, value string, routes []ticket.Rule) string {
	for _, other := range form.Fields {
		if w := other.When; w != nil && w.Field == f.ID && (slices.Contains(w.In, value) || slices.Contains(w.Not, value)) {
			return words("office.fault.question_quoted", "label", other.Label)
		}
	}
	for _, r := range routes {
		if r.Topic == value && form.Is(f, ticket.RoleTopic) {
			return words("office.part.routes")
		}
	}
	if !strings.ContainsFunc(value, func(r rune) bool { return r > 127 }) { // a code: what was answered with it would be shown as that
		return words("office.fault.question_answered")
	}
	return ""
}

// NextPurpose is the version of a purpose that was changed: tickets keep which one their member read.
func NextPurpose(version string) string {
	if n, err := strconv.Atoi(version); err == nil {
		return strconv.Itoa(n + 1)
	}
	name, n, numbered := strings.Cut(version, "-")
	if last, err := strconv.Atoi(n); numbered && err == nil {
		return name + "-" + strconv.Itoa(last+1)
	}
	if version == "" {
		return "1"
	}
	return version + "-2"
}
