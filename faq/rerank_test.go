package faq

import (
	"context"
	"testing"
)

const rerankMessage = "先月入会した者ですが、年度の途中でプラス会員をやめた場合、払った会費は戻ってくるのでしょうか。"

// BenchmarkRerank measures and orders the candidates of a message that has been read and retrieved.
func BenchmarkRerank(b *testing.B) {
	var c Collection
	for i := range 2 * reranked {
		c.Entries = append(c.Entries, Entry{Collection: "a", Order: i + 1, Question: "プラス会員の会費は途中でやめると戻りますか", Answer: []Block{{Type: Paragraph, Text: "月割りの計算はしておりません。"}}})
	}
	lex, err := builtinLexicon()
	if err != nil {
		b.Fatal(err)
	}
	tables, err := newTables(context.Background(), []Collection{c}, lex)
	if err != nil {
		b.Fatal(err)
	}
	ix, err := newRanker(context.Background(), tables, nil)
	if err != nil {
		b.Fatal(err)
	}
	q, found := ix.rank(context.Background(), rerankMessage, Scope{})
	s := newScratch(len(ix.entries))
	ix.gather(q, s)
	b.ReportAllocs()
	for b.Loop() {
		for i := range found {
			c := &found[i]
			*c = candidate{doc: c.doc, spoken: c.spoken, held: c.held}
			ix.measure(q, s, c)
			c.score = rankScore(&c.features)
		}
		ix.believe(q, found)
	}
}
