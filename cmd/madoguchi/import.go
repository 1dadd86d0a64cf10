package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/importer"
	"madoguchi/office"
	"madoguchi/postgres"
	"madoguchi/reading"
)

// importFlags say where documents go, whether they are published, and how the outcome is printed.
type importFlags struct {
	programme, title   string
	document           string
	further            bool
	dry, publish, json bool
}

// runImport reads documents and shows what they would change. They are published with -publish, or when the
// person at the terminal says so.
func runImport(ctx context.Context, args []string, env environment) error {
	opt, files, err := readImportFlags(args, env)
	if err != nil {
		return err
	}
	job := importJob{importFlags: opt, env: env, words: env.words()}
	for _, file := range files {
		src, err := job.read(ctx, file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return errors.New(job.words.Say("terminal.import.no_such_file", "file", file))
		case errors.Is(err, fs.ErrPermission):
			return errors.New(job.words.Say("terminal.import.closed_file", "file", file))
		case err != nil:
			return err
		}
		job.sources = append(job.sources, src)
	}
	off, named, err := officeInForce(env)
	if err != nil {
		return err
	}
	if off.Programme(opt.programme) == nil {
		job.stranger = strangerWarning(off, opt.programme)
		if opt.publish && named {
			return errors.New(job.words.Say("terminal.import.not_published_unknown", "id", opt.programme, "known", known(off)))
		}
	}
	if opt.publish {
		return job.publish(ctx)
	}
	return job.preview(ctx)
}

// read reads a document. An export of ours is read as what it was written from, as at the desk: its marks are none of
// the answer's words.
func (j *importJob) read(ctx context.Context, file string) (source, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return source{}, fmt.Errorf("read FAQ document: %w", err)
	}
	imp, back, err := readBack(&edition.Request{Collection: j.programme, Title: j.title, Name: filepath.Base(file), Content: content})
	if err != nil {
		return source{}, err
	}
	if back {
		return source{imp.Collection, imp.Source, content, true}, nil
	}
	return readDocument(ctx, j.env, file, importer.Options{Programme: j.programme, Title: j.title})
}

func readImportFlags(args []string, env environment) (importFlags, []string, error) {
	fs := flag.NewFlagSet("import", flag.ContinueOnError)
	var opt importFlags
	fs.StringVar(&opt.programme, "programme", "", "the programme's short name, as in alibaba/7")
	fs.StringVar(&opt.title, "title", "", "the collection's title, where the document has none")
	fs.StringVar(&opt.document, "document", "", "the file is the new edition of the stored document `NAME`; with -new-document, the new one's name")
	fs.BoolVar(&opt.further, "new-document", false, "the file is a further document of the programme")
	fs.BoolVar(&opt.dry, "dry-run", false, "show what would change, and change nothing")
	fs.BoolVar(&opt.publish, "publish", false, "publish at once, without a look before")
	fs.BoolVar(&opt.json, "json", false, "print JSON")
	files, err := parse(fs, args)
	w := env.words()
	switch {
	case err != nil:
	case opt.programme == "":
		err = usageError{w.Say("terminal.import.no_programme")}
	case !office.IsProgrammeID(opt.programme):
		err = usageError{w.Say("terminal.import.bad_programme", "id", opt.programme)}
	case len(files) == 0:
		err = usageError{w.Say("terminal.import.no_file")}
	case len(files) > 1 && opt.document != "":
		err = usageError{w.Say("terminal.import.one_file")}
	case opt.dry && opt.publish:
		err = usageError{w.Say("terminal.import.dry_publish")}
	}
	return opt, files, err
}

// An importJob is one run of the command.
type importJob struct {
	importFlags
	env      environment
	words    *catalogue.Language
	sources  []source
	stranger *faq.Warning // the office file does not name the programme
}

