package search_test

import (
	"strings"
	"testing"

	"madoguchi/faq/dictionary"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/search"
)

func parse(t *testing.T, text string) *dictionary.Dictionary {
	t.Helper()
	d, err := dictionary.Parse("own.txt", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestOfficeDictionary shows that an office's own file adds to the built-in dictionary and overrides it.
func TestOfficeDictionary(t *testing.T) {
	cs := faqtest.Samples(t)
	const query = "ぷるぷるはありますか"
	if got := firstRef(t, newIndex(t, cs, search.Options{}), query); got == "tsunagu/14" {
		t.Fatalf("%q finds tsunagu/14 without the office's file", query)
	}
	added := search.Options{Synonyms: []*dictionary.Dictionary{parse(t, "\ufeff# 事務局の言葉\n通訳： ぷるぷる、ぺらぺら")}}
	if got := firstRef(t, newIndex(t, cs, added), query); got != "tsunagu/14" {
		t.Errorf("with the word added: first hit %s, want tsunagu/14", got)
	}
	removed := search.Options{Synonyms: append(added.Synonyms, parse(t, "-通訳: ぷるぷる"))}
	if got := firstRef(t, newIndex(t, cs, removed), query); got == "tsunagu/14" {
		t.Error("with the word removed again, tsunagu/14 is still first")
	}
	replaced := search.Options{Synonyms: []*dictionary.Dictionary{parse(t, "=通訳: ぷるぷる")}}
	if got := firstRef(t, newIndex(t, cs, replaced), query); got != "tsunagu/14" {
		t.Errorf("with the concept replaced: first hit %s, want tsunagu/14", got)
	}
}

func TestDictionaryRelationsMustExist(t *testing.T) {
	_, err := search.NewIndex(t.Context(), nil, search.Options{Synonyms: []*dictionary.Dictionary{parse(t, "返金 ~ そんな概念はない")}})
	if err == nil || !strings.Contains(err.Error(), "own.txt") || !strings.Contains(err.Error(), "そんな概念はない") {
		t.Errorf("err = %v, want one that names the file and the concept", err)
	}
}

// sudachi is in the format of Sudachi's synonym dictionary.
const sudachi = `000001,1,0,1,0,0,0,(),曖昧,,
000001,1,0,2,0,0,2,(),あやふや,,

000019,1,0,1,0,0,0,(),通訳,,
000019,1,0,1,0,0,2,(),ぽんぽろ,,
000019,1,2,1,0,0,2,(),ぱんぱら,,
`

func TestSudachi(t *testing.T) {
	d, err := dictionary.ParseSudachi("synonyms.csv", strings.NewReader(sudachi))
	if err != nil {
		t.Fatal(err)
	}
	ix := newIndex(t, faqtest.Samples(t), search.Options{Synonyms: []*dictionary.Dictionary{d}})
	if got := firstRef(t, ix, "ぽんぽろは要りますか"); got != "tsunagu/14" {
		t.Errorf("a word of the file: first hit %s, want tsunagu/14", got)
	}
	if got := firstRef(t, ix, "ぱんぱらは要りますか"); got == "tsunagu/14" {
		t.Error("a word marked as never to be expanded was expanded")
	}
	if _, err := dictionary.ParseSudachi("synonyms.csv", strings.NewReader("000001,1,0\n")); err == nil || !strings.Contains(err.Error(), "synonyms.csv:1") {
		t.Errorf("err = %v, want one that names the line", err)
	}
}
