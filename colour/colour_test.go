package colour

import (
	"math"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{"#1f5a5a": "#1f5a5a", "#ABC": "#aabbcc", "#FFFFFF": "#ffffff"} {
		if c, err := Parse(text); err != nil || c.String() != want {
			t.Errorf("%s: %s %v, want %s", text, c, err, want)
		}
	}
	for _, text := range []string{"", "#", "red", "1f5a5a", "#12345", "#1234567", "#gggggg", "#+12345"} {
		if c, err := Parse(text); err == nil {
			t.Errorf("%q is read as %s", text, c)
		}
	}
}

// TestContrast: the ratios are those that checkers of WCAG 2 give.
func TestContrast(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{{"#000", "#fff", 21}, {"#fff", "#fff", 1}, {"#767676", "#fff", 4.54}, {"#f00", "#fff", 4.00}, {"#1f5a5a", "#fff", 7.87}} {
		a, _ := Parse(tt.a)
		b, _ := Parse(tt.b)
		if got := Contrast(a, b); math.Abs(got-tt.want) > 0.01 || got != Contrast(b, a) {
			t.Errorf("%s on %s: %.3f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestReadable: every colour becomes readable on every paper, and one that is stays as it is.
func TestReadable(t *testing.T) {
	for _, paper := range []string{"#fff", "#161b1a", "#f4ede0", "#222a28"} {
		on, _ := Parse(paper)
		for r := 0; r < 256; r += 51 {
			for g := 0; g < 256; g += 51 {
				for b := 0; b < 256; b += 51 {
					c := Colour{uint8(r), uint8(g), uint8(b)}
					got := c.Readable(on, Text)
					if Contrast(got, on) < Text || Contrast(c, on) >= Text && got != c {
						t.Fatalf("%s on %s becomes %s", c, on, got)
					}
				}
			}
		}
	}
}
