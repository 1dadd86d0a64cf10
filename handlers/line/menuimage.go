package line

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// fontPlaces are where systems keep fonts with Japanese letters.
var fontPlaces = []string{
	"/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
	"/usr/share/fonts/*/noto*/NotoSansCJK*-Bold.*",
	"/usr/share/fonts/*/*/NotoSansJP*-Bold.*",
	"/usr/share/fonts/*/ipa*gothic*/ipa*g.ttf",
	"/usr/share/fonts/*/fonts-japanese-gothic.ttf",
	"/System/Library/Fonts/ヒラギノ角ゴシック W6.ttc",
	"/Library/Fonts/NotoSansJP*-Bold.*",
}

var errNoFont = errors.New("no font with Japanese letters was found: install one (apt-get install fonts-noto-cjk), or name one, or give an image")

// The menu's colours: white letters on blues dark enough for them (contrast at least 5).
var (
	tileColours = []color.RGBA{{0x1D, 0x4E, 0x89, 0xFF}, {0x24, 0x5F, 0x9E, 0xFF}}
	gapColour   = color.RGBA{0xF8, 0xFA, 0xFC, 0xFF}
)

const (
	gap         = 12  // pixels between tiles
	tilePad     = 60  // and around a label
	letters     = 130 // height of the largest letters
	oneLineSize = 90  // of the smallest for which a label is kept on one line
	leastSize   = 60  // of the smallest on up to three lines
	lineFactor  = 1.35
)

// draw makes an image of the menu: a tile each, with its label.
func (m Menu) draw() ([]byte, error) {
	f, err := loadFont(m.Font)
	if err != nil {
		return nil, err
	}
	height := menuRow
	if len(m.Items) > 3 {
		height = 2 * menuRow
	}
	canvas := image.NewRGBA(image.Rect(0, 0, menuWidth, height))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(gapColour), image.Point{}, draw.Src)
	for i, tile := range m.tiles(menuWidth, height) {
		inner := tile.Inset(gap / 2)
		draw.Draw(canvas, inner, image.NewUniform(tileColours[i%len(tileColours)]), image.Point{}, draw.Src)
		if err := write(canvas, inner.Inset(tilePad), f, label(m.Items[i])); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, canvas); err != nil {
		return nil, fmt.Errorf("encode its image: %w", err)
	}
	return b.Bytes(), nil
}

// loadFont reads the font at path, or the first one found in the usual places.
func loadFont(path string) (*opentype.Font, error) {
	places := fontPlaces
	if path != "" {
		places = []string{path}
	}
	for _, place := range places {
		found, err := filepath.Glob(place)
		if err != nil || len(found) == 0 {
			continue
		}
		data, err := os.ReadFile(found[0])
		if err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
		c, err := opentype.ParseCollection(data)
		if err != nil {
			return nil, fmt.Errorf("read font %s: %w", found[0], err)
		}
		return c.Font(0) // the Japanese one comes first in the collections named above
	}
	if path != "" {
		return nil, fmt.Errorf("font %s is not there", path)
	}
	return nil, errNoFont
}

// write puts text in the middle of a box: on one line where that leaves it large enough, else on as
// many as it takes, as large as they fit.
func write(canvas draw.Image, box image.Rectangle, f *opentype.Font, text string) error {
	for _, try := range []struct{ least, lines int }{{oneLineSize, 1}, {leastSize, 3}, {0, len(text)}} {
		for size := letters; size >= max(try.least, 10); size -= 5 {
			face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
			if err != nil {
				return fmt.Errorf("use font: %w", err)
			}
			lines, step := wrap(face, text, box.Dx()), int(float64(size)*lineFactor)
			if len(lines) <= try.lines && len(lines)*step <= box.Dy() {
				writeLines(canvas, box, face, lines, step)
				return face.Close()
			}
			if err := face.Close(); err != nil {
				return fmt.Errorf("use font: %w", err)
			}
		}
	}
	return fmt.Errorf("the label %q does not fit on its tile", text)
}

func writeLines(canvas draw.Image, box image.Rectangle, face font.Face, lines []string, step int) {
	y := box.Min.Y + (box.Dy()-len(lines)*step)/2 + face.Metrics().Ascent.Round()
	for _, l := range lines {
		x := box.Min.X + (box.Dx()-font.MeasureString(face, l).Round())/2
		d := font.Drawer{Dst: canvas, Src: image.White, Face: face, Dot: fixed.P(x, y)}
		d.DrawString(l)
		y += step
	}
}

// wrap breaks text into lines that fit a width, between graphemes.
func wrap(face font.Face, text string, width int) []string {
	var lines []string
	line := ""
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if line != "" && font.MeasureString(face, line+g.Str()).Round() > width {
			lines = append(lines, line)
			line = ""
		}
		line += g.Str()
	}
	return append(lines, strings.TrimSpace(line))
}

// CheckFont reports an error where no font is found to draw the menu with.
func CheckFont() error {
	_, err := loadFont("")
	return err
}
