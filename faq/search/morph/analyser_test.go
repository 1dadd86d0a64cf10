package morph

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"

	"madoguchi/faq/search/kana"
)

// original is kagome with the dictionary as its module ships it.
var original = sync.OnceValues(func() (*tokenizer.Tokenizer, error) {
	return tokenizer.New(ipa.Dict(), tokenizer.OmitBosEos())
})

// texts are all texts of the tree's samples, line by line, and texts put together at random of their
// pieces, of dictionary words and of any characters.
func texts(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"../../../samples/*.txt", "../../../samples/*.jsonl", "../../testdata/foreign.csv", "../../dictionary/*.txt"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("find %s: %d files, %v", pattern, len(files), err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, strings.Split(string(b), "\n")...)
		}
	}
	rng := rand.New(rand.NewPCG(7, 11))
	real := out
	words := ipa.Dict().Contents
	for range 5000 {
		var b strings.Builder
		for range 1 + rng.IntN(8) {
			switch rng.IntN(4) {
			case 0:
				runes := []rune(real[rng.IntN(len(real))])
				from := rng.IntN(len(runes) + 1)
				b.WriteString(string(runes[from:min(len(runes), from+rng.IntN(12))]))
			case 1:
				b.WriteString(words[rng.IntN(len(words))][2]) // a dictionary form
			case 2:
				b.WriteString(kana.Normalise(words[rng.IntN(len(words))][3])) // a reading
			default:
				b.WriteRune([]rune{'a' + rng.Int32N(26), 'ぁ' + rng.Int32N(90), 'ァ' + rng.Int32N(90), '一' + rng.Int32N(20000), rng.Int32N(0x10ffff), '\xff'}[rng.IntN(6)])
			}
		}
		out = append(out, b.String())
	}
	return out
}

// TestWordForWord holds that the analyser finds word for word what kagome finds with the dictionary
// as it is shipped, and knows of each word the same facts.
func TestWordForWord(t *testing.T) {
	kagome, err := original()
	if err != nil {
		t.Fatal(err)
	}
	a, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	words := 0
	for _, text := range texts(t) {
		want, got := kagome.Tokenize(text), a.Tokenize(text)
		if len(want) != len(got) {
			t.Fatalf("%q has %d words, want %d", text, len(got), len(want))
		}
		for i := range want {
			w, g := &want[i], &got[i]
			if !w.Equal(*g) || w.Start != g.Start || w.End != g.End || w.Position != g.Position {
				t.Fatalf("%q: word %d is %v, want %v", text, i, g, w)
			}
			if w.Class == tokenizer.KNOWN {
				sameFacts(t, a, w)
			}
			words++
		}
	}
	t.Logf("%d words", words)
}

func sameFacts(t *testing.T, a *Analyser, w *tokenizer.Token) {
	t.Helper()
	column := func(x string, ok bool) string {
		if !ok || x == "*" {
			return ""
		}
		return x
	}
	base, reading := column(w.BaseForm()), column(w.Reading())
	inflection, _ := w.InflectionalType()
	f := &a.words[w.ID]
	if got := a.base(w.ID); got != base {
		t.Errorf("%v has the dictionary form %q, want %q", w, got, base)
	}
	if got, want := a.reading(w.ID), toHiragana(reading); got != want {
		t.Errorf("%v is read %q, want %q", w, got, want)
	}
	if got := a.inflections[f.inflection]; got != column(inflection, true) {
		t.Errorf("%v inflects as %q, want %q", w, got, inflection)
	}
	if want := classOf(w.POS()); f.class != want {
		t.Errorf("%v is of class %d, want %d", w, f.class, want)
	}
}

func TestBrokenDictionaries(t *testing.T) {
	data, err := dictionary()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 10, 1000, len(data) / 2, len(data) - 1000} {
		if _, err := read(data[:n]); err == nil {
			t.Errorf("a dictionary cut after %d of %d bytes was read", n, len(data))
		}
	}
}

func BenchmarkReadDictionary(b *testing.B) {
	data, err := dictionary()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(data); err != nil {
			b.Fatal(err)
		}
	}
}
