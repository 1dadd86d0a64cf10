package ticket

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// seedTables adds the first column of the tables of testdata as seeds.
func seedTables(f *testing.F, pattern string) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		f.Fatalf("no tables at %s", pattern)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			text, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
			f.Add(text)
		}
	}
	f.Add("\x00\xff")
	f.Add(strings.Repeat("１", 3000))
}

// FuzzRead reads any text with every type of field: it is understood or refused with a sentence,
// and what is understood is shown again as the same.
func FuzzRead(f *testing.F) {
	seedTables(f, "testdata/read/*.txt")
	fields := readFields()
	f.Fuzz(func(t *testing.T, text string) {
		for name, field := range fields {
			r, err := field.Read(text, friday)
			var fe *FieldError
			switch {
			case err != nil && (!errors.As(err, &fe) || fe.Text == ""):
				t.Fatalf("%s: %q: %v", name, text, err)
			case err == nil && (len(r.Values) == 0 || r.Shown == ""):
				t.Fatalf("%s: %q is read as nothing: %+v", name, text, r)
			case err == nil && !utf8.ValidString(strings.Join(r.Values, "")+r.Shown):
				t.Fatalf("%s: %q gives broken text: %+v", name, text, r)
			}
			if err == nil && field.Type == TypeDate {
				if day, err := time.Parse(time.DateOnly, r.Values[0]); err != nil || field.Future && day.Format(time.DateOnly) < "2023-10-06" {
					t.Fatalf("%s: %q gives %v", name, text, r.Values)
				}
			}
			for _, v := range r.Values {
				if field.Type == TypeCountry && (CountryName(v) == v && v != "EU" || !covers(v, v)) {
					t.Fatalf("%q gives the country %q", text, v)
				}
			}
		}
	})
}

// FuzzReadControl: a control is never read out of a long text.
func FuzzReadControl(f *testing.F) {
	seedTables(f, "testdata/control.txt")
	f.Fuzz(func(t *testing.T, text string) {
		if c := ReadControl(text); c.Act != ControlNone && length(text) > 60 {
			t.Fatalf("%q is read as %+v", text, c)
		}
	})
}

// FuzzMask: nothing that Mask would strike out is left when it is done, and what has no digits is
// left alone.
func FuzzMask(f *testing.F) {
	seedTables(f, "testdata/mask.txt")
	seedTables(f, "testdata/personal.txt")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip("events carry valid UTF-8")
		}
		masked, found := Mask(text)
		if (len(found) == 0) != (masked == text) {
			t.Fatalf("%q: %q, found %v", text, masked, found)
		}
		if again, more := Mask(masked); len(found) > 0 && strings.Contains(strings.Join(more, " "), CardNumber) && len(again) < 400 {
			t.Fatalf("%q leaves a card number: %q", text, masked)
		}
		MaskPersonal(text)
	})
}

// FuzzExtract reads any message for what it tells of a form.
func FuzzExtract(f *testing.F) {
	seedTables(f, "testdata/extract.txt")
	form := extractForm()
	f.Fuzz(func(t *testing.T, text string) {
		for id, values := range form.Extract(text, friday) {
			if form.Field(id) == nil || len(values) == 0 {
				t.Fatalf("%q gives %s %v", text, id, values)
			}
		}
	})
}
