package dictionary_test

import (
	"strings"
	"testing"

	"madoguchi/faq/dictionary"
)

func TestParseDictionaryErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no sign", "返金: 払い戻し\nただの文", "own.txt:2: "},
		{"no words", "返金:", "own.txt:1: "},
		{"no name", "# 注\n\n: 払い戻し", "own.txt:3: "},
		{"only a mark", "?: いつ", "own.txt:1: "},
		{"twice", "返金: 払い戻し\n\n返金: 返却", `own.txt:3: concept "返金" is already on line 1`},
		{"unknown @", "@greeting: やあ", "own.txt:1: "},
		{"a sentence", "返金: " + strings.Repeat("長い", 30), "own.txt:1: "},
		{"relation without words", "返金 ~ ", "own.txt:1: "},
		{"nothing to search", "返金: \u200b", "own.txt:1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := dictionary.Parse("own.txt", strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("err = %v, want one with %q", err, c.want)
			}
		})
	}
}

func FuzzParseDictionary(f *testing.F) {
	for _, s := range []string{"返金: 払い戻し", "?いつ：いつ", "a | b", "a ~ b", "@stop: する", "-a: b\n=c: d", "\ufeff#", ":", "：、,，"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := dictionary.Parse("fuzz", strings.NewReader(text))
		if (d == nil) == (err == nil) {
			t.Errorf("dictionary %v, err %v", d, err)
		}
	})
}
