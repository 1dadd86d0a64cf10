package ticket

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/reading"
)

// tableTexts is the first column of a table of testdata.
func tableTexts(f *testing.F, file string) []string {
	data, err := os.ReadFile(file)
	if err != nil {
		f.Fatal(err)
	}
	var texts []string
	for line := range strings.Lines(string(data)) {
		text, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		texts = append(texts, text)
	}
	return texts
}

// seedTable adds a table's texts as seeds, and two that are no text and a long one.
func seedTable(f *testing.F, file string) {
	for _, text := range tableTexts(f, file) {
		f.Add(text)
	}
	f.Add("\x00\xff")
	f.Add(strings.Repeat("１", 3000))
}

// FuzzRead reads any text with every type of field: it is understood or refused with a sentence,
// and what is understood is well-formed.
func FuzzRead(f *testing.F) {
	fields := readFields()
	names := slices.Sorted(maps.Keys(fields))
	for i, name := range names {
		for _, text := range tableTexts(f, "testdata/read/"+name+".txt") {
			f.Add(uint8(i), text)
		}
		f.Add(uint8(i), strings.Repeat("１", 3000))
		f.Add(uint8(i), "\x00\xff")
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		field := fields[names[int(which)%len(names)]]
		r, err := field.Read(text, friday)
		var fe *FieldError
		switch {
		case err != nil && (!errors.As(err, &fe) || fe.Text == ""):
			t.Fatalf("%s: %q: %v", field.Type, text, err)
		case err != nil:
			return
		case len(r.Values) == 0 || r.Shown == "":
			t.Fatalf("%s: %q is read as nothing: %+v", field.Type, text, r)
		case !utf8.ValidString(strings.Join(r.Values, "") + r.Shown):
			t.Fatalf("%s: %q gives broken text: %+v", field.Type, text, r)
		}
		wellFormed(t, field, text, r)
	})
}

// wellFormed holds the values of dates and countries to their form.
func wellFormed(t *testing.T, field *Field, text string, r Reading) {
	switch field.Type {
	case TypeDate:
		if day, err := time.Parse(time.DateOnly, r.Values[0]); err != nil || field.Future && day.Format(time.DateOnly) < "2023-10-06" {
			t.Fatalf("%q gives the day %v", text, r.Values)
		}
	case TypeCountry:
		for _, v := range r.Values {
			if i := len(r.Values) - 1; i > 0 && v == r.Values[i] && !reading.IsPlaceCode(v) {
				continue // the city, in the member's own words
			}
			if reading.CountryName(v) == v && v != "EU" || !covers(v, v) {
				t.Fatalf("%q gives the country %q", text, v)
			}
		}
	}
}

// FuzzExtract reads any message for what it tells of a form.
func FuzzExtract(f *testing.F) {
	seedTable(f, "testdata/extract.txt")
	form := extractForm()
	f.Fuzz(func(t *testing.T, text string) {
		for id, values := range form.Extract(text, friday) {
			if form.Field(id) == nil || len(values) == 0 {
				t.Fatalf("%q gives %s %v", text, id, values)
			}
		}
	})
}
