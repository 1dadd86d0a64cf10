package rank

import (
	"context"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/search/index"
	"madoguchi/faq/search/lexicon"
)

const rerankMessage = "先月入会した者ですが、年度の途中でプラス会員をやめた場合、払った会費は戻ってくるのでしょうか。"

// BenchmarkRerank measures and orders the candidates of a message that has been read and retrieved.
func BenchmarkRerank(b *testing.B) {
	var c faq.Collection
	for i := range 2 * reranked {
		c.Entries = append(c.Entries, faq.Entry{Collection: "a", Order: i + 1, Question: "プラス会員の会費は途中でやめると戻りますか", Answer: []faq.Block{{Type: faq.Paragraph, Text: "月割りの計算はしておりません。"}}})
	}
	lex, err := lexicon.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	tables, err := index.New(context.Background(), []faq.Collection{c}, lex)
	if err != nil {
		b.Fatal(err)
	}
	ix, err := New(context.Background(), tables, nil)
	if err != nil {
		b.Fatal(err)
	}
	q, found := ix.Rank(context.Background(), rerankMessage, faq.Scope{})
	s := ix.scratch.Get().(*scratch)
	s.load(q)
	b.ReportAllocs()
	for b.Loop() {
		for i := range found {
			c := &found[i]
			spoken, held := c.spoken, c.held
			*c = ix.glance(q, c.Doc, s)
			c.spoken, c.held = spoken, held
			ix.measure(q, c, s)
			c.Score = rankScore(&c.Features)
		}
		ix.believe(q, found)
	}
}
