package pdf

import (
	"context"
	"strings"
	"testing"

	"madoguchi/faq/importer/tree/treetest"
)

// FuzzRead gives the library what is no document. One machine serves all inputs, and is thrown away when
// one has broken it.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"../testdata/formats/turned_pages.pdf", "../testdata/formats/two_columns.pdf", "testdata/password.pdf", "testdata/scanned.pdf"} {
		f.Add(readFile(f, name))
	}
	f.Add(blankPages(2))
	var e *engine
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		if e == nil {
			var err error
			if e, err = start(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		doc, err := e.read(data)
		treetest.Check(t, doc, err)
		if err != nil && strings.Contains(err.Error(), "wasm error") {
			e.close()
			e = nil
		}
	})
}

// FuzzLayout sets letters and lines anywhere: what is made of them is a tree, and no letter is lost but
// those of furniture.
func FuzzLayout(f *testing.F) {
	f.Add([]byte("\x10\x10\x05\x01\x20\x10\x05\x02\x30\x10\x05\x03\x10\x40\x05\x04\x90\x40\x05\x05"))
	f.Add([]byte("\x10\x10\x00\xff\x10\x80\x00\xff\x10\x10\x01\xff\x80\x10\x01\xff\x12\x12\x05\x10\x50\x12\x05\x11"))
	letters := []rune("傘は12.。、？QA・目次あいう-( )")
	f.Fuzz(func(t *testing.T, data []byte) {
		data = data[:min(len(data), 4000)]
		pages := []*page{{no: 1, width: 400, height: 400}, {no: 2, width: 400, height: 400}}
		for ; len(data) >= 4; data = data[4:] {
			p := pages[int(data[2]>>7)]
			x, y, size := float64(data[0])*1.5, float64(data[1])*1.5, float64(data[2]&15)+1
			if data[3] == 0xff {
				p.rules = append(p.rules, box{x, y, x + size*20*float64(data[2]>>4&1), y + size*20*float64(data[2]>>5&1)})
				continue
			}
			r := letters[int(data[3])%len(letters)]
			p.glyphs = append(p.glyphs, glyph{box: box{x, y - 0.88*size, x + size, y + 0.12*size}, r: r, size: size, base: y, bold: data[2]>>6&1 == 1})
		}
		treetest.Check(t, docOf(pages), nil)
	})
}
