package logo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWidth: a page keeps as much room as the picture will take.
func TestWidth(t *testing.T) {
	drawing := func(attributes string) *Logo {
		return New(svg, []byte(`<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg" `+attributes+`><rect width="9" height="1"/></svg>`))
	}
	for name, tt := range map[string]struct {
		logo *Logo
		want int
	}{
		"picture":       {New("image/png", picture(t, 300, 100)), 120},
		"a hair's":      {New("image/png", picture(t, 1, 900)), 1},
		"broken":        {New("image/png", []byte("\x89PNG")), 40},
		"box":           {drawing(`viewBox="0 0 50,25"`), 80},
		"small box":     {drawing(`viewBox="0 0 1.5 .5" width="10" height="10"`), 120},
		"sides":         {drawing(`width="20px" height="10"`), 80},
		"per cent":      {drawing(`width="100%" height="100%"`), 40},
		"none":          {drawing(``), 40},
		"no number":     {drawing(`width="NaN" height="Inf"`), 40},
		"huge":          {drawing(`width="1e300" height="1"`), 40},
		"no drawing":    {New(svg, []byte("<svg")), 40},
		"box of a line": {drawing(`viewBox="0 0 50 0"`), 40},
	} {
		if got := tt.logo.Width(40); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

// TestRead: what a file is, its content tells.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct{ name, content, want string }{
		{"a.png", string(picture(t, 2, 2)), "image/png"}, {"b.jpg", string(picture(t, 2, 2)), "image/png"},
		{"c.svg", `<svg/>`, svg}, {"d.png", `<svg/>`, ""}, {"e.svg", "hello", ""}, {"f.png", "GIF89a", ""},
		{"g.svg", "<svg>" + string(make([]byte, most)), ""},
	} {
		path := filepath.Join(dir, tt.name)
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := Read(path)
		if (err == nil) != (tt.want != "") || err == nil && l.MediaType != tt.want {
			t.Errorf("%s: %v, %v, want %q", tt.name, l, err, tt.want)
		}
	}
}

// TestFile: a file is read again when it has changed, and one that is of no use is told of once.
func TestFile(t *testing.T) {
	var f File
	path := filepath.Join(t.TempDir(), "mark.png")
	put := func(content []byte, at time.Time) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if l, err := f.Read(""); l != nil || err != nil {
		t.Errorf("no file: %v %v", l, err)
	}
	if _, err := f.Read(path); err == nil {
		t.Error("a file that is not there is not told of")
	}
	if l, err := f.Read(path); l != nil || err != nil {
		t.Errorf("it is told of twice: %v %v", l, err)
	}
	put(picture(t, 2, 2), time.Unix(1e9, 0))
	first, err := f.Read(path)
	if err != nil || first == nil {
		t.Fatalf("a picture: %v %v", first, err)
	}
	put(picture(t, 3, 3), time.Unix(2e9, 0))
	second, err := f.Read(path)
	if err != nil || second.Version() == first.Version() {
		t.Errorf("a new picture: %v %v", second, err)
	}
	if l, err := f.Read(""); l != nil || err != nil {
		t.Errorf("none any more: %v %v", l, err)
	}
}

// TestHeader: only who asks by the version of what there is may keep it.
func TestHeader(t *testing.T) {
	l := New(svg, []byte("<svg/>"))
	for query, want := range map[string]string{"?v=" + l.Version(): "public, max-age=31536000, immutable", "?v=old": "", "": ""} {
		w := httptest.NewRecorder()
		l.Header(w.Header(), httptest.NewRequest("GET", "/mark"+query, nil))
		if got := w.Header().Get("Cache-Control"); got != want || w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("Content-Type") != svg {
			t.Errorf("%q: %v", query, w.Header())
		}
	}
}

// TestDrawn: an SVG of shapes is drawn as a browser draws it; of what needs more nothing is drawn rather than a part.
func TestDrawn(t *testing.T) {
	const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">`
	l := New(svg, []byte(head+`<rect width="20" height="20" fill="#1f5a5a"/><g transform="translate(30 10)"><circle r="8" style="fill:#f00"/></g></svg>`))
	picture, err := png.Decode(bytes.NewReader(l.Drawn()))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size != (image.Point{X: 2 * drawnHeight, Y: drawnHeight}) {
		t.Fatalf("drawn as %v", size)
	}
	for at, want := range map[image.Point]color.RGBA{
		{X: drawnHeight / 2, Y: drawnHeight / 2}:     {0x1f, 0x5a, 0x5a, 0xff},
		{X: drawnHeight * 3 / 2, Y: drawnHeight / 2}: {0xff, 0, 0, 0xff},
		{X: 2*drawnHeight - 2, Y: 2}:                 {},
	} {
		if got := color.RGBAModel.Convert(picture.At(at.X, at.Y)); got != want {
			t.Errorf("at %v: %v, want %v", at, got, want)
		}
	}
	for _, rest := range []string{
		`<text x="1" y="9">海</text></svg>`, `<rect width="9" height="9" style="display:none"/></svg>`, `<g id="a"><use href="#a"/></g></svg>`, `<image href="x.png"/></svg>`,
		`<style>.a{fill:red}</style><rect class="a" width="9" height="9"/></svg>`, `<rect width="9" height="9" fill="currentColor"/></svg>`, `<path d="M0 0 L`, `</svg>`,
		`<rect width="9" height="9" rx="2"/></svg>`, `<g transform="scale(2)"><path d="M0 0h9" stroke="#000"/></g></svg>`, `<path d="M0 0h9v9" fill-rule="evenodd"/></svg>`, `<svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg></svg>`,
	} {
		if l := New(svg, []byte(head+rest)); l.Drawn() != nil {
			t.Errorf("%s is drawn", rest)
		}
	}
	line, err := png.Decode(bytes.NewReader(New(svg, []byte(head+`<path d="M0 10h40" stroke="#00f" stroke-width="10"/></svg>`)).Drawn()))
	if err != nil {
		t.Fatal(err)
	}
	for y, want := range map[int]color.RGBA{drawnHeight/4 + 2: {0, 0, 0xff, 0xff}, drawnHeight/4 - 2: {}} { // as wide as the rest is large
		if got := color.RGBAModel.Convert(line.At(drawnHeight, y)); got != want {
			t.Errorf("a line at %d: %v, want %v", y, got, want)
		}
	}
	for _, l := range []*Logo{New(svg, []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-9 -9 18 18"><circle r="9"/></svg>`)), New(svg, []byte(`<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>`)), New("image/png", picturePNG(t))} {
		if l.Drawn() != nil {
			t.Errorf("%.60q is drawn", l.Content)
		}
	}
}

func picturePNG(t *testing.T) []byte { return picture(t, 30, 10) }

// FuzzDrawn: whatever an office's file holds, drawing it ends and harms nothing.
func FuzzDrawn(f *testing.F) {
	for _, s := range []string{"<svg", `<svg viewBox="0 0 1 1"><path d="M0 0a1 1 0 0 1 1 1z" fill="url(#a)"/></svg>`, `<svg viewBox="0 0 1e9 1"><g transform="rotate()"><polygon points="1"/></g></svg>`,
		`<svg viewBox="0 0 9 9"><defs><linearGradient id="a"><stop offset="1" stop-color="#zz"/></linearGradient></defs><ellipse rx="-1"/></svg>`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if drawn := New(svg, content).Drawn(); drawn != nil {
			if _, err := png.DecodeConfig(bytes.NewReader(drawn)); err != nil {
				t.Error(err)
			}
		}
	})
}
