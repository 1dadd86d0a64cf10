package faq_test

import (
	"os"
	"path/filepath"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/importer"
)

// sampleCollections reads the project's two sample documents.
func sampleCollections(t testing.TB) []faq.Collection {
	t.Helper()
	var cs []faq.Collection
	for _, id := range []string{"hanro", "tsunagu"} {
		f, err := os.Open("../samples/" + id + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		c, err := importer.Read(t.Context(), id+".txt", f, importer.Options{Programme: id})
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		cs = append(cs, c)
	}
	return cs
}

// foreignCollection reads the project's entries on other subjects.
func foreignCollection(t testing.TB) faq.Collection {
	t.Helper()
	f, err := os.Open("testdata/foreign.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := faq.ReadForeign(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newIndex(t testing.TB, cs []faq.Collection, opt faq.Options) *faq.Index {
	t.Helper()
	ix, err := faq.NewIndex(t.Context(), cs, opt)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

func sampleIndex(t testing.TB) *faq.Index { return newIndex(t, sampleCollections(t), faq.Options{}) }

// sampleQueries are the labelled messages over the samples, those for intents alone too.
func sampleQueries(t testing.TB) []faq.LabelledQuery {
	t.Helper()
	files, err := filepath.Glob("../samples/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("find the labelled queries: %d files, %v", len(files), err)
	}
	var all []faq.LabelledQuery
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		qs, err := faq.ReadQueries(f)
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, qs...)
	}
	return all
}

func decide(t testing.TB, ix *faq.Index, query string, scope faq.Scope) faq.Decision {
	t.Helper()
	d, err := ix.Decide(t.Context(), query, scope)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func firstRef(t testing.TB, ix *faq.Index, query string) string {
	t.Helper()
	hits, err := ix.Search(t.Context(), query, 1, faq.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) == 0 {
		return ""
	}
	return hits[0].Entry.Ref()
}
