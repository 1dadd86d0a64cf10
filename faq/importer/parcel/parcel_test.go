package parcel

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"madoguchi/faq/importer/tree"
)

func pack(t testing.TB, name, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXML(t *testing.T) {
	p, err := Open(pack(t, "a/b.xml", `<w:r xmlns:w="x"><w:b w:val="0"/><w:i/><w:t> 傘 </w:t>
 </w:r>`))
	if err != nil {
		t.Fatal(err)
	}
	e, err := p.XML("a/b.xml")
	if err != nil {
		t.Fatal(err)
	}
	r := e.Kid("r")
	if r.Words() != " 傘 " || r.On("b") || !r.On("i") || r.On("u") || e.At("r", "b").Attr["val"] != "0" || e.At("x", "y") != nil {
		t.Errorf("%+v", r)
	}
}

// TestLies: an archive that says a part is small is not believed.
func TestLies(t *testing.T) {
	p, err := Open(pack(t, "a.xml", "<a>"+strings.Repeat("x", 1000)+"</a>"))
	if err != nil {
		t.Fatal(err)
	}
	p.room = 100
	_, err = p.XML("a.xml")
	var fault *tree.Fault
	if !errors.As(err, &fault) || fault.Code != tree.Inflated {
		t.Errorf("%v", err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(pack(f, "word/document.xml", "<a><b c='d'>e</b></a>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Open(b)
		var fault *tree.Fault
		if err != nil {
			if !errors.As(err, &fault) {
				t.Errorf("error %v is no fault", err)
			}
			return
		}
		for name := range p.parts {
			if _, err := p.XML(name); err != nil && !errors.As(err, &fault) {
				t.Errorf("%s: error %v is no fault", name, err)
			}
		}
	})
}
