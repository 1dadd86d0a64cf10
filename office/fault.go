package office

import (
	"errors"
	"fmt"
	"strings"

	"madoguchi/catalogue"
)

// A Fault is one thing that an office file says wrongly, in words for who wrote it.
type Fault struct {
	Line int    // from 1; 0 where it has none
	Key  string // "programmes[0].id"; "" where it is of the file as a whole
	Text string // Japanese: what is wrong, and what is wanted

	column int // where the YAML library stumbled
}

// String is the fault with its place, on one line.
func (f Fault) String() string {
	place := strings.TrimSpace(f.lineText() + " " + f.Key)
	if place == "" {
		return f.Text
	}
	return words("office.fault.at", "place", place, "text", f.Text)
}

func (f Fault) lineText() string {
	if f.Line == 0 {
		return ""
	}
	return words("office.fault.line", "n", f.Line)
}

// Error implements error.
func (f *Fault) Error() string { return f.String() }

// Faults are all that was found wrong in a file.
type Faults []Fault

// Error is the faults on one line: a log has one for each error.
func (fs Faults) Error() string {
	var lines []string
	for _, f := range fs {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, words("office.fault.and"))
}

// at is a fault of what stands at a path, such as "programmes[0].id".
func at(path string, key catalogue.Key, values ...any) error {
	return &Fault{Key: path, Text: words(key, values...)}
}

// within puts the place where something lies before the place where its fault is.
func within(path string, err error) error {
	var f *Fault
	if !errors.As(err, &f) {
		return &Fault{Key: path, Text: err.Error()}
	}
	return &Fault{Key: strings.TrimSuffix(path+"."+f.Key, "."), Text: f.Text}
}

// nth is a path to one of several: programmes[3].
func nth(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func words(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }
