package faq_test

import (
	"strings"
	"testing"

	"madoguchi/faq"
)

func TestParseDictionaryErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no sign", "返金: 払い戻し\nただの文", "own.txt:2: "},
		{"no words", "返金:", "own.txt:1: "},
		{"no name", "# 注\n\n: 払い戻し", "own.txt:3: "},
		{"only a mark", "?: いつ", "own.txt:1: "},
		{"twice", "返金: 払い戻し\n\n返金: 返却", `own.txt:3: concept "返金" is already on line 1`},
		{"unknown @", "@greeting: やあ", "own.txt:1: "},
		{"a sentence", "返金: " + strings.Repeat("長い", 30), "own.txt:1: "},
		{"relation without words", "返金 ~ ", "own.txt:1: "},
		{"nothing to search", "返金: \u200b", "own.txt:1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := faq.ParseDictionary("own.txt", strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("err = %v, want one with %q", err, c.want)
			}
		})
	}
}

func parse(t *testing.T, text string) *faq.Dictionary {
	t.Helper()
	d, err := faq.ParseDictionary("own.txt", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestOfficeDictionary shows that an office's own file adds to the built-in dictionary and overrides it.
func TestOfficeDictionary(t *testing.T) {
	cs := sampleCollections(t)
	const query = "ぷるぷるはありますか"
	if got := firstRef(t, newIndex(t, cs, faq.Options{}), query); got == "tsunagu/14" {
		t.Fatalf("%q finds tsunagu/14 without the office's file", query)
	}
	added := faq.Options{Synonyms: []*faq.Dictionary{parse(t, "\ufeff# 事務局の言葉\n通訳： ぷるぷる、ぺらぺら")}}
	if got := firstRef(t, newIndex(t, cs, added), query); got != "tsunagu/14" {
		t.Errorf("with the word added: first hit %s, want tsunagu/14", got)
	}
	removed := faq.Options{Synonyms: append(added.Synonyms, parse(t, "-通訳: ぷるぷる"))}
	if got := firstRef(t, newIndex(t, cs, removed), query); got == "tsunagu/14" {
		t.Error("with the word removed again, tsunagu/14 is still first")
	}
	replaced := faq.Options{Synonyms: []*faq.Dictionary{parse(t, "=通訳: ぷるぷる")}}
	if got := firstRef(t, newIndex(t, cs, replaced), query); got != "tsunagu/14" {
		t.Errorf("with the concept replaced: first hit %s, want tsunagu/14", got)
	}
}

func TestDictionaryRelationsMustExist(t *testing.T) {
	_, err := faq.NewIndex(t.Context(), nil, faq.Options{Synonyms: []*faq.Dictionary{parse(t, "返金 ~ そんな概念はない")}})
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
	d, err := faq.ParseSudachi("synonyms.csv", strings.NewReader(sudachi))
	if err != nil {
		t.Fatal(err)
	}
	ix := newIndex(t, sampleCollections(t), faq.Options{Synonyms: []*faq.Dictionary{d}})
	if got := firstRef(t, ix, "ぽんぽろは要りますか"); got != "tsunagu/14" {
		t.Errorf("a word of the file: first hit %s, want tsunagu/14", got)
	}
	if got := firstRef(t, ix, "ぱんぱらは要りますか"); got == "tsunagu/14" {
		t.Error("a word marked as never to be expanded was expanded")
	}
	if _, err := faq.ParseSudachi("synonyms.csv", strings.NewReader("000001,1,0\n")); err == nil || !strings.Contains(err.Error(), "synonyms.csv:1") {
		t.Errorf("err = %v, want one that names the line", err)
	}
}

func FuzzParseDictionary(f *testing.F) {
	for _, s := range []string{"返金: 払い戻し", "?いつ：いつ", "a | b", "a ~ b", "@stop: する", "-a: b\n=c: d", "\ufeff#", ":", "：、,，"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := faq.ParseDictionary("fuzz", strings.NewReader(text))
		if (d == nil) == (err == nil) {
			t.Errorf("dictionary %v, err %v", d, err)
		}
	})
}
