package index

import (
	"strings"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/search/lexicon"
)

// TestBestSentence: what stands in one sentence of an answer counts for more than the same characters apart, however
// long the answer is.
func TestBestSentence(t *testing.T) {
	answer := func(text string) faq.Entry {
		return faq.Entry{Question: "ご案内です", Answer: []faq.Block{{Type: faq.Paragraph, Text: text}}}
	}
	filling := strings.Repeat("お越しください。", 100)
	c := faq.Collection{ID: "a", Entries: []faq.Entry{
		answer("駐輪場は無料で使えます。建物の裏です。"),
		answer("駐輪場は建物の裏です。水筒は無料で使えます。"),
		answer(filling + "駐輪場は無料で使えます。"),
		answer(filling),
	}}
	for i := range c.Entries {
		c.Entries[i].Order = i + 1
	}
	lex, err := lexicon.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	ix, err := New(t.Context(), []faq.Collection{c}, lex)
	if err != nil {
		t.Fatal(err)
	}
	asked := ix.Ask(nil, lex.Read("駐輪場は無料で使えますか", nil)).Spelling
	together, apart, far, none := ix.BestSentence(0, asked), ix.BestSentence(1, asked), ix.BestSentence(2, asked), ix.BestSentence(3, asked)
	if together <= apart || apart <= none || together > 1 {
		t.Errorf("in one sentence %.2f, in two %.2f, in none %.2f; want falling, and 1 at most", together, apart, none)
	}
	if far != together {
		t.Errorf("as the last of many sentences %.2f, as the first of two %.2f", far, together)
	}
}
