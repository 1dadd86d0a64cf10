package office

import (
	"path/filepath"
	"slices"
	"strings"

	"madoguchi/colour"
)

// A Brand is how the office looks on its public pages. What it leaves out is the program's own.
type Brand struct {
	Logo   string `yaml:"logo,omitempty"`   // a picture beside the office file: PNG, JPEG, WebP or SVG; "" = none
	Colour string `yaml:"colour,omitempty"` // of links and buttons: "#1f5a5a"
	Tint   string `yaml:"tint,omitempty"`   // of the bands behind text: "#f4ede0"
}

// The program's own colours.
const (
	defaultColour = "#1f5a5a"
	defaultTint   = "#f4ede0"
)

// Paper is the colour of the pages, on which the office's colours must be readable.
var Paper = colour.Colour{R: 0xfb, G: 0xf9, B: 0xf5}

// Colours are the brand's two, its own or the program's.
func (b *Brand) Colours() (main, tint colour.Colour) {
	main, tint = mustColour(defaultColour), mustColour(defaultTint)
	if c, err := colour.Parse(b.Colour); err == nil {
		main = c
	}
	if c, err := colour.Parse(b.Tint); err == nil {
		tint = c
	}
	return main, tint
}

func mustColour(s string) colour.Colour {
	c, err := colour.Parse(s)
	if err != nil {
		panic("office: " + err.Error()) // constants, which a test parses
	}
	return c
}

// logoKinds are the endings of a logo's file.
var logoKinds = []string{".png", ".jpg", ".jpeg", ".webp", ".svg"}

// check holds that the colours can be read: a link that members with weak eyes cannot see is none.
func (b *Brand) check() error {
	for key, text := range map[string]string{"colour": b.Colour, "tint": b.Tint} {
		if _, err := colour.Parse(text); text != "" && err != nil {
			return at("brand."+key, "office.fault.colour", "value", text, "such", defaultColour)
		}
	}
	main, tint := b.Colours()
	switch {
	case colour.Contrast(main, Paper) < colour.Text:
		return at("brand.colour", "office.fault.colour_light", "value", main, "better", main.Readable(Paper, colour.Text))
	case colour.Contrast(main, tint) < colour.Text:
		return at("brand.tint", "office.fault.tint_dark", "value", tint, "colour", main)
	}
	if ext := strings.ToLower(filepath.Ext(b.Logo)); b.Logo != "" && !slices.Contains(logoKinds, ext) {
		return at("brand.logo", "office.fault.logo", "value", b.Logo)
	}
	return nil
}
