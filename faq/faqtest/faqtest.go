// Package faqtest gives tests the tree's own material: the sample programmes, entries on other
// subjects to grow an index with, and the labelled messages over the samples. It finds them from any
// package's folder, and a test that cannot have them fails. Nothing but tests imports it.
//
//	ix, err := search.NewIndex(t.Context(), faqtest.Samples(t), search.Options{})
//	outcomes, err := fit.Run(t.Context(), ix, faqtest.Queries(t), nil)
package faqtest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/fit"
	"madoguchi/faq/importer"
)

// root is the tree's folder.
var root = func() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}()

// Samples are the collections of the two sample documents.
func Samples(tb testing.TB) []faq.Collection {
	tb.Helper()
	var cs []faq.Collection
	for _, id := range []string{"hanro", "tsunagu"} {
		c, err := importer.Read(tb.Context(), id+".txt", open(tb, "samples", id+".txt"), importer.Options{Programme: id})
		if err != nil {
			tb.Fatal(err)
		}
		cs = append(cs, c)
	}
	return cs
}

// Foreign is the collection of the tree's entries on other subjects.
func Foreign(tb testing.TB) faq.Collection {
	tb.Helper()
	c, err := fit.ReadForeign(open(tb, "faq", "testdata", "foreign.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// Queries are the labelled messages over the samples, those for intents alone too. They come in the
// order of their files' names, which the golden file and the fit depend on.
func Queries(tb testing.TB) []fit.LabelledQuery {
	tb.Helper()
	return QueriesIn(tb, "*.jsonl")
}

// QueriesIn are the labelled messages of the files in samples that match a pattern.
func QueriesIn(tb testing.TB, pattern string) []fit.LabelledQuery {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(root, "samples", pattern))
	if err != nil || len(files) == 0 {
		tb.Fatalf("find the labelled queries %s: %d files, %v", pattern, len(files), err)
	}
	queries, err := fit.ReadQueryFiles(files...)
	if err != nil {
		tb.Fatal(err)
	}
	return queries
}

func open(tb testing.TB, name ...string) *os.File {
	tb.Helper()
	f, err := os.Open(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { f.Close() })
	return f
}

// Subjects are the sample FAQs of other subjects, each with its labelled messages.
func Subjects(tb testing.TB) []fit.Subject {
	tb.Helper()
	subjects, err := fit.ReadSubjects(tb.Context(), filepath.Join(root, "faq", "fit", "testdata", "subjects"))
	if err != nil {
		tb.Fatal(err)
	}
	return subjects
}
