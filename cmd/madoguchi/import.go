package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/importer"
	"madoguchi/postgres"
)

func runImport(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("import", flag.ContinueOnError)
	var opt importFlags
	fs.StringVar(&opt.programme, "programme", "", "the programme's short name, as in alibaba/7")
	fs.StringVar(&opt.title, "title", "", "the collection's title, where the document has none")
	fs.StringVar(&opt.document, "document", "", "the file is the new version of the stored document `NAME`; with -new-document, the new one's name")
	fs.BoolVar(&opt.further, "new-document", false, "the file is a further document of the programme")
	dry := fs.Bool("dry-run", false, "show what would be imported and change nothing")
	fs.BoolVar(&opt.json, "json", false, "print JSON")
	files, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case opt.programme == "":
		return usageError{"import: name the programme with -programme ID"}
	case len(files) == 0:
		return usageError{"import: name the documents to read"}
	case len(files) > 1 && opt.document != "":
		return usageError{"import: -document names one document: give one file with it"}
	}
	var sources []source
	for _, file := range files {
		src, err := readDocument(ctx, env, file, importer.Options{Programme: opt.programme, Title: opt.title})
		if err != nil {
			return err
		}
		sources = append(sources, src)
	}
	if *dry {
		return showImport(env, join(sources).collection, opt.json)
	}
	return saveImport(ctx, env, sources, opt)
}

// importFlags say where a document goes, and how the outcome is printed.
type importFlags struct {
	programme, title string
	document         string
	further, json    bool
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

// saveImport puts documents into the database and prints what changed.
func saveImport(ctx context.Context, env environment, sources []source, opt importFlags) error {
	db, err := openDatabase(ctx, env)
	if err != nil {
		return err
	}
	defer db.close()
	sources, err = asStored(ctx, db.store, sources, &opt)
	if err != nil {
		return err
	}
	var imports []postgres.Import
	outcome := importOutcome{Programme: opt.programme}
	warnings := 0
	for _, src := range sources {
		c := src.collection
		imports = append(imports, postgres.Import{Collection: c, Source: src.digest, Document: opt.document, New: opt.further})
		outcome.Entries += len(c.Entries)
		warnings += countWarnings(c)
	}
	changes, err := db.store.Import(ctx, imports...)
	if err != nil {
		return refusal(err)
	}
	if err := db.store.Audit(ctx, audit.Record{
		Kind: audit.Operator, Actor: chat.Person{Name: env.Getenv("USER")}, Via: audit.ViaTerminal, Act: audit.FAQImported, Object: opt.programme, After: fmt.Sprint(outcome.Entries),
	}); err != nil {
		return err
	}
	outcome.Changes = append([]postgres.Change{}, changes...)
	if opt.json {
		enc := json.NewEncoder(env.Stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(outcome)
	}
	outcome.print(env.Stdout)
	if warnings > 0 {
		fmt.Fprintf(env.Stdout, "%d warnings for a person to look at: see them with -dry-run\n", warnings)
	}
	return nil
}

// asStored joins the documents again where a program of before documents were kept apart had joined
// these very files into one.
func asStored(ctx context.Context, store *postgres.Store, sources []source, opt *importFlags) ([]source, error) {
	if len(sources) < 2 || opt.further {
		return sources, nil
	}
	names, err := store.Documents(ctx, opt.programme)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	if all := join(sources); slices.Contains(names, all.collection.Document) {
		opt.document = all.collection.Document
		return []source{all}, nil
	}
	return sources, nil
}

// refusal says to the person who imports what the store cannot know and they can.
func refusal(err error) error {
	var e *postgres.DocumentError
	if !errors.As(err, &e) {
		return err
	}
	stored := "「" + strings.Join(e.Stored, "」「") + "」"
	choose := say("terminal.import.choose", "stored", stored)
	switch e.Fault {
	case postgres.Unlike:
		return errors.New(say("terminal.import.unlike", "file", e.File, "n", e.Entries, "collection", e.Collection, "shared", e.Shared, "choose", choose))
	case postgres.Ambiguous:
		return errors.New(say("terminal.import.ambiguous", "file", e.File, "collection", e.Collection, "choose", choose))
	case postgres.Unknown:
		return errors.New(say("terminal.import.unknown", "file", e.File, "collection", e.Collection, "document", e.Document, "choose", choose))
	case postgres.Taken:
		return errors.New(say("terminal.import.taken", "file", e.File, "collection", e.Collection, "document", e.Document))
	}
	return err
}

// print tells what an import did, for people.
func (o importOutcome) print(w io.Writer) {
	for _, ch := range o.Changes {
		fmt.Fprintf(w, "%-8s %s %s\n", ch.Kind, ch.Ref, ch.Question)
		if ch.Old != "" {
			fmt.Fprintln(w, say("terminal.import.was", "question", ch.Old))
		}
		if ch.Unconfirmed {
			fmt.Fprintln(w, say("terminal.import.kind_again"))
		}
	}
	if len(o.Changes) == 0 {
		fmt.Fprintf(w, "%s: nothing changed, %d entries\n", o.Programme, o.Entries)
		return
	}
	fmt.Fprintf(w, "%s: %d of %d entries; what is missing from the document stays in service\n", o.Programme, len(o.Changes), o.Entries)
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
