package importer

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"madoguchi/faq/importer/csv"
)

// TestSheets reads every table of testdata/sheets and compares the report with a golden file, as
// TestDocuments does for texts.
func TestSheets(t *testing.T) {
	files, err := filepath.Glob("testdata/sheets/*")
	if err != nil || len(files) < 5 {
		t.Fatalf("tables: %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got, err := json.MarshalIndent(NewReport(readFile(t, file)), "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", "golden", filepath.Base(file)+".json"), append(got, '\n'))
		})
	}
}

// TestSheetEncodings: a spreadsheet saves in what its maker's country was used to.
func TestSheetEncodings(t *testing.T) {
	const table = "分類,質問,回答\n①入会,㈱ミナトの髙橋と山﨑も入れますか,\"入れます。\n用紙を~お送りください。\"\n"
	for _, tt := range []struct {
		name    string
		enc     encoding.Encoding
		newline string
	}{
		{"UTF-8", encoding.Nop, "\n"},
		{"UTF-8 with CRLF", encoding.Nop, "\r\n"},
		{"UTF-8 with CR", encoding.Nop, "\r"},
		{"UTF-8 with a byte order mark", unicode.UTF8BOM, "\r\n"},
		{"CP932", japanese.ShiftJIS, "\r\n"},
		{"UTF-16 little endian", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "\r\n"},
		{"UTF-16 big endian", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "\r\n"},
		{"UTF-16 little endian, unmarked", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "\r\n"},
	} {
		s, err := tt.enc.NewEncoder().String(strings.ReplaceAll(table, "\n", tt.newline))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		c := readText(t, "a.csv", []byte(s))
		if len(c.Entries) != 1 {
			t.Errorf("%s: %d entries", tt.name, len(c.Entries))
			continue
		}
		e := c.Entries[0]
		if got := e.Section + "|" + e.Question + "|" + e.AnswerText(); got != "①入会|㈱ミナトの髙橋と山﨑も入れますか|入れます。\n\n用紙を~お送りください。" {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

// TestSheetByContent: the content tells a table, whatever the file is called.
func TestSheetByContent(t *testing.T) {
	for name, doc := range map[string]string{
		"faq.txt":  "質問,回答\n傘は借りられますか,借りられます。\n靴は,脱いでください。\n",
		"faq":      "カテゴリ\tQ\tA\n会場\t傘は借りられますか\t借りられます。\n会場\t靴は\t脱いでください。\n",
		"faq.csv":  "質問\t回答\n傘は借りられますか\t借りられます。\n靴は\t脱いでください。\n",
		"faq.yml":  "ご質問,ご回答\n傘は借りられますか,借りられます。\n靴は,脱いでください。\n",
		"faq.html": "question,answer\n傘は借りられますか,借りられます。\n靴は,<b>脱いで</b>ください。\n",
	} {
		c, err := Read(context.Background(), name, strings.NewReader(doc), Options{Programme: "p", Today: today})
		if err != nil || len(c.Entries) != 2 || c.Entries[1].Question != "靴は" || c.Entries[1].AnswerText() != "脱いでください。" {
			t.Errorf("%s: %+v, %v", name, c.Entries, err)
		}
	}
}

// TestSheetRefused: what of a table is in doubt is refused with the line or column to look at.
func TestSheetRefused(t *testing.T) {
	for _, tt := range []struct{ name, doc, want string }{
		{"no header and no questions", "傘,三本\n靴,二足\n", "1行目に「質問」「回答」"},
		{"other columns", "氏名,住所,電話\n田中,東京,03\n山本,大阪,06\n", "1行目に「質問」「回答」"},
		{"no rows", "質問,回答\n", "「質問」の列に質問がひとつもありません"},
		{"answers alone", "質問,回答\n,はい\n,いいえ\n", "「質問」の列に質問がひとつもありません"},
		{"questions alone", "質問,回答\nいつですか,\nどこですか,\n", "回答がひとつもありません"},
		{"nothing public", "質問,回答,公開\nいつですか,明日,非公開\n", "「公開」の列"},
		{"a quotation mark that is never closed", "質問,回答\nいつですか,\"明日\nどこですか,二階\n誰が,私\n", "2行目あたりで「\"」の数が合わない"},
		{"too many", "質問,回答\n" + numbered("会%dはいつですか,明日\n", maxEntries+1), "一度に取り込めるのは"},
		{"an endless cell", "質問,回答\nいつですか,明日\nどこ," + strings.Repeat("あ", maxLine+1) + "\n", "3行目の欄が"},
	} {
		c, err := Read(context.Background(), "a.csv", strings.NewReader(tt.doc), Options{Programme: "p", Today: today})
		var refused *Refusal
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "a.csv は") {
			t.Errorf("%s: %d entries, %v; want %q", tt.name, len(c.Entries), err, tt.want)
		}
	}
}

// TestTabTablesStayText: a text with a table between its lines is no table, even where the table's header
// has the words.
func TestTabTablesStayText(t *testing.T) {
	const doc = "Q1 受付の時間は？\n\n次のとおりです。\n\n質問\t回答\n平日\t9時\n土曜\t10時\n\nQ2 休みは？\n\n日曜です。\n\n祝日も休みます。\n"
	c := readText(t, "a.txt", []byte(doc))
	if len(c.Entries) != 2 || len(c.Entries[0].Answer) != 2 {
		t.Fatalf("%+v", c.Entries)
	}
	if diff := cmp.Diff([]string{"質問", "回答"}, c.Entries[0].Answer[1].Header); diff != "" {
		t.Error(diff)
	}
}

// FuzzSheet: what is read as a table is whole entries with the cells' own words, or nothing.
func FuzzSheet(f *testing.F) {
	files, _ := filepath.Glob("testdata/sheets/*")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("質問,回答\n\"a\"b,c\n"))
	f.Add([]byte("Q\tA\n\"\n\t\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, _, err := decode(b)
		if err != nil {
			return
		}
		doc, ok, err := csv.Read(text, isHeaderRow)
		if !ok {
			return
		}
		if err != nil {
			t.Fatalf("a table and %v", err)
		}
		c, err := fromTree(context.Background(), "f.csv", doc, Options{Programme: "p", Today: today})
		if err != nil && len(c.Entries) > 0 {
			t.Fatalf("%d entries beside %v", len(c.Entries), err)
		}
		for i, e := range c.Entries {
			if e.Order != i+1 || strings.TrimSpace(e.Question) == "" {
				t.Fatalf("entry %d is %+v", i, e)
			}
			if word := strings.Fields(e.Question)[0]; !strings.Contains(text, word) {
				t.Fatalf("%q does not stand in the table", word)
			}
		}
	})
}
