// Package colour computes with the colours of an office's pages: whether text in one can be read on
// another, and what one becomes on a dark page.
//
//	c, err := colour.Parse("#1f5a5a")
//	if colour.Contrast(c, colour.White) < colour.Text { … }
//	light := c.Readable(paper, colour.Text) // the same hue, as much lighter as paper needs
//
// Contrast is that of WCAG 2 (and so of JIS X 8341-3), from 1 to 21.
package colour

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Colour is one of sRGB, 0 to 255 each.
type Colour struct{ R, G, B uint8 }

// The ends.
var (
	White = Colour{255, 255, 255}
	Black = Colour{}
)

// Text is the contrast that text needs with what it stands on (WCAG 2, 1.4.3).
const Text = 4.5

// Parse reads "#1f5a5a" or "#abc".
func Parse(s string) (Colour, error) {
	hex, ok := strings.CutPrefix(s, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if !ok || len(hex) != 6 || err != nil {
		return Colour{}, fmt.Errorf("%q is no colour such as #1f5a5a", s)
	}
	return Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
}

// String is the colour as "#1f5a5a".
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Mix is c with a share of other, 0 to 1.
func (c Colour) Mix(other Colour, share float64) Colour {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-share) + float64(b)*share)) }
	return Colour{mix(c.R, other.R), mix(c.G, other.G), mix(c.B, other.B)}
}

// Readable is the nearest mixture of c with white or black that has at least the contrast with what it
// stands on, or the better of the two ends where none has.
func (c Colour) Readable(on Colour, contrast float64) Colour {
	end := White
	if Contrast(Black, on) > Contrast(White, on) {
		end = Black
	}
	for share := 0.0; share < 1; share += 0.02 {
		if m := c.Mix(end, share); Contrast(m, on) >= contrast {
			return m
		}
	}
	return end
}

// Contrast is how far two colours are apart in lightness: (lighter + 0.05) / (darker + 0.05), see
// https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio.
func Contrast(a, b Colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2: of sRGB, made linear.
func (c Colour) luminance() float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
