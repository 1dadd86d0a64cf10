package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// utf16le spells a name as the containers of old Office documents do.
func utf16le(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteByte(c)
		b.WriteByte(0)
	}
	return b.String()
}

// otherKinds are files that hold questions and answers, or seem to, and are no text for people. Whatever
// they are called, they are refused by their name.
var otherKinds = []struct{ want, doc string }{
	{"PDFのようですが", "%PDF-1.7\n1 0 obj\n"},
	{"壊れている", "PK\x03\x04\x14\x00\x06\x00....word/document.xml"},
	{"Wordの文書のようですが、壊れていて", zipOf("word/document.xml", "<w:document><w:body>")},
	{"Excelのブックのようですが、壊れていて", zipOf("xl/workbook.xml", "<workbook>")},
	{".xlsb", zipOf("xl/workbook.bin", "x")},
	{"PowerPoint", zipOf("ppt/presentation.xml", "<p/>")},
	{"ODT", zipOf("mimetype", "application/vnd.oasis.opendocument.text")},
	{"ODS", zipOf("mimetype", "application/vnd.oasis.opendocument.spreadsheet")},
	{"圧縮ファイル（ZIP）です。右クリック", zipOf("faq/word/document.docx", "x")},
	{"パスワードのかかった", "\xD0\xCF\x11\xE0\xA1\xB1" + utf16le("EncryptedPackage")},
	{"古い形式のExcel", "\xD0\xCF\x11\xE0\xA1\xB1" + utf16le("Workbook")},
	{"一太郎", "\xD0\xCF\x11\xE0\xA1\xB1" + utf16le("JSRV_SummaryInformation")},
	{"RTF", "{\\rtf1\\ansi Q1 何時ですか\\par 九時です。}"},
	{"PNG", "\x89PNG\r\n\x1a\n...."},
	{"JPEG", "\xFF\xD8\xFF\xE0...."},
	{"HEIC", "\x00\x00\x00\x18ftypheic...."},
	{"gzip", "\x1F\x8B\x08...."},
	{"XML", "<?xml version=\"1.0\"?>\n<faq><item><q>何時ですか？</q><a>九時です。</a></item></faq>"},
	{"XML", "<faq>\n<item>\n<q>何時ですか？</q>\n<ans>九時です。</ans>\n</item>\n</faq>\n"},
	{"メール", "MIME-Version: 1.0\nContent-Type: multipart/related\n\nQ1 何時ですか？\n九時です。\n"},
	{"設定", "[faq]\nquestion = \"何時ですか？\"\nanswer = \"九時です。\"\n"},
	{"字幕", "1\n00:00:01,000 --> 00:00:03,000\n何時に開きますか？\n\n2\n00:00:03,500 --> 00:00:05,000\n九時です。\n"},
	{"ログ", "2026-01-01 10:00:00 INFO start\n2026-01-01 10:00:01 WARN 会場はどこですか？\n2026-01-01 10:00:02 INFO end\n"},
	{"連絡先か予定", "BEGIN:VCARD\nVERSION:3.0\nFN:田中ですか？\nTEL:03\nEND:VCARD\n"},
	{"プログラムの差分", "diff --git a/faq.txt b/faq.txt\n--- a/faq.txt\n+++ b/faq.txt\n-Q1 何時ですか？\n+Q1 何時に開きますか？\n 九時です。\n"},
	{"プログラム", "const faq = [\n  { q: '何時に開きますか？', a: '九時です。' },\n  { q: 'どこですか？', a: '二階です。' },\n];\nexport default faq;\n"},
	{"プログラム", "FAQ = [\n    (\"何時に開きますか？\", \"九時です。\"),\n    (\"どこですか？\", \"二階です。\"),\n]\n"},
	{"プログラム", "INSERT INTO faq (q, a) VALUES ('何時に開きますか？', '九時です。');\nINSERT INTO faq (q, a) VALUES ('どこですか？', '二階です。');\n"},
	{"プログラム", "#!/bin/sh\n# Q1 何時ですか？\necho 九時です。\n"},
	{"プログラム", "package main\n\n// Q1 何時ですか？\nfunc main() {\n\tprintln(\"九時です。\")\n}\n"},
	{"表", "何時に開きますか？\t九時です。\t田中\nどこですか？\t二階です。\t田中\n誰がいますか？\t係がいます。\t山本\n"},
	{"文字のファイルではありません", "Q1 何時\x00ですか？\n九時です。\n"},
}

