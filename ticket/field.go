package ticket

import (
	"strings"
	"time"
	"unicode"

	"madoguchi/chars"
	"madoguchi/reading"
)

// A FieldType says how a field's answer is read and checked.
type FieldType string

// The types of field, as a form names them.
const (
	TypeText      FieldType = "text"             // anything, up to Field.Max characters
	TypeCompany   FieldType = "company"          // a company's name
	TypeName      FieldType = "name"             // a person's name
	TypeAddress   FieldType = "address"          // a postal address
	TypeEmail     FieldType = "email"            // one mail address, lower-case domain
	TypePhone     FieldType = "phone"            // "03-1111-2222", "+84 24 1234 5678"
	TypePostal    FieldType = "postal"           // "100-0001"
	TypeCorporate FieldType = "corporate_number" // 法人番号, thirteen digits with check digit
	TypeJAN       FieldType = "jan"              // JAN (EAN) code of eight or thirteen digits with check digit
	TypeURL       FieldType = "url"              // an http or https address
	TypeDate      FieldType = "date"             // a day in Japan, "2026-11-03"
	TypeSlots     FieldType = "slots"            // up to three proposed times, "2026-11-03T13:00/17:00"
	TypeCountry   FieldType = "country"          // ISO 3166 alpha-2 codes, and region codes: see [Countries]
	TypeChoice    FieldType = "choice"           // one of Choices, or several with Multiple
	TypeProgramme FieldType = "programme"        // a choice among the office's programmes, which the office fills in
	TypeYesNo     FieldType = "yes_no"           // "yes" or "no"
	TypeCategory  FieldType = "category"         // a product category: see [Categories]
	TypeAmount    FieldType = "amount"           // a quantity or a sum as it is said, digits made plain: "2kg", "3000000円"
	TypeFiles     FieldType = "files"            // files the member sends, as "type:id" of the platform
)

// A Field is one question of a form.
type Field struct {
	ID       string     `yaml:"id"`                 // the key of its answer in Values
	Role     Role       `yaml:"role,omitempty"`     // what the answer is to the program: see [Role]
	Label    string     `yaml:"label"`              // as the confirmation and staff see it
	Ask      string     `yaml:"ask"`                // the question as the bot speaks it
	Hint     string     `yaml:"hint,omitempty"`     // a second line below the question, such as an example; see [Examples] for days in it
	Type     FieldType  `yaml:"type"`               // how the answer is read
	Required bool       `yaml:"required,omitempty"` // a form is not complete without it
	Skip     bool       `yaml:"skip,omitempty"`     // 「とばす」 is offered; never together with Required
	Choices  []Option   `yaml:"choices,omitempty"`  // of choice fields
	Multiple bool       `yaml:"multiple,omitempty"` // several choices, countries or products at once
	Free     bool       `yaml:"free,omitempty"`     // a choice may be followed, or replaced, by the member's own words
	Max      int        `yaml:"max,omitempty"`      // at most so many characters (text) or values (the rest); 0 means the type's own limit
	Future   bool       `yaml:"future,omitempty"`   // dates: never in the past
	Personal bool       `yaml:"personal,omitempty"` // personal data: the purpose is said before it, cards show it masked
	Verify   bool       `yaml:"verify,omitempty"`   // an e-mail address that proves who somebody is, by a code sent to it
	When     *Condition `yaml:"when,omitempty"`     // asked only then
	Unasked  bool       `yaml:"unasked,omitempty"`  // never asked: it is filled by what the conversation knows or the member adds
	Prefill  string     `yaml:"prefill,omitempty"`  // what the conversation already knows: question, programme, channel, …
	Extract  bool       `yaml:"extract,omitempty"`  // may be filled from a free message: see [Form.Extract]
	With     string     `yaml:"with,omitempty"`     // part of that field's question; asked alone only where the answer left it out
	Each     string     `yaml:"each,omitempty"`     // asked once for every value chosen in that field

	Calendar *Calendar `yaml:"-"` // of days and times: the office's working days; nil is the usual week

	Item string `yaml:"-"` // of a field with Each, as Next returns it: the chosen value it is asked for
	Mark string `yaml:"-"` // of such a field: ①, ②, …, where more than one is asked
	Name string `yaml:"-"` // of such a field: the item's label

	parts []*Field // as Next returns it: the fields that the same answer may fill
}

