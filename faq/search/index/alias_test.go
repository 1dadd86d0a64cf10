package index

import (
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/search/lexicon"
)

// TestWordingsAddNoWords: another wording of an entry makes no word more common, and stands in no table of the entry.
func TestWordingsAddNoWords(t *testing.T) {
	lex, err := lexicon.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	build := func(aliases ...string) *Index {
		cs := []faq.Collection{{ID: "a", Entries: []faq.Entry{
			{Order: 1, Question: "会費はいくらですか", Aliases: aliases, Answer: []faq.Block{{Type: faq.Paragraph, Text: "月額五千円です。"}}},
			{Order: 2, Question: "駐輪場はありますか", Answer: []faq.Block{{Type: faq.Paragraph, Text: "南口にあります。"}}},
		}}}
		ix, err := New(t.Context(), cs, lex)
		if err != nil {
			t.Fatal(err)
		}
		return ix
	}
	bare, given := build(), build("南口の駐輪場の隣で払うあれ、毎月なんぼ")
	if len(bare.Docs[0].Terms) != len(given.Docs[0].Terms) || len(bare.Docs[0].Spelling) != len(given.Docs[0].Spelling) {
		t.Errorf("the entry has %d terms and %d runs with a wording, %d and %d without",
			len(given.Docs[0].Terms), len(given.Docs[0].Spelling), len(bare.Docs[0].Terms), len(bare.Docs[0].Spelling))
	}
	for word := range bare.Terms.ids {
		id, ok := given.Terms.ids[word]
		if !ok || given.Terms.df[id] != bare.Terms.df[bare.Terms.ids[word]] {
			t.Errorf("%s stands in %d entries with a wording, %d without", word[1:], given.Terms.df[id], bare.Terms.df[bare.Terms.ids[word]])
		}
	}
	if len(given.Docs[0].Phrasings) != 2 || len(given.Docs[0].found) == 0 {
		t.Errorf("the wording is %d phrasings and %d tokens to be found by", len(given.Docs[0].Phrasings)-1, len(given.Docs[0].found))
	}
}