// readKinds are files of other kinds than text that hold questions and answers: they are read, whatever
// they are called.
var readKinds = []struct{ first, doc string }{
	{"何時に開きますか？", `[{"question": "何時に開きますか？", "answer": "九時です。"}]`},
	{"何時ですか？", "{\"question\": \"何時ですか？\", \"answer\": \"九時です。\"}\n{\"question\": \"どこですか？\", \"answer\": \"二階です。\"}\n"},
	{"何時ですか？", "[\n  {\n    \"q\": \"何時ですか？\",\n    \"a\": \"九時です。\",\n  },\n]\n"},
	{"何時に開きますか？", "faq:\n  - question: 何時に開きますか？\n    answer: 九時です。\n  - question: どこですか？\n    answer: 二階です。\n"},
	{"何時に開きますか？", "- 質問: 何時に開きますか？\n  回答: 九時です。\n- 質問: どこですか？\n  回答: 二階です。\n"},
	{"何時に開きますか？", "title: 案内\nitems:\n  - q: 何時に開きますか？\n    a: |\n      九時です。\n      土曜は十時です。\n  - q: どこですか？\n    a: |\n      二階です。\n      受付の右です。\n"},
	{"どこですか？", "---\ntitle: 案内\nsummary: 会場のこと\nsections:\n- name: 会場\n  questions:\n  - question: どこですか？\n    answer: 二階です。\n"},
	{"何時ですか？", "<!DOCTYPE html>\n<html><body><h1>よくある質問</h1><p>Q1 何時ですか？</p><p>九時です。</p></body></html>"},
	{"何時に開きますか？", "<dl>\n<dt>何時に開きますか？</dt>\n<dd>九時です。</dd>\n<dt>どこですか？</dt>\n<dd>二階です。</dd>\n</dl>\n"},
	{"何時に開きますか？", "よくある質問\n<div class=\"faq\">\n<h3>何時に開きますか？</h3>\n<p>九時です。</p>\n</div>\n"},
	{"何時に開きますか？", "何時に開きますか？\t九時です。\nどこですか？\t二階です。\n誰がいますか？\t係がいます。\n"},
}

// TestKindsByContent: the content tells the kind, whatever the file is called.
func TestKindsByContent(t *testing.T) {
	for _, tt := range readKinds {
		for _, name := range []string{"よくある質問.txt", "faq", "faq.csv"} {
			c, err := Read(context.Background(), name, strings.NewReader(tt.doc), Options{Programme: "p", Today: today})
			if err != nil || len(c.Entries) == 0 || c.Entries[0].Question != tt.first || len(c.Entries[0].Answer) == 0 {
				t.Errorf("%s, %q: %+v, %v; want %q first", name, tt.doc, c.Entries, err, tt.first)
			}
		}
	}
}

// zipOf is an archive with one file in it.
func zipOf(name, content string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: name})
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.String()
}

func TestOtherKindsAreRefused(t *testing.T) {
	for _, tt := range otherKinds {
		for _, name := range []string{"よくある質問.txt", "faq", "faq.md"} {
			c, err := Read(context.Background(), name, strings.NewReader(tt.doc), Options{Programme: "p", Today: today})
			var refused *Refusal
			if !errors.As(err, &refused) || !strings.Contains(refused.Reason, tt.want) || refused.File != name {
				t.Errorf("%s, %q: %d entries, %v; want %q", name, tt.doc, len(c.Entries), err, tt.want)
			}
		}
	}
}

// TestNamesLowerTheBar: a name that agrees needs less of the content.
func TestNamesLowerTheBar(t *testing.T) {
	const page = "案内です。\n受付は二階です。\nQ1 何時ですか？\n<b>九時</b>です。<p>\n土曜は十時です。<p>\nどうぞお越しください。\n係\n"
	if k := textKind("a.txt", page); k != nil {
		t.Errorf("a text with some tags: %v", k.name)
	}
	if k := textKind("A.HTML", page); k == nil || !strings.Contains(say(k.name), "HTML") {
		t.Errorf("the same as HTML: %v", k)
	}
}

