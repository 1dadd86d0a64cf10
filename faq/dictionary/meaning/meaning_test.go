package meaning

import (
	"math"
	"testing"
)

func TestTable(t *testing.T) {
	var east, north Vector
	east[0], north[1] = 1, 1
	table, err := parse(string(Write(map[string]Vector{"道具": east, "貸す": north, Concept("道具"): north})))
	if err != nil {
		t.Fatal(err)
	}
	if table.Len() != 3 {
		t.Errorf("%d words, want 3", table.Len())
	}
	var v Vector
	if table.Add(&v, "手ぶら", 1) {
		t.Error("a word that nobody wrote is known")
	}
	if !table.Add(&v, "道具", 3) || !table.Add(&v, Concept("道具"), 4) {
		t.Fatal("a word that was written is unknown")
	}
	if !v.Unit() || math.Abs(float64(v[0])-.6) > 1e-3 || math.Abs(float64(v[1])-.8) > 1e-3 {
		t.Errorf("the sum lies at %.3f, %.3f, want .6, .8", v[0], v[1])
	}
	small := east.Small()
	if near := v.Near(&small); math.Abs(float64(near)-.6) > .01 {
		t.Errorf("cosine %.3f, want .6", near)
	}
}

func TestNothingHasNoDirection(t *testing.T) {
	v := Vector{1e-6}
	if v.Unit() || v != (Vector{}) {
		t.Errorf("a vector of nearly nothing became %v", v[:3])
	}
}

func TestParseRefusesWhatIsCutOff(t *testing.T) {
	whole := string(Write(map[string]Vector{"道具": {1}, "貸す": {0, 1}}))
	for n := range len(whole) - 64 {
		if _, err := parse(whole[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are read as a table", n, len(whole))
		}
	}
}

// TestShared reads the table that the build has: words that have to do with each other lie nearer than others.
func TestShared(t *testing.T) {
	table, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	if table.Len() == 0 {
		var v Vector
		if table.Add(&v, "道具", 1) {
			t.Error("no table knows a word")
		}
		t.Skip("SKIPPED, not passed: built without the meanings of words; make compiled puts them there")
	}
	near := func(a, b string) float32 {
		var v, w Vector
		if !table.Add(&v, a, 1) || !table.Add(&w, b, 1) {
			t.Fatalf("%s or %s is unknown", a, b)
		}
		s := w.Small()
		return v.Near(&s)
	}
	for _, c := range []struct{ word, kin, other string }{
		{"引っ越す", "転居", "給料"}, {"赤ちゃん", "乳児", "駐車場"}, {"ラケット", "道具", "死亡"}, {"壊れる", "故障", "国籍"}, {"辞める", "退職", "写真"},
	} {
		if kin, other := near(c.word, c.kin), near(c.word, c.other); kin < other+.15 {
			t.Errorf("%s is as near to %s (%.2f) as to %s (%.2f)", c.word, c.kin, kin, c.other, other)
		}
	}
}
