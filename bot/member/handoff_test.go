package member

import "testing"

func FuzzReadHandoff(f *testing.F) {
	for _, s := range []string{"ABCD-EFG2", "ａｂｃｄ２３４５", "20261122", "research", "AAAA-AAAA", "2345 679A", "ー"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, ok := readHandoff(s)
		if again, okAgain := readHandoff(code); ok && (!okAgain || again != code || len(code) != 8) {
			t.Errorf("%q reads as %q, which reads as %q, %v", s, code, again, okAgain)
		}
	})
}
