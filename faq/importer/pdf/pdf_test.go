package pdf

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"madoguchi/faq/importer/tree"
	"madoguchi/faq/importer/tree/treetest"
)

// A paper is a page that a test writes on, line by line, 330 points wide and 400 high.
type paper struct{ page }

func newPaper(no int) *paper { return &paper{page{no: no, width: 330, height: 400}} }

// write sets words in letters of a size with their base line at y, beginning at x. Latin letters are half
// as wide.
func (p *paper) write(x, y, size float64, words string) *paper {
	for _, r := range words {
		width := size
		if r < 0x2000 {
			width = size / 2
		}
		p.glyphs = append(p.glyphs, glyph{box: box{x, y - 0.88*size, x + width, y + 0.12*size}, r: r, size: size, base: y})
		x += width
	}
	return p
}

// rule draws a frame of lines around each cell between the places.
func (p *paper) rule(xs, ys []float64) *paper {
	for _, x := range xs {
		p.rules = append(p.rules, box{x, ys[0], x, ys[len(ys)-1]})
	}
	for _, y := range ys {
		p.rules = append(p.rules, box{xs[0], y, xs[len(xs)-1], y})
	}
	return p
}

var layouts = []struct {
	name  string
	pages []*paper
	want  string
}{
	{"a line that reaches the edge goes on", []*paper{newPaper(1).write(40, 60, 10, "傘は受付で借りられますが、雨の日は先に無くなること").write(40, 76, 10, "があります。").write(40, 92, 10, "返すのは翌日でもかまいません。")},
		"p 傘は受付で借りられますが、雨の日は先に無くなることがあります。\np 返すのは翌日でもかまいません。"},
	{"headings by their size", []*paper{newPaper(1).write(40, 50, 20, "会館").write(40, 80, 14, "傘").write(40, 100, 10, "受付で借ります。").write(40, 130, 14, "靴").write(40, 150, 10, "貸しません。")},
		"h1 会館\nh2 傘\np 受付で借ります。\nh2 靴\np 貸しません。"},
	{"a page turn inside of a sentence", []*paper{newPaper(1).write(40, 200, 10, "短い行です。").write(40, 330, 10, "二つの荷物を同時に預けたいときは、どちらの窓口へ行"), newPaper(2).write(40, 60, 10, "けばよいですか")},
		"p 短い行です。\np 二つの荷物を同時に預けたいときは、どちらの窓口へ行けばよいですか"},
	{"running heads and page numbers", []*paper{
		newPaper(1).write(40, 20, 10, "利用案内").write(40, 60, 10, "一枚目です。").write(190, 385, 10, "- 1 -"),
		newPaper(2).write(40, 20, 10, "利用案内").write(40, 60, 10, "二枚目です。").write(190, 385, 10, "- 2 -")},
		"p 一枚目です。\np 二枚目です。"},
	{"a table with lines, an empty cell, and a sentence in a cell", []*paper{newPaper(1).rule([]float64{40, 100, 160}, []float64{50, 70, 110, 130}).
		write(45, 64, 10, "品").write(105, 64, 10, "料金").write(45, 84, 10, "折りたたみ").write(45, 98, 10, "傘").write(105, 84, 10, "百円").write(45, 124, 10, "靴")},
		"table 品|料金 / 折りたたみ傘|百円 / 靴|"},
	{"a table without lines", []*paper{newPaper(1).write(40, 60, 10, "品").write(120, 60, 10, "一日").write(200, 60, 10, "一週").write(40, 76, 10, "傘").write(200, 76, 10, "百円").write(40, 92, 10, "長靴").write(120, 92, 10, "二十円").write(200, 92, 10, "九十円")},
		"table 品|一日|一週 / 傘||百円 / 長靴|二十円|九十円"},
	{"a mark before a tab", []*paper{newPaper(1).write(40, 60, 10, "Q1").write(70, 60, 10, "傘はありますか").write(40, 76, 10, "・").write(70, 76, 10, "黒い傘")},
		"p Q1 傘はありますか\np ・ 黒い傘"},
	{"a table of contents with leaders", []*paper{newPaper(1).write(40, 50, 10, "目次").write(40, 66, 10, "傘を借りる.......... 2").write(40, 82, 10, "傘を返す.......... 3").write(40, 98, 10, "靴.......... 4").write(40, 130, 10, "傘を借りる")},
		"p 傘を借りる"},
	{"contents whose last items have no leader", []*paper{newPaper(1).write(40, 50, 10, "目次").write(40, 66, 10, "傘.......... 2").write(40, 82, 10, "靴.......... 2").write(40, 98, 10, "杖.......... 2").write(40, 114, 10, "鞄を預ける 3").
		write(40, 130, 10, "鞄を預ける").write(40, 146, 10, "三十日までです。")},
		"p 鞄を預ける\np 三十日までです。"},
	{"ruby", []*paper{newPaper(1).write(40, 50, 5, "かさ").write(40, 60, 10, "傘を借ります。")}, "p 傘を借ります。"},
	{"gaps that stand for spaces", []*paper{newPaper(1).write(40, 60, 10, "傘の").write(62.5, 60, 10, "MTB").write(80, 60, 10, "型です")}, "p 傘の MTB 型です"},
}

