package ticket

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/reading"
)

// A Form is the questions that make a ticket.
type Form struct {
	ID             string  `yaml:"id"`
	Kind           Kind    `yaml:"kind"`            // of the ticket it makes
	Title          string  `yaml:"title"`           // as the bot names it
	Intro          string  `yaml:"intro,omitempty"` // said once, before the first question
	Purpose        string  `yaml:"purpose"`         // 個人情報の利用目的, said before the first personal field
	PurposeVersion string  `yaml:"purpose_version"` // kept with the ticket
	Most           int     `yaml:"most,omitempty"`  // at most so many questions: the last ones that may be skipped are left out; 0 means no limit
	Fields         []Field `yaml:"fields"`
}

// Improves reports whether the form's purpose says that the FAQ is made better with what is given.
func (fm *Form) Improves() bool { return reading.NamesImproving(fm.Purpose) }

// Field is the field with the ID, or nil.
func (fm *Form) Field(id string) *Field {
	for i := range fm.Fields {
		if fm.Fields[i].ID == id {
			return &fm.Fields[i]
		}
	}
	return nil
}

var fieldTypes = []FieldType{
	TypeText, TypeCompany, TypeName, TypeAddress, TypeEmail, TypePhone, TypePostal, TypeCorporate, TypeJAN, TypeURL,
	TypeDate, TypeSlots, TypeCountry, TypeChoice, TypeProgramme, TypeYesNo, TypeCategory, TypeAmount, TypeFiles,
}

// A FormFault is what is wrong with a form's definition. Whoever has read it from somewhere says in which words.
type FormFault struct {
	Field int    // of the form's fields, from 0; -1 where it is of the form itself
	Key   string // of the field or form, as the office file has it; "" where it is of the whole
	Code  string // which fault: "type", "no_choices", …
	Value string // that is wrong; "" where something is missing
}

// Error implements error.
func (f *FormFault) Error() string {
	return fmt.Sprintf("form is wrong: field %d, %s: %s %q", f.Field, f.Key, f.Code, f.Value)
}

// Check says what is wrong with a form's definition, as a [FormFault], or nil.
func (fm *Form) Check() error {
	wrong := func(key, code, value string) error { return &FormFault{-1, key, code, value} }
	switch {
	case fm.ID == "":
		return wrong("", "no_id", "")
	case !fm.Kind.Known():
		return wrong("kind", "kind", string(fm.Kind))
	case len(fm.Fields) == 0:
		return wrong("", "no_fields", fm.ID)
	}
	for i := range fm.Fields {
		f := &fm.Fields[i]
		if err := fm.checkField(f, i); err != nil {
			return err
		}
	}
	if fm.Personal() && (fm.Purpose == "" || fm.PurposeVersion == "") {
		return wrong("", "no_purpose", fm.ID)
	}
	return nil
}

// Personal reports whether the form asks for personal data.
func (fm *Form) Personal() bool {
	return slices.ContainsFunc(fm.Fields, func(f Field) bool { return f.Personal })
}

// checkField checks the field at index i.
func (fm *Form) checkField(f *Field, i int) error {
	before := func(id string) *Field {
		for j := range i {
			if fm.Fields[j].ID == id {
				return &fm.Fields[j]
			}
		}
		return nil
	}
	wrong := func(key, code, value string) error { return &FormFault{i, key, code, value} }
	switch {
	case f.ID == "" || strings.Contains(f.ID, "."):
		return wrong("", "field_id", f.ID)
	case before(f.ID) != nil:
		return wrong("id", "field_twice", f.ID)
	case f.Label == "" || f.Ask == "":
		return wrong("", "no_ask", f.ID)
	case !slices.Contains(fieldTypes, f.Type):
		return wrong("type", "type", string(f.Type))
	case f.Type == TypeChoice && len(f.Choices) == 0:
		return wrong("", "no_choices", f.ID)
	case !f.Role.known():
		return wrong("role", "role", string(f.Role))
	case f.Role != "" && slices.ContainsFunc(fm.Fields[:i], func(other Field) bool { return other.Role == f.Role }):
		return wrong("role", "role_twice", string(f.Role))
	case f.Required && f.Skip:
		return wrong("skip", "skip", f.ID)
	case f.With != "" && before(f.With) == nil:
		return wrong("with", "not_before", f.With)
	case f.Each != "" && before(f.Each) == nil:
		return wrong("each", "not_before", f.Each)
	}
	for _, o := range f.Choices {
		if o.Label == "" || o.Value == "" {
			return wrong("choices", "choice", o.Label+o.Value)
		}
	}
	return nil
}
