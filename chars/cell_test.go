package chars

import (
	"strings"
	"testing"
)

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "会費": "会費", "3円": "3円", "a=1": "a=1", "ー": "ー", " =1": " =1",
		"=1+1": "'=1+1", "+81": "'+81", "-5": "'-5", "@SUM(A1)": "'@SUM(A1)",
		"＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠SUM": "'＠SUM", "−1": "'−1", "﹦1": "'﹦1",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "'=1": "''=1", "\xff=1": "\xff=1",
	} {
		got := Harmless(in)
		if got != want {
			t.Errorf("%q is written as %q, want %q", in, got, want)
		}
		if Unguarded(got) != in {
			t.Errorf("%q is read as %q", got, Unguarded(got))
		}
	}
}

func FuzzHarmless(f *testing.F) {
	for _, s := range []string{"", "=1", "＝1", "'", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Harmless(s)
		if Unguarded(got) != s {
			t.Errorf("%q is read as %q", s, Unguarded(got))
		}
		if got != "" && strings.ContainsRune("=+-@＝＋－＠\t\r\n", []rune(got)[0]) {
			t.Errorf("%q is written as %q", s, got)
		}
	})
}
