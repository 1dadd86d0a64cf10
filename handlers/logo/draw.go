package logo

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"slices"

	"github.com/srwiley/oksvg"
	"github.com/srwiley/rasterx"
)

// drawnHeight is how high an SVG is drawn: 28 points of the chat's head on a screen of three pixels a point, and as
// much again for who enlarges the page.
const drawnHeight = 168

// widest bounds a drawing whose sides are nothing like a mark's.
const widest = 8 * drawnHeight

// beyondShapes is what the library passes over without a word, draws otherwise than browsers do, or follows without end.
// Each was found by drawing marks with both and comparing the pictures.
var beyondShapes = []string{"<use", "<style", "<!ENTITY", "<polyline", "clip-path", "mask", "filter", "blend-mode", "display", "visibility",
	"currentColor", "var(", "preserveAspectRatio", "stroke-dash", "fill-rule", "userSpaceOnUse"}

// beyond reports whether the library would draw another picture than a browser does.
func beyond(content []byte) bool {
	has := func(s string) bool { return bytes.Contains(content, []byte(s)) }
	count := func(s string) int { return bytes.Count(content, []byte(s)) }
	return slices.ContainsFunc(beyondShapes, has) ||
		has("stroke") && has("transform") || // lines are transformed, but not how wide they are
		count(" rx=") != count(" ry=") || // corners are round only by both
		count("<svg") != 1
}

// Drawn is an SVG as a PNG: a page that shows a picture of another site by a script can draw that one without allowing
// pictures of it in its policy. It is nil for what is no SVG, and for one that needs more than shapes and gradients (text,
// masks, filters, style sheets): half a mark would be worse than none.
func (l *Logo) Drawn() []byte { return l.drawn() }

func draw(content []byte) (picture []byte) {
	if beyond(content) {
		return nil
	}
	defer func() {
		if recover() != nil { // a drawing that is too much for the library is none
			picture = nil
		}
	}()
	icon, err := oksvg.ReadIconStream(bytes.NewReader(content), oksvg.StrictErrorMode)
	if err != nil || !(icon.ViewBox.W > 0 && icon.ViewBox.H > 0) || icon.ViewBox.X != 0 || icon.ViewBox.Y != 0 {
		return nil
	}
	w := int(math.Ceil(min(icon.ViewBox.W/icon.ViewBox.H*drawnHeight, widest)))
	box := image.Rect(0, 0, max(w, 1), drawnHeight)
	icon.SetTarget(0, 0, float64(box.Dx()), float64(box.Dy()))
	for i := range icon.SVGPaths { // to the scale of the rest
		icon.SVGPaths[i].LineWidth *= drawnHeight / icon.ViewBox.H
	}
	canvas := image.NewRGBA(box)
	icon.Draw(rasterx.NewDasher(box.Dx(), box.Dy(), rasterx.NewScannerGV(box.Dx(), box.Dy(), canvas, box)), 1)
	if !visible(canvas) {
		return nil
	}
	var b bytes.Buffer
	if err := png.Encode(&b, canvas); err != nil {
		return nil
	}
	return b.Bytes()
}

// visible reports whether anything was drawn at all.
func visible(canvas *image.RGBA) bool {
	for i := 3; i < len(canvas.Pix); i += 4 {
		if canvas.Pix[i] > 0 {
			return true
		}
	}
	return false
}
