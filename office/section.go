package office

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"madoguchi/office/edits"
	"madoguchi/ticket"
)

// A Section is what of the office file can be changed at the desk, as it is written. A part of it is read from a text
// with [ReadSection] and written by [Section.Text]; the two say the same.
type Section struct {
	Hours    Week            `yaml:"hours" part:"hours"`
	Holidays *bool           `yaml:"holidays" part:"hours"`
	Closures []ticket.Period `yaml:"closures" part:"closures"`
	HalfDays []HalfDay       `yaml:"half_days" part:"closures"`
	Teams    []Team          `yaml:"teams" part:"teams"`
	Routes   []ticket.Rule   `yaml:"routes" part:"routes"`

	Name       string   `yaml:"name" part:"texts"`
	MemberWord string   `yaml:"member_word" part:"texts"`
	Phone      string   `yaml:"phone" part:"texts"`
	Address    string   `yaml:"address" part:"texts"`
	Promise    *Promise `yaml:"promise" part:"texts"`
	Purpose    string   `yaml:"purpose" part:"texts"`
	Privacy    string   `yaml:"privacy" part:"texts"`
	NameShown  string   `yaml:"staff_name" part:"texts"`

	Forms     []ticket.Form `yaml:"forms" part:"forms"` // those that the program has otherwise, or has not
	Notices   []Notice      `yaml:"notices" part:"notices"`
	Care      *Care         `yaml:"care" part:"care"`
	Satisfied bool          `yaml:"satisfaction" part:"after"`
	Closes    *int          `yaml:"waiting_closes" part:"after"`
}

// A Week is the opening hours by the weekday's name. It is written from Monday on.
type Week map[string]string

// Weekdays are the days of a week by their names in the office file, from Monday on.
var Weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// MarshalYAML implements the YAML library's interface.
func (w Week) MarshalYAML() (any, error) {
	out := yaml.MapSlice{}
	for _, name := range Weekdays {
		if text, open := w[name]; open {
			out = append(out, yaml.MapItem{Key: name, Value: text})
		}
	}
	for name, text := range w {
		if !slices.Contains(Weekdays, name) { // what is none is refused where it is checked
			out = append(out, yaml.MapItem{Key: name, Value: text})
		}
	}
	return out, nil
}

// plain is the week under the names that it is written by, whichever the file has: 月, Mon. A day whose hours are
// left empty is not open.
func (w Week) plain() Week {
	if w == nil {
		return nil
	}
	out := Week{}
	for name, text := range w {
		if day, known := dayNames[strings.ToLower(name)]; known {
			name = Weekdays[(int(day)+6)%7]
		}
		out[name] = text
	}
	return out
}

// sectionFields are the fields of a Section that belong to a part.
func sectionFields(p edits.Part) (fields []reflect.StructField) {
	t := reflect.TypeFor[Section]()
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("part") == string(p) {
			fields = append(fields, f)
		}
	}
	return fields
}

func keyOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

// KeysOf are the keys of the office file that make up a part.
func KeysOf(p edits.Part) (keys []string) {
	for _, f := range sectionFields(p) {
		keys = append(keys, keyOf(f))
	}
	return keys
}

// PartOf is the part to which a key or a path such as "routes[3].team" belongs, "" where it is none of the desk's.
func PartOf(path string) edits.Part {
	key := path[:len(path)-len(strings.TrimLeft(path, "abcdefghijklmnopqrstuvwxyz_"))]
	for _, p := range edits.Parts() {
		if slices.Contains(KeysOf(p), key) {
			return p
		}
	}
	return ""
}

// Text is a part as the office file says it: all of its keys, each once.
func (s *Section) Text(p edits.Part) (string, error) {
	var out bytes.Buffer
	v := reflect.ValueOf(s).Elem()
	for _, f := range sectionFields(p) {
		b, err := yaml.MarshalWithOptions(yaml.MapSlice{{Key: keyOf(f), Value: written(v.FieldByIndex(f.Index))}}, yaml.IndentSequence(true))
		if err != nil {
			return "", fmt.Errorf("write %s of the office file: %w", keyOf(f), err)
		}
		out.Write(b)
	}
	return out.String(), nil
}

// written is a field as it is written: nothing is an empty list, since what is left out has the default's value.
func written(v reflect.Value) any {
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		return []string{}
	}
	return v.Interface()
}

// ReadSection reads a part. What is no text of that part alone is refused as [Faults].
func ReadSection(p edits.Part, text string) (*Section, error) {
	var f file
	if err := decode([]byte(text), &f); err != nil {
		return nil, placed(err, []byte(text))
	}
	for path := range newLayout([]byte(text)).lines {
		if PartOf(path) != p {
			return nil, Faults{{Key: path, Text: words("office.fault.unknown", "key", path)}}
		}
	}
	return f.section(), nil
}

// section is what of f can be changed at the desk.
func (f *file) section() *Section {
	var s Section
	to, from := reflect.ValueOf(&s).Elem(), reflect.ValueOf(f).Elem()
	for i := range to.NumField() {
		to.Field(i).Set(from.FieldByName(to.Type().Field(i).Name))
	}
	s.Hours = s.Hours.plain()
	return &s
}

// take puts a part of s into the place of what f says of it.
func (f *file) take(p edits.Part, s *Section) {
	to, from := reflect.ValueOf(f).Elem(), reflect.ValueOf(s).Elem()
	for _, field := range sectionFields(p) {
		to.FieldByName(field.Name).Set(from.FieldByName(field.Name))
	}
}
