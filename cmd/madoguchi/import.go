package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"

	"madoguchi/faq"
	"madoguchi/faq/importer"
	"madoguchi/postgres"
)

func runImport(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("import", flag.ContinueOnError)
	programme := fs.String("programme", "", "the programme's short name, as in alibaba/7")
	title := fs.String("title", "", "the collection's title, where the document has none")
	dry := fs.Bool("dry-run", false, "show what would be imported and change nothing")
	asJSON := fs.Bool("json", false, "print JSON")
	files, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case *programme == "":
		return usageError{"import: name the programme with -programme ID"}
	case len(files) == 0:
		return usageError{"import: name the documents to read"}
	}
	var sources []source
	for _, file := range files {
		src, err := readDocument(ctx, env, file, importer.Options{Programme: *programme, Title: *title})
		if err != nil {
			return err
		}
		sources = append(sources, src)
	}
	if *dry {
		return showImport(env, join(sources).collection, *asJSON)
	}
	return saveImport(ctx, env, join(sources), *asJSON)
}

// showImport prints what a document was read as.
func showImport(env environment, c faq.Collection, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(env.Stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(importer.NewReport(c))
	}
	fmt.Fprintln(env.Stdout, say("terminal.import.collection", "title", c.Title, "id", c.ID, "n", len(c.Entries)))
	for _, w := range c.Warnings {
		fmt.Fprintf(env.Stdout, "  ⚠ [%s] %s\n", w.Code, w.Text)
	}
	for _, e := range c.Entries {
		fmt.Fprintf(env.Stdout, "%s %s %s%s\n", e.Ref(), e.Label, e.Question, say("terminal.import.line", "n", e.Source.Line))
		for _, w := range e.Warnings {
			fmt.Fprintf(env.Stdout, "  ⚠ [%s] %s\n", w.Code, w.Text)
		}
	}
	return nil
}

// saveImport puts a collection into the database and prints what changed.
func saveImport(ctx context.Context, env environment, src source, asJSON bool) error {
	db, err := openDatabase(ctx, env)
	if err != nil {
		return err
	}
	defer db.close()
	c := src.collection
	changes, err := db.store.SaveCollection(ctx, c, src.digest)
	if err != nil {
		return fmt.Errorf("import %s into the database: %w", c.Document, err)
	}
	if asJSON {
		enc := json.NewEncoder(env.Stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(importOutcome{c.ID, len(c.Entries), append([]postgres.Change{}, changes...)})
	}
	for _, ch := range changes {
		fmt.Fprintf(env.Stdout, "%-8s %s %s\n", ch.Kind, ch.Ref, ch.Question)
	}
	if len(changes) == 0 {
		fmt.Fprintf(env.Stdout, "%s: nothing changed, %d entries\n", c.ID, len(c.Entries))
	} else {
		fmt.Fprintf(env.Stdout, "%s: %d of %d entries; what is missing from the document stays in service\n", c.ID, len(changes), len(c.Entries))
	}
	if warnings := countWarnings(c); warnings > 0 {
		fmt.Fprintf(env.Stdout, "%d warnings for a person to look at: see them with -dry-run\n", warnings)
	}
	return nil
}

// An importOutcome is what import -json prints.
type importOutcome struct {
	Programme string            `json:"programme"`
	Entries   int               `json:"entries"`
	Changes   []postgres.Change `json:"changes"`
}

func countWarnings(c faq.Collection) int {
	n := len(c.Warnings)
	for _, e := range c.Entries {
		n += len(e.Warnings)
	}
	return n
}
