package line_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// TestL36Awkward renders answers as no office should write them: LINE takes each, and a reader finds
// every word of it.
func TestL36Awkward(t *testing.T) {
	columns := func(n int, format string) []string {
		cells := make([]string, n)
		for i := range cells {
			cells[i] = fmt.Sprintf(format, i+1)
		}
		return cells
	}
	table := func(header []string, rows ...[]string) chat.Block {
		return chat.Block{Type: "table", Header: header, Rows: rows}
	}
	paragraph := func(text string) chat.Block { return chat.Block{Type: "paragraph", Text: text} }
	address := "https://example.go.jp/" + strings.Repeat("path/", 394) + "end" // 1,995 characters
	for name, tc := range map[string]struct {
		blocks []chat.Block
		want   []string // each must be there to read
	}{
		"30 columns":            {[]chat.Block{table(columns(30, "見出し%d"), columns(30, "値%d"), columns(30, "数%d"))}, append(columns(30, "値%d"), columns(30, "数%d")...)},
		"100 rows":              {[]chat.Block{table([]string{"品", "量"}, repeat(100, []string{"りんご", "三"})...)}, []string{"りんご", "三"}},
		"empty cells":           {[]chat.Block{table([]string{"", "あり", ""}, []string{"", "", ""}, []string{"甲", "", "乙"})}, []string{"あり", "甲", "乙"}},
		"no rows":               {[]chat.Block{table([]string{"見出し"}), paragraph("続き")}, []string{"続き"}},
		"rows of other lengths": {[]chat.Block{table([]string{"一", "二"}, []string{"a"}, []string{"b", "c", "d", "e"}, nil)}, []string{"a", "b", "c", "d", "e"}},
		"a cell of 4,000":       {[]chat.Block{table([]string{"項目", "説明"}, []string{"長い", strings.Repeat("語", 4000)})}, []string{strings.Repeat("語", 4000)}},
		"only emoji":            {[]chat.Block{paragraph(strings.Repeat("👨‍👩‍👧‍👦🏳️‍🌈🇯🇵", 50))}, []string{strings.Repeat("👨‍👩‍👧‍👦🏳️‍🌈🇯🇵", 50)}},
		"no sentence ends":      {[]chat.Block{paragraph(strings.Repeat("切れ目のない文", 1500))}, []string{"切れ目のない文"}},
		"a link of 2,000":       {[]chat.Block{paragraph("くわしくは " + address), {Type: "link", Text: "開く", URL: address}}, []string{"くわしくは", "開く", "path/end"}},
		"control characters":    {[]chat.Block{paragraph("前\x00\x07\x1b[31m中\u0085後")}, []string{"前", "中", "後"}},
		"half a character":      {[]chat.Block{paragraph("前\xed\xa0\x80後")}, []string{"前", "後"}},
		"right to left":         {[]chat.Block{paragraph("שלום עולם مرحبا"), paragraph("\u202e逆さ\u202c")}, []string{"שלום עולם مرحبا", "逆さ"}},
		"marks upon marks":      {[]chat.Block{paragraph("e" + strings.Repeat("\u0301", 6000))}, []string{"e"}},
		"a letter alone":        {[]chat.Block{paragraph("あ")}, []string{"あ"}},
		"a script's address":    {[]chat.Block{{Type: "link", Text: "押す", URL: "javascript:alert(1)"}}, []string{"押す"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := chat.Message{Answer: &chat.Answer{Question: "質問", Blocks: tc.blocks, Source: chat.Source{Document: "文書", Label: "Q1"}}}
			var read strings.Builder
			list, err := line.Render([]chat.Message{m})
			if err != nil {
				t.Fatal(err)
			}
			for _, raw := range encode(t, list) {
				var object struct{ Type, Text string }
				if err := json.Unmarshal(raw, &object); err != nil {
					t.Fatal(err)
				}
				for _, s := range seen(t, []linefake.Delivered{{Type: object.Type, Text: object.Text, Object: raw}}) {
					read.WriteString(s.Text)
				}
			}
			if faults := linefake.CheckMessages(encode(t, list)); len(faults) > 0 {
				t.Errorf("LINE would refuse %q", faults)
			}
			for _, want := range tc.want {
				if !strings.Contains(squeeze(read.String()), squeeze(want)) {
					t.Errorf("%.40q is not there to read in %.300q", want, read.String())
				}
			}
		})
	}
}

func repeat(n int, row []string) [][]string {
	rows := make([][]string, n)
	for i := range rows {
		rows[i] = row
	}
	return rows
}

// squeeze leaves out blanks, which rendering may change.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// FuzzRender renders any text, as a message, a card, a table's cells and a choice: LINE takes what
// comes of it, it is the same each time, and a plain text arrives whole.
func FuzzRender(f *testing.F) {
	for _, s := range []string{"こんにちは。", "👨‍👩‍👧", "a\x00b\xff\xed\xa0\x80", "\u202eabc", "https://example.go.jp/あ", "e\u0301\u0301", strings.Repeat("長い。", 3000), " \n", "\u200b"} {
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, n uint8) {
		cells := make([]string, n%40)
		for i := range cells {
			cells[i] = s
		}
		for _, m := range []chat.Message{
			{Text: s},
			{Text: "x", Choices: []chat.Choice{{Label: s, Data: s}, {Label: s, URL: s}, {Label: "y", Data: "v1:y"}}},
			{Text: s, Author: chat.Staff, Name: s, Quote: s, Files: []chat.File{{Name: s}}},
			{Answer: &chat.Answer{Lead: s, Question: s, Tail: s, Source: chat.Source{Document: s, Label: s}, Blocks: []chat.Block{
				{Type: "paragraph", Text: s}, {Type: "link", Text: s, URL: s}, {Type: "table", Header: cells, Rows: [][]string{cells, {s}}},
			}}},
		} {
			list, err := line.Render([]chat.Message{m})
			if err != nil {
				continue
			}
			raws := encode(t, list)
			if faults := linefake.CheckMessages(raws); len(faults) > 0 || len(raws) > 5 {
				t.Fatalf("%d objects; LINE would refuse %q", len(raws), faults)
			}
			again, err := line.Render([]chat.Message{m})
			if err != nil || !cmp.Equal(raws, encode(t, again)) {
				t.Fatalf("rendered again, it differs: %v", err)
			}
		}
	})
}