// imports are the documents as the store takes them.
func (j *importJob) imports() []postgres.Import {
	var out []postgres.Import
	for _, src := range j.sources {
		out = append(out, postgres.Import{
			Collection: src.collection, Source: src.digest, Content: src.content, Document: j.document, New: j.further, By: terminalName(j.env),
		})
		if src.back { // it changes entries, and is no document itself
			last := &out[len(out)-1]
			last.Back, last.Content, last.Document, last.New = true, nil, "", false
		}
	}
	return out
}

// terminalName is who publishes from a terminal.
func terminalName(env environment) string {
	if user := env.Getenv("USER"); user != "" {
		return user
	}
	return say("terminal.administrator")
}

// publish puts the documents into the database and prints what changed.
func (j *importJob) publish(ctx context.Context) error {
	db, err := openDatabase(ctx, j.env)
	if err != nil {
		return err
	}
	defer db.close()
	if db.store.Approves(j.programme) {
		return j.request(ctx, db.store)
	}
	if err := j.asStored(ctx, db.store); err != nil {
		return err
	}
	plans, err := db.store.Import(ctx, j.imports()...)
	if err != nil {
		return j.refusal(err)
	}
	if err := j.audit(ctx, db.store, plans); err != nil {
		return err
	}
	return j.print(outcome{plans: plans, published: true})
}

// preview shows what the documents would change, compared with what is stored, or with nothing where no
// database is there. At a terminal it asks whether to publish that.
func (j *importJob) preview(ctx context.Context) error {
	if !databaseExists(j.env) {
		fmt.Fprintln(j.env.Stderr, j.words.Say("terminal.import.nothing_stored"))
		plans, err := j.planAlone()
		if err != nil {
			return j.refusal(err)
		}
		if err := j.print(outcome{plans: plans}); err != nil || !j.ask() {
			return err
		}
		return j.publish(ctx)
	}
	db, err := openDatabase(ctx, j.env)
	if err != nil {
		return err
	}
	defer db.close()
	if err := j.asStored(ctx, db.store); err != nil {
		return err
	}
	seen, err := db.store.Preview(ctx, j.imports()...)
	if fault := (*edition.Fault)(nil); errors.As(err, &fault) {
		return j.print(outcome{unclear: j.refusal(err)})
	}
	if err != nil {
		return err
	}
	moved, err := movedAnswers(ctx, j.env, db.store, seen.After)
	if err != nil {
		return err
	}
	if err := j.print(outcome{plans: seen.Plans, moved: moved}); err != nil || !j.ask() {
		return err
	}
	if db.store.Approves(j.programme) {
		return j.request(ctx, db.store)
	}
	plans, err := db.store.ImportSeen(ctx, seen.Revision, j.imports()...)
	if err != nil {
		return j.refusal(err)
	}
	if err := j.audit(ctx, db.store, plans); err != nil {
		return err
	}
	fmt.Fprintln(j.env.Stdout, j.words.Say("terminal.import.published"))
	return nil
}

// audit writes down what was published, one line a document.
func (j *importJob) audit(ctx context.Context, store *postgres.Store, plans []edition.Plan) error {
	for i := range plans {
		rec := audit.Record{
			Kind: audit.Operator, Actor: chat.Person{Name: terminalName(j.env)}, Via: audit.ViaTerminal, Act: audit.FAQPublished,
			Object: plans[i].Collection, After: fmt.Sprintf("document=%d changes=%d", plans[i].Number, len(plans[i].Changes)),
		}
		if err := store.Audit(ctx, rec); err != nil {
			return fmt.Errorf("import: write down what was published: %w", err)
		}
	}
	return nil
}

