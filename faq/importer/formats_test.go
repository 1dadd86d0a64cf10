package importer

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFormats reads every document of testdata/formats and compares the whole report with a golden
// file. A Word document is kept there as the text of its parts, apart by lines "-- NAME --".
func TestFormats(t *testing.T) {
	files, err := filepath.Glob("testdata/formats/*")
	if err != nil || len(files) < 30 {
		t.Fatalf("documents: %v, %v", files, err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if rest, ok := strings.CutSuffix(name, ".parts"); ok {
				name, b = rest, pack(t, string(b))
			}
			got, err := json.MarshalIndent(NewReport(readText(t, name, b)), "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", "golden", name+".json"), append(got, '\n'))
		})
	}
}

// pack makes an archive of parts that stand in one text.
func pack(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range strings.Split("\n"+text, "\n-- ")[1:] {
		name, content, ok := strings.Cut(part, " --\n")
		if !ok {
			t.Fatalf("a part without a name: %.40q", part)
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestNoFAQ: what has headings, records or rows and answers no questions is refused, never half believed.
func TestNoFAQ(t *testing.T) {
	for name, doc := range map[string]string{
		"news.html":     "<!doctype html><main><h1>市政だより</h1><h2>春の交通安全</h2><p>六日からです。</p><h2>図書館の休館</h2><p>十日は休みです。</p></main>",
		"fees.html":     "<!doctype html><main><h1>料金表</h1><table><tr><th>品目</th><th>料金</th></tr><tr><td>傘</td><td>300円</td></tr><tr><td>靴</td><td>500円</td></tr></table></main>",
		"tools.md":      "# 道具箱\n\n## 入れ方\n\n```sh\nmake\n```\n\n## 使い方\n\n画面を開きます。\n",
		"posts.json":    `[{"title":"夏祭り","body":"八月に開きます。"},{"title":"休業日","body":"十日は休みます。"}]`,
		"package.json":  `{"name":"app","version":"1","scripts":{"a":"b"}}`,
		"services.yaml": "services:\n  db:\n    image: postgres\n    ports:\n      - a\n",
		"people.csv":    "氏名,住所,電話,備考\n田中,東京都,03-0000-0000,会員です。\n山本,大阪市,06-0000-0000,退会しました。\n",
		"goods.csv":     "商品名,説明,価格\n傘,雨の日に使います。,500\n靴,革でできています。,3000\n",
	} {
		c, err := Read(t.Context(), name, strings.NewReader(doc), Options{Programme: "p", Today: today})
		var refused *Refusal
		if !errors.As(err, &refused) {
			t.Errorf("%s: %d entries, %v", name, len(c.Entries), err)
		}
	}
}

// TestPDFRefusals: a PDF that cannot be read is refused with what helps, and one of 3 KB whose page
// unpacks, twice, to more than a gigabyte of spaces, within the bounds of a child.
func TestPDFRefusals(t *testing.T) {
	file := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("pdf", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, tt := range map[string]struct {
		data []byte
		want []string
	}{
		"password.pdf": {file("password.pdf"), []string{"パスワードのかかったPDF", "Microsoft Print to PDF"}},
		"scanned.pdf":  {file("scanned.pdf"), []string{"スキャンした画像だけのPDF", "テキスト認識（OCR）"}},
		"broken.pdf":   {[]byte("%PDF-1.7\nいろは"), []string{"壊れていて"}},
		"swollen.pdf":  {file("swollen.pdf"), []string{"大きすぎて"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(t.Context(), name, bytes.NewReader(tt.data), Options{Programme: "p", Today: today})
			var refused *Refusal
			if !errors.As(err, &refused) {
				t.Fatalf("%v is no refusal", err)
			}
			for _, w := range tt.want {
				if !strings.Contains(refused.Error(), w) {
					t.Errorf("%q does not say %q", refused.Error(), w)
				}
			}
		})
	}
}
