package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/postgres"
	"madoguchi/samples"
)

// sampleOffice is the office file that ships with the program.
const sampleOffice = "office.yaml"

// readOffice is the text of the configured office file, or of the one that ships, with its name.
func readOffice(c config) (name string, data []byte, err error) {
	name, read := c.OfficeFile, os.ReadFile
	if name == "" {
		name, read = sampleOffice, samples.Files.ReadFile
	}
	if data, err = read(name); err != nil {
		return name, nil, fmt.Errorf("read office file: %w", err)
	}
	return name, data, nil
}

// loadOffice reads the configured office file, or the one that ships, as it is written.
func loadOffice(c config) (*office.Office, error) {
	laid, err := layOffice(c, nil)
	if err != nil {
		return nil, err
	}
	return laid.Office, nil
}

// servedOffice is the office as it is served: the file, with what was changed of it at the desk. A private database is
// started for that only where start says so; else the file stands alone.
func servedOffice(ctx context.Context, c config, env environment, start bool) (*office.Laid, error) {
	if c.DatabaseURL == "" && !start {
		return layOffice(c, nil)
	}
	db, url, err := findServer(ctx, c, env, newLog(env))
	if err != nil {
		return nil, err
	}
	defer db.close()
	e, err := postgres.Examine(ctx, url)
	if err != nil {
		return nil, err
	}
	return layOffice(c, e.OfficeEdits)
}

// laidOffice is the office as it is served, for who has the database open.
func (db *database) laidOffice(ctx context.Context, c config) (*office.Laid, error) {
	latest, err := db.store.OfficeEdits(ctx)
	if err != nil {
		return nil, err
	}
	return layOffice(c, latest)
}

// layOffice reads the configured office file and lays edits over it.
func layOffice(c config, latest []edits.Edit) (*office.Laid, error) {
	name, data, err := readOffice(c)
	if err != nil {
		return nil, err
	}
	laid, err := office.Lay(data, latest)
	if err != nil {
		return nil, fmt.Errorf("read office file %s: %w", name, err)
	}
	return laid, nil
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