// texts are read as text, however much they speak of programs and tables.
var texts = map[string]string{
	"colons":           "Q: 受付は何時からですか？\nA: 9時からです。\n\nQ: 電話は？\nA: TEL: 03-0000-0000\nFAX: 03-0000-0001\nE-mail: a@example.jp\n",
	"words for marks":  "Question: 何時に開きますか？\nAnswer: 九時です。\n\nQuestion: どこですか？\nAnswer: 二階です。\n",
	"Japanese marks":   "質問: 何時に開きますか？\n回答: 九時です。\n\n質問: どこですか？\n回答: 二階です。\n",
	"commas":           "Q1, 何時に開きますか\n九時, 土曜は十時です。\nQ2, どこですか\n二階, または三階です。\n",
	"marks and tabs":   "Q1\t何時に開きますか\nA1\t九時です。\nQ2\tどこですか\nA2\t二階です。\n",
	"front matter":     "---\ntitle: 会場の案内\ntags: [会場, 時間]\n---\n\n## 何時に開きますか？\n\n九時です。\n\n## どこですか？\n\n二階です。\n",
	"code fences":      "## CSVはどう書きますか？\n\n次のように書きます。\n\n```csv\n品名,数,単価\n傘,2,500\n靴,1,3000\n箱,5,100\n```\n\n## JSONは使えますか？\n\n使えません。\n\n```json\n{\n  \"a\": 1,\n  \"b\": 2\n}\n```\n",
	"about CSV":        "Q1 CSVの列の順番は決まっていますか？\n\n「品名,数,単価」の順です。1行目に見出しを書いてください。\n\nQ2 HTMLタグは使えますか？\n\n<b> と <i> だけ使えます。\n",
	"a table in it":    "Q1 料金は？\n\n区分\t平日\t休日\n大人\t500円\t700円\n子供\t300円\t400円\n\nQ2 割引は？\n\nありません。\n",
	"brackets":         "[Q1] 何時に開きますか\n\n九時です。\n\n[Q2] どこですか\n\n二階です。\n",
	"English":          "Q1 When do you open?\n\nWe open at nine; on Saturdays, at ten.\n\nQ2 Where are you?\n\nOn the second floor: turn right, then left.\n",
	"addresses":        "Q1 どこへ送りますか？\n\n〒100-0001\n東京都千代田区1-1\nURL: https://example.jp/a?b=c\n\nQ2 期限は？\n\n月末です。\n",
	"angle brackets":   "<会場について>\n\nQ1 どこですか\n\n二階です。\n\n<時間について>\n\nQ2 何時ですか\n\n九時です。\n",
	"a list in YAML's": "Q1 持ち物は？\n\n- 会員証: 受付で見せます\n- 筆記具: 鉛筆\n\nそのほかは要りません。\n\nQ2 服装は？\n\n自由です。\n",
}

func TestTextsStayTexts(t *testing.T) {
	for name, doc := range texts {
		c, err := Read(context.Background(), "a.txt", strings.NewReader(doc), Options{Programme: "p", Today: today})
		if err != nil || len(c.Entries) != 2 {
			t.Errorf("%s: %d entries, %v", name, len(c.Entries), err)
		}
	}
}

// FuzzTextKind: any bytes are refused or read, and what is refused has a name and help.
func FuzzTextKind(f *testing.F) {
	for _, tt := range otherKinds {
		f.Add("a.txt", tt.doc)
	}
	for _, doc := range texts {
		f.Add("a.html", doc)
	}
	docs, _ := filepath.Glob("testdata/docs/*")
	for _, doc := range docs {
		b, err := os.ReadFile(doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Base(doc), string(b))
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		if k := binaryKind([]byte(text)); k != nil && (k.name == "" || k.help == "" && k.reader == "") {
			t.Fatalf("%+v", k)
		}
		if k := textKind(name, tidy(text)); k != nil && (k.name == "" || k.help == "") {
			t.Fatalf("%+v", k)
		}
	})
}