// planAlone compares the documents with nothing.
func (j *importJob) planAlone() ([]edition.Plan, error) {
	var plans []edition.Plan
	sh := edition.Shelf{Collection: j.programme}
	for i, src := range j.sources {
		if src.back {
			plans = append(plans, *sh.Back(src.collection))
			continue
		}
		plan, err := sh.Plan(edition.Import{Collection: src.collection, Document: j.document, New: i > 0})
		if err != nil {
			return nil, err
		}
		plans = append(plans, *plan)
		sh.Last += len(plan.Writes)
		sh.Documents = append(sh.Documents, edition.Document{Number: plan.Number, Name: plan.Name, Head: src.collection})
	}
	return plans, nil
}

// ask lets the person at the terminal publish what they have seen. A program that reads the output is
// not asked.
func (j *importJob) ask() bool {
	if j.dry || j.json {
		return false
	}
	if f, ok := j.env.Stdin.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		fmt.Fprintln(j.env.Stdout, j.words.Say("terminal.import.not_published"))
		return false
	}
	fmt.Fprint(j.env.Stdout, j.words.Say("terminal.import.ask"), " ")
	line, _ := bufio.NewReader(j.env.Stdin).ReadString('\n') // an end without a line is no yes
	if answer := strings.ToLower(strings.TrimSpace(line)); answer == "y" || answer == "yes" || reading.YesNo(answer) == reading.Yes {
		return true
	}
	fmt.Fprintln(j.env.Stdout, j.words.Say("terminal.import.not_published"))
	return false
}

// databaseExists says whether there is a database to compare with: a configured one, or the private one
// from before. A look creates none.
func databaseExists(env environment) bool {
	c, err := readConfig(env.Getenv)
	if err != nil || c.DatabaseURL != "" {
		return true // what is wrong with the configuration is said when it is used
	}
	dir, err := dataDir(c, env.Getenv)
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(dir, "data", "PG_VERSION"))
	return err == nil || errors.Is(err, fs.ErrPermission)
}

// asStored joins the documents again where a program of before documents were kept apart had joined
// these very files into one.
func (j *importJob) asStored(ctx context.Context, store *postgres.Store) error {
	if len(j.sources) < 2 || j.further || slices.ContainsFunc(j.sources, func(s source) bool { return s.back }) {
		return nil
	}
	names, err := store.Documents(ctx, j.programme)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if all := join(j.sources); slices.Contains(names, all.collection.Document) {
		j.document = all.collection.Document
		j.sources = []source{all}
	}
	return nil
}

// refusal says to the person who imports what the store cannot know and they can.
func (j *importJob) refusal(err error) error {
	var e *edition.Fault
	switch {
	case errors.Is(err, edition.ErrChanged):
		return errors.New(j.words.Say("terminal.import.changed_meanwhile"))
	case !errors.As(err, &e):
		return err
	}
	return errors.New(faultText(j.words, e))
}

// faultText says what is unclear about a file, and which flags say it.
func faultText(w *catalogue.Language, e *edition.Fault) string {
	choose := w.Say("terminal.import.choose", "stored", strings.Join(quoted(e.Stored), ""))
	switch e.Kind {
	case edition.Unlike:
		return w.Say("terminal.import.unlike", "file", e.File, "n", e.Entries, "collection", e.Collection, "shared", e.Shared, "choose", choose)
	case edition.Ambiguous:
		return w.Say("terminal.import.ambiguous", "file", e.File, "collection", e.Collection, "choose", choose)
	case edition.Unknown:
		return w.Say("terminal.import.unknown", "file", e.File, "collection", e.Collection, "document", e.Document, "choose", choose)
	case edition.Taken:
		return w.Say("terminal.import.taken", "file", e.File, "collection", e.Collection, "document", e.Document)
	}
	return e.Error()
}

func quoted(names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, say("terminal.import.quoted", "name", name))
	}
	return out
}

// officeInForce is the office in force, and whether it is the office's own and not the one that ships.
func officeInForce(env environment) (off *office.Office, own bool, err error) {
	c, err := readConfig(env.Getenv)
	if err != nil {
		return nil, false, err
	}
	off, err = loadOffice(c)
	return off, c.OfficeFile != "", err
}
