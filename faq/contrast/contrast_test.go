package contrast

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq/edition"
)

// read gives a document's paragraphs as a reader of the format finds them, with marked words in brackets.
func read(t *testing.T, file []byte) []string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"[Content_Types].xml", "_rels/.rels"} {
		if f, err := z.Open(part); err != nil {
			t.Error(err)
		} else if err := xml.NewDecoder(f).Decode(new(struct{})); err != nil {
			t.Errorf("%s: %v", part, err)
		}
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var text strings.Builder
	marked := false
	d := xml.NewDecoder(f)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "highlight":
				marked = true
			case "br":
				text.WriteString("/")
			}
		case xml.CharData:
			if marked {
				text.WriteString("[" + string(x) + "]")
			} else {
				text.Write(x)
			}
		case xml.EndElement:
			switch x.Name.Local {
			case "r":
				marked = false
			case "p":
				out = append(out, strings.TrimPrefix(text.String(), "\n")) // behind the declaration
				text.Reset()
			}
		}
	}
}

func TestWriteDocx(t *testing.T) {
	t.Parallel()
	was, is := edition.Diff("会費は三円です。\n<税込> & 送料", "会費は五円です。\n<税込> & 送料")
	var b bytes.Buffer
	err := WriteDocx(&b, &Table{Title: "新旧対照表", Of: "港 FAQ Q1", Dated: "2036年4/1（火） 09:00 の下書き", Part: "箇所", Old: "旧", New: "新", Rows: []Row{{Head: "Q1 会費は？"}, {Name: "回答", Was: was, Is: is}, {Name: "別の聞き方", Is: []edition.Span{{Text: "会費\x00って", Differ: true}}}}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"新旧対照表", "港 FAQ Q1", "2036年4/1（火） 09:00 の下書き", "箇所", "旧", "新", "Q1 会費は？", "回答", "会費は[三円]です。/<税込> & 送料", "会費は[五円]です。/<税込> & 送料", "別の聞き方", "", "[会費\uFFFDって]", ""}
	if diff := cmp.Diff(want, read(t, b.Bytes())); diff != "" {
		t.Errorf("the document (-want +got):\n%s", diff)
	}
}