func TestLayouts(t *testing.T) {
	for _, tt := range layouts {
		t.Run(tt.name, func(t *testing.T) {
			var pages []*page
			for _, p := range tt.pages {
				pages = append(pages, &p.page)
			}
			doc := docOf(pages)
			treetest.Want(t, doc.Blocks, tt.want)
			treetest.Check(t, doc, nil)
		})
	}
}

// TestColumns: text in two columns is read down the first, then down the second, under a title across both.
func TestColumns(t *testing.T) {
	p := newPaper(1).write(100, 40, 16, "貸し農園の質問")
	left := []string{"水は北の端の井戸から汲めま", "す。夏は朝と夕方に混みます", "ので、昼にお越しください。", "農具は物置にあります。土を", "落として返してください。"}
	right := []string{"区画は三十平方メートルです", "。隣り合う二つを合わせるこ", "ともできます。", "子どもだけでは入れません。", "大人と一緒に来てください。"}
	for i := range left {
		p.write(40, float64(80+16*i), 10, left[i]).write(220, float64(84+17*i), 10, right[i])
	}
	got := treetest.Show(docOf([]*page{&p.page}).Blocks)
	if a, b := strings.Index(got, "落として返してください"), strings.Index(got, "区画は三十"); a < 0 || b < a {
		t.Errorf("the columns are mixed:\n%s", got)
	}
	if !strings.HasPrefix(got, "h1 貸し農園の質問") || !strings.Contains(got, "汲めます。夏は朝と夕方に混みますので、昼に") {
		t.Errorf("the lines are not joined:\n%s", got)
	}
}

func TestLetters(t *testing.T) {
	for from, want := range map[rune]rune{2: '-', 0x2F42: '文', 0xF0B7: '•', '\u00a0': ' ', 0xFFFE: 0, 'あ': 'あ', '～': '～', '﨑': '﨑'} {
		if got := letter(from); got != want {
			t.Errorf("letter(%U) = %q, want %q", from, got, want)
		}
	}
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFaults: what cannot be read says why.
func TestFaults(t *testing.T) {
	whole := readFile(t, "../testdata/formats/two_columns.pdf")
	for name, tt := range map[string]struct {
		data []byte
		want tree.FaultCode
	}{
		"password":     {readFile(t, "testdata/password.pdf"), tree.Encrypted},
		"scanned":      {readFile(t, "testdata/scanned.pdf"), tree.Pictures},
		"only a start": {[]byte("%PDF-1.7\n"), tree.Broken},
		"cut off":      {whole[:300], tree.Broken},
		"many pages":   {blankPages(201), tree.TooMany},
		"empty":        {blankPages(3), tree.Empty},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := Read(tt.data)
			var fault *tree.Fault
			if !errors.As(err, &fault) || fault.Code != tt.want {
				t.Errorf("%v, want the fault %s", err, tt.want)
			}
			treetest.Check(t, doc, err)
		})
	}
}

// blankPages is a document of n pages with nothing on them.
func blankPages(n int) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count " + strconv.Itoa(n) + "/Kids[")
	for i := range n {
		b.WriteString(strconv.Itoa(i+3) + " 0 R ")
	}
	b.WriteString("]>>endobj\n")
	for i := range n {
		b.WriteString(strconv.Itoa(i+3) + " 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n")
	}
	b.WriteString("trailer<</Root 1 0 R>>\n%%EOF\n")
	return []byte(b.String())
}

// TestOwner: a document that may be read and not changed is read.
func TestOwner(t *testing.T) {
	doc, err := Read(readFile(t, "testdata/owner.pdf"))
	if err != nil || len(doc.Blocks) < 10 {
		t.Errorf("%d blocks, %v", len(doc.Blocks), err)
	}
}

// TestCache: the compiled library is kept for its user alone, and a directory that others may write is not
// trusted.
func TestCache(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", dir)
	if c := openCache(); c == nil {
		t.Fatal("no cache")
	} else {
		c.Close(context.Background())
	}
	own := filepath.Join(dir, "madoguchi", engineVersion)
	if info, err := os.Stat(own); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := os.Chmod(own, 0o777); err != nil {
		t.Fatal(err)
	}
	if openCache() != nil {
		t.Error("a directory that others may write is trusted")
	}
}
