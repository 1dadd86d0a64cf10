package export

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"madoguchi/faq"
)

// word is a text as people write it: of one or several lines, with the signs that our files give a meaning.
func word(lines bool) *rapid.Generator[string] {
	runes := []rune(`あ会費1a=+-@＝＋－＠'"|\【】#<>!, 　%`)
	if lines {
		runes = append(runes, '\n')
	}
	parts := rapid.SampledFrom([]string{"+81", "'=1", "## 見出し", "<!-- x -->", `\`, "【注記】", "【表】", "本文", "https://example.jp/?a=1|2"})
	return rapid.Custom(func(t *rapid.T) string {
		s := parts.Draw(t, "part") + string(rapid.SliceOfN(rapid.SampledFrom(runes), 0, 12).Draw(t, "runes"))
		if rapid.Bool().Draw(t, "whole") {
			return s
		}
		return string(rapid.SliceOfN(rapid.SampledFrom(runes), 1, 12).Draw(t, "more")) + s
	})
}

func anyBlock() *rapid.Generator[faq.Block] {
	return rapid.Custom(func(t *rapid.T) faq.Block {
		b := faq.Block{Type: rapid.SampledFrom(faq.BlockTypes).Draw(t, "type")}
		switch b.Type {
		case faq.Table:
			width := rapid.IntRange(1, 3).Draw(t, "width")
			cell := rapid.Map(word(true), trimmed)
			b.Header = rapid.SliceOfN(cell, width, width).Draw(t, "header")
			b.Rows = rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 3).Draw(t, "rows")
			return b
		case faq.Link, faq.Contact:
			b.URL = rapid.SampledFrom([]string{"https://example.jp/a】b", "mailto:a@example.jp", "https://example.jp/?a=1"}).Draw(t, "url")
		}
		b.Text = word(true).Draw(t, "text")
		return b
	})
}

func trimmed(s string) string {
	return faq.ReadTable("x\n" + faq.WriteTable(faq.Block{Header: []string{s}})).Rows[0][0]
}

// TestRoundTrip: what is written is read again to the letter, in each format.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := faq.Collection{ID: "port", Title: word(false).Draw(t, "title")}
		for i := range rapid.IntRange(1, 4).Draw(t, "entries") {
			c.Entries = append(c.Entries, faq.Entry{
				Collection: "port", Order: i + 1, Question: oneLine(word(false).Draw(t, "question")) + "？", Section: word(false).Draw(t, "section"),
				Aliases: rapid.SliceOfN(word(false), 0, 3).Draw(t, "aliases"), Answer: rapid.SliceOfN(anyBlock(), 1, 4).Draw(t, "answer"),
				Kind: faq.KindAnswer, Form: "inquiry", Validity: faq.Validity{Until: "2036-04-01", Closes: "17:00"}, Owner: word(false).Draw(t, "owner"), Review: "2036-01-01",
				Warnings: []faq.Warning{},
			})
		}
		for _, f := range []Format{JSON, CSV, Markdown} {
			data, err := Write(f, c)
			if err != nil {
				t.Fatal(err)
			}
			got, ok, err := Read(data)
			if !ok || err != nil || got.ID != "port" {
				t.Fatalf("%s: read %v, %v\n%s", f, ok, err, data)
			}
			if diff := cmp.Diff(c.Entries, got.Entries, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s (-want +got):\n%s\n%s", f, diff, data)
			}
		}
	})
}

// FuzzRead: whatever a person has made of a file, it is read or refused.
func FuzzRead(f *testing.F) {
	for _, format := range []Format{JSON, CSV, Markdown} {
		data, err := Write(format, faq.Collection{ID: "port", Title: "港", Entries: []faq.Entry{{Collection: "port", Order: 1, Question: "会費は？", Answer: []faq.Block{{Type: faq.Paragraph, Text: "3円"}}}}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { _, _, _ = Read(data) })
}
