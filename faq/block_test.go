package faq_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq"
)

func TestFit(t *testing.T) {
	text := faq.Block{Type: faq.Paragraph, Text: "あります。"}
	for name, tc := range map[string]struct {
		block faq.Block
		ok    bool
	}{
		"a paragraph":           {text, true},
		"a note":                {faq.Block{Type: faq.Note, Text: "※要予約"}, true},
		"a link":                {faq.Block{Type: faq.Link, Text: "申込", URL: "https://example.jp/"}, true},
		"a contact":             {faq.Block{Type: faq.Contact, Text: "a@example.jp", URL: "mailto:a@example.jp"}, true},
		"a contact in words":    {faq.Block{Type: faq.Contact, Text: "03-1234-5678"}, true},
		"a table":               {faq.Block{Type: faq.Table, Header: []string{"区分", "参加費"}, Rows: [][]string{{"会員", "無料"}}}, true},
		"as long as may be":     {faq.Block{Type: faq.Paragraph, Text: strings.Repeat("あ", 20_000)}, true},
		"too long":              {faq.Block{Type: faq.Paragraph, Text: strings.Repeat("あ", 20_001)}, false},
		"no type":               {faq.Block{Text: "あ"}, false},
		"another type":          {faq.Block{Type: "script", Text: "あ"}, false},
		"nothing said":          {faq.Block{Type: faq.Paragraph, Text: " \u3000\n"}, false},
		"an address of a text":  {faq.Block{Type: faq.Paragraph, Text: "あ", URL: "https://example.jp/"}, false},
		"a link to nowhere":     {faq.Block{Type: faq.Link, Text: "あ"}, false},
		"a link to a program":   {faq.Block{Type: faq.Link, Text: "あ", URL: "javascript:alert(1)"}, false},
		"a table in words":      {faq.Block{Type: faq.Table, Header: []string{"区分"}, Text: "あ"}, false},
		"a table without heads": {faq.Block{Type: faq.Table, Rows: [][]string{{"会員"}}}, false},
		"a ragged table":        {faq.Block{Type: faq.Table, Header: []string{"区分"}, Rows: [][]string{{"会員", "無料"}}}, false},
		"a paragraph of rows":   {faq.Block{Type: faq.Paragraph, Text: "あ", Rows: [][]string{{}}}, false},
	} {
		at, err := faq.Fit([]faq.Block{text, tc.block})
		if (err == nil) != tc.ok || err != nil && (at != 1 || !errors.Is(err, faq.ErrBlock)) {
			t.Errorf("%s: %d, %v", name, at, err)
		}
	}
	for n, ok := range map[int]bool{0: false, 1: true, faq.MostBlocks: true, faq.MostBlocks + 1: false} {
		blocks := make([]faq.Block, n)
		for i := range blocks {
			blocks[i] = text
		}
		if at, err := faq.Fit(blocks); (err == nil) != ok || at != -1 {
			t.Errorf("%d blocks: %d, %v", n, at, err)
		}
	}
	got := []faq.Block{{Type: faq.Table, Header: []string{" 区分\x00"}, Rows: [][]string{{"会員 "}}}, {Type: faq.Link, Text: "\u202e申込 ", URL: " https://example.jp/ "}}
	want := []faq.Block{{Type: faq.Table, Header: []string{"区分"}, Rows: [][]string{{"会員"}}}, {Type: faq.Link, Text: "申込", URL: "https://example.jp/"}}
	if _, err := faq.Fit(got); err != nil || !cmp.Equal(got, want) {
		t.Errorf("%v %s", err, cmp.Diff(want, got))
	}
}
