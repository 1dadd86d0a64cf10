package lexicon

import (
	"reflect"
	"strings"
	"testing"

	"madoguchi/faq/dictionary"
	"madoguchi/faq/search/morph"
)

// TestReadIsCompiled holds that a lexicon that was written and read again is the one that was compiled.
func TestReadIsCompiled(t *testing.T) {
	want, err := Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := morph.Shared()
	if err != nil {
		t.Fatal(err)
	}
	data := string(want.Flat())
	got, err := read(data, tok)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Flat()) != data {
		t.Error("what was read is written otherwise")
	}
	for i := range want.Concepts {
		w, g := &want.Concepts[i], &got.Concepts[i]
		if w.Name != g.Name || w.question != g.question || len(w.related) != len(g.related) || len(w.Twins) != len(g.Twins) {
			t.Errorf("concept %d is %+v, want %+v", i, g, w)
		}
	}
	ds, err := dictionary.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, d := range ds {
		for _, line := range d.Lines {
			text := strings.Join(line.Words, "、")
			if w, g := want.Read(text, nil), got.Read(text, nil); !reflect.DeepEqual(w, g) {
				t.Fatalf("%s is read as\n%+v\nwant\n%+v", text, g, w)
			}
			n++
		}
	}
	if n < 400 {
		t.Errorf("only %d lines were compared", n)
	}
}

func TestBrokenLexicon(t *testing.T) {
	l, err := Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	data := string(l.Flat())
	for _, n := range []int{0, 10, 1000, len(data) / 2, len(data) - 100} {
		if _, err := read(data[:n], l.Tok); err == nil {
			t.Errorf("a lexicon cut after %d of %d bytes was read", n, len(data))
		}
	}
}

func BenchmarkReadLexicon(b *testing.B) {
	l, err := Compile(nil)
	if err != nil {
		b.Fatal(err)
	}
	data := string(l.Flat())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(data, l.Tok); err != nil {
			b.Fatal(err)
		}
	}
}
