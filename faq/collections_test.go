package faq_test

import (
	"os"
	"path/filepath"
	"strings"
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

// named is a collection whose ID is a word in Latin letters, with two entries of its own.
func named(id string) faq.Collection {
	entry := func(n int, question, answer string) faq.Entry {
		return faq.Entry{Collection: id, Order: n, Question: question, Answer: []faq.Block{{Type: faq.Paragraph, Text: answer}}}
	}
	return faq.Collection{ID: id, Entries: []faq.Entry{
		entry(1, "登録した住所を変えるには", "会員ページで変えられます。"), entry(2, "会費はいくらか", "年に千円です。"),
	}}
}

// TestProgrammesAreHeard holds that a programme is known by its ID as Japanese say it, even where the
// dictionary has the word, in kana without a blank, and not where another word holds its sound.
func TestProgrammesAreHeard(t *testing.T) {
	ix := newIndex(t, []faq.Collection{named("selas"), named("alibaba")}, faq.Options{})
	for query, want := range map[string]string{
		"セラスの住所を変えたい": "selas", "ｾﾗｽ 会費": "selas", "せらすのかいひはいくらですか": "selas", "SELASの会費": "selas",
		"アリババの住所を変えたい": "alibaba", "ありばばのかいひ": "alibaba", "Alibabaの会費": "alibaba",
		"クレセラスの会費": "",
	} {
		x, err := ix.Explain(t.Context(), query, 1, faq.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(x.Named, " "); got != want {
			t.Errorf("%s names %q, want %q", query, got, want)
		}
		if want != "" && x.Hits[0].Ref[:len(want)] != want {
			t.Errorf("%s finds %s first", query, x.Hits[0].Ref)
		}
	}
}

// TestEntriesAreReadWhole holds that an entry is found by a word from the middle of a long answer: only
// messages are cut.
func TestEntriesAreReadWhole(t *testing.T) {
	c := named("office")
	c.Entries[1].Answer[0].Text = strings.Repeat("会費のご案内です。", 200) + "口座は信用金庫にもございます。" + strings.Repeat("ご確認ください。", 200)
	if got := firstRef(t, newIndex(t, []faq.Collection{c}, faq.Options{}), "信用金庫"); got != "office/2" {
		t.Errorf("the first hit is %q", got)
	}
}
