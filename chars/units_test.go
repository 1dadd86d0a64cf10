package chars

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		do    func(string, int) string
		text  string
		limit int
		want  string
	}{
		{Cut, "短い", 2, "短い"},
		{Cut, "長い文", 2, "長…"},
		{Cut, "🍎🍎🍎", 4, "🍎…"},
		{Cut, "𠮷𠮷", 2, "…"},
		{Cut, "葛\U000e0100城跡", 4, "葛\U000e0100…"},
		{Cut, "葛\U000e0100城跡", 3, "葛…"},
		{Cut, "あ い", 3, "あ い"},
		{Cut, "あ いう", 3, "あ…"},
		{Cut, "a👨‍👩‍👧です", 7, "a…"},
		{Cut, "👨‍👩‍👧です", 5, "👨\u200d…"},
		{Clip, "短い", 2, "短い"},
		{Clip, "長い文", 2, "長…"},
		{Clip, "a👨‍👩‍👧です", 4, "a…"},
		{Clip, "👨‍👩‍👧です", 3, "👨\u200d…"},
		{Clip, "長い", 1, "…"},
	} {
		if got := c.do(c.text, c.limit); got != c.want {
			t.Errorf("%q to %d is %q, want %q", c.text, c.limit, got, c.want)
		}
	}
}

func TestCounts(t *testing.T) {
	for _, c := range []struct {
		text                     string
		units, graphemes, length int
	}{{"あ", 1, 1, 1}, {"𠮷", 2, 1, 1}, {"👨‍👩‍👧", 8, 1, 5}, {"か\u3099", 2, 1, 2}, {"\xff", 1, 1, 1}, {"", 0, 0, 0}} {
		if u, g, l := Units(c.text), Graphemes(c.text), Length(c.text); u != c.units || g != c.graphemes || l != c.length {
			t.Errorf("%q has %d units, %d graphemes, %d code points; want %d, %d, %d", c.text, u, g, l, c.units, c.graphemes, c.length)
		}
	}
}

// FuzzCut: what is cut fits, is a beginning of the text, and is valid.
func FuzzCut(f *testing.F) {
	f.Add("👨‍👩‍👧です", 5)
	f.Add("か"+strings.Repeat("\u3099", 40), 9)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = 1 + (limit%60+60)%60
		s = Clean(s)
		if n := Units(s); n != len(utf16.Encode([]rune(s))) {
			t.Fatalf("%q has %d units", s, n)
		}
		for _, got := range []string{Cut(s, limit), Clip(s, limit)} {
			if !utf8.ValidString(got) || Length(got) > limit || got != s && !strings.HasPrefix(s, strings.TrimSuffix(got, "…")) {
				t.Fatalf("%q is cut to %q at %d", s, got, limit)
			}
		}
		if got := Cut(s, limit); Units(got) > limit {
			t.Fatalf("Cut(%q, %d) = %q", s, limit, got)
		}
	})
}

func TestFileName(t *testing.T) {
	for in, want := range map[string]string{"見積書.pdf": "見積書.pdf", "a/b:c": "a_b_c", "書類\u202efdp.exe": "書類_fdp.exe", " .. ": "file", "": "file"} {
		if got := FileName(in, "file"); got != want {
			t.Errorf("FileName(%q) = %q, want %q", in, got, want)
		}
	}
}
