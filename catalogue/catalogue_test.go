package catalogue

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	for _, tc := range []struct {
		name, sentence string
		values         []any
		want           string
		fails          bool
	}{
		{name: "no places", sentence: "送信しました。", want: "送信しました。"},
		{name: "values in the sentence's order", sentence: "{b}は{a}通です。", values: []any{"a", 3, "b", "残り"}, want: "残りは3通です。"},
		{name: "a value twice", sentence: "{a}と{a}", values: []any{"a", "これ"}, want: "これとこれ"},
		{name: "a value that looks like a place", sentence: "「{a}」{b}", values: []any{"a", "{b}", "b", "です"}, want: "「{b}」です"},
		{name: "one", sentence: "{n} new {n|message|messages}", values: []any{"n", 1}, want: "1 new message"},
		{name: "many", sentence: "{n} new {n|message|messages}", values: []any{"n", 0}, want: "0 new messages"},
		{name: "a missing value", sentence: "{a}さん、{b}", values: []any{"a", "佐々木"}, want: "佐々木さん、", fails: true},
		{name: "a name without a value", sentence: "{a}さん", values: []any{"a"}, want: "さん", fails: true},
		{name: "an open brace", sentence: "{a", values: []any{"a", "x"}, want: "{a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := fill(tc.sentence, tc.values)
			if got != tc.want || (err != nil) != tc.fails {
				t.Errorf("fill = %q, %v; want %q", got, err, tc.want)
			}
		})
	}
}

// TestSayUnknown: a person reads something sensible in place of an unknown sentence, and the log
// names its key.
func TestSayUnknown(t *testing.T) {
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, nil)))
	defer slog.SetDefault(before)

	for _, l := range []*Language{JA, EN, newLanguage("xx", nil)} { // of the last there is no file
		said := l.Say(Key(strings.Join([]string{"no.such", "key"}, "_")))
		if said == "" || strings.Contains(said, "no.such") {
			t.Errorf("%s says %q for an unknown key", l.Tag(), said)
		}
	}
	if n := strings.Count(out.String(), "no.such_key"); n != 3 {
		t.Errorf("the unknown key is logged %d times:\n%s", n, out.String())
	}
}

func TestFallback(t *testing.T) {
	if got := EN.Say("widget.page", "n", 3); got != "page 3" {
		t.Errorf("English says %q", got)
	}
	for key := range JA.load() {
		if _, ok := EN.load()[key]; !ok {
			if got, _ := EN.Find(Key(key)); got != JA.load()[key] {
				t.Errorf("English says %q for %s", got, key)
			}
			return
		}
	}
}

// TestFiles holds that every file can be read, and that no sentence is empty or has a place that is
// not well formed. A language says what Japanese says, with the same values.
func TestFiles(t *testing.T) {
	for _, l := range []*Language{JA, EN} {
		source, err := files.ReadFile(l.tag + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		sentences, err := parse(source)
		if err != nil {
			t.Fatalf("%s.toml: %v", l.tag, err)
		}
		for key, sentence := range sentences {
			if strings.TrimSpace(sentence) == "" {
				t.Errorf("%s: %s is empty", l.tag, key)
			}
			if n := strings.Count(sentence, "{"); n != strings.Count(sentence, "}") || n < len(Places(sentence)) {
				t.Errorf("%s: %s has a broken place: %s", l.tag, key, sentence)
			}
			ours, ok := JA.load()[key]
			if !ok {
				t.Errorf("%s says %s, which is not in ja.toml", l.tag, key)
			} else if want, got := slices.Sorted(slices.Values(Places(ours))), slices.Sorted(slices.Values(Places(sentence))); !slices.Equal(got, want) {
				t.Errorf("%s: %s takes %v, in Japanese %v", l.tag, key, got, want)
			}
		}
	}
}

// BenchmarkLoad is what the catalogue costs at its first sentence.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		newLanguage("ja", nil).Say("catalogue.missing")
	}
}

func BenchmarkSay(b *testing.B) {
	for b.Loop() {
		JA.Say("catalogue.missing")
	}
}

func BenchmarkSayValues(b *testing.B) {
	for b.Loop() {
		JA.Say("slack.found", "query", "領収書はもらえますか", "n", 12)
	}
}
