package edition

import (
	"strings"
	"testing"
)

// marked shows spans with the words that differ in brackets.
func marked(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Differ {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	for _, test := range []struct{ before, after, was, is string }{
		{"会費は3,000円です。", "会費は4,000円です。", "会費は[3],000円です。", "会費は[4],000円です。"},
		{"同じ", "同じ", "同じ", "同じ"},
		{"", "新しい", "", "[新しい]"},
		{"窓口へお越しください。", "窓口かLINEへお越しください。", "窓口へお越しください。", "窓口[かLINE]へお越しください。"},
		{"一行目\n二行目", "一行目\n三行目", "一行目\n[二行目]", "一行目\n[三行目]"},
	} {
		was, is := Diff(test.before, test.after)
		if marked(was) != test.was || marked(is) != test.is {
			t.Errorf("%q, %q: %s, %s", test.before, test.after, marked(was), marked(is))
		}
	}
}

// FuzzDiff: the spans of a text are the text, and what is not marked is the same in both.
func FuzzDiff(f *testing.F) {
	f.Add("会費は3円", "年会費は4円")
	f.Add("", "\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		was, is := Diff(a, b)
		whole := func(spans []Span) (all, kept string) {
			for _, s := range spans {
				if all += s.Text; !s.Differ {
					kept += s.Text
				}
			}
			return all, kept
		}
		x, keptX := whole(was)
		y, keptY := whole(is)
		if string([]rune(x)) != string([]rune(a)) || string([]rune(y)) != string([]rune(b)) {
			t.Fatalf("%q became %q, %q became %q", a, x, b, y)
		}
		if keptX != keptY {
			t.Fatalf("unmarked are %q and %q", keptX, keptY)
		}
	})
}
