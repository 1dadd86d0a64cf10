package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/samples"
)

// sampleOffice is the office file that ships with the program.
const sampleOffice = "office.yaml"

// loadOffice reads the configured office file, or the one that ships.
func loadOffice(c config) (*office.Office, error) {
	name, read := c.OfficeFile, os.ReadFile
	if name == "" {
		name, read = sampleOffice, samples.Files.ReadFile
	}
	data, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("read office file: %w", err)
	}
	off, err := office.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read office file %s: %w", name, err)
	}
	return off, nil
}

// only leaves an office the programmes of the given collections, in their order, under the
// collections' names where the office file does not know them: for documents tried out on the
// command line.
func only(off *office.Office, cs []faq.Collection) *office.Office {
	var programmes []office.Programme
	for _, c := range cs {
		p := office.Programme{ID: c.ID, Name: c.Title, Names: c.Names}
		if known := off.Programme(c.ID); known != nil {
			p = *known
		} else if len(c.Names) > 0 {
			p.Name = c.Names[0]
		} else if slices.ContainsFunc(c.Warnings, func(w faq.Warning) bool { return w.Code == "no_title" }) {
			p.Name = c.ID // the title is made up, and every document's would be the same
		}
		programmes = append(programmes, p)
	}
	return off.WithProgrammes(programmes)
}

// fieldLabel names a form's field to staff; the ID itself where the form has no such field.
func (s *server) fieldLabel(form, field string) string {
	if f := s.office.now().Form(form); f != nil && f.Field(field) != nil {
		return strings.ReplaceAll(f.Field(field).Label, "{item}", "")
	}
	return field
}
