package ticket

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
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
func (fm *Form) Improves() bool { return improves.MatchString(fm.Purpose) }

// improves is how a purpose says so: よくある質問の改善, FAQの見直し.
var improves = regexp.MustCompile(`(?:よくある(?:ご)?質問|(?i:faq)|ＦＡＱ)[^。]{0,8}(?:改善|改良|見直し|充実)`)

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

// Check says what is wrong with a form's definition, or nil.
func (fm *Form) Check() error {
	switch {
	case fm.ID == "":
		return fmt.Errorf("form without id")
	case !slices.Contains([]Kind{Inquiry, Change, Consultation, Disclosure}, fm.Kind):
		return fmt.Errorf("form %s: kind %q is none of inquiry, change, consultation, disclosure", fm.ID, fm.Kind)
	case len(fm.Fields) == 0:
		return fmt.Errorf("form %s: no fields", fm.ID)
	}
	for i := range fm.Fields {
		f := &fm.Fields[i]
		if err := fm.checkField(f, i); err != nil {
			return fmt.Errorf("form %s: field %q: %w", fm.ID, f.ID, err)
		}
	}
	if fm.Personal() && (fm.Purpose == "" || fm.PurposeVersion == "") {
		return fmt.Errorf("form %s: asks for personal data without purpose and purpose_version", fm.ID)
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
	switch {
	case f.ID == "" || strings.Contains(f.ID, "."):
		return fmt.Errorf("no id, or one with a point in it")
	case before(f.ID) != nil:
		return fmt.Errorf("id is used twice")
	case f.Label == "" || f.Ask == "":
		return fmt.Errorf("no label or no ask")
	case !slices.Contains(fieldTypes, f.Type):
		return fmt.Errorf("unknown type %q", f.Type)
	case f.Type == TypeChoice && len(f.Choices) == 0:
		return fmt.Errorf("no choices")
	case !f.Role.known():
		return fmt.Errorf("unknown role %q", f.Role)
	case f.Role != "" && slices.ContainsFunc(fm.Fields[:i], func(other Field) bool { return other.Role == f.Role }):
		return fmt.Errorf("role %q is given twice", f.Role)
	case f.Required && f.Skip:
		return fmt.Errorf("both required and skip")
	case f.With != "" && before(f.With) == nil:
		return fmt.Errorf("with: no field %q before it", f.With)
	case f.Each != "" && before(f.Each) == nil:
		return fmt.Errorf("each: no field %q before it", f.Each)
	}
	for _, o := range f.Choices {
		if o.Label == "" || o.Value == "" {
			return fmt.Errorf("a choice without label or value")
		}
	}
	return nil
}
