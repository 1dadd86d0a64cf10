package chars

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func ExampleAlign() {
	a := Align("㈱髙﨑の件です。０３−１１１１−２２２２")
	at := strings.Index(a.Text, "03")
	fmt.Println(a.Text[at:])
	before, _ := a.Without(at, len(a.Text))
	fmt.Println(before)
	// Output:
	// 03-1111-2222
	// ㈱髙﨑の件です。
}

var number = regexp.MustCompile(`[0-9]+`)

func TestAlignReplace(t *testing.T) {
	a := Align("１２月３日、ﾊﾟﾘ").Replace(number, func(s string) string { return "<" + s + ">" })
	if a.Text != "<12>月<3>日、パリ" {
		t.Fatalf("text %q", a.Text)
	}
	if got := a.Source(0, len("<12>月")); got != "１２月" {
		t.Errorf("source %q", got)
	}
	if got := a.Source(len("<1"), len("<12")); got != "１２" {
		t.Errorf("source of a part of what was replaced: %q", got)
	}
	at := strings.Index(a.Text, "パ")
	if got := a.Source(at, at+len("パ")); got != "ﾊﾟ" {
		t.Errorf("source %q", got)
	}
	if before, behind := a.Without(0, 0); before != "１２月３日、ﾊﾟﾘ" || behind != "" {
		t.Errorf("without nothing: %q, %q", before, behind)
	}
}

// FuzzAlign: the text is what Plain makes of a tidy one, and all of it comes from all of the original.
func FuzzAlign(f *testing.F) {
	for _, s := range []string{"１２月３日", "ﾊﾟﾘ", "か\u3099", "㈱－〜，", "\u0344\u0344"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = Tidy(s)
		a := Align(s)
		if strings.TrimSpace(a.Text) != Plain(s) {
			t.Fatalf("Align(%q) is %q, Plain %q", s, a.Text, Plain(s))
		}
		b := a.Replace(number, func(s string) string { return s + "x" })
		for _, x := range []*Aligned{a, b} {
			if x.Text == "" {
				continue
			}
			if got := x.Source(0, len(x.Text)); got != s {
				t.Fatalf("the source of all of %q is %q", s, got)
			}
			for i := range x.Text {
				before, behind := x.Without(i, len(x.Text))
				if !strings.HasPrefix(s, before) || behind != "" {
					t.Fatalf("%q without what is behind byte %d: %q, %q", s, i, before, behind)
				}
			}
		}
	})
}
