package ticket

import (
	"bytes"
	"strings"
	"testing"
)

// TestCheck: a code is drawn anew each time, is read however it is typed, and is good for its own number only.
func TestCheck(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		c := DrawCheck("Q-0012")
		if seen[c.Code] || len(c.Code) != checkLength+1 || strings.ContainsAny(c.Code, "01OILU") {
			t.Fatalf("drew %q", c.Code)
		}
		seen[c.Code] = true
		typed := strings.ToLower(strings.ReplaceAll(c.Code, "-", " "))
		for _, number := range []string{"Q-0012", "ｑ－００１２", " q0012 ", "Q‐0012"} {
			if !bytes.Equal(HashCheck(number, typed), c.Hash) {
				t.Errorf("%q with %q is not %q", number, typed, c.Code)
			}
		}
		if bytes.Equal(HashCheck("Q-0013", c.Code), c.Hash) || bytes.Equal(HashCheck("Q-0012", c.Code[1:]), c.Hash) {
			t.Error("another number or another code has the same hash")
		}
	}
}

func FuzzCheckNumber(f *testing.F) {
	for _, s := range []string{"Q-0012", "q0012", "−", "Ｃ－１", "\x00", "問い合わせ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := CheckNumber(s); CheckNumber(once) != once {
			t.Errorf("%q is %q, and that is %q", s, once, CheckNumber(once))
		}
	})
}
