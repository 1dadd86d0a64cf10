package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"madoguchi/handlers/logo"
	"madoguchi/office"
)

// runOfficeCommand checks an office file before it is put into force, or prints its schema.
func runOfficeCommand(ctx context.Context, args []string, env environment) error {
	rest, err := parse(flag.NewFlagSet("office", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 1 && rest[0] == "schema":
		enc := json.NewEncoder(env.Stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(office.Schema())
	case len(rest) == 1 && rest[0] == "check":
		return checkOffice(ctx, env, or(env.Getenv("MADOGUCHI_OFFICE"), "office.yaml"))
	case len(rest) == 2 && rest[0] == "check":
		return checkOffice(ctx, env, rest[1])
	case len(rest) == 1 && rest[0] == "show":
		return showOffice(ctx, env)
	}
	return usageError{"office: want 'check [FILE]', 'show' or 'schema'"}
}

// showOffice prints the office file as it would have to be for all to be in force that is, with nothing changed at the
// desk: an office that wants its file to be the source again puts it in its place.
func showOffice(ctx context.Context, env environment) error {
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	laid, err := servedOffice(ctx, c, env, true)
	if err != nil {
		return err
	}
	text, err := laid.Show()
	if err != nil {
		return err
	}
	for i := range laid.Parts {
		if st := &laid.Parts[i]; st.Ignored() {
			fmt.Fprintln(env.Stderr, say("terminal.office.edit_ignored", "part", st.Part.Label(), "why", oneLine(st.Faults)))
		}
	}
	_, err = env.Stdout.Write(text)
	return err
}

// checkEdits says which changes made at the desk would not go with a file, where DATABASE_URL names a server.
func checkEdits(ctx context.Context, env environment, file string) error {
	if env.Getenv("DATABASE_URL") == "" {
		return nil
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	c.OfficeFile = file
	laid, err := servedOffice(ctx, c, env, false)
	if err != nil {
		_, err = fmt.Fprintln(env.Stdout, say("terminal.office.edits_unknown", "err", oneLine(err)))
		return err
	}
	for i := range laid.Parts {
		switch st := &laid.Parts[i]; {
		case st.Ignored():
			fmt.Fprintln(env.Stdout, say("terminal.office.edit_ignored", "part", st.Part.Label(), "why", oneLine(st.Faults)))
		case st.Edited():
			fmt.Fprintln(env.Stdout, say("terminal.office.edited", "part", st.Part.Label()))
		}
	}
	return nil
}

// checkOffice prints what is wrong with a file, a line each, with the line where it stands.
func checkOffice(ctx context.Context, env environment, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read office file: %w", err)
	}
	off, err := office.Parse(data)
	var lines []string
	var faults office.Faults
	switch {
	case errors.As(err, &faults):
		for _, f := range faults {
			lines = append(lines, f.String())
		}
	case err != nil:
		return err
	default:
		lines = missing(off, filepath.Dir(file))
	}
	if len(lines) == 0 {
		if !off.RetentionChosen {
			fmt.Fprintln(env.Stdout, say("doctor.retention_default")+say("doctor.retention_default_do"))
		}
		if err := checkEdits(ctx, env, file); err != nil {
			return err
		}
		_, err := fmt.Fprintln(env.Stdout, say("terminal.office.good", "file", file, "name", off.Name, "programmes", len(off.Programmes), "teams", len(off.Teams), "forms", len(off.Forms)))
		return err
	}
	fmt.Fprintln(env.Stdout, say("terminal.office.bad", "file", file, "n", len(lines)))
	for _, line := range lines {
		fmt.Fprintf(env.Stdout, "%s %s\n", file, line)
	}
	return fmt.Errorf("check office file %s: faults: %d", file, len(lines))
}

// missing are the files beside an office file that it names and that are not there.
func missing(off *office.Office, dir string) (lines []string) {
	for _, p := range off.Programmes {
		for _, doc := range p.Documents {
			if _, err := os.Stat(filepath.Join(dir, doc)); err != nil {
				lines = append(lines, say("terminal.office.no_document", "id", p.ID, "document", doc, "dir", dir))
			}
		}
	}
	if path := logoPath(filepath.Join(dir, "x"), off); path != "" {
		if _, err := logo.Read(path); err != nil {
			lines = append(lines, say("doctor.logo", "err", err))
		}
	}
	return lines
}
