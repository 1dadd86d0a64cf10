package faqsite

import (
	"bytes"
	_ "embed" // for the style sheet
	"fmt"
	"net/http"

	"madoguchi/chat"
	"madoguchi/colour"
)

//go:embed pages/faq.css
var css []byte

// The colours of the page by night.
var (
	night     = colour.Colour{R: 0x16, G: 0x1b, B: 0x1a}
	nightTint = colour.Colour{R: 0x24, G: 0x2c, B: 0x2a}
	ink       = colour.Colour{R: 0x22, G: 0x30, B: 0x2f}
)

// styleSheet is the sheet with the office's colours before it: those of its file by day, and by night the
// same, as much lighter as a dark page needs.
func styleSheet(f *Facts) []byte {
	var b bytes.Buffer
	dark := f.Colour.Readable(nightTint, colour.Text+0.5)
	tint := nightTint.Mix(f.Colour, 0.15)
	if colour.Contrast(dark, tint) < colour.Text {
		tint = nightTint
	}
	fmt.Fprintf(&b, ":root { --paper: %s; --accent: %s; --on-accent: %s; --tint: %s; }\n", f.Paper, f.Colour, onAccent(f.Colour), f.Tint)
	fmt.Fprintf(&b, "@media (prefers-color-scheme: dark) { :root { --paper: %s; --accent: %s; --on-accent: %s; --tint: %s; } }\n", night, dark, onAccent(dark), tint)
	b.Write(css)
	return b.Bytes()
}

// onAccent is the colour of words on a button.
func onAccent(c colour.Colour) colour.Colour {
	if colour.Contrast(colour.White, c) >= colour.Text {
		return colour.White
	}
	return ink.Readable(c, colour.Text)
}

// lasting lets browsers keep for a year what is asked for by its version.
func lasting(w http.ResponseWriter, r *http.Request, content []byte) {
	if r.URL.Query().Get("v") == version(content) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
}

// style serves the style sheet.
func (s *Service) style(w http.ResponseWriter, r *http.Request) error {
	f := s.Facts()
	sheet := styleSheet(&f)
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	lasting(w, r, sheet)
	return answer(w, r, http.StatusOK, sheet)
}

// logo serves the office's mark.
func (s *Service) logo(w http.ResponseWriter, r *http.Request) error {
	f := s.Facts()
	if f.Logo == nil {
		return chat.ErrNotFound
	}
	f.Logo.Header(w.Header(), r)
	return answer(w, r, http.StatusOK, f.Logo.Content)
}
