package office

import (
	"strings"
	"testing"

	"madoguchi/colour"
)

// TestBrand: an office's colours are taken if members can read them, and refused with what would do if not.
func TestBrand(t *testing.T) {
	for file, want := range map[string]string{
		"":                                "",
		"brand:\n  colour: \"#7a1f4b\"\n": "",
		"brand: {logo: mark.SVG}\n":       "",
		"brand:\n  colour: \"#f5a623\"\n": "colour",
		"brand:\n  colour: teal\n":        "colour",
		"brand: {tint: \"#335544\"}\n":    "tint",
		"brand: {logo: logo.gif}\n":       "logo",
		"brand: {color: \"#000000\"}\n":   "color",
	} {
		o, err := Parse([]byte(file))
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want a fault of %q", file, err, want)
		}
		if err == nil {
			main, tint := o.Brand.Colours()
			if colour.Contrast(main, tint) < colour.Text || colour.Contrast(main, Paper) < colour.Text {
				t.Errorf("%q: %s on %s", file, main, tint)
			}
		}
	}
}
