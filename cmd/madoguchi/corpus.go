package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"madoguchi/catalogue"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/export"
	"madoguchi/faq/importer"
	"madoguchi/faq/search"
	"madoguchi/office"
)

// documents are the -faq ID=FILE flags of a command line.
type documents []document

type document struct{ programme, file string }

// String makes documents a flag.Value.
func (d *documents) String() string { return "" }

// Set takes one ID=FILE.
func (d *documents) Set(s string) error {
	id, file, ok := strings.Cut(s, "=")
	if !ok || id == "" || file == "" {
		return errors.New("want ID=FILE")
	}
	if !office.IsProgrammeID(id) {
		return errors.New(say("terminal.import.bad_programme", "id", id))
	}
	*d = append(*d, document{id, file})
	return nil
}

func (d *documents) flag(fs *flag.FlagSet) {
	fs.Var(d, "faq", "read the FAQ of programme `ID=FILE` instead of the database; may be repeated")
}

// read imports the documents into memory.
func (d documents) read(ctx context.Context, env environment) ([]faq.Collection, error) {
	var out []faq.Collection
	seen := map[string]bool{}
	off, _, err := officeInForce(env)
	if err != nil {
		return nil, err
	}
	for _, doc := range d {
		if off.Programme(doc.programme) == nil {
			fmt.Fprintln(env.Stderr, env.words().Say("terminal.import.unknown_programme", "id", doc.programme, "known", known(off)))
		}
		if seen[doc.programme] {
			return nil, usageError{fmt.Sprintf("-faq %s is given twice", doc.programme)}
		}
		seen[doc.programme] = true
		s, err := readDocument(ctx, env, doc.file, importer.Options{Programme: doc.programme})
		if err != nil {
			return nil, err
		}
		out = append(out, s.collection)
	}
	return out, nil
}

// readDocument reads one FAQ document from a file.
func readDocument(ctx context.Context, env environment, file string, opt importer.Options) (source, error) {
	f, err := os.Open(file)
	if err != nil {
		return source{}, fmt.Errorf("read FAQ document: %w", err)
	}
	defer f.Close()
	opt.Today = faq.DateOf(env.Now())
	return readSource(ctx, env.words(), file, f, opt)
}

// A source is a document as it was read, with its file and the digest by which that is known again.
type source struct {
	collection faq.Collection
	digest     []byte
	content    []byte
	back       bool // it is our own export, brought back
}

// readSource reads a document, which may be an export of ours: its marks are none of the answer's words. One that is
// refused is an error that says to who reads it, in their words, all that they need.
func readSource(ctx context.Context, words *catalogue.Language, file string, r io.Reader, opt importer.Options) (source, error) {
	begin := bufio.NewReader(r)
	if head, _ := begin.Peek(512); export.Ours(head) {
		return readExport(file, begin, opt)
	}
	var content bytes.Buffer
	c, err := importer.Read(ctx, filepath.Base(file), io.TeeReader(begin, &content), opt)
	if refused := (*importer.Refusal)(nil); errors.As(err, &refused) {
		return source{}, errors.New(refused.In(words))
	}
	if err != nil {
		return source{}, fmt.Errorf("read FAQ document %s: %w", file, err)
	}
	digest := sha256.Sum256(content.Bytes())
	return source{c, digest[:], content.Bytes(), false}, nil
}

// readExport reads an export of ours as a document that has come in: its entries are numbered as they stand.
func readExport(file string, r io.Reader, opt importer.Options) (source, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return source{}, fmt.Errorf("read FAQ document %s: %w", file, err)
	}
	back, _, err := readBack(&edition.Request{Collection: opt.Programme, Title: opt.Title, Name: filepath.Base(file), Content: content})
	if err != nil {
		return source{}, fmt.Errorf("%s: %w", file, err)
	}
	c := back.Collection
	for i := range c.Entries {
		c.Entries[i].Order = i + 1
	}
	return source{c, back.Source, content, false}, nil
}

// join makes one collection of several documents of one programme: their entries in the order
// given, numbered on.
func join(sources []source) source {
	all := sources[0]
	all.collection.Entries, all.collection.Warnings = slices.Clone(all.collection.Entries), slices.Clone(all.collection.Warnings)
	for _, s := range sources[1:] {
		all.collection.Document += "、" + s.collection.Document
		all.collection.Warnings = append(all.collection.Warnings, s.collection.Warnings...)
		for _, e := range s.collection.Entries {
			e.Order = len(all.collection.Entries) + 1
			all.collection.Entries = append(all.collection.Entries, e)
		}
		all.digest = append(slices.Clone(all.digest), s.digest...)
		all.content = nil // no one file says it
	}
	return all
}

// load gives the collections a command works on: the documents named on its command line, or what
// the database holds.
func (d documents) load(ctx context.Context, env environment) ([]faq.Collection, error) {
	if len(d) > 0 {
		return d.read(ctx, env)
	}
	db, err := openDatabase(ctx, env)
	if err != nil {
		return nil, err
	}
	defer db.close()
	cs, _, err := db.store.LoadCollections(ctx)
	if err != nil {
		return nil, fmt.Errorf("load FAQ from the database: %w", err)
	}
	if len(cs) == 0 {
		return nil, errors.New("the database holds no FAQ yet: name documents with -faq ID=FILE, or read them in with 'madoguchi import'")
	}
	return cs, nil
}

// index builds the index that a command searches.
func (d documents) index(ctx context.Context, env environment) (*search.Index, error) {
	cs, err := d.load(ctx, env)
	if err != nil {
		return nil, err
	}
	opt, err := indexOptions(env)
	if err != nil {
		return nil, err
	}
	ix, err := search.NewIndex(ctx, cs, opt)
	if err != nil {
		return nil, fmt.Errorf("index %d FAQ collections: %w", len(cs), err)
	}
	return ix, nil
}