// An Option is one choice of a field.
type Option struct {
	Label string    `yaml:"label"`           // on the button
	Value string    `yaml:"value"`           // in Values
	Names []string  `yaml:"names,omitempty"` // other words for it
	Type  FieldType `yaml:"type,omitempty"`  // how a field with Each reads its answer for this choice; "" is text
	Max   int       `yaml:"max,omitempty"`   // and its longest answer

	ImpliedBy string `yaml:"implied_by,omitempty"` // chosen by Extract where that field was found and no option was named
}

// A Condition holds where a field has one of the values, or, with Not, where it has none of them.
// The field may also be something that only the conversation knows, such as channel.
type Condition struct {
	Field string   `yaml:"field"`
	In    []string `yaml:"in,omitempty"`
	Not   []string `yaml:"not,omitempty"`
}

// A Reading is an answer as it was understood.
type Reading struct {
	Values    []string           `json:"values"`              // canonical, what programs keep
	Shown     string             `json:"shown"`               // as the confirmation shows it
	Skipped   bool               `json:"skipped,omitempty"`   // the member left the question out
	Unchecked bool               `json:"unchecked,omitempty"` // kept as written because no check would pass: a person has to look
	Also      map[string]Reading `json:"-"`                   // further fields the same answer filled, by key
}

// A FieldError says why an answer could not be taken. Its text is the sentence to say to the
// member, warm and with an example of what would be understood.
type FieldError struct {
	Field string // the field's ID
	Text  string
}

func (e *FieldError) Error() string { return e.Text }

// Key is the field's key in a filling: its ID, and for a field with Each its ID and item.
func (f *Field) Key() string {
	if f.Item == "" {
		return f.ID
	}
	return f.ID + "." + f.Item
}

// Read understands text as an answer to f, or returns a *FieldError. The time is that of the
// message; days and weekdays in it are read relative to it, in Japan.
func (f *Field) Read(text string, now time.Time) (Reading, error) {
	text = reading.Unapologetic(reading.Unspaced(chars.Tidy(text)))
	if text == "" && f.Type != TypeFiles {
		return Reading{}, f.fail(say("ticket.ask.words"))
	}
	if meant, again := reading.SecondThought(text); again && f.settled() {
		if r, err := f.read(meant, now); err == nil {
			return r, nil
		}
	}
	return f.read(text, now)
}

// settled reports whether an answer to f is one thing, so that of two that are said the last one counts. In
// a text of the member's own, or a name, the first may belong to it.
func (f *Field) settled() bool {
	switch f.Type {
	case TypeEmail, TypePhone, TypePostal, TypeDate, TypeSlots, TypeCountry, TypeCategory, TypeChoice, TypeProgramme, TypeAmount:
		return f.Item == "" || len(f.parts) == 0
	}
	return false
}

// Keep takes text as it is, marked unchecked. It is the way on for a member whose answer fails
// every check: nobody is held in a form by a parser.
func (f *Field) Keep(text string) Reading {
	text = chars.Clip(chars.Tidy(text), limitText)
	return Reading{Values: []string{text}, Shown: text + say("ticket.unchecked"), Unchecked: true}
}

// Otherwise is how a form goes on where two answers to f could not be read: by the option for what the
// others leave out, with a blank where f may be left out, or with the words as they are, for a person to look at.
// Nobody is asked the same a third time.
func (f *Field) Otherwise(text string) Reading {
	for _, rest := range []string{"other", "unknown"} {
		if f.option(rest) != nil {
			return f.Show([]string{rest})
		}
	}
	if f.Skip || f.Type == TypeFiles {
		return Reading{Shown: say("ticket.blank"), Skipped: true}
	}
	return f.Keep(text)
}

// begun reports whether a text is nearly an answer to f: half a mail address, one of two days, most of a number.
func (f *Field) begun(text string) bool {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	switch f.Type {
	case TypeEmail:
		return strings.ContainsAny(text, "@＠")
	case TypeDate, TypeSlots:
		return digits > 0
	case TypePhone, TypePostal, TypeCorporate, TypeJAN:
		return digits >= 5
	}
	return false
}

func (f *Field) fail(text string) error { return &FieldError{Field: f.ID, Text: text} }

// Has reports whether one of the field's choices has the value.
func (f *Field) Has(value string) bool { return f.option(value) != nil }

// option is the choice with the value, or nil.
func (f *Field) option(value string) *Option {
	for i := range f.Choices {
		if f.Choices[i].Value == value {
			return &f.Choices[i]
		}
	}
	return nil
}
