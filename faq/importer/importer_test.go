package importer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"madoguchi/catalogue"
	"madoguchi/faq"
	"madoguchi/faq/importer/child"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestMain answers as the child that binary formats are read in.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == child.Command {
		if err := ServeChild(os.Args[2], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const today faq.Date = "2026-11-22"

func readFile(t testing.TB, name string) faq.Collection {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return readText(t, filepath.Base(name), b)
}

func readText(t testing.TB, name string, b []byte) faq.Collection {
	t.Helper()
	c, err := Read(context.Background(), name, bytes.NewReader(b), Options{Programme: "p", Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestDocuments reads every document of testdata/docs and the two samples, and compares the whole
// report with a golden file. A new case is a new file there; -update writes its golden.
func TestDocuments(t *testing.T) {
	docs, err := filepath.Glob("testdata/docs/*")
	if err != nil || len(docs) == 0 {
		t.Fatalf("documents: %v, %v", docs, err)
	}
	for _, doc := range append(docs, "../../samples/hanro.txt", "../../samples/tsunagu.txt") {
		t.Run(filepath.Base(doc), func(t *testing.T) {
			c := readFile(t, doc)
			shown := struct {
				Report
				Proposed []string `json:"proposed"`
			}{NewReport(c), nil}
			for _, e := range c.Entries {
				shown.Proposed = append(shown.Proposed, fmt.Sprintf("%d %s %s %s", e.Order, e.Kind, e.Form, e.KindReason))
			}
			got, err := json.MarshalIndent(shown, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", "golden", filepath.Base(doc)+".json"), append(got, '\n'))
		})
	}
}

// numbered repeats a line n times, each with its number in it.
func numbered(line string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i+1)
	}
	return b.String()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestNothingIsLost holds for every document: what stands in the text comes out, word for word, in
// the order in which it stood, but for marks, the table of contents and page furniture.
func TestNothingIsLost(t *testing.T) {
	docs, _ := filepath.Glob("testdata/docs/*")
	for _, doc := range append(docs, "../../samples/hanro.txt", "../../samples/tsunagu.txt") {
		b, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		c := readText(t, doc, b)
		rest := squeeze(reMdLink.ReplaceAllString(rePageTurn.ReplaceAllString(string(b), ""), "$1"))
		for i := range c.Entries {
			e := &c.Entries[i]
			for _, want := range []string{e.Question, e.AnswerText()} {
				for _, part := range strings.FieldsFunc(want, func(r rune) bool { return r == '\n' || r == '\t' }) {
					at := strings.Index(rest, squeeze(part))
					if at < 0 {
						t.Errorf("%s, entry %d: %q does not stand in the document after what came before", doc, e.Order, part)
						continue
					}
					if e.Order > 1 {
						rest = rest[at:]
					}
				}
			}
		}
	}
}

var rePageTurn = regexp.MustCompile(`\n\d+\s*\f[^\n]*\n`)

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// TestEncodings reads the same document in every encoding and with every line ending.
func TestEncodings(t *testing.T) {
	b, err := os.ReadFile("../../samples/hanro.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := readText(t, "hanro.txt", b)
	utf16 := func(e unicode.Endianness) encoding.Encoding { return unicode.UTF16(e, unicode.UseBOM) }
	for _, tt := range []struct {
		name    string
		enc     encoding.Encoding
		newline string
		guessed bool
	}{
		{"UTF-8 with CRLF", encoding.Nop, "\r\n", false},
		{"UTF-8 with CR", encoding.Nop, "\r", false},
		{"UTF-8 with a byte order mark", unicode.UTF8BOM, "\n", false},
		{"Shift_JIS", japanese.ShiftJIS, "\r\n", true},
		{"EUC-JP", japanese.EUCJP, "\n", true},
		{"ISO-2022-JP", japanese.ISO2022JP, "\n", true},
		{"UTF-16 little endian", utf16(unicode.LittleEndian), "\r\n", true},
		{"UTF-16 big endian", utf16(unicode.BigEndian), "\n", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := tt.enc.NewEncoder().String(strings.ReplaceAll(string(b), "\n", tt.newline))
			if err != nil {
				t.Fatal(err)
			}
			got := readText(t, "hanro.txt", []byte(s))
			if diff := cmp.Diff(want.Entries, got.Entries); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			if has(got.Warnings, "encoding_guessed") != tt.guessed {
				t.Errorf("warnings %v; encoding_guessed wanted: %t", codes(got.Warnings), tt.guessed)
			}
		})
	}
}

func has(ws []faq.Warning, code string) bool {
	for _, w := range ws {
		if w.Code == code {
			return true
		}
	}
	return false
}

// TestDecomposedKana reads text in which voiced kana are stored as two characters.
func TestDecomposedKana(t *testing.T) {
	c := readText(t, "a.txt", []byte("Q1 か\u3099くせいも使えますか\n\nはい、使えます。\n\nQ2 ハ\u309Aンフはありますか\n\nあります。\n"))
	if got := c.Entries[0].Question; got != "がくせいも使えますか" {
		t.Errorf("question %q", got)
	}
	if got := c.Entries[1].Question; got != "パンフはありますか" {
		t.Errorf("question %q", got)
	}
}

// TestRefused lists what is refused, each with a sentence that says what to do.
func TestRefused(t *testing.T) {
	qa := "Q1 何時に開きますか\n\n九時です。\n\nQ2 どこですか\n\n二階です。\n"
	for _, tt := range []struct{ name, doc, want string }{
		{"nothing", "", "中身が空です"},
		{"blank lines", " \n\t\n　\n", "中身が空です"},
		{"only a byte order mark", "\uFEFF", "中身が空です"},
		{"a NUL", "Q1 何\x00時ですか\n九時です。\nQ2 a\nb\n", "文字のファイルではありません"},
		{"noise", strings.Repeat("\x01\x02\x7f", 50) + qa, "文字のファイルではありません"},
		{"bytes of no encoding", "Q1 \xff\xfe\xfa\xf5\xff\xff", "文字コードをUTF-8にして"},
		{"a broken PDF", "%PDF-1.7\n...", "PDFのようですが、壊れていて"},
		{"half a zip", "PK\x03\x04....", "圧縮ファイル（ZIP）です。壊れている"},
		{"too large", strings.Repeat("あ", maxBytes/3+1), "MBを超えています"},
		{"a line without end", "Q1 何時ですか\n" + strings.Repeat("あ", maxLine+1), "段落に分けて"},
		{"too many lines", strings.Repeat("あ\n", maxLines+1), "60000行を超えています"},
		{"too many questions", numbered("Q1 会場%dは何時ですか\n九時です。\n", maxEntries+1), "いくつかに分けて"},
		{"a letter", "拝啓\n\nいつもお世話になっております。\n来週の打ち合わせは火曜日でお願いいたします。\n\n敬具\n", "質問が見つかりませんでした"},
		{"questions without answers", "Q1 何時ですか\nQ2 どこですか\nQ3 誰ですか\n", "回答がひとつもありません"},
		{"one word", "あ", "質問が見つかりませんでした"},
		{"program text", "package main\n\nfunc main() {\n\tprintln(1)\n}\n", "プログラムです"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Read(context.Background(), "/somewhere/a.txt", strings.NewReader(tt.doc), Options{Programme: "p", Today: today})
			if err == nil {
				t.Fatalf("read as %d entries", len(c.Entries))
			}
			if len(c.Entries) > 0 {
				t.Errorf("%d entries beside an error", len(c.Entries))
			}
			if s := err.Error(); !strings.HasPrefix(s, "a.txt は取り込めませんでした。") || !strings.Contains(s, tt.want) || strings.Contains(s, "\n") {
				t.Errorf("error %q, want one line containing %q", s, tt.want)
			}
		})
	}
}

// TestRefusedInEnglish: a refusal is said in the language of who reads it, its parts included.
func TestRefusedInEnglish(t *testing.T) {
	_, err := Read(context.Background(), "a.doc", strings.NewReader("\xD0\xCF\x11\xE0\xA1\xB1"+utf16le("WordDocument")), Options{})
	var refused *Refusal
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	const want = "a.doc was not imported. It is an old Word document (.doc). Open it in Word, choose Save As and the type Word Document (.docx)."
	if got := refused.In(catalogue.EN); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestReadFails(t *testing.T) {
	broken := errors.New("disk on fire")
	if _, err := Read(context.Background(), "a.txt", io.MultiReader(strings.NewReader("Q1"), iotest.ErrReader(broken)), Options{}); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v inside", err, broken)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, "a.txt", strings.NewReader("Q1 何時ですか\n九時です。\nQ2 どこですか\n二階です。\n"), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled inside", err)
	}
}

// TestTitleOption: the importing person's title stands, and then none is missing.
func TestTitleOption(t *testing.T) {
	b, err := os.ReadFile("../../samples/tsunagu.txt")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Read(context.Background(), "tsunagu.txt", bytes.NewReader(b), Options{Programme: "tsunagu", Title: "海外商談サービス「つなぐ」", Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if c.Title != "海外商談サービス「つなぐ」" || has(c.Warnings, "no_title") {
		t.Errorf("title %q, warnings %v", c.Title, codes(c.Warnings))
	}
	if c.Entries[6].Ref() != "tsunagu/7" {
		t.Errorf("reference %q", c.Entries[6].Ref())
	}
}

// TestReportShape: the report's lists are never null, also for an empty collection.
func TestReportShape(t *testing.T) {
	for _, c := range []faq.Collection{{}, {Entries: []faq.Entry{{Answer: []faq.Block{{Type: faq.Paragraph, Text: "a"}}}}}} {
		b, err := json.Marshal(NewReport(c))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("null")) {
			t.Errorf("null in %s", b)
		}
	}
}

func FuzzRead(f *testing.F) {
	docs, _ := filepath.Glob("testdata/docs/*")
	for _, doc := range append(docs, "../../samples/hanro.txt", "../../samples/tsunagu.txt") {
		b, err := os.ReadFile(doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("Q1"))
	f.Add([]byte("目次\nQ1 a 1\nQ1 a\n"))
	f.Add([]byte("【\n】"))
	f.Add([]byte("\x1b$B"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Read(context.Background(), "f.txt", bytes.NewReader(b), Options{Programme: "p", Today: today})
		if err != nil {
			if len(c.Entries) > 0 {
				t.Fatalf("%d entries beside %v", len(c.Entries), err)
			}
			return
		}
		for i, e := range c.Entries {
			if e.Order != i+1 || strings.TrimSpace(e.Question) == "" {
				t.Fatalf("entry %d is %+v", i, e)
			}
			for _, block := range e.Answer {
				for _, row := range block.Rows {
					if len(row) != len(block.Header) {
						t.Fatalf("row %q under header %q", row, block.Header)
					}
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"hanro.txt", "tsunagu.txt"} {
		doc, err := os.ReadFile(filepath.Join("../../samples", name))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				readText(b, name, doc)
			}
		})
	}
}

// BenchmarkReadLarge reads a document of a thousand questions: the work must stay in proportion.
func BenchmarkReadLarge(b *testing.B) {
	var doc strings.Builder
	for i := range 1000 {
		doc.WriteString("展示室" + string(rune('あ'+i%80)) + string(rune('ア'+i/80)) + "は何時まで開いていますか？\n\n平日は夕方六時まで、土日は夜八時まで開いています。\n\n")
	}
	for b.Loop() {
		if c := readText(b, "large.txt", []byte(doc.String())); len(c.Entries) != 1000 {
			b.Fatal(len(c.Entries))
		}
	}
}
