package fitted

import (
	"reflect"
	"testing"
)

// TestReadIsParsed holds that what was fitted, written and read again, is what its files say.
func TestReadIsParsed(t *testing.T) {
	want, err := Parse()
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(string(want.Flat()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(want, got) {
		t.Error("what was read is not what was written")
	}
	if len(got.Sure.Trees) < 100 || len(got.Ambiguous.Trees) < 100 {
		t.Errorf("there are %d and %d trees", len(got.Sure.Trees), len(got.Ambiguous.Trees))
	}
	if _, err := read(string(want.Flat()[:1000])); err == nil {
		t.Error("half a file was read")
	}
}

func BenchmarkReadFitted(b *testing.B) {
	m, err := Parse()
	if err != nil {
		b.Fatal(err)
	}
	data := string(m.Flat())
	for b.Loop() {
		if _, err := read(data); err != nil {
			b.Fatal(err)
		}
	}
}
